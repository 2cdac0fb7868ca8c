internal import CGDAL
internal import Files

/// The `.aux.xml` beside a raster, in which GDAL keeps what the raster's own tags cannot say.
///
/// Read by GDAL's own parser, so that what is looked at is what GDAL will see.
enum PAMDocument {
    /// What such a file may say, by what may stand in it. An element with a list that is empty holds text only.
    private static let elements: [String: Set<String>] = [
        "": ["PAMDataset"],
        "PAMDataset": ["SRS", "GeoTransform", "GCPList", "Metadata", "PAMRasterBand"],
        "PAMRasterBand": [
            "Description", "NoDataValue", "UnitType", "Offset", "Scale", "ColorInterp", "CategoryNames", "ColorTable",
            "Minimum", "Maximum", "Histograms", "GDALRasterAttributeTable", "Metadata",
        ],
        "SRS": [], "GeoTransform": [], "Description": [], "NoDataValue": [], "UnitType": [], "Offset": [], "Scale": [],
        "ColorInterp": [], "Minimum": [], "Maximum": [], "MDI": [], "Category": [], "Entry": [], "GCP": [],
        "GCPList": ["GCP"], "CategoryNames": ["Category"], "ColorTable": ["Entry"], "Histograms": ["HistItem"],
        "HistItem": [
            "HistMin", "HistMax", "BucketCount", "IncludeOutOfRange", "Approximate", "HistCounts",
        ],
        "HistMin": [], "HistMax": [], "BucketCount": [], "IncludeOutOfRange": [], "Approximate": [], "HistCounts": [],
        "GDALRasterAttributeTable": ["FieldDefn", "Row"], "FieldDefn": ["Name", "Type", "Usage"], "Row": ["F"],
        "Name": [], "Type": [], "Usage": [], "F": [],
    ]
    /// No such file has a reason to be larger.
    private static let largest = 16 << 20
    /// The domain of metadata in which GDAL looks for the names of further files.
    private static let overviews = "OVERVIEWS"

    /// - Throws: ``GDALError``, with the reason why the raster at `path` is refused.
    static func check(_ document: String, of path: String) throws(GDALError) {
        func refuse(_ reason: String) -> GDALError { Sidecars.refusal(of: path, "'\(document)' beside it \(reason)") }
        guard let size = Path.size(of: document), size <= Self.largest else {
            throw refuse("is too large for a description")
        }
        var root: UnsafeMutablePointer<CPLXMLNode>?
        do throws(GDALError) {
            root = try call("read '\(document)'", warnings: nil, succeeded: { $0 != nil }) { CPLParseXMLFile(document) }
        } catch {
            throw refuse("is no XML (\(error.reason))")
        }
        defer { CPLDestroyXMLNode(root) }
        if let reason = flaw(inChildrenOf: "", from: root) { throw refuse(reason) }
    }

    /// Why the elements that begin with `first` are not what may stand in `parent`; `nil` where they are.
    private static func flaw(
        inChildrenOf parent: String, from first: UnsafeMutablePointer<CPLXMLNode>?
    ) -> String? {
        var next = first
        while let node = next {
            next = node.pointee.psNext
            guard node.pointee.eType == CXT_Element else { continue }
            let name = String(cString: node.pointee.pszValue)
            // The declaration that XML begins with.
            if parent.isEmpty, name == "?xml" { continue }
            guard let known = elements[parent], known.contains(name) else {
                return "has an element '\(name)', which canopy does not honor"
            }
            if let reason = name == "Metadata" ? flaw(inMetadata: node) : flaw(in: name, node) { return reason }
        }
        return nil
    }

    private static func flaw(in name: String, _ node: UnsafeMutablePointer<CPLXMLNode>) -> String? {
        if name == "SRS", let text = CPLGetXMLValue(node, nil, nil) {
            guard SpatialReference.namesNoFile(String(cString: text)) else {
                return "describes a coordinate reference system by a file"
            }
        }
        return flaw(inChildrenOf: name, from: node.pointee.psChild)
    }

    /// Items are text, whatever they say, but for those of one domain. A document is handed through as it is; GDAL would
    /// take one domain's for a way to move pixels.
    private static func flaw(inMetadata node: UnsafeMutablePointer<CPLXMLNode>) -> String? {
        // What is given for an absent value comes back as a pointer: an empty string would be gone by then.
        let domain = CPLGetXMLValue(node, "domain", nil).map { String(cString: $0) } ?? ""
        guard domain.uppercased() != overviews else { return "names another file as the raster's overviews" }
        guard domain.lowercased().hasPrefix("xml:") else {
            var child = node.pointee.psChild
            while let item = child {
                child = item.pointee.psNext
                guard item.pointee.eType == CXT_Element else { continue }
                let name = String(cString: item.pointee.pszValue)
                if name != "MDI" { return "has an element '\(name)', which canopy does not honor" }
            }
            return nil
        }
        guard let transform = CPLSearchXMLNode(node, "GeodataXform") else { return nil }
        let type = CPLGetXMLValue(transform, "xsi:type", nil).map { String(cString: $0) } ?? ""
        return type.hasSuffix("IdentityXform")
            ? nil : "moves the raster's pixels (GeodataXform), which canopy does not honor"
    }
}
