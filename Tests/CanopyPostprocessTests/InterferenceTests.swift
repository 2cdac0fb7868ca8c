import CanopyPostprocess
import CanopyTesting
import Diagnostics
import Foundation
import Raster
import Stores
import Synchronization
import Testing

@testable import CanopyPostprocess

/// Two runs that publish one mission in a bucket, where no lock keeps them apart.
@Suite(.enabled(if: ObjectServer.isInstalled, "no Ceph object gateway or no rclone is installed"))
struct InterferenceTests {
    /// A bucket of the object server.
    private struct Bucket {
        let store: any Store

        init() async throws {
            let server = try #require(try await ObjectServer.shared)
            let access = S3Access(
                endpoint: server.endpoint, accessKey: server.accessKey, secretKey: server.secretKey, provider: "Ceph")
            store = try await Stores(s3: access).open(StoreLocation("s3://\(try await server.makeBucket())"))
        }

        /// Publishes the only mission of a folder while somebody watches.
        func publish(
            _ missions: Missions, watch: @escaping @Sendable (Depot.Event) async throws -> Void = { _ in }
        ) async throws -> Postprocess.MissionReport {
            let stores = Postprocess.OpenStores(
                input: LocalStore(missions.folder("data")), boundaries: LocalStore(missions.folder("boundaries")),
                output: Depot(store, watch: watch))
            let report = try await Postprocess(options: missions.options()).run(stores)
            return try #require(report.missions.first)
        }

        /// What it holds, by MD5.
        func contents() async throws -> [String: String?] {
            let files = try await store.list(nil, depth: .max, progress: Progress()).files
            return Dictionary(uniqueKeysWithValues: files.map { ($0.key.text, $0.md5) })
        }
    }

    private let manifest = "oak/processed_01/manifest.json"
    private let product = "oak/processed_01/full/01_oak_dsm-ptcloud.tif"

    @Test func `a mission that nobody else publishes has a manifest`() async throws {
        let bucket = try await Bucket()
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            for _ in 1...2 { #expect(try await bucket.publish(missions).status == .succeeded) }
            #expect(try await bucket.contents()[manifest] != nil)
        }
    }

    /// When another run comes in between.
    enum Moment: CaseIterable {
        case afterUpload, beforeManifest, afterManifest

        func isNow(_ event: Depot.Event, _ product: String) -> Bool {
            switch (self, event) {
            case (.afterUpload, .stored(let key)): key.text == product
            case (.beforeManifest, .store(let key)), (.afterManifest, .stored(let key)): key.name == "manifest.json"
            default: false
            }
        }
    }

    @Test(arguments: Moment.allCases)
    func `a product that another run replaces fails the mission, and no manifest stays`(moment: Moment) async throws {
        let bucket = try await Bucket()
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            let other = try missions.folder.file("other", "of another run")
            let report = try await bucket.publish(missions) { event in
                guard moment.isNow(event, product) else { return }
                _ = try await bucket.store.store(other, as: StoreKey(product), replacing: true, progress: Progress())
            }
            #expect(report.status == .failed)
            #expect(
                report.reasons == [
                    "'\(bucket.store.location)/\(product)' is not what this run has put there, so another one publishes "
                        + "this mission, too; let only one do so, and process the mission again"
                ])
            #expect(try await bucket.contents()[manifest] == nil)
        }
    }

    @Test func `a product that another run removes fails the mission`() async throws {
        let bucket = try await Bucket()
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            let report = try await bucket.publish(missions) { event in
                guard case .store(let key) = event, key.name == "manifest.json" else { return }
                try await bucket.store.remove(StoreKey(product))
            }
            #expect(report.status == .failed)
            #expect(try await bucket.contents()[manifest] == nil)
        }
    }

    @Test func `of two runs at once, the one that loses leaves the other's manifest where it is true`() async throws {
        let bucket = try await Bucket()
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            let winner = try Missions(missions.folder)
            let first = Mutex(true)
            let report = try await bucket.publish(missions) { event in
                guard case .stored(let key) = event, key.name == "manifest.json", first.withLock({ $0 }) else { return }
                first.withLock { $0 = false }
                // The other run has another surface, and comes in between from beginning to end.
                try winner.raster("01_oak", "dsm-ptcloud", 35)
                let folder = try winner.folder.folder("elsewhere")
                let options = winner.options { $0.workingDirectory = folder }
                let stores = Postprocess.OpenStores(
                    input: LocalStore(winner.folder("data")), boundaries: LocalStore(winner.folder("boundaries")),
                    output: bucket.store)
                #expect(try await Postprocess(options: options).run(stores).count(.succeeded) == 1)
            }
            #expect(report.status == .failed)
            let contents = try await bucket.contents()
            #expect(contents[manifest] != nil)
            let copy = missions.folder("manifest.json")
            _ = try await bucket.store.fetch(StoreKey(manifest), to: copy, progress: Progress())
            for (path, output) in try MissionManifest(copy).outputs {
                #expect(contents["oak/processed_01/" + path] == output["md5"] as? String)
            }
        }
    }
}
