internal import XML

/// Takes the cameras out of Metashape's `cameras.xml`.
///
/// A chunk's components have the way from its coordinates to EPSG:4978, a camera the place in these: `chunk/components/
/// component/transform` and `chunk/cameras/camera/transform`, where cameras may be in groups within groups. Lists of old
/// versions have no components, and the way in `chunk/transform`.
///
/// See: the chapter on formats in [Metashape's manual](https://www.agisoft.com/downloads/user-manuals/).
final class CameraDocument: XMLVisitor {
    /// An element that means something, as its place in the document says.
    private enum Element {
        case document, chunk, components, component, frame, rotation, translation, scale, system, cameras, camera, place
        case other

        init?(_ name: String, in parent: Element?) {
            switch (parent, name) {
            case (nil, "document"): self = .document
            case (nil, _): return nil
            case (.document, "chunk"): self = .chunk
            case (.chunk, "components"): self = .components
            case (.components, "component"): self = .component
            case (.component, "transform"), (.chunk, "transform"): self = .frame
            case (.frame, "rotation"): self = .rotation
            case (.frame, "translation"): self = .translation
            case (.frame, "scale"): self = .scale
            case (.chunk, "reference"): self = .system
            case (.chunk, "cameras"), (.cameras, "group"): self = .cameras
            case (.cameras, "camera"): self = .camera
            case (.camera, "transform"): self = .place
            default: self = .other
            }
        }

        var hasText: Bool {
            switch self {
            case .rotation, .translation, .scale, .system, .place: true
            default: false
            }
        }
    }

    /// What is known of a chunk before it ends.
    private struct Chunk {
        var label = ""
        /// The component that is being read.
        var component: String?
        var components: [String: Similarity?] = [:]
        var own: Similarity?
        var system = ""
        var cameras: [(label: String, component: String?, place: Vector?)] = []

        /// The way to the Earth of a camera of a component.
        func frame(of component: String?) -> Similarity? {
            if let component, let frame = components[component] { return frame }
            return own
        }
    }

    /// The parts of a way that are read.
    private struct Frame {
        var rotation: [Double]?
        var translation: [Double]?
        var scale: Double?
    }

    /// Cameras of a list, of which the largest missions have some ten thousand.
    static let most = 100_000
    /// Bytes of a label, which may be a path, or a number.
    private static let longest = 1024
    /// How far from its center something on Earth can be, in meters: 50 km below the poles to 120 km above the equator.
    private static let earth = 6_300_000.0...6_500_000.0

    private(set) var cameras: [Camera] = []
    /// How many are aligned in a component that has no place on Earth.
    private(set) var unplaced = 0
    /// How many have a place that is none on Earth.
    private(set) var lost = 0
    /// Why a chunk cannot be used.
    private(set) var problem: String?

    private var open: [Element] = []
    private var chunk = Chunk()
    private var frame = Frame()
    private var count = 0

    func begin(_ name: String, _ attributes: [String: String]) throws(XMLError) -> Bool {
        guard let element = Element(name, in: open.last) else {
            throw XMLError("it is not the XML that Metashape exports cameras to")
        }
        open.append(element)
        for key in ["label", "id", "component_id"] where attributes[key, default: ""].utf8.count > Self.longest {
            throw XMLError("a \(name)'s \(key) has more than \(Self.longest) bytes")
        }
        switch element {
        case .chunk:
            chunk = Chunk(label: attributes["label"] ?? "")
        case .component:
            chunk.component = attributes["id"] ?? ""
            chunk.components[attributes["id"] ?? ""] = .some(nil)
            guard chunk.components.count <= Self.most else { throw XMLError("it has too many components") }
        case .frame:
            frame = Frame()
        case .camera:
            count += 1
            guard count <= Self.most else { throw XMLError("it has more than \(Self.most) cameras") }
            chunk.cameras.append((attributes["label"] ?? "", attributes["component_id"], nil))
        default: break
        }
        return element.hasText
    }

    func end(_ name: String, _ text: String) throws(XMLError) {
        guard let element = open.popLast() else { return }
        switch element {
        case .rotation: frame.rotation = try numbers(text, 9, "the rotation of a component")
        case .translation: frame.translation = try numbers(text, 3, "the translation of a component")
        case .scale: frame.scale = try numbers(text, 1, "the scale of a component")[0]
        case .frame: try endFrame()
        case .component: chunk.component = nil
        case .system: chunk.system = text
        case .place:
            guard let last = chunk.cameras.indices.last else { break }
            let matrix = try numbers(text, 16, "the transform of camera '\(chunk.cameras[last].label)'")
            chunk.cameras[last].place = Vector(x: matrix[3], y: matrix[7], z: matrix[11])
        case .chunk: endChunk()
        default: break
        }
    }

    private func numbers(_ text: String, _ count: Int, _ what: String) throws(XMLError) -> [Double] {
        guard let numbers = CanopyCameras.numbers(text, count) else {
            throw XMLError("\(what) is not \(count == 1 ? "a finite number" : "\(count) finite numbers")")
        }
        return numbers
    }

    private func endFrame() throws(XMLError) {
        let way: Similarity
        switch (frame.rotation, frame.translation, frame.scale) {
        case (nil, nil, nil): return
        case (let rotation?, let translation?, let scale?):
            way = Similarity(rotation: rotation, translation: translation, scale: scale)
        default: throw XMLError("a component's transform has not all of rotation, translation and scale")
        }
        if let component = chunk.component { chunk.components[component] = way } else { chunk.own = way }
    }

    private func endChunk() {
        let aligned = chunk.cameras.filter { $0.place != nil }
        let placed = aligned.count { chunk.frame(of: $0.component) != nil }
        if !aligned.isEmpty, Self.isLocal(chunk.system) {
            return refuse("is in a local coordinate system, which has no known place on Earth")
        }
        if !aligned.isEmpty, placed == 0 { return refuse("is in no coordinate system") }
        var found = 0
        for (label, component, place) in chunk.cameras {
            var onEarth: Vector?
            if let place {
                if let point = chunk.frame(of: component)?(place) {
                    // Not so either where it is no number.
                    if Self.earth.contains(point.length) { onEarth = point } else { lost += 1 }
                } else {
                    unplaced += 1
                }
            }
            if onEarth != nil { found += 1 }
            cameras.append(Camera(label: label, place: onEarth))
        }
        if placed > 0, found == 0 { refuse("has its cameras nowhere on Earth, so it is in a local coordinate system") }
        chunk = Chunk()
    }

    private func refuse(_ reason: String) {
        problem = problem ?? "chunk '\(chunk.label)' \(reason); reference it, and export its cameras again"
        chunk = Chunk()
    }

    /// Whether WKT, of whatever version, describes a system without a place on Earth.
    private static func isLocal(_ wkt: String) -> Bool {
        let word = wkt.drop(while: \.isWhitespace).prefix { $0 != "[" && $0 != "(" }.uppercased()
        return ["LOCAL_CS", "ENGCRS", "ENGINEERINGCRS"].contains(word)
    }
}
