import CanopyTesting
import Foundation
import GDAL
import Raster
import Testing
import Threads

struct OpeningTests {
    @Test func `each of many threads gets the message of its own failure`() async {
        await withTaskGroup(of: String.self) { group in
            for number in 0..<64 {
                group.addTask {
                    await runBlocking {
                        let path = "/nowhere/raster-\(number)-.tif"
                        for _ in 0..<20 {
                            do throws(GDALError) {
                                _ = try Dataset.open(path)
                                return "\(path) was opened"
                            } catch {
                                guard error.reason.contains("raster-\(number)-") else { return error.description }
                            }
                        }
                        return ""
                    }
                }
            }
            for await mistake in group { #expect(mistake == "") }
        }
    }

    @Test func `a missing raster is reported with its path and the reason`() {
        let error = #expect(throws: GDALError.self) { _ = try Dataset.open("/nowhere/dsm.tif") }
        #expect(error?.description.hasPrefix("cannot open '/nowhere/dsm.tif': ") == true)
        #expect(error?.description.contains("No such file or directory") == true)
        #expect(error?.code == .openFailed)
    }

    @Test func `a VRT that calls itself a TIFF is refused`() async throws {
        try await withTemporaryFolder { folder throws in
            try writeRaster(folder("secret.tif"))
            try folder.file(
                "dsm.tif",
                """
                <VRTDataset rasterXSize="5" rasterYSize="4"><VRTRasterBand dataType="Byte" band="1"><SimpleSource>
                <SourceFilename relativeToVRT="1">secret.tif</SourceFilename><SourceBand>1</SourceBand>
                </SimpleSource></VRTRasterBand></VRTDataset>
                """)
            let error = #expect(throws: GDALError.self) { _ = try Dataset.open(folder("dsm.tif")) }
            #expect(error?.description.contains(folder("dsm.tif")) == true)
        }
    }

    @Test func `a raster in another format is refused whatever its name`() async throws {
        try await withTemporaryFolder { folder throws in
            try folder.file("dsm.tif", "ncols 1\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 1\n5\n")
            #expect(throws: GDALError.self) { _ = try Dataset.open(folder("dsm.tif")) }
            try folder.file("empty.tif", "")
            #expect(throws: GDALError.self) { _ = try Dataset.open(folder("empty.tif")) }
        }
    }

    @Test func `a dataset that goes out of scope has written its pixels and holds no file open`() async throws {
        try await withTemporaryFolder { folder throws in
            let path = folder("dsm.tif")
            func write() throws {
                let dataset = try Dataset.create(path, size: Size(width: 3, height: 2), bands: 1, type: .uint8)
                let pixels = PixelBuffer(type: .uint8, size: Size(width: 3, height: 2), bands: 1)
                pixels.bytes.copyBytes(from: [1, 2, 3, 4, 5, 6])
                try dataset.write(Window(dataset.size), from: pixels)
                #expect(isOpen(path))
            }
            try write()
            #expect(!isOpen(path))
            let pixels = PixelBuffer(type: .uint8, size: Size(width: 3, height: 2), bands: 1)
            try Dataset.open(path).read(Window(pixels.size), into: pixels)
            #expect(Array(pixels.bytes) == [1, 2, 3, 4, 5, 6])
            #expect(!isOpen(path))
        }
    }

    /// Whether this process has the file open; where the system does not say, it is taken to be as expected.
    private func isOpen(_ path: String) -> Bool {
        let folder = "/proc/self/fd"
        let numbers = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return numbers.contains {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")) == path
        }
    }

    @Test(arguments: ["flush", "close"])
    func `a disk that is full when the last pixels are written is an error of that call`(step: String) async throws {
        try await withTemporaryFolder { folder throws in
            // Files of more than 8 KiB are refused, as a full disk would refuse them.
            let script = try folder.script("limited", "trap '' XFSZ; ulimit -f 16; exec \"$@\"")
            let outcome = try await Binary(path: script)
                .run([Binary("full-disk-fixture").path, folder("dsm.tif"), step])
            #expect(outcome.output.hasPrefix("\(step): cannot write '\(folder("dsm.tif"))': "), "\(outcome)")
        }
    }

    @Test func `samples of a type that this GDAL lacks are refused by name`() async throws {
        try await withTemporaryFolder { folder throws in
            do {
                try writeRaster(folder("signed.tif"), type: .int8)
                #expect(try Dataset.open(folder("signed.tif")).profile().type == .int8)
            } catch let error as GDALError {
                #expect(error.reason.contains("int8") && error.reason.contains(GDALLibrary.version))
            }
        }
    }
}
