import CanopyTesting
import CanopyThumb
import Foundation
import Raster
import RasterIO
import Testing

/// Real products, where the test data is there.
@Suite(.enabled(if: Mission.data != nil, "needs the test data: set CANOPY_TEST_DATA"))
struct MissionTests {
    @Test(arguments: ["dsm-ptcloud", "dtm-ptcloud", "ortho-dtm-ptcloud"])
    func `a product's thumbnail shows the whole range of its colors`(type: String) async throws {
        let data = try #require(Mission.data)
        try await withTemporaryFolder { folder in
            let name = "01_neon-osbs006_\(type).tif"
            let path = folder(name)
            try FileManager.default.copyItem(atPath: "\(data)/mission/data/01_neon-osbs006/\(name)", toPath: path)
            let made = try thumbnail(of: path, 300)
            #expect(made.report.size.longest == 300)
            let visible = made.pixels.filter { $0[3] > 0 }
            let white = visible.filter { $0[0...2].allSatisfy { $0 > 245 } }
            #expect(Set(visible).count > 5000)
            #expect(white.count < visible.count / 20)
        }
    }

    @Test func `every odd raster gives a picture or one sentence`() async throws {
        let data = try #require(Mission.data)
        try await withTemporaryFolder { folder in
            for source in ["made", "rasterio", "rio-cogeo"] {
                for name in try FileManager.default.contentsOfDirectory(atPath: "\(data)/awkward/\(source)").sorted()
                where name.hasSuffix(".tif") {
                    let output = folder("\(name).png")
                    do throws(ThumbError) {
                        let report = try Thumb().run(
                            .init(input: RasterInput("\(data)/awkward/\(source)/\(name)"), output: output))
                        #expect(report.size.longest <= 800)
                        #expect(!name.hasPrefix("corrupt_empty"))
                    } catch {
                        #expect(name.hasPrefix("corrupt"), "\(error)")
                        #expect(!error.description.contains("\n"))
                    }
                }
            }
        }
    }
}

enum Mission {
    /// The folder of the test data: beside the checkout, or where the environment says.
    static let data: String? = {
        let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder =
            ProcessInfo.processInfo.environment["CANOPY_TEST_DATA"]
            ?? checkout.deletingLastPathComponent().appending(path: "shared/data").path
        return FileManager.default.fileExists(atPath: folder + "/mission/data") ? folder : nil
    }()
}
