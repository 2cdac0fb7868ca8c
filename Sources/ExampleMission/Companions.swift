internal import GDAL
internal import Raster

/// The files of a mission that are no rasters: small, but what their names promise.
enum Companions {
    /// A PDF of one page with a line of text.
    static func report(title: String) -> [UInt8] {
        let text = "BT /F1 18 Tf 72 760 Td (\(title): example, made by a program) Tj ET"
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
                + "/Resources << /Font << /F1 5 0 R >> >> >>",
            "<< /Length \(text.utf8.count) >>\nstream\n\(text)\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
        var document = "%PDF-1.4\n"
        var offsets: [Int] = []
        for (index, object) in objects.enumerated() {
            offsets.append(document.utf8.count)
            document += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let table = document.utf8.count
        document += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for offset in offsets {
            let digits = String(offset)
            document += String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
        }
        document += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(table)\n%%EOF\n"
        return Array(document.utf8)
    }

    /// Camera positions on parallel flight lines, in the form photogrammetry programs export: in coordinates of their own, with
    /// the way from these to EPSG:4978.
    static func cameras(name: String, landscape: Landscape, crs: String, corner: Point) throws(ExampleError) -> [UInt8]
    {
        let spacing: Float = 20
        let above: Float = 90
        var (x, y, z): ([Double], [Double], [Double]) = ([], [], [])
        for south in stride(from: spacing / 2, to: landscape.height, by: spacing) {
            let line = landscape.line(at: south)
            for east in stride(from: spacing / 2, to: landscape.width, by: spacing) {
                x.append(corner.x + Double(east))
                y.append(corner.y - Double(south))
                z.append(Double(line.elevation(east) + above))
            }
        }
        try withGDAL { () throws(GDALError) in
            try Transformation(from: SpatialReference(named: crs), to: SpatialReference(named: "EPSG:4978"))
                .apply(&x, &y, &z)
        }
        let origin = (x: meters(x.first ?? 0), y: meters(y.first ?? 0), z: meters(z.first ?? 0))
        var cameras = ""
        for number in x.indices {
            let place = (meters(x[number] - origin.x), meters(y[number] - origin.y), meters(z[number] - origin.z))
            cameras += """
                      <camera id="\(number)" sensor_id="0" component_id="0" label="DJI_\(1000 + number)">
                        <transform>1 0 0 \(place.0) 0 1 0 \(place.1) 0 0 1 \(place.2) 0 0 0 1</transform>
                      </camera>

                """
        }
        let document = """
            <?xml version="1.0" encoding="UTF-8"?>
            <document version="2.0.0">
              <chunk label="\(name)" enabled="true">
                <sensors next_id="1">
                  <sensor id="0" label="example, 8.8 mm" type="frame">
                    <resolution width="5472" height="3648"/>
                  </sensor>
                </sensors>
                <components next_id="1" active_id="0">
                  <component id="0" label="Component 1">
                    <transform>
                      <rotation locked="true">1 0 0 0 1 0 0 0 1</rotation>
                      <translation locked="true">\(origin.x) \(origin.y) \(origin.z)</translation>
                      <scale locked="true">1</scale>
                    </transform>
                  </component>
                </components>
                <cameras next_id="\(x.count)" next_group_id="0">
            \(cameras)    </cameras>
                <reference>GEOGCS["WGS 84",DATUM["World Geodetic System 1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]</reference>
              </chunk>
            </document>

            """
        return Array(document.utf8)
    }

    /// A length to a millimeter: what lies beyond differs between versions of PROJ.
    private static func meters(_ length: Double) -> Double { (length * 1000).rounded() / 1000 }
}
