import CanopyTesting
import ExampleMission
import Foundation
import Raster
import Testing

/// Missions as other programs leave them: one command, no renaming.
@Suite struct LayoutTests {
    private func project(
        _ program: ProgramTree, _ body: (TemporaryFolder) async throws -> Void
    ) async throws {
        try await withExamples([Example.all[0]]) { folder in
            try program.write("ridge", of: "data/01_example-ridge", in: folder)
            try ProgramTree.writeOutline("ridge.kml", of: "example-ridge", under: "boundaries", in: folder)
            try await body(folder)
        }
    }

    @Test(arguments: ProgramTree.allCases)
    func `a program's project and a KML become what a mission of the observatory becomes`(
        program: ProgramTree
    ) async throws {
        try await project(program) { folder in
            let outcome = try await canopy(
                ["postprocess", "ridge", "--boundary", "ridge.kml", "-o", "out", "--strict"], in: folder)
            #expect(outcome.status == 0, "\(outcome.errors) \(outcome.output)")
            let published = folder("out/ridge/processed_01")
            let names = try files(in: published)
            let rasters = ["chm", "dsm", "dtm", "ortho"]
            #expect(
                names
                    == (program.published.map { "full/ridge_\($0)" } + ["manifest.json"]
                    + rasters.map { "thumbnails/ridge_\($0).png" }).sorted())
            #expect(try await canopy(process + ["--output", "usual"], in: folder).status == 0)
            let usual = folder("usual/example-ridge/processed_01")
            for (type, long) in [
                ("chm", "chm"), ("dsm", "dsm-ptcloud"), ("dtm", "dtm-ptcloud"), ("ortho", "ortho-dsm-ptcloud"),
            ] {
                let (own, other) = (
                    try bytes("\(published)/full/ridge_\(type).tif"),
                    try bytes("\(usual)/full/01_example-ridge_\(long).tif")
                )
                #expect(own == other, "\(type)")
            }
        }
    }

    @Test func `match tells what it saw, then what is missing`() async throws {
        try await project(.odm) { folder in
            let whole = try await canopy(["match", "ridge", "--boundary", "ridge.kml"], in: folder)
            #expect(whole.status == 0)
            #expect(
                whole.output == """
                    'ridge' has products as ODM and WebODM leave them (odm); 4 other files are left alone

                    TYPE    FILE
                    dsm     odm_dem/dsm.tif
                    dtm     odm_dem/dtm.tif
                    points  odm_georeferencing/odm_georeferenced_model.laz
                    ortho   odm_orthophoto/odm_orthophoto.tif
                    report  odm_report/report.pdf

                    boundary: ./ridge.kml
                    would become ridge/processed_01, with dsm, dtm, points, ortho, report, chm

                    """)
            try FileManager.default.removeItem(atPath: folder("ridge/odm_dem/dtm.tif"))
            let less = try await canopy(["match", "ridge", "--strict"], in: folder)
            #expect(less.status == 2)
            #expect(
                less.output.hasSuffix(
                    """

                    missing: a terrain model (dtm); canopy heights need both models; name files with --product
                    'ridge' cannot be processed: it has 4 products (dsm, points, ortho, report), but no boundary; name its file

                    """))
            let json = try await canopy(["match", "ridge", "--boundary", "ridge.kml", "--json"], in: folder)
            #expect(json.output.contains("\"layout\" : \"odm\""))
        }
    }

    @Test func `a mission is done again where somebody says that files are something else`() async throws {
        try await project(.odm) { folder in
            let call = [
                "postprocess", "ridge", "--boundary", "ridge.kml", "-o", "out", "--resume", "--name", "03_ridge",
            ]
            #expect(try await canopy(call, in: folder).status == 0)
            let again = try await canopy(call, in: folder)
            #expect(again.output.contains("unchanged"))
            let exchanged = try await canopy(
                call + ["--product", "dsm=ridge/odm_dem/dtm.tif", "--product", "dtm=odm_dem/dsm.tif"], in: folder)
            #expect(exchanged.status == 0 && !exchanged.output.contains("unchanged"))
            let published = folder("out/ridge/processed_03/full/03_ridge_")
            let usual = try await canopy(
                ["crop", "ridge/odm_dem/dsm.tif", "--boundary", "ridge.kml", "-o", "dsm.tif"], in: folder)
            #expect(usual.status == 0)
            #expect(try bytes(published + "dtm.tif") == bytes(folder("dsm.tif")))
        }
    }

    @Test func `a rectangle is a boundary of one mission, and the same one is not processed twice`() async throws {
        try await project(.metashape) { folder in
            let place = try Picture(folder("ridge/Ridge_DEM.tif")).transform
            let (first, last) = (place.apply(Point(x: 60, y: 90)), place.apply(Point(x: 80, y: 62)))
            let box = [first.x, first.y, last.x, last.y].map { "\($0)" }.joined(separator: ",")
            let call = [
                "postprocess", "ridge", "--bbox", box, "--bbox-crs", "EPSG:32610", "-o", "out", "--resume",
            ]
            let outcome = try await canopy(call, in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let cropped = try Picture(folder("out/ridge/processed_01/full/ridge_dsm.tif"))
            #expect(cropped.size == Size(width: 20, height: 28))
            #expect(try await canopy(call, in: folder).output.contains("unchanged"))
        }
    }

    @Test func `what stands in the way of one mission is a failure, told before anything is made`() async throws {
        try await project(.odm) { folder in
            let calls = [
                (["ridge", "--boundary", "no.kml"], "the boundary 'no.kml' does not exist"),
                (["ridge/images", "--boundary", "ridge.kml"], "it has a file ('DJI_0001.JPG'), and no product"),
                (["ridge", "--boundary", "ridge/log.json"], "is not a GeoPackage"),
                (["ridge", "--boundary", "ridge.kml", "--product", "dsm=surface.tif"], "there is no such file"),
            ]
            for (arguments, words) in calls {
                let outcome = try await canopy(["postprocess", "-o", "out"] + arguments, in: folder)
                #expect(outcome.status == 1)
                #expect((outcome.errors + outcome.output).contains(words), "\(outcome.errors)")
            }
        }
    }
}
