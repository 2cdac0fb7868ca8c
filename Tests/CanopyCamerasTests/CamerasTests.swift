import CanopyCameras
import CanopyTesting
import Diagnostics
import Files
import Foundation
import Raster
import RasterIO
import Testing

@Suite struct CamerasTests {
    private func withSite(_ body: (Site) async throws -> Void) async throws {
        try await withTemporaryFolder { try await body(Site(folder: $0)) }
    }

    @Test func `the table has the columns that its readers know`() async throws {
        try await withSite { site in
            let (_, table) = try await site.locate(
                list([("flight/100MEDIA/DJI_0001.JPG", Site.place(3, 4)), ("b", nil)]))
            #expect(table.layers == ["camera_locations"] && table.epsg == "4326" && table.type == "3D Point")
            #expect(
                table.columns == [
                    ["label", "String", "None"], ["image_id", "String", "None"],
                    ["photogrammetry_altitude_agl", "Real", "None"],
                    ["photogrammetry_ground_elevation", "Real", "None"],
                    ["photogrammetry_valid_dtm", "Integer", "Boolean"],
                    ["photogrammetry_camera_aligned", "Integer", "Boolean"],
                ])
            #expect(
                table.rows[1]
                    == .init(label: "b", image: "b", agl: nil, ground: nil, valid: false, aligned: false, point: nil))
        }
    }

    @Test func `each camera has the height of the pixel that contains it, in the order of the file`() async throws {
        try await withSite { site in
            // From right to left and from below, so that no order of places is that of the file.
            let pixels = [(39, 29), (0, 0), (17, 3), (17, 2), (39, 0), (0, 29), (5, 20)]
            let cameras = pixels.enumerated().map { number, pixel in
                (label: "DJI_\(number).JPG", place: Site.place(pixel.0, pixel.1, height: 200 + Double(number)))
            }
            let (report, table) = try await site.locate(list(cameras))
            #expect(table.rows.map(\.label) == cameras.map(\.label))
            #expect(table.rows.map(\.image) == pixels.indices.map { "DJI_\($0)" })
            for ((pixel, camera), row) in zip(zip(pixels, cameras), table.rows) {
                #expect(row.valid && row.aligned)
                #expect(abs((row.ground ?? 0) - Site.ground(pixel.0, pixel.1)) < 1e-5)
                #expect(abs((row.agl ?? 0) - (camera.place.height - Site.ground(pixel.0, pixel.1))) < 1e-4)
                let point = try #require(row.point)
                #expect(abs(point[0] - camera.place.longitude) < 1e-9 && abs(point[1] - camera.place.latitude) < 1e-9)
                #expect(abs(point[2] - camera.place.height) < 1e-4)
            }
            #expect(report.cameras.count == 7 && report.cameras.aligned == 7 && report.cameras.aboveTerrain == 7)
            #expect(report.warnings == [])
        }
    }

    @Test func `a camera near an edge of a pixel is in that pixel, not in the next one`() async throws {
        try await withSite { site in
            let near = [0.001, 0.999].map { offset in
                Place(
                    longitude: Site.corner.longitude + (12 + offset) * Site.step,
                    latitude: Site.corner.latitude - (7 + offset) * Site.step, height: 200)
            }
            let (_, table) = try await site.locate(list(near.map { ("a", $0) }))
            #expect(table.rows.map(\.ground) == [Site.ground(12, 7), Site.ground(12, 7)])
        }
    }

    @Test func `without a height below it a camera has none, and the table says so`() async throws {
        try await withSite { site in
            var terrain = try Site.terrain()
            terrain.sample = { column, row, _ in
                switch column {
                case 1: -9999
                case 2: .nan
                case 3: -32767
                case 4: .infinity
                default: Site.ground(column, row)
                }
            }
            let columns = [-1, 0, 1, 2, 3, 4, 39, 40, 1_000_000]
            let (report, table) = try await site.locate(
                list(columns.map { ("\($0)", Site.place($0, 5)) }), above: terrain)
            #expect(table.rows.map(\.valid) == columns.map { [0, 39].contains($0) })
            for row in table.rows where !row.valid { #expect(row.agl == nil && row.ground == nil && row.aligned) }
            #expect(table.rows.allSatisfy { $0.point != nil })
            #expect(report.cameras.aligned == 9 && report.cameras.aboveTerrain == 2)
        }
    }

    @Test(arguments: [Validity.mask, .all, .nodata(.real(0))])
    func `what a mask hides is no ground, and an integer model has whole heights`(validity: Validity) async throws {
        try await withSite { site in
            var terrain = try Site.terrain(type: .int16, validity: validity)
            terrain.sample = { column, row, _ in column == 8 && validity != .mask ? 0 : Double(column + row) }
            terrain.isValid = { column, _ in column != 8 }
            let (_, table) = try await site.locate(
                list([("a", Site.place(7, 2)), ("b", Site.place(8, 2))]), above: terrain)
            #expect(table.rows.map(\.ground) == [9, validity == .all ? 0 : nil])
        }
    }

    @Test func `several chunks, groups in groups, components and sensors are one table`() async throws {
        try await withSite { site in
            let other = Frame(around: Place(longitude: -81.9, latitude: 27.2, height: 0), scale: 3, angle: 2.5)
            let first = Chunk(
                components: [("0", Site.frame), ("7", other), ("8", nil)],
                cameras: Site.frame.camera("a", at: Site.place(1, 1))
                    + "<group id='0' label='g'>" + other.camera("b", at: Site.place(2, 2), component: "7")
                    + "<group id='1'>" + Site.frame.camera("c", at: Site.place(3, 3)) + "</group>"
                    + Site.frame.camera("d", at: nil) + "</group>"
                    + other.camera("e", at: Site.place(4, 4), component: "8"))
            let second = Chunk(
                label: "Chunk 2", components: [("0", other)], cameras: other.camera("f", at: Site.place(5, 5)))
            let (report, table) = try await site.locate(cameraList(first, second))
            #expect(table.rows.map(\.label) == ["a", "b", "c", "d", "e", "f"])
            #expect(table.rows.map(\.aligned) == [true, true, true, false, false, true])
            for (row, pixel) in zip(table.rows, [1, 2, 3, nil, nil, 5]) {
                #expect(row.ground == pixel.map { Site.ground($0, $0) })
            }
            #expect(
                report.warnings.map { $0.replacing(site.folder.path + "/", with: "") } == [
                    "'cameras.xml' has aligned cameras (1) in components without a place on Earth; they count as not aligned"
                ])
        }
    }

    @Test func `lists of old versions have the way to the Earth in the chunk, and behind the cameras`() async throws {
        try await withSite { site in
            let camera = Site.frame.camera("a", at: Site.place(1, 1)).replacing(" component_id=\"0\"", with: "")
            let text =
                "<document version='1.2.0'><chunk><cameras>\(camera)</cameras>\(Site.frame.xml)</chunk></document>"
            let (_, table) = try await site.locate(text)
            #expect(table.rows.map(\.ground) == [Site.ground(1, 1)])
        }
    }

    @Test(arguments: [
        ("DJI_0001.JPG", "DJI_0001"), ("DJI_0001", "DJI_0001"), ("a/b\\c.d/e.f.tif", "e.f"), (".hidden", ".hidden"),
        ("trailing.", "trailing."), ("a/", "a"), ("", ""), ("C:\\flight\\ü 1.jpeg", "ü 1"),
    ])
    func `an image's name is the label without its folder and its extension`(label: String, name: String) async throws {
        try await withSite { site in
            let (_, table) = try await site.locate(list([(label, nil)]))
            #expect(table.rows.map(\.label) == [label] && table.rows.map(\.image) == [name])
        }
    }

    @Test func `characters that XML escapes are in the table as they are`() async throws {
        try await withSite { site in
            let (_, table) = try await site.locate(list([("&lt;b&gt; '; DROP TABLE gpkg_contents; --", nil)]))
            #expect(table.rows.map(\.label) == ["<b> '; DROP TABLE gpkg_contents; --"])
        }
    }

    @Test func `cameras of another place are rows that say so, and one warning`() async throws {
        try await withSite { site in
            let far = Place(longitude: 8.5, latitude: 47.4, height: 500)
            let (report, table) = try await site.locate(list((0..<20).map { ("\($0)", far) }))
            #expect(table.rows.count == 20 && table.rows.allSatisfy { $0.aligned && !$0.valid && $0.agl == nil })
            #expect(
                report.warnings.map { $0.replacing(site.folder.path + "/", with: "") } == [
                    "none of the aligned cameras of 'cameras.xml' (20) is above a valid pixel of 'dtm.tif'; check that both "
                        + "are of one mission"
                ])
            #expect(report.cameras.aglMean == nil && report.cameras.aglFidelity == nil)
        }
    }

    @Test func `where no camera is aligned there are rows nevertheless, and one warning`() async throws {
        try await withSite { site in
            let (report, table) = try await site.locate(list([("a", nil), ("b", nil)], reference: nil))
            #expect(table.rows.count == 2)
            #expect(report.warnings.count == 1 && report.warnings[0].hasPrefix("none of the cameras of "))
        }
    }

    @Test func `ten thousand cameras are located, each by itself`() async throws {
        try await withSite { site in
            let cameras = (0..<10_000).map { ("\($0)", Site.place($0 * 7 % 40, $0 * 11 % 30, height: 300)) }
            let (report, table) = try await site.locate(list(cameras))
            #expect(report.cameras.aboveTerrain == 10_000)
            for (number, row) in table.rows.enumerated()
            where row.ground != Site.ground(number * 7 % 40, number * 11 % 30) {
                Issue.record("camera \(number): \(row)")
            }
        }
    }

    // MARK: The file

    @Test func `equal inputs give equal bytes, and nothing stays beside them`() async throws {
        try await withSite { site in
            let text = list((0..<300).map { ("\($0)", Site.place($0 % 40, $0 % 30)) })
            try site.run(text)
            let first = try Data(contentsOf: URL(filePath: site.folder("out.gpkg")))
            try await Task.sleep(for: .milliseconds(1100))
            try site.run(text)
            #expect(try Data(contentsOf: URL(filePath: site.folder("out.gpkg"))) == first)
            #expect(try site.folder.names() == ["cameras.xml", "dtm.tif", "out.gpkg"])
        }
    }

    @Test func `an output that exists stays unless it may be replaced, and inputs always do`() async throws {
        try await withSite { site in
            let text = list([("a", Site.place(1, 1))])
            try site.folder.file("out.gpkg", "mine")
            #expect(throws: CamerasError.self) { try site.run(text) { $0.overwrite = false } }
            #expect(try site.folder.text("out.gpkg") == "mine")
            for input in ["cameras.xml", "dtm.tif"] {
                var files = site.files
                files.output = site.folder(input)
                var options = Cameras.Options()
                options.overwrite = true
                #expect(throws: CamerasError.self) { try Cameras(options: options).run(files) }
            }
            #expect(try site.folder.text("cameras.xml") == text)
        }
    }

    @Test func `a failure, and being told to stop, leave nothing`() async throws {
        try await withSite { site in
            try Site.terrain().write(to: site.folder("dtm.tif"))
            try site.folder.file("cameras.xml", "<document>")
            #expect(throws: CamerasError.self) { try Cameras().run(site.files) }
            try site.folder.file("cameras.xml", list([("a", Site.place(1, 1))]))
            let cancellation = Cancellation()
            cancellation.cancel()
            #expect(throws: CamerasError.cancelled) {
                try Cameras().run(site.files, progress: Progress(cancellation: cancellation))
            }
            #expect(try site.folder.names() == ["cameras.xml", "dtm.tif"])
        }
    }

    // MARK: Reading

    @Test func `only the blocks below cameras are read, each once`() async throws {
        try await withSite { site in
            var terrain = try Site.terrain(width: 640, height: 640)
            terrain.options = ["TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"]
            try terrain.write(to: site.folder("dtm.tif"))
            let bytes = try Array(Data(contentsOf: URL(filePath: site.folder("dtm.tif"))))
            // Three of a hundred blocks, visited again and again.
            let cameras = (0..<999).map { ("\($0)", Site.place([10, 300, 630][$0 % 3] + $0 % 7, 200 + $0 % 9)) }
            try site.folder.file("cameras.xml", list(cameras))
            let store = RangeStore(bytes, name: "dtm.tif", milliseconds: 0)
            var files = site.files
            files.dtm = RasterInput(store)
            let report = try Cameras().run(files)
            #expect(report.cameras.aboveTerrain == 999)
            let block = 64 * 64 * 4
            #expect(store.bytesGiven >= 3 * block)
            // What is beside the blocks is the file's structure.
            #expect(store.bytesGiven < 3 * block + 48 << 10, "\(store.bytesGiven) of \(bytes.count)")
            let table = try await CameraTable(site.folder("out.gpkg"))
            for (number, row) in table.rows.enumerated() {
                #expect(row.ground == Site.ground([10, 300, 630][number % 3] + number % 7, 200 + number % 9))
            }
        }
    }

    @Test(arguments: [
        ["COMPRESS=DEFLATE", "BLOCKYSIZE=700"], ["COMPRESS=LZW", "BLOCKYSIZE=1"], ["TILED=YES", "COMPRESS=ZSTD"],
        ["COMPRESS=PACKBITS"],
    ])
    func `the blocks of the file make no difference`(options: [String]) async throws {
        try await withSite { site in
            var terrain = try Site.terrain(width: 600, height: 700)
            terrain.options = options
            let pixels = (0..<500).map { ($0 * 37 % 600, $0 * 53 % 700) }
            let (_, table) = try await site.locate(
                list(pixels.map { ("a", Site.place($0.0, $0.1, height: 900)) }), above: terrain)
            #expect(table.rows.map(\.ground) == pixels.map { Site.ground($0.0, $0.1) })
        }
    }

    @Test func `a store that fails is told, and no table is left`() async throws {
        try await withSite { site in
            try Site.terrain().write(to: site.folder("dtm.tif"))
            try site.folder.file("cameras.xml", list([("a", Site.place(1, 1))]))
            let bytes = try Array(Data(contentsOf: URL(filePath: site.folder("dtm.tif"))))
            for request in 0..<3 {
                var files = site.files
                files.dtm = RasterInput(RangeStore(bytes, name: "dtm.tif", fault: .fails(fromRequest: request)))
                do {
                    _ = try Cameras().run(files)
                    // All had been read before.
                    #expect(request > 0)
                    try FileManager.default.removeItem(atPath: site.folder("out.gpkg"))
                } catch let error as CamerasError {
                    #expect(error.description.contains(RangeStore.sentence), "\(error)")
                    #expect(!Path.exists(site.folder("out.gpkg")))
                }
            }
        }
    }

    @Test(.enabled(if: TestData.shared != nil, "\(TestData.absence)"))
    func `a real list has the cameras that are aligned, where other programs have them`() async throws {
        try await withSite { site in
            let list = TestData.sharedPath("mission/data/01_neon-osbs006/01_neon-osbs006_cameras.xml")
            let text = try String(contentsOfFile: list, encoding: .utf8)
            let (report, table) = try await site.locate(text)
            #expect(report.cameras.count == 922 && report.cameras.aligned == 915 && report.cameras.aboveTerrain == 0)
            #expect(table.rows.count == 922 && table.rows.count { $0.point == nil } == 7)
            #expect(table.rows[0].label == "oblique-v3/202MEDIA/DJI_0002.JPG" && table.rows[0].image == "DJI_0002")
            // The positions that the drone wrote down differ by meters.
            let point = try #require(table.rows[0].point)
            #expect(abs(point[0] + 120.08806625) < 1e-4 && abs(point[1] - 38.9678597) < 1e-4)
        }
    }
}
