import CanopyTesting
import GDAL
import Raster
import Testing

struct PixelsTests {
    @Test(arguments: PixelType.allCases.filter { $0 != .int8 })
    func `samples of every type come back bit by bit`(type: PixelType) async throws {
        try await withTemporaryFolder { folder throws in
            let size = Size(width: 5, height: 4)
            try writeRaster(folder("raster.tif"), type: type, bands: 3)
            let read = PixelBuffer(type: type, size: size, bands: 3)
            try Dataset.open(folder("raster.tif")).read(Window(size), into: read)
            #expect(read.bytes.elementsEqual(read.bytes.indices.map { UInt8(truncatingIfNeeded: $0 + 1) }))
        }
    }

    @Test func `a window and chosen bands are read into chosen rows`() async throws {
        try await withTemporaryFolder { folder throws in
            try writeRaster(folder("raster.tif"), bands: 3)
            let buffer = PixelBuffer(type: .uint8, size: Size(width: 2, height: 3), bands: 2)
            try Dataset.open(folder("raster.tif"))
                .read(Window(x: 3, y: 1, width: 2, height: 2), bands: [2, 0], into: buffer, row: 1)
            #expect(Array(buffer.bytes) == [0, 0, 0, 0, 27, 25, 30, 28, 42, 40, 45, 43])
        }
    }

    @Test func `a window beyond the raster is an error with the path`() async throws {
        try await withTemporaryFolder { folder throws in
            try writeRaster(folder("raster.tif"))
            let buffer = PixelBuffer(type: .uint8, size: Size(width: 5, height: 4), bands: 1)
            let error = #expect(throws: GDALError.self) {
                try Dataset.open(folder("raster.tif")).read(Window(x: 1, y: 0, width: 5, height: 4), into: buffer)
            }
            #expect(error?.description.contains(folder("raster.tif")) == true)
        }
    }

    @Test func `overviews have half the size, rounded up, and pixels of their own`() async throws {
        try await withTemporaryFolder { folder throws in
            try writeRaster(folder("raster.tif"), size: Size(width: 6, height: 3))
            let dataset = try Dataset.open(folder("raster.tif"), update: true)
            try dataset.buildOverviews(levels: 2, resampling: "NEAREST")
            try dataset.close()

            let read = try Dataset.open(folder("raster.tif"))
            #expect(read.overviews == [Size(width: 3, height: 2), Size(width: 2, height: 1)])
            let buffer = PixelBuffer(type: .uint8, size: Size(width: 3, height: 2), bands: 1)
            try read.read(Window(buffer.size), level: .overview(0), into: buffer)
            #expect(Array(buffer.bytes) == [1, 3, 5, 13, 15, 17])
        }
    }
}
