internal import CanopyCrop
internal import CanopyMatch
internal import Diagnostics
internal import Files
internal import Foundation
internal import Stores

/// The one mission that options and variables name, and the store that its boundary lies in.
struct SingleMissionSettings {
    let mission: SingleMission
    let boundaries: StoreLocation

    /// - Parameters:
    ///   - input: The mission's folder.
    ///   - name: What the mission is called, where variables say so.
    ///   - scratch: Where a rectangle becomes a file.
    /// - Returns: `nil` where no such mission is named, or something is wrong with it, which `variables` have then been told.
    init?(
        _ options: SingleMissionOptions, in input: StoreLocation?, called name: String?, _ variables: inout Variables,
        _ scratch: ScratchPlaces
    ) {
        let file = options.bbox == nil ? variables.value(of: Settings.boundary, option: options.boundary) : nil
        let sides = options.boundary == nil ? variables.value(of: Settings.bbox, option: options.bbox) : nil
        let crs = variables.value(of: Settings.bboxCRS, option: options.bboxCRS)
        let products =
            variables.value(of: Settings.product, option: options.products.isEmpty ? nil : options.products) ?? []
        let own = variables.value(of: Settings.name, option: options.name)
        let place: StoreLocation?
        switch (file, sides?.box(in: crs)) {
        case (nil, nil):
            let idle = [("--product", !products.isEmpty), ("--name", own != nil), ("--bbox-crs", crs != nil)]
            for (option, isSet) in idle where isSet {
                variables.complain("\(option) has a meaning for one mission only; name its boundary with --boundary")
            }
            return nil
        case (.some, .some):
            variables.complain("a boundary and a bounding box are named; unset one of them")
            return nil
        case (let file?, nil): place = Self.boundary(file, &variables)
        case (nil, let box?): place = Self.boundary(box, &variables, scratch)
        }
        guard let input, let parts = place?.parent else { return nil }
        boundaries = parts.folder
        mission = SingleMission(
            own ?? name ?? Self.name(of: input), boundary: parts.key,
            products: Self.keys(of: products, in: input, &variables))
    }

    /// A folder's name; that of the working directory for `.`, and of a bucket for its top.
    static func name(of folder: StoreLocation) -> String {
        if let name = folder.parent?.key.text { return name }
        return switch folder.place {
        case .local(let path): Path.name(of: Path.resolved(path))
        case .s3(let bucket, _): bucket
        case .rclone(let remote, _): remote
        }
    }

    private static func boundary(_ file: String, _ variables: inout Variables) -> StoreLocation? {
        do throws(StoreLocation.Problem) {
            let place = try StoreLocation(file)
            if case .local(let path) = place.place, !Path.isFile(path) {
                variables.complain(
                    Path.exists(path)
                        ? "the boundary '\(file)' is no file; name the file with the outline"
                        : "the boundary '\(file)' does not exist; check its name")
                return nil
            }
            if place.isRemote, file.lowercased().hasSuffix(".shp") {
                variables.complain(
                    "'\(file)' is one of several files of a Shapefile; put them into a zip archive, and name that")
                return nil
            }
            if place.parent == nil { variables.complain("the boundary '\(file)' cannot be a file's name") }
            return place
        } catch {
            variables.complain("--\(Settings.boundary.option): \(error)")
            return nil
        }
    }

    /// The file that a rectangle becomes: one of the same name and time whenever it is the same, so that a mission is not
    /// done again for it.
    private static func boundary(
        _ box: BoundingBox, _ variables: inout Variables, _ scratch: ScratchPlaces
    ) -> StoreLocation? {
        do {
            let name = "bbox_\(box).geojson".replacing(" of ", with: "_").replacing("/", with: "_")
            let path = try scratch.path(for: StoreLocation(path: name), named: name)
            _ = try Boundary(box)
            try box.geoJSON.write(to: URL(fileURLWithPath: path))
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 0)], ofItemAtPath: path)
            return StoreLocation(path: path)
        } catch {
            variables.complain("--\(Settings.bbox.option): \(Phrasing.options.sentence(of: error))")
            return nil
        }
    }

    /// Where files that were named as products lie in the mission's folder: as seen from here, or from there.
    private static func keys(
        of products: [ProductFile], in input: StoreLocation, _ variables: inout Variables
    ) -> [String: StoreKey] {
        var keys: [String: StoreKey] = [:]
        for product in products {
            let named = "--\(Settings.product.option) \(product.type)=\(product.file)"
            if keys[product.type] != nil {
                variables.complain("\(named): another file is named as \(product.type) as well; leave one out")
            }
            let place = try? StoreLocation(product.file)
            if let place, isThere(place), let key = input.key(of: place) {
                keys[product.type] = key
            } else if let key = try? StoreKey(product.file), isThere(input.appending(key)) {
                keys[product.type] = key
            } else if let place, isThere(place) {
                variables.complain(
                    "\(named): the file lies outside '\(input)'; name the folder that holds all products")
            } else {
                variables.complain("\(named): there is no such file, neither here nor in '\(input)'; check its name")
            }
        }
        return keys
    }

    /// Whether there is a file; of those elsewhere it is found out later.
    private static func isThere(_ place: StoreLocation) -> Bool {
        if case .local(let path) = place.place { Path.isFile(path) } else { true }
    }
}
