import CanopyMatch
import Stores
import Testing

struct MissionNameTests {
    @Test(arguments: [
        ("01_benchmarking-greasewood", "benchmarking-greasewood", "processed_01"),
        ("benchmarking-greasewood", "benchmarking-greasewood", "processed_01"),
        ("02_x", "x", "processed_02"), ("2_x", "x", "processed_02"), ("015_x", "x", "processed_15"),
        ("0001_x", "x", "processed_01"), ("123_x", "x", "processed_123"), ("000_x", "x", "processed_00"),
        ("20240501_x", "x", "processed_20240501"),
        ("99999999999999999999999_x", "x", "processed_99999999999999999999999"),
        ("01_02_x", "02_x", "processed_01"), ("01_x_02", "x_02", "processed_01"), ("x_01", "x_01", "processed_01"),
        ("01", "01", "processed_01"), ("01_", "01_", "processed_01"), ("_x", "_x", "processed_01"),
        ("01-x", "01-x", "processed_01"), ("a1_x", "a1_x", "processed_01"), ("٠١_x", "٠١_x", "processed_01"),
        ("03_é b", "é b", "processed_03"),
    ])
    func `a name gives base name, output folder and boundary`(full: String, base: String, folder: String) throws {
        let name = try MissionName(full)
        #expect(name.base == base)
        #expect(name.output.text == "\(base)/\(folder)")
        #expect(name.boundary.text == "\(base)/metadata-mission/\(base)_mission-metadata.gpkg")
    }

    @Test func `digits stay where the naming leaves them`() throws {
        var naming = Naming()
        naming.stripsRunNumber = false
        naming.outputFolder = .fixed(try StoreKey("photogrammetry_03"))
        let name = try MissionName("000123_x", naming)
        #expect(name.base == "000123_x")
        #expect(name.output.text == "000123_x/photogrammetry_03")
        #expect(name.boundary.text == "000123_x/metadata-mission/000123_x_mission-metadata.gpkg")
        naming.outputFolder = .fixed(nil)
        #expect(try MissionName("000123_x", naming).output.text == "000123_x")
    }

    @Test(arguments: [
        ("", MissionName.Problem.key(.empty)), ("..", .key(.dots)), ("a/b", .path), ("/etc", .path), ("../x", .path),
        ("-x", .key(.leadingDash)), ("01_-x", .key(.leadingDash)), ("01_..", .key(.dots)),
        ("a\nb", .key(.controlCharacter)),
    ])
    func `what could leave its folder is no name`(full: String, problem: MissionName.Problem) {
        #expect(throws: problem) { try MissionName(full) }
    }
}
