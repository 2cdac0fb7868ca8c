import Foundation

/// A place on Earth, by the ellipsoid of WGS 84.
struct Place: Hashable, Sendable {
    var longitude: Double
    var latitude: Double
    var height: Double

    /// In EPSG:4978, by the textbook's formula, of which nothing is PROJ's.
    ///
    /// See: [EPSG guidance note 7-2, method 9602](https://epsg.org/guidance-notes.html).
    var geocentric: [Double] {
        let (a, f) = (6_378_137.0, 1 / 298.257223563)
        let e2 = f * (2 - f)
        let (lon, lat) = (longitude * .pi / 180, latitude * .pi / 180)
        let n = a / (1 - e2 * sin(lat) * sin(lat)).squareRoot()
        return [
            (n + height) * cos(lat) * cos(lon), (n + height) * cos(lat) * sin(lon), ((1 - e2) * n + height) * sin(lat),
        ]
    }
}

/// The way from a chunk's coordinates to EPSG:4978, as a component has it.
struct Frame: Hashable, Sendable {
    var rotation: [Double]
    var translation: [Double]
    var scale: Double

    /// Turned by any angles, enlarged, and moved to a place.
    init(around place: Place, scale: Double = 21.75, angle: Double = 0.7) {
        let (c, s) = (cos(angle), sin(angle))
        let (d, t) = (cos(2 * angle), sin(2 * angle))
        rotation = [c, -s * d, s * t, s, c * d, -c * t, 0, t, d]
        translation = place.geocentric
        self.scale = scale
    }

    /// A place of EPSG:4978 in the chunk's coordinates.
    func inverse(_ point: [Double]) -> [Double] {
        let moved = zip(point, translation).map { ($0 - $1) / scale }
        return (0..<3).map { column in (0..<3).map { rotation[3 * $0 + column] * moved[$0] }.reduce(0, +) }
    }

    var xml: String {
        """
        <transform>
          <rotation locked="true">\(rotation.map { "\($0)" }.joined(separator: " "))</rotation>
          <translation locked="true">\(translation.map { "\($0)" }.joined(separator: " "))</translation>
          <scale locked="true">\(scale)</scale>
        </transform>
        """
    }

    /// A camera with its place, or one that is not aligned.
    func camera(_ label: String, at place: Place?, component: String = "0") -> String {
        let transform = place.map { place in
            let p = inverse(place.geocentric)
            return "<transform>0.6 -0.8 0 \(p[0]) 0.8 0.6 0 \(p[1]) 0 0 1 \(p[2]) 0 0 0 1</transform>"
        }
        return """
            <camera id="1" sensor_id="0" component_id="\(component)" label="\(label)">\(transform ?? "")\
            <rotation_covariance>1e-8 0 0 0 1e-8 0 0 0 1e-8</rotation_covariance><orientation>1</orientation>\
            <reference x="1" y="2" z="3" enabled="false"/></camera>

            """
    }
}

/// A chunk of a list of cameras.
struct Chunk {
    static let geographic =
        #"GEOGCS["WGS 84",DATUM["World Geodetic System 1984",SPHEROID["WGS 84",6378137,298.257223563]]]"#
    static let local = #"LOCAL_CS["Local Coordinates (m)",LOCAL_DATUM["Local Datum",0],UNIT["metre",1]]"#

    var label = "Chunk 1"
    var components: [(id: String, frame: Frame?)]
    var reference: String? = Chunk.geographic
    /// What is in `cameras`.
    var cameras: String

    var xml: String {
        let components = components.map {
            #"<component id="\#($0.id)" label="c">\#($0.frame?.xml ?? "")<region/></component>"#
        }
        return """
            <chunk label="\(label)" enabled="true">
              <sensors next_id="2"><sensor id="0" label="FC6310" type="frame"><resolution width="5472" height="3648"/>
                <calibration type="frame" class="adjusted"><transform>none</transform></calibration></sensor>
                <sensor id="1" label="multi" type="frame" master_id="0"><rotation>1 0 0 0 1 0 0 0 1</rotation></sensor></sensors>
              <components next_id="9" active_id="0">\(components.joined())</components>
              <cameras next_id="9" next_group_id="9">\(cameras)</cameras>
              \(reference.map { "<reference>\($0)</reference>" } ?? "")
              <region><R>1 0 0 0 1 0 0 0 1</R></region>
            </chunk>
            """
    }
}

/// A list of cameras of some chunks.
func cameraList(_ chunks: Chunk...) -> String {
    #"<?xml version="1.0" encoding="UTF-8"?>\#n<document version="2.0.0">\#(chunks.map(\.xml).joined())</document>\#n"#
}
