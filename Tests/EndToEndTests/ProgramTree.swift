import CanopyCrop
import CanopyTesting
import Diagnostics
import Files
import Foundation
import GDAL
import Raster
import Testing

/// A project as a program leaves it, made of an example mission's files.
enum ProgramTree: String, CaseIterable {
    case odm, pix4d, dronedeploy, metashape

    /// Where the mission's files lie in a project of that name, by their types; and what lies there besides.
    private func files(_ name: String) -> [(type: String?, path: String)] {
        switch self {
        case .odm:
            [
                ("dsm-ptcloud.tif", "odm_dem/dsm.tif"), ("dtm-ptcloud.tif", "odm_dem/dtm.tif"),
                ("ortho-dsm-ptcloud.tif", "odm_orthophoto/odm_orthophoto.tif"),
                ("points-copc.laz", "odm_georeferencing/odm_georeferenced_model.laz"),
                ("report.pdf", "odm_report/report.pdf"), (nil, "images/DJI_0001.JPG"), (nil, "log.json"),
                (nil, "odm_dem/dsm.unfilled.tif"), (nil, "opensfm/reconstruction.json"),
            ]
        case .pix4d:
            [
                ("dsm-ptcloud.tif", "\(name)/3_dsm_ortho/1_dsm/\(name)_dsm.tif"),
                ("dtm-ptcloud.tif", "\(name)/3_dsm_ortho/extras/dtm/\(name)_dtm.tif"),
                ("ortho-dsm-ptcloud.tif", "\(name)/3_dsm_ortho/2_mosaic/\(name)_transparent_mosaic_group1.tif"),
                ("points-copc.laz", "\(name)/2_densification/point_cloud/\(name)_group1_densified_point_cloud.laz"),
                ("report.pdf", "\(name)/1_initial/report/\(name)_report.pdf"), (nil, "\(name).p4d"),
                (nil, "\(name)/3_dsm_ortho/1_dsm/tiles/\(name)_dsm_1_1.tif"),
            ]
        case .dronedeploy:
            [
                ("dsm-ptcloud.tif", "\(name)_DSM_export_TueJul18150704535595.tif"),
                ("dtm-ptcloud.tif", "\(name)_DTM_export_TueJul18150704535595.tif"),
                ("ortho-dsm-ptcloud.tif", "\(name)_Orthomosaic_export_TueJul18150704535595.tif"),
            ]
        case .metashape:
            [
                ("dsm-ptcloud.tif", "Ridge_DEM.tif"), ("dtm-ptcloud.tif", "Ridge_DTM.tif"),
                ("ortho-dsm-ptcloud.tif", "Ridge_orthomosaic.tif"), ("points-copc.laz", "Ridge_point_cloud.laz"),
                ("report.pdf", "Ridge_report.pdf"), ("cameras.xml", "cameras.xml"), (nil, "Ridge.psx"),
                (nil, "Ridge.files/0/chunk.zip"),
            ]
        }
    }

    /// The types that are published of it, with their extensions.
    var published: [String] {
        let others: [String] =
            switch self {
            case .odm, .pix4d: ["points.laz", "report.pdf"]
            case .dronedeploy: []
            case .metashape: ["cameras.xml", "points.laz", "report.pdf"]
            }
        return (["chm.tif", "dsm.tif", "dtm.tif", "ortho.tif"] + others).sorted()
    }

    /// Makes a project of that name of the files of the mission in the folder `mission`.
    func write(_ name: String, of mission: String, in folder: TemporaryFolder) throws {
        for (type, path) in files(name) {
            let target = folder("\(name)/\(path)")
            try FileManager.default.createDirectory(
                atPath: Path.folder(of: target), withIntermediateDirectories: true)
            if let type {
                try FileManager.default.copyItem(
                    atPath: folder("\(mission)/\(Path.name(of: mission))_\(type)"), toPath: target)
            } else {
                try Data("not a product".utf8).write(to: URL(fileURLWithPath: target))
            }
        }
    }

    /// Writes the outline of missions with that base name as KML.
    static func writeOutline(
        _ name: String, of base: String, under boundaries: String, in folder: TemporaryFolder
    ) throws {
        let path = folder("\(boundaries)/\(base)/metadata-mission/\(base)_mission-metadata.gpkg")
        let rings = try Boundary(path, warnings: Warnings()).geographicArea().rings
        let text = rings.map { ring in "(" + ring.map { "\($0.x) \($0.y)" }.joined(separator: ", ") + ")" }
        try VectorFile.create(
            folder(name), driver: "KML",
            layers: [
                VectorLayer(
                    name: "outline", crs: "EPSG:4326",
                    features: [VectorFeature(wkt: "POLYGON (\(text.joined(separator: ", ")))")])
            ])
    }
}
