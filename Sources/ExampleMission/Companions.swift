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

    /// Camera positions on parallel flight lines, in the form photogrammetry programs export.
    static func cameras(name: String, landscape: Landscape) -> [UInt8] {
        let spacing: Float = 20
        let above: Float = 90
        var cameras = ""
        var number = 0
        for y in stride(from: spacing / 2, to: landscape.height, by: spacing) {
            let line = landscape.line(at: y)
            for x in stride(from: spacing / 2, to: landscape.width, by: spacing) {
                let z = line.elevation(x) + above
                cameras += """
                          <camera id="\(number)" sensor_id="0" component_id="0" label="DJI_\(1000 + number)">
                            <transform>1 0 0 \(x) 0 -1 0 \(-y) 0 0 -1 \(z) 0 0 0 1</transform>
                          </camera>

                    """
                number += 1
            }
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
                <cameras next_id="\(number)" next_group_id="0">
            \(cameras)    </cameras>
              </chunk>
            </document>

            """
        return Array(document.utf8)
    }
}
