import CanopyCrop
import CanopyMatch
import Diagnostics
import Foundation
import Raster
import Stores

@testable import CanopyPostprocess

/// The boundary as it was used, beside a mission's products, as GeoJSON (RFC 7946): a step that canopy does not have.
struct BoundaryStep: MissionStep {
    let folder = "full"
    let weight = 1.0

    func outputs(
        of mission: Match.Mission, _ options: Postprocess.Options, after earlier: [PlannedOutput]
    ) -> [PlannedOutput] {
        guard let key = try? StoreKey("\(folder)/\(mission.name)_boundary.geojson") else { return [] }
        return [PlannedOutput(key: key, type: "boundary")]
    }

    func make(_ output: PlannedOutput, in stage: ProcessingStage, _ grant: StepGrant) {
        do {
            try geoJSON(stage.job).write(to: URL(filePath: stage.job.path(of: output.key)), options: .atomic)
            stage.made(output)
        } catch {
            stage.failed(output, output.key.text, "the boundary cannot be written: \(error)")
        }
    }

    private func geoJSON(_ job: ProcessingJob) throws -> Data {
        var options = BoundaryOptions()
        options.combination = job.features
        let rings = try Boundary(job.boundary, options: options, warnings: Warnings()).geographicArea().rings
        // Each exterior ring has its holes behind it, which turn the other way.
        var parts: [[[Point]]] = []
        for ring in rings {
            let depth = rings.count { $0 != ring && contains($0, ring[0]) }
            if depth.isMultiple(of: 2) {
                parts.append([signedArea(ring) > 0 ? ring : ring.reversed()])
            } else {
                parts[parts.count - 1].append(signedArea(ring) < 0 ? ring : ring.reversed())
            }
        }
        let coordinates = parts.map { $0.map { $0.map { [$0.x, $0.y] } } }
        let feature: [String: Any] = [
            "type": "Feature", "properties": [String: Any](),
            "geometry": ["type": "MultiPolygon", "coordinates": coordinates],
        ]
        return try JSONSerialization.data(
            withJSONObject: ["type": "FeatureCollection", "features": [feature]], options: [.sortedKeys])
    }

    private func contains(_ ring: [Point], _ point: Point) -> Bool {
        zip(ring, ring.dropFirst()).count { a, b in
            (a.y > point.y) != (b.y > point.y) && point.x < a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x)
        } % 2 == 1
    }

    private func signedArea(_ ring: [Point]) -> Double {
        zip(ring, ring.dropFirst()).map { a, b in
            (a.x - ring[0].x) * (b.y - ring[0].y) - (b.x - ring[0].x) * (a.y - ring[0].y)
        }.reduce(0, +) / 2
    }
}
