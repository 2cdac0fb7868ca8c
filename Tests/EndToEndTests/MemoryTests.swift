import CanopyTesting
import Raster
import Testing

/// What `--memory` promises.
@Suite struct MemoryTests {
    /// A surface of 96 MB in rows, none like the other.
    private func surface(in folder: TemporaryFolder) async throws {
        try await GDALTools.python(
            """
            import sys, numpy
            from osgeo import gdal
            gdal.UseExceptions()
            file = gdal.GetDriverByName('GTiff').Create(
                sys.argv[1], 6000, 4000, 1, gdal.GDT_Float32, ['COMPRESS=LZW', 'BLOCKYSIZE=1'])
            file.SetGeoTransform([400000, 1, 0, 3000000, 0, -1])
            row = numpy.arange(6000, dtype='float32') % 97
            for y in range(4000): file.GetRasterBand(1).WriteArray((row + y % 89)[None], 0, y)
            """, [folder("surface.tif")])
    }

    /// The most memory that a call takes, in bytes, as the system counts it.
    private func peak(_ arguments: [String], in folder: TemporaryFolder) async throws -> Int {
        let outcome = try await Python.program(
            [
                "-c",
                """
                import resource, subprocess, sys
                subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
                print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
                """, canopy.path,
            ] + arguments, in: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try #require(Int(outcome.output.dropLast())) << 10
    }

    @Test func `a verb takes no more than it may, and changes only the size of tiles for it`() async throws {
        try await withTemporaryFolder { folder in
            try await surface(in: folder)
            let cog = ["cog", "surface.tif", "-o"]
            let most = try await peak(cog + ["little.tif", "--memory", "128M"], in: folder)
            #expect(most <= 128 << 20)
            _ = try await peak(cog + ["much.tif"], in: folder)
            let little = try await GDALTools.run("gdalinfo", ["-checksum", folder("little.tif")])
            let much = try await GDALTools.run("gdalinfo", ["-checksum", folder("much.tif")])
            #expect(little.contains("Block=256x256"))
            #expect(much.contains("Block=512x512"))
            let checksum = try #require(much.firstMatch(of: #/Checksum=\d+/#)?.output)
            #expect(little.contains(checksum))
        }
    }

    @Test func `the usual picture of a surface is made with the least memory that there is by default`() async throws {
        try await withTemporaryFolder { folder in
            try await surface(in: folder)
            let thumb = ["thumb", "surface.tif", "-o", "surface.png", "--style", "terrain", "--memory", "128M"]
            #expect(try await peak(thumb, in: folder) <= 128 << 20)
        }
    }

    @Test func `a verb that cannot do with it says what it needs, and that is enough`() async throws {
        try await withTemporaryFolder { folder in
            try await surface(in: folder)
            let cog = ["cog", "surface.tif", "-o", "cog.tif"]
            let refusal = try await canopy(cog + ["--memory", "64M"], in: folder)
            #expect(refusal.status == 1)
            let need = try #require(refusal.errors.firstMatch(of: #/use --memory (\d+)M or more/#)?.1)
            #expect(try await canopy(cog + ["--memory", "\(need)M"], in: folder).status == 0)
        }
    }
}
