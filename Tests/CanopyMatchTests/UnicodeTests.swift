import CanopyMatch
import Stores
import Testing

@Suite("Names in different Unicode forms")
struct UnicodeTests {
    /// `ñ` as one scalar, and as two.
    private let one = "ca\u{F1}on"
    private let two = "can\u{303}on"

    private func sameBytes(_ a: String?, _ b: String) -> Bool { a?.utf8.elementsEqual(b.utf8) == true }

    @Test func `of a mission and its boundary are one name, and keys stay as they are`() async throws {
        let report = try await match(["01_\(two)/01_\(one)_mesh_metadata.json"], boundaries: boundaryFiles(one))
        let mission = try #require(report.missions.first)
        #expect(sameBytes(mission.boundary.key.text, boundaryFiles(one)[0]))
        #expect(sameBytes(mission.name, "01_\(two)"))
        // The product's name begins with the mission's, whatever its form.
        #expect(mission.products.first?.type == "mesh_metadata")
        #expect(sameBytes(mission.products.first?.output.text, "full/01_\(two)_mesh_metadata.json"))
    }

    @Test func `of boundaries leave the one that has the very bytes`() async throws {
        let report = try await match(["\(two)/\(two)_dsm.tif"], boundaries: boundaryFiles(one, two))
        #expect(sameBytes(report.missions.first?.boundary.key.text, boundaryFiles(two)[0]))
    }

    @Test func `of boundaries that could both be meant are refused`() async throws {
        // Three forms of one name: the mission's own has no boundary.
        let (a, b, c) = ("e\u{323}\u{302}", "\u{1EB9}\u{302}", "\u{1EC7}")
        let report = try await match(["\(a)/\(a)_dsm.tif"], boundaries: boundaryFiles(b, c))
        #expect(report.missions.isEmpty)
        #expect(report.unmatched.first?.reason.contains("2 boundaries have its name") == true)
    }

    @Test func `of missions are two missions of one output, unless one is named`() async throws {
        let files = ["\(one)/\(one)_dsm.tif", "\(two)/\(two)_dsm.tif"]
        let both = try await match(files, boundaries: boundaryFiles(one))
        #expect(both.missions.isEmpty)
        #expect(both.unmatched.map(\.kind) == [.sharedOutput, .sharedOutput])
        let named = try await match(files, boundaries: boundaryFiles(one)) { $0.missions = [two] }
        #expect(named.missions.count == 1)
        #expect(sameBytes(named.missions.first?.name, two))
    }

    @Test func `of a mission that is named are one name`() async throws {
        let report = try await match(["\(one)/\(one)_dsm.tif"], boundaries: boundaryFiles(two)) {
            $0.missions = [two]
        }
        #expect(report.missions.count == 1)
        #expect(report.unmatched.isEmpty)
    }

    @Test func `of the flat layout's files make one mission`() async throws {
        let report = try await match(["\(one)_dsm.tif", "\(two)_dtm.tif"], boundaries: boundaryFiles(one)) {
            $0.layout = .flat
        }
        #expect(report.missions.count == 1)
        #expect(report.missions.first?.products.map(\.type).sorted() == ["dsm", "dtm"])
    }
}
