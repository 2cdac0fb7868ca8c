import CanopyTesting
import Files
import Foundation

/// A mission that an earlier version of canopy has published: its files, and the manifest that it wrote, whose form is 1.
struct OldManifest {
    let text: String

    /// Publishes what `Missions.usual` makes, without a run.
    init(of mission: String, base: String, _ missions: Missions) throws {
        func input(_ role: String, _ folder: String, _ key: String) throws -> String {
            guard let status = try FileStatus(of: missions.folder(folder + "/" + key)) else {
                throw CocoaError(.fileNoSuchFile)
            }
            return """
                    {
                      "key" : "\(key)",
                      "modified" : "\(status.modified)",
                      "role" : "\(role)",
                      "size" : \(status.size)
                    }
                """
        }
        let inputs = try [
            input("boundary", "boundaries", "\(base)/metadata-mission/\(base)_mission-metadata.gpkg"),
            input("product", "data", "\(mission)/\(mission)_dsm-ptcloud.tif"),
            input("product", "data", "\(mission)/\(mission)_dtm-ptcloud.tif"),
            input("product", "data", "\(mission)/\(mission)_report.pdf"),
        ]
        let outputs = ["dsm-ptcloud", "dtm-ptcloud", "chm"].flatMap { type in
            [
                Self.output("full/\(mission)_\(type).tif", "data", type, Self.raster),
                Self.output("thumbnails/\(mission)_\(type).png", "thumbnail", type),
            ]
        }
        text = """
            {
              "chm" : [
                {
                  "dsm" : "full/\(mission)_dsm-ptcloud.tif",
                  "dtm" : "full/\(mission)_dtm-ptcloud.tif",
                  "output" : "full/\(mission)_chm.tif"
                }
              ],
              "failures" : [

              ],
              "finished" : "2026-01-02T03:04:05Z",
              "format" : 1,
              "inputs" : [
            \(inputs.joined(separator: ",\n"))
              ],
              "mission" : "\(mission)",
              "options" : {
                "bigTIFF" : "auto",
                "blockSize" : 512,
                "compression" : "deflate",
                "features" : "union",
                "makes" : [
                  "chm"
                ],
                "maxDim" : 800,
                "overviewResampling" : "auto",
                "predictor" : "auto",
                "productFormat" : 1,
                "thumbStyle" : "auto"
              },
              "outputs" : [
            \((outputs + [Self.output("full/\(mission)_report.pdf", "data", "report")]).joined(separator: ",\n"))
              ],
              "started" : "2026-01-02T03:04:04Z",
              "status" : "succeeded",
              "versions" : {
                "canopy" : "1.0.0",
                "gdal" : "3.6.2"
              },
              "warnings" : [

              ]
            }
            """
        let folder = "out/\(base)/processed_\(mission.prefix { $0 != "_" })/"
        for type in ["dsm-ptcloud", "dtm-ptcloud", "chm"] {
            try missions.folder.file(folder + "full/\(mission)_\(type).tif", "a raster")
            try missions.folder.file(folder + "thumbnails/\(mission)_\(type).png", "a picture")
        }
        try missions.folder.file(folder + "full/\(mission)_report.pdf", "a report")
        try missions.folder.file(folder + "manifest.json", text)
    }

    private static func output(_ path: String, _ role: String, _ type: String, _ raster: String = "") -> String {
        """
            {
              "md5" : "f177aba91bae95a9fbd114debc3f8e21",
              "path" : "\(path)",\(raster)
              "role" : "\(role)",
              "sha256" : "6a006ed1d05f62e49e603aec548eeed36ac00ed5a2f774cb9e08b766b10f5e7a",
              "size" : 8,
              "type" : "\(type)"
            }
        """
    }

    private static let raster = """

              "raster" : {
                "bands" : [
                  {
                    "deviation" : 4.6097722286464435,
                    "maximum" : 49,
                    "mean" : 41.5,
                    "minimum" : 34,
                    "validPercent" : 100,
                    "validPixels" : 192
                  }
                ],
                "compression" : "deflate",
                "overviews" : [

                ],
                "sampleType" : "float32",
                "size" : {
                  "height" : 12,
                  "width" : 16
                }
              },
        """
}
