internal import Foundation

/// GDAL's own tools, as the judge of what canopy makes.
public enum GDALTools {
    /// A tool that ended with an error.
    public struct Failure: Error, CustomStringConvertible {
        /// What it said.
        public let description: String
    }

    /// Whether the tools and the Python bindings that the tests ask are installed.
    public static func arePresent() async -> Bool {
        do {
            try await python("from osgeo import gdal")
            try await run("gdalwarp", ["--version"])
            return true
        } catch {
            return false
        }
    }

    /// Runs one of GDAL's programs and gives what it prints.
    @discardableResult
    public static func run(_ tool: String, _ arguments: [String]) async throws -> String {
        try await output(of: "/usr/bin/" + tool, arguments)
    }

    /// Runs a script with GDAL's Python bindings, those of the GDAL that canopy is built with.
    @discardableResult
    public static func python(_ script: String, _ arguments: [String] = []) async throws -> String {
        try await output(of: "/usr/bin/python3", ["-W", "ignore", "-c", script] + arguments)
    }

    private static func output(of program: String, _ arguments: [String]) async throws -> String {
        let outcome = try await Binary(path: program).run(arguments)
        guard outcome.status == 0 else { throw Failure(description: outcome.errors + outcome.output) }
        return outcome.output
    }
}

extension GDALTools {
    /// What GDAL computes of the valid pixels of each band.
    public struct Statistics: Decodable, Sendable {
        /// Least value.
        public let minimum: Double
        /// Greatest value.
        public let maximum: Double
        /// Mean.
        public let mean: Double
        /// Standard deviation.
        public let deviation: Double
    }

    /// GDALComputeRasterStatistics on each band of a file, whatever statistics the file brings.
    ///
    /// GDAL before 3.7 takes no notice of masks and alpha bands, so pixels that they hide are NaN in a copy.
    public static func statistics(of path: String) async throws -> [Statistics] {
        let script = """
            import json, sys
            import numpy
            from osgeo import gdal
            gdal.UseExceptions()
            gdal.SetConfigOption('GDAL_PAM_ENABLED', 'NO')
            file = gdal.Open(sys.argv[1])
            bands = [file.GetRasterBand(b + 1) for b in range(file.RasterCount)]
            alphas = [b for b in bands if b.GetColorInterpretation() == gdal.GCI_AlphaBand]
            figures = []
            for band in bands:
                values = band.ReadAsArray().astype('float64')
                if alphas and band is not alphas[0]:
                    values[alphas[0].ReadAsArray() == 0] = numpy.nan
                elif not alphas:
                    values[band.GetMaskBand().ReadAsArray() == 0] = numpy.nan
                copy = gdal.GetDriverByName('MEM').Create('', file.RasterXSize, file.RasterYSize, 1, gdal.GDT_Float64)
                copy.GetRasterBand(1).WriteArray(values)
                figures.append(copy.GetRasterBand(1).ComputeStatistics(False))
            print(json.dumps([dict(zip(('minimum', 'maximum', 'mean', 'deviation'), f)) for f in figures]))
            """
        return try JSONDecoder().decode([Statistics].self, from: Data(try await python(script, [path]).utf8))
    }
}
