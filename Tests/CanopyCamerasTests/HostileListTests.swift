import CanopyCameras
import CanopyTesting
import Foundation
import Testing

@Suite struct HostileListTests {
    /// The sentence in which a list ends.
    private func problem(_ text: String) async throws -> String {
        try await withTemporaryFolder { try Site(folder: $0).problem(text) }
    }

    private func document(_ chunk: String) -> String { "<document><chunk label='c'>\(chunk)</chunk></document>" }

    @Test(arguments: [
        ("", "there is no element in it, or it ends in the first one"),
        ("II*\u{0}", "line 1: syntax error"),
        ("{\"cameras\": []}", "not well-formed (invalid token)"),
        ("<html><body/></html>", "it is not the XML that Metashape exports cameras to"),
        ("<document/>", "there are none in it"),
        ("<document><chunk><cameras/></chunk></document>", "there are none in it"),
        ("<camera/>", "it is not the XML that Metashape exports cameras to"),
        ("<!DOCTYPE d [<!ENTITY a 'b'>]><document>&a;</document>", "declares entities or names another file"),
        ("<!DOCTYPE d SYSTEM '/etc/passwd'><document/>", "declares entities or names another file"),
        (
            "<?xml version='1.0' encoding='Shift_JIS'?><document/>",
            "it names an encoding that is not read; save it as UTF-8"
        ),
    ])
    func `what is no list of cameras is refused in a sentence`(text: String, reason: String) async throws {
        let problem = try await problem(text)
        #expect(problem.hasPrefix("cannot read the cameras of 'cameras.xml': "), "\(problem)")
        #expect(problem.contains(reason), "\(problem)")
    }

    @Test func `a list that is cut off anywhere is refused`() async throws {
        let whole = list([("a", Site.place(1, 1)), ("b", nil)]).trimmingCharacters(in: .whitespacesAndNewlines)
        try await withTemporaryFolder { folder in
            for length in stride(from: 1, to: whole.count, by: 97) {
                let problem = try Site(folder: folder).problem(String(whole.prefix(length)))
                #expect(problem != "", "\(length)")
            }
        }
    }

    @Test(arguments: [
        "1 2 3", "", "nan 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1", "1 0 0 inf 0 1 0 0 0 0 1 0 0 0 0 1",
        "1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1e999", "1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1 0", "a b c d e f g h i j k l m n o p",
        "1,0 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1",
    ])
    func `a transform is sixteen finite numbers`(numbers: String) async throws {
        let problem = try await problem(
            document(
                "\(Site.frame.xml)<cameras><camera label='DJI_7'><transform>\(numbers)</transform></camera></cameras>"))
        #expect(problem.contains("the transform of camera 'DJI_7' is not 16 finite numbers"), "\(problem)")
    }

    @Test(arguments: [
        "<rotation>1 0 0 0 1 0 0 0 nan</rotation>", "<rotation>1 0 0 0 1 0 0 0</rotation>",
        "<translation>1 2</translation>",
        "<translation>1 2 inf</translation>", "<scale>nan</scale>", "<scale></scale>", "<scale>1 2</scale>",
        "<rotation>1 0 0 0 1 0 0 0 1</rotation>", "<scale>1</scale><translation>1 2 3</translation>",
    ])
    func `a component's transform is all of its numbers, finite`(part: String) async throws {
        let problem = try await problem(document("<transform>\(part)</transform><cameras><camera/></cameras>"))
        #expect(
            problem.contains("finite number") || problem.contains("not all of rotation, translation and scale"),
            "\(problem)")
    }

    @Test func `a matrix of a million numbers, a label of a megabyte and a million cameras are too much`() async throws
    {
        let million = String(repeating: "1 ", count: 1_000_000)
        var problem = try await problem(
            document("<cameras><camera><transform>\(million)</transform></camera></cameras>"))
        #expect(problem.contains("a text of more than 65536 bytes"), "\(problem)")
        problem = try await self.problem(
            document("<cameras><camera label='\(String(repeating: "x", count: 500_000))'/></cameras>"))
        #expect(problem.contains("label has more than 1024 bytes"), "\(problem)")
        problem = try await self.problem(
            document("<cameras>\(String(repeating: "<camera/>", count: 200_000))</cameras>"))
        #expect(problem.contains("more than 100000 cameras"), "\(problem)")
        problem = try await self.problem(
            document("<components>\((0..<200_000).map { "<component id='\($0)'/>" }.joined())</components>"))
        #expect(problem.contains("too many components"), "\(problem)")
    }

    @Test func `groups within groups end`() async throws {
        let problem = try await problem(document("<cameras>" + String(repeating: "<group>", count: 100_000)))
        #expect(problem.contains("more than 64 elements are within each other"), "\(problem)")
    }

    // MARK: Systems

    @Test func `a local system is refused in a sentence`() async throws {
        for reference in [Chunk.local, "\n ENGCRS[\"x\",EDATUM[\"\"]]", "local_cs[\"x\"]"] {
            let problem = try await problem(list([("a", Site.place(1, 1))], reference: reference))
            #expect(
                problem
                    == "cannot read the cameras of 'cameras.xml': chunk 'Chunk 1' is in a local coordinate system, which has no "
                    + "known place on Earth; reference it, and export its cameras again")
        }
    }

    @Test func `no system is refused in a sentence`() async throws {
        let chunk = Chunk(
            components: [("0", nil)], reference: nil, cameras: Site.frame.camera("a", at: Site.place(1, 1)))
        #expect(
            try await problem(cameraList(chunk))
                == "cannot read the cameras of 'cameras.xml': chunk 'Chunk 1' is in no coordinate system; reference it, and "
                + "export its cameras again")
    }

    @Test func `a system that does not say that it is local is found out by where its cameras are`() async throws {
        var local = Site.frame
        local.translation = [10, 20, 30]
        let chunk = Chunk(
            components: [("0", local)], reference: nil,
            cameras:
                "<camera label='a' component_id='0'><transform>1 0 0 1 0 1 0 2 0 0 1 3 0 0 0 1</transform></camera>")
        #expect(try await problem(cameraList(chunk)).contains("has its cameras nowhere on Earth"))
    }

    @Test func `a camera that was aligned out of this world is a row, and a warning`() async throws {
        try await withTemporaryFolder { folder in
            let cameras: [(String, Place?)] = [
                ("a", Site.place(1, 1)), ("b", Place(longitude: 0, latitude: 0, height: 1e7)),
                ("c", Place(longitude: 0, latitude: 0, height: 1e300)),
            ]
            let (report, table) = try await Site(folder: folder).locate(list(cameras))
            #expect(table.rows.map(\.aligned) == [true, false, false])
            #expect(
                report.warnings.count == 1 && report.warnings[0].contains("has cameras (2) that are nowhere on Earth"))
        }
    }
}
