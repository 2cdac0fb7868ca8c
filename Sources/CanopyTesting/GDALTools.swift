internal import Foundation
internal import Raster

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

    /// Runs a file with such a script.
    @discardableResult
    public static func script(_ path: String, _ arguments: [String]) async throws -> String {
        // No byte code beside the sources.
        try await output(of: "/usr/bin/python3", ["-B", "-W", "ignore", path] + arguments)
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

    /// GDALComputeRasterStatistics on each band of each file, whatever statistics the files bring.
    ///
    /// GDAL before 3.7 takes no notice of masks and alpha bands, so pixels that they hide are NaN in a copy. Bands without
    /// a valid pixel have none.
    public static func statistics(of paths: [String]) async throws -> [[Statistics?]] {
        let script = """
            import json, sys
            import numpy
            from osgeo import gdal
            gdal.UseExceptions()
            gdal.SetConfigOption('GDAL_PAM_ENABLED', 'NO')

            def statistics(file):
                bands = [file.GetRasterBand(b + 1) for b in range(file.RasterCount)]
                alphas = [b for b in bands if b.GetColorInterpretation() == gdal.GCI_AlphaBand]
                for band in bands:
                    values = band.ReadAsArray().astype('float64')
                    if alphas and band is not alphas[0]:
                        values[alphas[0].ReadAsArray() == 0] = numpy.nan
                    elif not alphas:
                        values[band.GetMaskBand().ReadAsArray() == 0] = numpy.nan
                    if numpy.isnan(values).all():
                        yield None
                        continue
                    size = file.RasterXSize, file.RasterYSize
                    copy = gdal.GetDriverByName('MEM').Create('', *size, 1, gdal.GDT_Float64)
                    copy.GetRasterBand(1).WriteArray(values)
                    figures = copy.GetRasterBand(1).ComputeStatistics(False)
                    yield dict(zip(('minimum', 'maximum', 'mean', 'deviation'), figures))

            print(json.dumps([list(statistics(gdal.Open(path))) for path in sys.argv[1:]]))
            """
        return try JSONDecoder().decode([[Statistics?]].self, from: Data(try await python(script, paths).utf8))
    }
}
