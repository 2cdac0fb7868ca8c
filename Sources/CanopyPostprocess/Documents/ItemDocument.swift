internal import CanopyMatch
internal import CanopySTAC
internal import Diagnostics
internal import Stores

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The mission's item for catalogs, `<mission>.json`.
struct ItemDocument: MissionDocument {
    func key(of mission: Match.Mission) -> StoreKey? {
        guard let key = try? StoreKey(mission.name + ".json"), key.text != "manifest.json" else { return nil }
        return key
    }

    func output(of mission: Match.Mission, _ options: Postprocess.Options, after earlier: [PlannedOutput])
        -> PlannedOutput?
    {
        guard options.item != nil, let key = key(of: mission) else { return nil }
        // A mission of which nobody knows when it was flown has none.
        return PlannedOutput(key: key, role: .metadata, type: "stac", isOptional: true)
    }

    func contents(from source: DocumentSource, warnings: Warnings) throws -> Data? {
        let options = source.options.item ?? ItemOptions()
        guard let item = STACItem(source.manifest, options, in: source.folder) else {
            warnings.add(
                "no item for catalogs is made, because neither the boundary's attributes nor the options say when the mission "
                    + "was flown", [.surveyTime])
            return nil
        }
        if item.geometry == nil {
            warnings.add("its item for catalogs has no place on Earth, because its boundary has none that is known")
        }
        return try STAC.json(item)
    }
}
