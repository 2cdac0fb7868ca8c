import CanopyTesting
import Foundation
import GDAL
import Raster

/// Files that somebody may put where canopy reads, in order to have it read something else, or to end it.
///
/// They name `/etc/passwd`, `/proc/self/environ`, `innocent.txt` beside them and an address on this machine.
enum Hostile {
    private static let address = "http://127.0.0.1:9/"

    /// Writes all of them to a folder: rasters, whose names end in `.tif`, and boundaries.
    static func make(in folder: TemporaryFolder) throws {
        let sound = try picture(.uint8, bands: [.red, .green, .blue]).write(to: folder("sound"))
        let model = try surface { 420 + Double(($0 * 7 + $1 * 3) % 31) }.write(to: folder("model"))
        try folder.file("innocent.txt", raw(of: "/etc/passwd"))
        for (name, sidecars) in beside {
            try FileManager.default.copyItem(atPath: sound, toPath: folder(name + ".tif"))
            for (ending, text) in sidecars {
                try folder.file(name + (ending.hasPrefix("_") ? "" : ".tif") + ending, text)
            }
        }
        for (name, text) in instead { try folder.file(name + ".tif", text) }
        try makeHeaders(from: try bytes(of: model), in: folder)
        try surface { ($0 + $1) % 9 == 0 ? 1e20 : 420 + Double($1 % 7) }.write(to: folder("undeclared-nodata.tif"))
        try surface { column, _ in column % 2 == 0 ? 3.4e38 : -3.4e38 }.write(to: folder("extreme-heights.tif"))
        try makeSpillingBlocks(in: folder)
        for name in ["sound", "model"] { try FileManager.default.removeItem(atPath: folder(name)) }
        try makeBoundaries(in: folder)
    }

    private static func bytes(of path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

    private static func picture(_ type: PixelType, bands: [ColorInterpretation]) throws -> RasterFixture {
        var fixture = try RasterFixture(width: 96, height: 80, type: type, bands: bands)
        fixture.options = ["COMPRESS=DEFLATE"]
        return fixture
    }

    private static func surface(_ height: @escaping @Sendable (Int, Int) -> Double) throws -> RasterFixture {
        try RasterFixture(width: 96, height: 80) { column, row, _ in height(column, row) }
    }

    // MARK: Blocks

    /// Files whose tiles have a quarter more rows than they say: libtiff leaves the end of what it unpacks as it was in memory.
    private static func makeSpillingBlocks(in folder: TemporaryFolder) throws {
        let files: [(String, Validity, option: String, directory: Int)] = [
            ("apart", .all, "INTERLEAVE=BAND", 0), ("together", .all, "INTERLEAVE=PIXEL", 0),
            ("mask", .mask, "INTERLEAVE=PIXEL", 1),
        ]
        for (name, validity, option, directory) in files {
            // Strings of one value are as long as strings can be.
            var fixture = try RasterFixture(
                width: 96, height: 80, type: .uint8, bands: [.red, .green, .blue], validity: validity
            ) { _, _, _ in 7 }
            fixture.options = ["COMPRESS=DEFLATE", "TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64", option]
            let path = try fixture.write(to: folder("spilling-\(name).tif"))
            var surgery = try TIFFSurgery(path)
            try surgery.set(48, as: 323, directory: directory)
            try surgery.close()
        }
    }

    // MARK: Sidecars

    private static func raw(of file: String, bands: Int = 3) -> String {
        let band = { (number: Int) in
            """
            <VRTRasterBand dataType="Byte" band="\(number)" subClass="VRTRawRasterBand">\
            <SourceFilename relativetoVRT="0">\(file)</SourceFilename><ImageOffset>0</ImageOffset>\
            <PixelOffset>1</PixelOffset><LineOffset>10</LineOffset></VRTRasterBand>
            """
        }
        return "<VRTDataset rasterXSize=\"48\" rasterYSize=\"40\">" + (1...bands).map(band).joined() + "</VRTDataset>"
    }

    private static func mask(of file: String) -> String {
        raw(of: file, bands: 1).replacing("48", with: "96").replacing("40", with: "80")
            .replacing(
                "<VRTRasterBand", with: "<Metadata><MDI key=\"INTERNAL_MASK_FLAGS_1\">2</MDI></Metadata><VRTRasterBand")
    }

    private static func pam(_ content: String) -> String { "<PAMDataset>\(content)</PAMDataset>" }

    private static func overviews(_ file: String) -> String {
        let text = file.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        return pam("<Metadata domain=\"OVERVIEWS\"><MDI key=\"OVERVIEW_FILE\">\(text)</MDI></Metadata>")
    }

    private static let service = """
        <GDAL_WMS><Service name="TMS"><ServerUrl>\(address)${z}/${x}/${y}</ServerUrl></Service><DataWindow><SizeX>48</SizeX>\
        <SizeY>40</SizeY><TileLevel>1</TileLevel></DataWindow><BandsCount>3</BandsCount></GDAL_WMS>
        """

    /// Sound rasters, and what lies beside them.
    private static let beside: [(String, [String: String])] = [
        ("overviews-vrt", [".ovr": raw(of: "/etc/passwd")]),
        ("overviews-environment", [".ovr": raw(of: "/proc/self/environ")]),
        ("overviews-service", [".ovr": service]),
        ("overviews-address", [".ovr": raw(of: "/vsicurl/" + address + "a.tif")]),
        ("mask-vrt", [".msk": mask(of: "/proc/self/environ")]),
        ("mask-address", [".msk": mask(of: "/vsicurl/" + address)]),
        ("mask-of-mask", [".msk": mask(of: "/etc/passwd"), ".msk.msk": mask(of: "/etc/passwd")]),
        ("pam-file", [".aux.xml": overviews("innocent.txt")]),
        ("pam-text", [".aux.xml": overviews(raw(of: "/etc/passwd"))]),
        ("pam-address", [".aux.xml": overviews("/vsicurl/" + address + "b.tif")]),
        ("pam-absolute", [".aux.xml": overviews("/etc/passwd")]),
        ("pam-url", [".aux.xml": overviews(address + "c.tif")]),
        ("pam-parent", [".aux.xml": overviews(":::BASE:::../../../../etc/passwd")]),
        ("pam-system-url", [".aux.xml": pam("<SRS>\(address)system</SRS>")]),
        ("pam-system-file", [".aux.xml": pam("<SRS>/etc/passwd</SRS>")]),
        (
            "pam-geolocation",
            [
                ".aux.xml": pam(
                    "<Metadata domain=\"GEOLOCATION\"><MDI key=\"X_DATASET\">/etc/passwd</MDI>"
                        + "<MDI key=\"Y_DATASET\">/etc/passwd</MDI></Metadata>")
            ]
        ),
        (
            "pam-grid",
            [
                ".aux.xml": pam(
                    "<SRS>+proj=utm +zone=17 +nadgrids=/etc/passwd,\(address)grid.tif +geoidgrids=/etc/passwd</SRS>")
            ]
        ),
        ("pam-deep", [".aux.xml": String(repeating: "<PAMDataset>", count: 20000)]),
        (
            "pam-entities",
            [
                ".aux.xml": "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\"><!ENTITY c \"&b;&b;&b;&b;\">]>"
                    + pam("<SRS>&c;</SRS>")
            ]
        ),
        ("pam-rotated", [".aux.xml": pam("<GeoTransform>1e308, nan, 0, -1e308, 0, inf</GeoTransform>")]),
        ("world-file", [".tfw": "1e308\n0\n0\nnan\n1e308\n1e308\n", ".prj": address]),
        (
            "vendor-files",
            ["_rpc.txt": "LINE_OFF: 1e308", ".IMD": "x = \"/etc/passwd\"", ".RPB": "satId = \"\(address)\""]
        ),
    ]

    /// Other formats under a raster's name.
    private static let instead: [(String, String)] = [
        ("is-vrt", raw(of: "/etc/passwd")), ("is-service", service), ("is-address", address + "d.tif"),
        ("is-path", "/vsicurl/" + address + "e.tif"), ("is-empty", ""),
        (
            "is-warped",
            "<VRTDataset subClass=\"VRTWarpedDataset\"><GDALWarpOptions><SourceDataset>/etc/passwd</SourceDataset></GDALWarpOptions></VRTDataset>"
        ),
    ]

    // MARK: Headers

    /// Headers that ask for more than there is.
    private static func makeHeaders(from sound: [UInt8], in folder: TemporaryFolder) throws {
        func write(_ name: String, _ tags: [Int: Int]) throws {
            guard var file = TIFFBytes(sound) else { return }
            for entry in file.directories[0].entries {
                if let number = tags[entry.tag], let place = entry.values.first {
                    file.put(number, at: place, width: entry.width)
                }
            }
            try Data(file.bytes).write(to: URL(filePath: folder(name + ".tif")))
        }
        try write("wide", [256: 66000, 257: 66000])
        try write("one-column", [256: 1, 257: Int(Int32.max), 278: 1 << 30])
        try write("one-row", [256: Int(Int32.max), 257: 1])
        try write("many-bands", [277: 65535])
        try write("bits", [258: 65535])
        try write("tiny-pixels", [33550: Int(bitPattern: UInt((1e-11).bitPattern))])
        try write("no-pixels", [33550: 0])
        try write("huge-pixels", [33550: Int(bitPattern: UInt((1e300).bitPattern))])

        var tiled = try RasterFixture(width: 96, height: 80, sample: RasterFixture.anywhere)
        tiled.options = ["TILED=YES", "BLOCKXSIZE=16", "BLOCKYSIZE=16"]
        let source = try bytes(of: try tiled.write(to: folder("tiled")))
        try FileManager.default.removeItem(atPath: folder("tiled"))
        for (name, change) in tiles {
            guard var file = TIFFBytes(source) else { continue }
            change(&file)
            try Data(file.bytes).write(to: URL(filePath: folder(name + ".tif")))
        }
    }

    private static let tiles: [(String, @Sendable (inout TIFFBytes) -> Void)] = [
        (
            "tile-side",
            { file in
                for entry in file.entries([322, 323]) {
                    file.put(2_147_483_632, at: entry.values[0], width: entry.width)
                }
            }
        ),
        // Where the index is said to be, the file has long ended.
        (
            "index-unreadable",
            { file in for entry in file.entries([324]) { file.put(1 << 30, at: entry.position + 8, width: 4) } }
        ),
        (
            "sizes-unreadable",
            { file in for entry in file.entries([325]) { file.put(1 << 30, at: entry.position + 8, width: 4) } }
        ),
        (
            "tiles-beyond",
            { file in
                for entry in file.entries([324]) {
                    for place in entry.values { file.put(1 << 30, at: place, width: entry.width) }
                }
            }
        ),
        (
            "tiles-in-one",
            { file in
                for entry in file.entries([324]) {
                    for place in entry.values { file.put(8, at: place, width: entry.width) }
                }
            }
        ),
        ("circle", { file in file.put(file.directories[0].position, at: file.directories[0].next, width: 4) }),
    ]

    // MARK: Boundaries

    private static func makeBoundaries(in folder: TemporaryFolder) throws {
        let geometry = """
            {"type": "Polygon", "coordinates": [[[-82.01, 27.11], [-81.99, 27.11], [-81.99, 27.13], [-82.01, 27.11]]]}
            """
        func collection(_ system: String) -> String {
            """
            {"type": "FeatureCollection", "crs": \(system), "features": \
            [{"type": "Feature", "properties": {"file": "/etc/passwd"}, "geometry": \(geometry)}]}
            """
        }
        let texts = [
            "link.geojson": collection(
                #"{"type": "link", "properties": {"href": "\#(address)crs", "type": "ogcwkt"}}"#),
            "named-url.geojson": collection(#"{"type": "name", "properties": {"name": "\#(address)crs"}}"#),
            "named-file.geojson": collection(#"{"type": "name", "properties": {"name": "/etc/passwd"}}"#),
            "grid.geojson": collection(
                #"{"type": "name", "properties": {"name": "+proj=longlat +nadgrids=/etc/passwd,\#(address)g.tif"}}"#),
            "deep.geojson": String(repeating: "[", count: 100_000),
            "address.geojson": address + "f.geojson",
            "vrt.gpkg": """
            <OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>
            """,
            "link.kml": """
            <?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><NetworkLink><Link><href>\(address)g.kml\
            </href></Link></NetworkLink></Document></kml>
            """,
        ]
        for (name, text) in texts { try folder.file(name, text) }
        let feature = VectorFeature(wkt: Bases.outline, attributes: ["file": "/etc/passwd"])
        let layer = VectorLayer(name: "area", crs: "EPSG:32617", features: [feature])
        try VectorFile.create(folder("beside.shp"), driver: "ESRI Shapefile", layers: [layer])
        try folder.file("beside.prj", address + "prj")
        try folder.file("beside.cpg", "../../../../etc/passwd")
        try VectorFile.create(folder("sound.gpkg"), layers: [layer])
    }
}
