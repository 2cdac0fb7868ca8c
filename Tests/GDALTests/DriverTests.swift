import CGDAL
import CanopyTesting
import Foundation
import Raster
import Testing

@testable import GDAL

struct DriverTests {
    @Test func `no driver exists that could open anything but what canopy reads`() {
        GDALLibrary.start()
        let drivers = (0..<GDALGetDriverCount()).map { String(cString: GDALGetDriverShortName(GDALGetDriver($0))) }
        #expect(
            Set(drivers) == ["GTiff", "GPKG", "GeoJSON", "FlatGeobuf", "ESRI Shapefile", "KML", "MEM", "COG"])
    }

    @Test(arguments: ["/vsicurl/http://127.0.0.1:9/a.tif", "/vsizip/a.zip/a.tif", "/vsisubfile/0_9,/etc/passwd"])
    func `GDAL's virtual file systems have no files`(path: String) {
        #expect(throws: GDALError.self) { _ = try Dataset.open(path) }
        #expect(throws: GDALError.self) { _ = try VectorFile(path) }
    }

    /// A raster that would be taken for another one's overviews or mask, and shows a file of the machine.
    private func picture(of file: String) -> String {
        """
        <VRTDataset rasterXSize="5" rasterYSize="4"><VRTRasterBand dataType="Byte" band="1" subClass="VRTRawRasterBand">
        <SourceFilename relativeToVRT="0">\(file)</SourceFilename></VRTRasterBand></VRTDataset>
        """
    }

    @Test(arguments: ["dsm.tif.ovr", "dsm.tif.OVR", "dsm.tif.msk", "dsm.tif.MSK", "dsm.tif.msk.ovr", "dsm.tif.ovr.msk"])
    func `a raster is refused whose overviews or mask are no GeoTIFF`(sidecar: String) async throws {
        try await withTemporaryFolder { folder throws in
            try writeRaster(folder("dsm.tif"))
            for between in ["dsm.tif.msk", "dsm.tif.ovr"] where sidecar.hasPrefix(between + ".") {
                try writeRaster(folder(between))
            }
            _ = try Dataset.open(folder("dsm.tif"))
            try folder.file(sidecar, picture(of: "/etc/passwd"))
            let error = #expect(throws: GDALError.self) { _ = try Dataset.open(folder("dsm.tif")) }
            #expect(error?.description.hasPrefix("cannot open '\(folder("dsm.tif"))': ") == true)
            #expect(error?.reason.contains("'\(folder(sidecar))' beside it is no GeoTIFF") == true, "\(error)")
        }
    }

    @Test func `overviews and a mask that are GeoTIFFs are read`() async throws {
        try await withTemporaryFolder { folder throws in
            let size = Size(width: 64, height: 64)
            try writeRaster(folder("dsm.tif"), size: size)
            try await GDALTools.run("gdaladdo", ["-q", "-ro", folder("dsm.tif"), "2"])
            try writeRaster(folder("mask.tif"), size: size)
            try await GDALTools.run(
                "gdal_translate",
                ["-q", "-mo", "INTERNAL_MASK_FLAGS_1=2", folder("mask.tif"), folder("dsm.tif.msk"), "-of", "GTiff"])
            let dataset = try Dataset.open(folder("dsm.tif"))
            #expect(dataset.overviews == [Size(width: 32, height: 32)])
            #expect(try dataset.profile().validity == .mask)
        }
    }

    @Test(arguments: [
        (
            "<PAMDataset><Metadata domain=\"OVERVIEWS\"><MDI key=\"OVERVIEW_FILE\">b.tif</MDI></Metadata></PAMDataset>",
            "names another file"
        ),
        ("<PAMDataset><SourceFilename>/etc/passwd</SourceFilename></PAMDataset>", "'SourceFilename'"),
        ("<PAMDataset><PAMRasterBand band=\"1\"><MaskBand>a.tif</MaskBand></PAMRasterBand></PAMDataset>", "'MaskBand'"),
        ("<VRTDataset rasterXSize=\"5\" rasterYSize=\"4\"/>", "'VRTDataset'"),
        ("<PAMDataset><SRS>BOUNDCRS[PARAMETERFILE[\"Grid\",\"/etc/passwd\"]]</SRS></PAMDataset>", "by a file"),
        ("<PAMDataset", "is no XML"),
    ])
    func `a raster is refused whose description beside it says what canopy does not honor`(
        text: String, reason: String
    ) async throws {
        try await withTemporaryFolder { folder throws in
            try writeRaster(folder("dsm.tif"))
            try folder.file("dsm.tif.aux.xml", text)
            let error = #expect(throws: GDALError.self) { _ = try Dataset.open(folder("dsm.tif")) }
            #expect(error?.reason.contains("'\(folder("dsm.tif.aux.xml"))' beside it") == true)
            #expect(error?.reason.contains(reason) == true, "\(error)")
        }
    }

    @Test func `what GDAL itself keeps beside a raster is honored`() async throws {
        try await withTemporaryFolder { folder throws in
            try writeRaster(folder("dsm.tif"))
            try await GDALTools.run("gdalinfo", ["-stats", "-hist", folder("dsm.tif")])
            #expect(try folder.names() == ["dsm.tif", "dsm.tif.aux.xml"])
            _ = try Dataset.open(folder("dsm.tif"))
            try folder.file(
                "dsm.tif.aux.xml",
                """
                <PAMDataset><Metadata><MDI key="FLIGHT">7</MDI></Metadata>
                <Metadata domain="xml:ESRI" format="xml"><GeodataXform xsi:type="typens:IdentityXform"/></Metadata>
                <PAMRasterBand band="1"><Description>height</Description></PAMRasterBand></PAMDataset>
                """)
            let profile = try Dataset.open(folder("dsm.tif")).profile()
            #expect(profile.metadata[""]?["FLIGHT"] == "7")
            #expect(profile.bands[0].name == "height")
        }
    }

    @Test func `a raster whose own tags name another file as its overviews is refused`() async throws {
        try await withTemporaryFolder { folder throws in
            var profile = plainProfile()
            profile.metadata["OVERVIEWS"] = ["OVERVIEW_FILE": folder("other.tif")]
            try writeRaster(folder("dsm.tif"), as: profile)
            let error = #expect(throws: GDALError.self) { _ = try Dataset.open(folder("dsm.tif")) }
            #expect(error?.reason.contains("names another file as its overviews") == true)
        }
    }

    @Test func `a pipe beside a raster is refused, not waited for`() async throws {
        try await withTemporaryFolder { folder throws in
            try writeRaster(folder("dsm.tif"))
            #expect(mkfifo(folder("dsm.tif.ovr"), 0o600) == 0)
            let error = #expect(throws: GDALError.self) { _ = try Dataset.open(folder("dsm.tif")) }
            #expect(error?.reason.contains("is no file") == true)
        }
    }

    @Test func `other files beside a raster have no part in it`() async throws {
        try await withTemporaryFolder { folder throws in
            try writeRaster(folder("dsm.tif"))
            try folder.file("dsm.IMD", "bandId = \"P\";\n")
            try folder.file("dsm.aux", "EHFA_HEADER_TAG")
            let dataset = try Dataset.open(folder("dsm.tif"))
            #expect(try dataset.profile().metadata["IMD"] == nil)
            let files = GDALGetFileList(dataset.raw)
            defer { CSLDestroy(files) }
            #expect(CSLCount(files) == 1)
        }
    }
}
