import COGEncoding
import CanopyCOG
import CanopyTesting
import Diagnostics
import GDAL
import Raster
import RasterIO
import Testing

/// Every compression with every kind of raster: a valid file, or a sentence that names what works.
@Suite struct CodecTests {
    /// Bands and what marks their pixels.
    struct Kind: Sendable, CustomTestStringConvertible {
        let name: String
        let bands: [ColorInterpretation]
        var validity = Validity.all

        var testDescription: String { name }

        static let all = [
            Kind(name: "gray", bands: [.gray]),
            Kind(name: "gray and mask", bands: [.gray], validity: .mask),
            Kind(name: "gray and alpha", bands: [.gray, .alpha], validity: .alpha(band: 1)),
            Kind(name: "RGB", bands: [.red, .green, .blue]),
            Kind(name: "RGB and mask", bands: [.red, .green, .blue], validity: .mask),
            Kind(name: "RGBA", bands: [.red, .green, .blue, .alpha], validity: .alpha(band: 3)),
        ]

        func fixture(_ type: PixelType) throws -> RasterFixture {
            let alpha: Int? = if case .alpha(let band) = validity { band } else { nil }
            let opaque = type == .uint16 ? 65_535.0 : 255
            var fixture = try RasterFixture(width: 700, height: 130, type: type, bands: bands, validity: validity) {
                column, row, band in
                if band == alpha { return column + row > 200 ? opaque : 0 }
                return Double((column / 3 + row / 2 + 40 * band) % 200 + 20)
            }
            fixture.isValid = { column, row in column + row > 200 }
            return fixture
        }

        /// Whether a file of this compression can hold it.
        func fits(_ compression: Compression, _ type: PixelType) -> Bool {
            switch compression {
            case .deflate, .zstd, .lzw, .lerc, .none: true
            case .jpeg: type == .uint8
            case .webp: type == .uint8 && bands.count >= 3
            }
        }
    }

    private static let available = Compression.allCases.filter {
        $0 == .none || GDALLibrary.supports(compression: $0.rawValue.uppercased())
    }

    /// The bytes of all samples, with zeros where alpha says that nobody sees them: libtiff 4.7 stores no others by LERC.
    private func visibleBytes(_ content: RasterContent) -> [UInt8] {
        var bytes = content.bytes
        guard case .alpha(let band) = content.profile.validity else { return bytes }
        let pixel = bytes.count / content.size.area
        for (number, alpha) in content.values(ofBand: band).enumerated() where alpha == 0 {
            for place in number * pixel..<(number + 1) * pixel { bytes[place] = 0 }
        }
        return bytes
    }

    @Test(arguments: available)
    func `every kind of raster becomes a valid file, or is refused at the start with what works`(
        compression: Compression
    ) async throws {
        try await withTemporaryFolder { folder in
            var paths: [String] = []
            for kind in Kind.all {
                for type in [PixelType.uint8, .uint16, .float32] {
                    let input = try kind.fixture(type).write(to: folder("a.tif"))
                    for format in OutputFormat.allCases {
                        let name = "\(kind.name) \(type) \(format)"
                        let output = folder(name + ".tif")
                        var options = COG.Options()
                        options.writing.compression = compression
                        options.writing.format = format
                        options.writing.jobs = 2
                        guard kind.fits(compression, type) else {
                            let error = #expect(throws: RasterError.self, "\(name)") {
                                try COG(options: options).run(.init(input: RasterInput(input), output: output))
                            }
                            #expect(error?.explanation.remedies == [.compression(["deflate"])], "\(name)")
                            continue
                        }
                        let report = try COG(options: options).run(.init(input: RasterInput(input), output: output))
                        #expect(report.warnings == [], "\(name)")
                        let source = try RasterContent(input)
                        let result = try RasterContent(output)
                        switch compression {
                        case .jpeg, .webp: break
                        case .lerc: #expect(visibleBytes(result) == visibleBytes(source), "\(name)")
                        case .deflate, .zstd, .lzw, .none: #expect(result.bytes == source.bytes, "\(name)")
                        }
                        if format == .cog { paths.append(output) }
                    }
                }
            }
            for path in paths { #expect(try COGValidation().run(RasterInput(path)).errors == [], "\(path)") }
            for path in paths { #expect(try COGValidation().run(RasterInput(path)).valid, "\(path)") }
            if COGOracle.gdalIsPresent {
                let verdicts = try COGOracle.gdal.verdicts(on: paths)
                #expect(verdicts == Dictionary(uniqueKeysWithValues: paths.map { ($0, true) }))
            }
        }
    }

    @Test(arguments: [OutputFormat.cog, .gtiff], [Kind.all[2], Kind.all[5]])
    func `alpha becomes the mask of a jpeg file, of its overviews as well`(
        format: OutputFormat, kind: Kind
    ) async throws {
        try await withTemporaryFolder { folder in
            let input = try kind.fixture(.uint8).write(to: folder("a.tif"))
            var options = COG.Options()
            options.writing.compression = .jpeg
            options.writing.format = format
            let report = try COG(options: options).run(.init(input: RasterInput(input), output: folder("b.tif")))
            #expect(report.warnings == [])
            let source = try RasterContent(input)
            let result = try RasterContent(folder("b.tif"))
            #expect(result.profile.validity == .mask)
            #expect(result.profile.bands.map(\.interpretation) == kind.bands.filter { $0 != .alpha })
            let count = kind.bands.count
            let samples = source.bytes
            let alpha = stride(from: count - 1, to: samples.count, by: count).map { samples[$0] }
            #expect(result.maskBytes == alpha)
            #expect(report.raster.validPixels == alpha.count { $0 > 0 })
            let opened = try Dataset.open(folder("b.tif"))
            #expect(opened.overviews == (format == .cog ? [Size(width: 350, height: 65)] : []))
            let masks = opened.overviews.indices.map { opened.hasMask(level: .overview($0)) }
            #expect(masks.allSatisfy { $0 })
        }
    }

    @Test func `half transparent pixels become opaque in a jpeg file, with a warning`() async throws {
        try await withTemporaryFolder { folder in
            var fixture = try Kind.all[5].fixture(.uint8)
            fixture.sample = { column, _, band in band == 3 ? Double(min(column, 255)) : 90 }
            let input = try fixture.write(to: folder("a.tif"))
            var options = COG.Options()
            options.writing.compression = .jpeg
            let report = try COG(options: options).run(.init(input: RasterInput(input), output: folder("b.tif")))
            #expect(report.warnings.count == 1)
            #expect(report.warnings.first?.contains("half transparent") == true)
            // Valid is what is not wholly transparent: all columns but the first.
            #expect(report.raster.validPixels == 699 * 130)
            #expect(try COGValidation().run(RasterInput(folder("b.tif"))).valid)
        }
    }

    @Test func `options that a compression or a format ignores are refused by the library`() async throws {
        try await withTemporaryFolder { folder in
            let input = try Kind.all[3].fixture(.uint8).write(to: folder("a.tif"))
            let changes: [@Sendable (inout COGOptions) -> Void] = [
                { ($0.compression, $0.predictor) = (.jpeg, .yes) }, { ($0.compression, $0.predictor) = (.webp, .yes) },
                { ($0.compression, $0.predictor) = (.lerc, .yes) }, { ($0.compression, $0.predictor) = (.none, .yes) },
                { ($0.compression, $0.level) = (.lzw, 3) }, { ($0.compression, $0.level) = (.lerc, 3) },
                { ($0.compression, $0.level) = (.none, 1) }, { ($0.compression, $0.level) = (.deflate, 13) },
                { ($0.format, $0.overviewResampling) = (.gtiff, .cubic) }, { $0.blockSize = 300 },
            ]
            for change in changes {
                var options = COG.Options()
                change(&options.writing)
                #expect(options.writing.validationErrors.count == 1)
                #expect(throws: RasterError.self) {
                    try COG(options: options).run(.init(input: RasterInput(input), output: folder("b.tif")))
                }
            }
            #expect(try folder.names() == ["a.tif"])
        }
    }
}
