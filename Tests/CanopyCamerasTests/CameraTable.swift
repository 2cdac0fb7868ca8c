import CanopyTesting
import Foundation

/// A table of camera locations as GDAL's Python bindings read it.
struct CameraTable: Decodable, Equatable {
    struct Row: Decodable, Equatable {
        let label: String
        let image: String
        let agl: Double?
        let ground: Double?
        let valid: Bool
        let aligned: Bool
        /// Longitude, latitude and height.
        let point: [Double]?
    }

    let layers: [String]
    let epsg: String
    let type: String
    let columns: [[String]]
    let rows: [Row]

    init(_ path: String) async throws {
        let script = """
            import json, sys
            from osgeo import ogr
            ogr.UseExceptions()
            file = ogr.Open(sys.argv[1])
            layer = file.GetLayer(0)
            definition = layer.GetLayerDefn()
            fields = [definition.GetFieldDefn(i) for i in range(definition.GetFieldCount())]
            names = [f.GetName() for f in fields]
            rows = []
            for feature in layer:
                value = {n: feature.GetField(i) for i, n in enumerate(names)}
                point = feature.GetGeometryRef()
                rows.append({
                    'label': value['label'], 'image': value['image_id'],
                    'agl': value['photogrammetry_altitude_agl'], 'ground': value['photogrammetry_ground_elevation'],
                    'valid': bool(value['photogrammetry_valid_dtm']),
                    'aligned': bool(value['photogrammetry_camera_aligned']),
                    'point': point and [point.GetX(), point.GetY(), point.GetZ()]})
            print(json.dumps({
                'layers': [file.GetLayer(i).GetName() for i in range(file.GetLayerCount())],
                'epsg': layer.GetSpatialRef().GetAuthorityCode(None), 'type': ogr.GeometryTypeToName(layer.GetGeomType()),
                'columns': [[f.GetName(), f.GetTypeName(), ogr.GetFieldSubTypeName(f.GetSubType())] for f in fields],
                'rows': rows}))
            """
        self = try JSONDecoder().decode(Self.self, from: Data(try await GDALTools.python(script, [path]).utf8))
    }
}
