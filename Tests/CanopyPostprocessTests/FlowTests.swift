import CanopyTesting
import Diagnostics
import Files
import Foundation
import Stores
import Synchronization
import Testing

@testable import CanopyPostprocess

/// Products of one mission, which are downloaded, processed and published at the same time.
@Suite struct FlowTests {
    private func run(
        _ missions: Missions, input: @escaping @Sendable (Depot.Event) async throws -> Void = { _ in },
        output: @escaping @Sendable (Depot.Event) async throws -> Void = { _ in }
    ) async throws -> Postprocess.MissionReport {
        try missions.folder.folder("out")
        let stores = Postprocess.OpenStores(
            input: try Depot("internal", in: missions.folder("data"), watch: input),
            boundaries: try Depot("boundaries", in: missions.folder("boundaries")),
            output: try Depot("public", in: missions.folder("out"), watch: output))
        return try #require(try await Postprocess(options: missions.options()).run(stores).missions.first)
    }

    @Test(.timeLimit(.minutes(30)))
    func `where nothing was published, a raster is sent while another is still on its way here`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            let surface = Gate()
            let report = try await run(
                missions, input: { if case .fetch(let key) = $0, key.name.contains("dtm") { await surface.pass() } },
                output: { if case .stored(let key) = $0, key.name == "01_oak_dsm-ptcloud.tif" { await surface.open() } }
            )
            #expect(report.status == .succeeded)
            #expect(report.products == 4 && report.thumbnails == 3)
        }
    }

    @Test(.timeLimit(.minutes(30)))
    func `what a raster was made of goes as soon as the raster is made, and that when it is sent and not needed`()
        async throws
    {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            let work = missions.folder("work/01_oak/")
            let report = try await run(
                missions,
                output: { event in
                    switch event {
                    case .store(let key) where key.name == "01_oak_chm.tif":
                        #expect(!Path.exists(work + "input/01_oak_dsm-ptcloud.tif"))
                        #expect(!Path.exists(work + "input/01_oak_dtm-ptcloud.tif"))
                    case .store(let key) where key.name == "01_oak_report.pdf":
                        let left = try missions.files(in: work + "output")
                        #expect(left == [])
                    default: break
                    }
                })
            #expect(report.status == .succeeded)
        }
    }

    @Test(.timeLimit(.minutes(30)))
    func `where a mission was published, nothing there is touched until all of it is made and here`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            _ = try await run(missions)
            let before = try missions.contents()
            try missions.raster("01_oak", "dsm-ptcloud", 35)
            let report = try await run(
                missions,
                input: { event in
                    guard case .fetch(let key) = event, key.name == "01_oak_report.pdf" else { return }
                    let last = missions.folder("work/01_oak/output/thumbnails/01_oak_chm.png")
                    while !Path.exists(last) { try await Task.sleep(for: .milliseconds(5)) }
                    try await Task.sleep(for: .milliseconds(100))
                    #expect(try missions.contents() == before)
                })
            #expect(report.status == .succeeded)
            #expect(try missions.contents() != before)
        }
    }

    @Test func `the report, by which some tell a finished mission, comes last before the manifest`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            for _ in 1...2 {
                let stored = Mutex<[String]>([])
                _ = try await run(
                    missions,
                    output: { event in if case .stored(let key) = event { stored.withLock { $0.append(key.name) } } })
                #expect(stored.withLock { $0.suffix(2) } == ["01_oak_report.pdf", "manifest.json"])
            }
        }
    }

    @Test func `of a mission that fails nothing stays where none was, and everything where one was`() async throws {
        struct Refused: Error {}
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            let refusing: @Sendable (Depot.Event) async throws -> Void = { event in
                if case .fetch(let key) = event, key.name == "01_oak_report.pdf" {
                    // Something else has been sent by then.
                    try await Task.sleep(for: .milliseconds(800))
                    throw Refused()
                }
            }
            #expect(try await run(missions, input: refusing).status == .failed)
            #expect(try missions.published() == [])
            _ = try await run(missions)
            let before = try missions.contents()
            #expect(try await run(missions, input: refusing).status == .failed)
            #expect(try missions.contents() == before)
        }
    }

    @Test func `an upload that was given up and comes to its end all the same does not stay`() async throws {
        struct Refused: Error {}
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            let late = Mutex(true)
            let report = try await run(
                missions,
                output: { event in
                    switch event {
                    case .store(let key) where key.name == "01_oak_chm.tif": throw Refused()
                    case .removed(let key) where key.name == "01_oak_chm.tif":
                        let isFirst = late.withLock { late in
                            defer { late = false }
                            return late
                        }
                        guard isFirst else { return }
                        try missions.folder.file("out/oak/processed_01/full/01_oak_chm.tif", "late")
                    default: break
                    }
                })
            #expect(report.status == .failed && !late.withLock { $0 })
            #expect(try missions.published() == [])
        }
    }

    @Test func `a mission that somebody else has published meanwhile is not removed by who fails`() async throws {
        struct Refused: Error {}
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            let report = try await run(
                missions,
                output: { event in
                    guard case .store(let key) = event, key.name == "01_oak_report.pdf" else { return }
                    try missions.folder.file("out/oak/processed_01/manifest.json", "of another run")
                    throw Refused()
                })
            #expect(report.status == .failed)
            #expect(try missions.published().contains("oak/processed_01/full/01_oak_dsm-ptcloud.tif"))
        }
    }

    @Test func `who finds another run at the same mission takes nothing away from it`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            let surface = "oak/processed_01/full/01_oak_dsm-ptcloud.tif"
            let report = try await run(
                missions,
                output: { event in
                    guard case .stored(let key) = event, key.name == "01_oak_report.pdf" else { return }
                    try missions.folder.file("out/" + surface, "of another run")
                })
            #expect(report.status == .failed)
            let published = try missions.published()
            #expect(published.contains(surface) && !published.contains("oak/processed_01/manifest.json"))
        }
    }

    @Test func `what was moved, and how long it took, is told`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            let report = try await run(missions)
            let inputs = try missions.files(in: missions.folder("data")).map { missions.folder("data/" + $0) }
            let boundary = missions.folder("boundaries/oak/metadata-mission/oak_mission-metadata.gpkg")
            let bytes = (inputs + [boundary]).compactMap(Path.size).reduce(0, +)
            #expect(report.transferred.downloaded == bytes)
            #expect(report.transferred.uploaded == report.bytes)
            #expect(report.transferred.copied == 0 && report.transferred.streamed == 0)
            let stages = report.stages
            #expect(stages.downloading > 0 && stages.processing > 0 && stages.publishing > 0)
            #expect(stages.processing < report.seconds)
            let manifest = try MissionManifest(missions.out("oak/processed_01/manifest.json"))
            let transferred = manifest.fields["transferred"] as? [String: Int]
            #expect(transferred?["uploaded"] == report.transferred.uploaded)
        }
    }
}

/// Missions of a bucket, published in another place of it or in another bucket of the service.
@Suite(.enabled(if: ObjectServer.isInstalled, "no Ceph object gateway or no rclone is installed"))
struct ServiceFlowTests {
    private func stores() async throws -> (Stores, String) {
        let server = try #require(try await ObjectServer.shared)
        let access = S3Access(
            endpoint: server.endpoint, accessKey: server.accessKey, secretKey: server.secretKey, provider: "Ceph")
        return (Stores(s3: access), try await server.makeBucket())
    }

    /// Processes a mission from the bucket to the bucket.
    private func run(
        _ missions: Missions, _ change: (inout Postprocess.Options) -> Void = { _ in }
    ) async throws -> (report: Postprocess.MissionReport, published: [String: String?]) {
        let (stores, bucket) = try await stores()
        let data = try await stores.open(StoreLocation("s3://\(bucket)/data"))
        let key = try StoreKey("01_oak")
        for name in try missions.files(in: missions.folder("data/01_oak")) {
            _ = try await data.store(
                missions.folder("data/01_oak/" + name), as: key.appending(StoreKey(name)), replacing: true,
                progress: Progress())
        }
        var locations = missions.locations()
        locations.input = data.location
        locations.output = try StoreLocation("s3://\(bucket)/processed")
        let report = try await Postprocess(options: missions.options(change)).run(locations, with: stores)
        let output = try await stores.open(locations.output)
        let listing = try await output.list(nil, depth: .max, progress: Progress())
        _ = try await output.fetch(
            StoreKey("oak/processed_01/manifest.json"), to: missions.folder("manifest.json"), progress: Progress())
        return (
            try #require(report.missions.first),
            Dictionary(uniqueKeysWithValues: listing.files.map { ($0.key.text, $0.md5) })
        )
    }

    @Test func `what only passes through is copied by the service, and everything is as on this machine`() async throws
    {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.file("01_oak", "01_oak_points.laz", String(repeating: "points", count: 50_000))
            let local = try await missions.runOne()
            let (report, published) = try await run(missions)
            #expect(report.status == .succeeded && report.warnings == [], "\(report)")
            #expect(report.transferred.copied == 300_000 + "the report of 01_oak".utf8.count)
            #expect(report.bytes == local.bytes)
            for name in try missions.published() where !name.hasSuffix("manifest.json") {
                let md5 = try Checksum.md5(ofFileAt: missions.out(name))
                #expect(published[name] == md5, "\(name)")
            }
        }
    }

    @Test func `rasters that are read where they lie become the same products, and none is downloaded`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            _ = try await missions.runOne()
            let (report, published) = try await run(missions) { $0.stream = true }
            #expect(report.status == .succeeded && report.warnings == [], "\(report)")
            #expect(report.transferred.streamed > 0)
            #expect(report.transferred.downloaded == 0)
            for name in try missions.published() where !name.hasSuffix("manifest.json") {
                let md5 = try Checksum.md5(ofFileAt: missions.out(name))
                #expect(published[name] == md5, "\(name)")
            }
        }
    }

    @Test func `below cameras only their blocks are read where they lie, which are counted apart`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.cameras("01_oak")
            _ = try await missions.runOne { $0.cameras = true }
            let (without, _) = try await run(missions) { $0.stream = true }
            let (report, published) = try await run(missions) { options in
                options.stream = true
                options.cameras = true
            }
            #expect(report.status == .succeeded && report.warnings == [], "\(report)")
            let list = try #require(Path.size(of: missions.folder("data/01_oak/01_oak_cameras.xml")))
            #expect(report.transferred.downloaded == list)
            #expect(without.transferred.streamedForCameras == nil)
            #expect(report.transferred.streamed == without.transferred.streamed)
            let model = try #require(Path.size(of: missions.folder("data/01_oak/01_oak_dtm-ptcloud.tif")))
            #expect((1...2 * model).contains(report.transferred.streamedForCameras ?? 0))
            // The service copies the list all the same.
            #expect(report.transferred.copied == without.transferred.copied)
            for name in try missions.published() where !name.hasSuffix("manifest.json") {
                let md5 = try Checksum.md5(ofFileAt: missions.out(name))
                #expect(published[name] == md5, "\(name)")
            }
        }
    }

    @Test func `a raster with a file beside it is downloaded for all that`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.file("01_oak", "01_oak_dsm-ptcloud.tfw", "1\n0\n0\n-1\n500000.5\n4399999.5\n")
            let (report, _) = try await run(missions) { $0.stream = true }
            #expect(report.status == .succeeded, "\(report)")
            #expect(report.transferred.streamed > 0 && report.transferred.downloaded > 0)
            // The manifest says of each what made sure of its bytes; here, without TLS, nothing did of a part of a file.
            let inputs = try MissionManifest(missions.folder("manifest.json")).inputs
            let verified = Dictionary(
                uniqueKeysWithValues: inputs.compactMap { input in
                    (input["key"] as? String).map { ($0, input["verifiedBy"] as? String) }
                })
            #expect(
                verified == [
                    "oak/metadata-mission/oak_mission-metadata.gpkg": nil, "01_oak/01_oak_dsm-ptcloud.tif": "md5",
                    "01_oak/01_oak_dsm-ptcloud.tfw": "md5", "01_oak/01_oak_dtm-ptcloud.tif": "nothing",
                    "01_oak/01_oak_report.pdf": nil,
                ])
        }
    }

    @Test func `a mission that was read where it lies is not done again`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            let (stores, bucket) = try await stores()
            let data = try await stores.open(StoreLocation("s3://\(bucket)/data"))
            for name in try missions.files(in: missions.folder("data/01_oak")) {
                _ = try await data.store(
                    missions.folder("data/01_oak/" + name), as: StoreKey("01_oak/" + name), replacing: true,
                    progress: Progress())
            }
            var locations = missions.locations()
            locations.input = data.location
            let postprocess = Postprocess(
                options: missions.options { options in
                    options.stream = true
                    options.resume = true
                })
            #expect(try await postprocess.run(locations, with: stores).missions.map(\.unchanged) == [false])
            #expect(try await postprocess.run(locations, with: stores).missions.map(\.unchanged) == [true])
        }
    }
}
