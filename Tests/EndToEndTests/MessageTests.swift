import CanopyTesting
import ExampleMission
import Foundation
import Raster
import Testing

/// What users read who make a mistake: a line of the shell, and all of what standard error then says.
///
/// Each subject has a folder of its own, in which the demo's missions are. `$D` and `$T` are the first one's surface and
/// terrain models, `$C` its list of cameras, `$B` its boundary. What is wrong with the command line is followed by where help
/// is, which stands here for all of them.
@Suite struct MessageTests {
    struct Subject: CustomTestStringConvertible, Sendable {
        let name: String
        /// Lines of the shell, the exit status, and the messages.
        let cases: [(line: String, status: Int32, message: String)]
        var testDescription: String { name }
    }

    @Test(arguments: Self.subjects) func `a mistake is told in a line`(subject: Subject) async throws {
        try await withTemporaryFolder { folder in
            try await make(Example.all, Size(width: 160, height: 140), in: folder)
            try Self.makeFiles(in: folder)
            for (line, status, message) in subject.cases {
                let outcome = try await shell(Self.names + line, in: folder)
                let name = status == 64 ? Self.speaker(of: message) : ""
                let help =
                    status != 64
                    ? "" : name == "" ? "See 'canopy help -a' for all commands.\n" : "See '\(name) --help'.\n"
                #expect(outcome.status == status, "\(line)")
                #expect(outcome.errors == message + "\n" + help, "\(line)")
                if status != 0 { #expect(outcome.output == "", "\(line)") }
            }
        }
    }

    /// Who speaks; nobody of whom there could be help where a command is not known.
    private static func speaker(of message: String) -> String {
        if message.contains("there is no command") { return "" }
        return String(message.prefix { $0 != ":" })
    }

    private static let names = """
        export CANOPY_EXEC_PATH="${CANOPY_EXEC_PATH-$PWD/programs:$(dirname "$(command -v canopy-demo)")}"
        D=data/01_example-ridge/01_example-ridge_dsm-ptcloud.tif T=data/01_example-ridge/01_example-ridge_dtm-ptcloud.tif
        C=data/01_example-ridge/01_example-ridge_cameras.xml
        B=boundaries/example-ridge/metadata-mission/example-ridge_mission-metadata.gpkg

        """

    /// Files that are not what their names say, or what is asked for.
    private static func makeFiles(in folder: TemporaryFolder) throws {
        try folder.file("a.vrt", "<VRTDataset/>")
        try folder.file("report.pdf", "%PDF-1.7")
        try folder.file("empty.tif", "")
        try folder.file("a.png", "")
        try folder.file(
            "far.geojson", #"{"type":"Polygon","coordinates":[[[10,50],[10.01,50],[10.01,50.01],[10,50]]]}"#)
        try Data([0x89] + Array("PNG\r\n\u{1a}\n".utf8)).write(to: URL(filePath: folder("a.png")))
        try folder.file("archive.zip", "PK\u{3}\u{4}")
        try Data([0x1F, 0x8B, 8]).write(to: URL(filePath: folder("archive.tar.gz")))
        try folder.file("programs/canopy-count", "#!/bin/sh", permissions: 0o644)
        try folder.file("programs/canopy-broken", "#!/no/such/shell\n", permissions: 0o755)
    }

    static let subjects = [
        Subject(
            name: "an output is what its name says",
            cases: [
                (
                    "canopy crop $D --boundary $B -o x.jpg", 64,
                    "canopy crop: a GeoTIFF is written, which 'x.jpg' is no name for; call it 'x.tif'"
                ),
                (
                    "canopy cog $D -o x.png", 64,
                    "canopy cog: a GeoTIFF is written, which 'x.png' is no name for; call it 'x.tif'"
                ),
                (
                    "canopy chm $D $T -o chm.pdf", 64,
                    "canopy chm: a GeoTIFF is written, which 'chm.pdf' is no name for; call it 'chm.tif'"
                ),
                (
                    "canopy thumb $D -o x.JPG", 64,
                    "canopy thumb: a PNG is written, which 'x.JPG' is no name for; call it 'x.png'"
                ),
                (
                    "canopy thumb $D -o x.tif", 64,
                    "canopy thumb: a PNG is written, which 'x.tif' is no name for; call it 'x.png'"
                ),
                (
                    "canopy cameras $C --dtm $T -o table.csv", 64,
                    "canopy cameras: a GeoPackage is written, which 'table.csv' is no name for; call it 'table.gpkg'"
                ),
                (
                    "canopy crop $D --boundary $B -o data", 64,
                    "canopy crop: --output names a folder, 'data'; use --output-dir, or name a file in it"
                ),
                ("canopy chm $D $T -o data", 64, "canopy chm: --output names a folder, 'data'; name a file in it"),
            ]),
        Subject(
            name: "a dash is standard input or output, where that can be",
            cases: [
                (
                    "canopy crop - --boundary - -o x.tif < $D", 1,
                    "canopy crop: standard input can be read once, and '-' stands twice"
                ),
                (
                    "canopy match --input - --boundaries boundaries", 64,
                    "canopy match: --input: '-' is standard input or output, and this wants a folder or a store; a folder of that name is ./-"
                ),
                (
                    "canopy sync - copy", 64,
                    "canopy sync: <src>: '-' is standard input or output, and this wants a folder or a store; a folder of that name is ./-"
                ),
            ]),
        Subject(
            name: "an option that is not known explains everything else",
            cases: [
                (
                    "canopy thumb --max-dimm 300 $D -o x.png", 64,
                    "canopy thumb: unknown option '--max-dimm'; did you mean '--max-dim'?"
                ),
                (
                    "canopy crop --boundary $B $D -o x.tif --compres zstd", 64,
                    "canopy crop: unknown option '--compres'; did you mean '--compress'?"
                ),
                (
                    "canopy crop --bondary $B $D -o x.tif", 64,
                    "canopy crop: unknown option '--bondary'; did you mean '--boundary'?"
                ),
                (
                    "canopy crop $D -o x.tif --bound=$B", 64,
                    "canopy crop: unknown option '--bound'; did you mean '--boundary'?"
                ),
                (
                    "canopy thumb --overwrit $D -o x.png", 64,
                    "canopy thumb: unknown option '--overwrit'; did you mean '--overwrite'?"
                ),
                ("canopy chm $D -O x.tif", 64, "canopy chm: unknown option '-O'"),
                ("canopy --foo", 64, "canopy: unknown option '--foo'"),
            ]),
        Subject(
            name: "wrong usage is a line, and where help is another",
            cases: [
                ("canopy match data boundaries", 64, "canopy match: unexpected argument 'boundaries'"),
                ("canopy match --input data", 64, "canopy match: say where the boundaries are, with --boundaries"),
                (
                    "canopy postprocess --input data extra", 64,
                    "canopy postprocess: name the input as an argument or with --input, not both"
                ),
                (
                    "canopy crop $D --boundary $B", 64,
                    "canopy crop: say where the result goes: --output for a file, --output-dir for a folder"
                ),
                (
                    "canopy crop $D -o x.tif", 64,
                    "canopy crop: say what to crop to: --boundary for a file, --bbox for a rectangle"
                ),
                ("canopy crop", 64, "canopy crop: missing expected argument '<input> ...'"),
                (
                    "canopy stac collect processed", 64,
                    "canopy stac collect: missing expected argument '--output <dir>'"
                ),
                ("canopy help crop chm", 64, "canopy: help tells of one command at a time, not of crop and chm"),
                (
                    "canopy crop $D --boundary $B -o x.tif --jobs 0", 64,
                    "canopy crop: the value '0' is invalid for '--jobs <n>': it takes a whole number, 1 to 1024"
                ),
            ]),
        Subject(
            name: "a value that cannot be is told with the right forms",
            cases: [
                (
                    "canopy crop $D --boundary $B -o x.tif --memory 10", 64,
                    "canopy crop: the value '10' is invalid for '--memory <size>': it takes an amount with its unit, such as 512M or 2G"
                ),
                (
                    "CANOPY_MEMORY=10 CANOPY_SHARD=4/4 canopy postprocess --input data --boundaries boundaries --output out",
                    1,
                    """
                    canopy postprocess: CANOPY_MEMORY cannot be '10'; it takes an amount with its unit, such as 512M or 2G
                    canopy postprocess: CANOPY_SHARD cannot be '4/4'; it takes a part and the number of parts, counted from 0, such as 0/4 to 3/4
                    """
                ),
                (
                    "CANOPY_COVER_HEIGHT=2,x canopy postprocess --input data --boundaries boundaries --output out", 1,
                    "canopy postprocess: CANOPY_COVER_HEIGHT cannot be '2,x'; it takes a height in meters, in whole centimeters, such as 2 or 1.37, or several with ',' between"
                ),
                (
                    "canopy crop $D --boundary $B -o x.tif --block-size 100", 64,
                    "canopy crop: the value '100' is invalid for '--block-size <pixels>'; it is one of '128', '256', '512' or '1024'"
                ),
                (
                    "canopy thumb $D -o x.png --style rainbow", 64,
                    "canopy thumb: the value 'rainbow' is invalid for '--style <style>'; it is one of 'auto', 'gray', 'viridis', 'terrain' or 'hillshade'"
                ),
                (
                    "canopy thumb $D -o x.png --range 40", 64,
                    "canopy thumb: the value '40' is invalid for '--range <low,high>': it takes two numbers with a comma between, the lower one first, such as 0,40"
                ),
                (
                    "canopy postprocess --shard 4", 64,
                    "canopy postprocess: the value '4' is invalid for '--shard <K/N>': it takes a part and the number of parts, counted from 0, such as 0/4 to 3/4"
                ),
                (
                    "canopy postprocess --public-url example.org", 64,
                    "canopy postprocess: the value 'example.org' is invalid for '--public-url <address>': it takes an address that begins with https:// or http://"
                ),
                (
                    "canopy crop $D --boundary $B -o x.tif --assume-crs 32610", 1,
                    "canopy crop: cannot understand the coordinate reference system '32610': write it as EPSG:32610"
                ),
                (
                    "canopy crop $D --boundary $B -o x.tif --assume-crs EPSG:99999", 1,
                    "canopy crop: cannot understand the coordinate reference system 'EPSG:99999': PROJ knows none of that code; check the number"
                ),
            ]),
        Subject(
            name: "a command that is not there is told with the one that was meant",
            cases: [
                ("canopy corp", 64, "canopy: there is no command 'corp'; did you mean 'crop'?"),
                ("canopy Crop", 64, "canopy: there is no command 'Crop'; did you mean 'crop'?"),
                ("canopy help prodcuts", 64, "canopy: there is no command 'prodcuts'; did you mean 'products'?"),
                (
                    "canopy frobnicate", 64,
                    "canopy: there is no command 'frobnicate', nor a program canopy-frobnicate on the path"
                ),
                (
                    "CANOPY_EXEC_PATH=tools canopy frobnicate", 64,
                    "canopy: there is no command 'frobnicate', nor a program canopy-frobnicate on the path (CANOPY_EXEC_PATH has folders that do not begin with '/': 'tools')"
                ),
                (
                    "cd programs; CANOPY_EXEC_PATH=$PWD canopy count 2>&1 >/dev/null | sed \"s;$PWD;HERE;\" >&2; exit 64",
                    64, "canopy: there is no command 'count', and 'HERE/canopy-count' is no program: make it executable"
                ),
                (
                    "cd programs; CANOPY_EXEC_PATH=$PWD canopy broken 2>&1 >/dev/null | sed \"s;$PWD;HERE;\" >&2; exit 1",
                    1,
                    "canopy broken: cannot run 'HERE/canopy-broken': its first line names an interpreter that does not exist, '/no/such/shell'; install or correct that"
                ),
            ]),
        Subject(
            name: "a plugin of canopy's own speaks as canopy does",
            cases: [
                ("canopy demo", 64, "canopy demo: missing expected argument '<dir>'"),
                ("canopy demo x --scale 90", 64, "canopy demo: --scale takes numbers from 0.05 to 20"),
                (
                    "canopy demo x --onyl 01_example-ridge", 64,
                    "canopy demo: unknown option '--onyl'; did you mean '--only'?"
                ),
                (
                    "canopy demo . --scale 0.1 --only 01_example-ridge", 1,
                    "canopy demo: './data/01_example-ridge/01_example-ridge_dsm-ptcloud.tif' exists already; use --overwrite to replace it, or name another output"
                ),
            ]),
        Subject(
            name: "an input is told of by what it is",
            cases: [
                (
                    "canopy crop https://example.org/a.tif --boundary $B -o x.tif", 1,
                    "canopy crop: 'https://example.org/a.tif' is an address on the web; download it first, for example with 'curl -O'"
                ),
                (
                    "canopy crop /vsis3/bucket/a.tif --boundary $B -o x.tif", 1,
                    "canopy crop: '/vsis3/bucket/a.tif' is a name that only GDAL's programs know; name a file, or write s3://BUCKET/KEY"
                ),
                (
                    "canopy crop data --boundary $B -o x.tif", 1,
                    "canopy crop: cannot open 'data': it is a folder; name a GeoTIFF"
                ),
                (
                    "canopy crop $D --boundary data -o x.tif", 1,
                    "canopy crop: cannot open 'data': it is a folder, not a GeoPackage, GeoJSON, FlatGeobuf, Shapefile, KML, KMZ or zipped Shapefile"
                ),
                (
                    "cp $D raster.tif; canopy crop $D --boundary raster.tif -o x.tif", 1,
                    "canopy crop: cannot open 'raster.tif': it is a TIFF, not a GeoPackage, GeoJSON, FlatGeobuf, Shapefile, KML, KMZ or zipped Shapefile"
                ),
                (
                    "canopy crop $D --boundary archive.tar.gz -o x.tif", 1,
                    "canopy crop: cannot open 'archive.tar.gz': it is a gzip archive, not a GeoPackage, GeoJSON, FlatGeobuf, Shapefile, KML, KMZ or zipped Shapefile"
                ),
                (
                    "canopy crop a.png --boundary $B -o x.tif", 1,
                    "canopy crop: cannot open 'a.png': it is a PNG, not a GeoTIFF"
                ),
                (
                    "canopy cog archive.zip -o x.tif", 1,
                    "canopy cog: cannot open 'archive.zip': it is a zip archive, not a GeoTIFF"
                ),
                (
                    "canopy cog archive.tar.gz -o x.tif", 1,
                    "canopy cog: cannot open 'archive.tar.gz': it is a gzip archive, not a GeoTIFF"
                ),
                ("canopy info a.vrt", 1, "canopy info: cannot open 'a.vrt': it is a VRT, not a GeoTIFF"),
                (
                    "canopy thumb report.pdf -o x.png", 1,
                    "canopy thumb: cannot open 'report.pdf': it is a PDF, not a GeoTIFF"
                ),
                ("canopy cog empty.tif -o x.tif", 1, "canopy cog: cannot open 'empty.tif': it is empty, not a GeoTIFF"),
            ]),
        Subject(
            name: "a boundary that does not fit is told of with all that is needed to see why",
            cases: [
                (
                    "canopy crop $D --boundary far.geojson -o x.tif", 1,
                    "canopy crop: 'data/01_example-ridge/01_example-ridge_dsm-ptcloud.tif' and the boundary 'far.geojson' do not overlap: the raster (EPSG:32610) lies at x 716854 to 716870, y 4339157 to 4339171, the boundary (EPSG:4326) at x 3757857 to 3759284, y 13317041 to 13318014 in the same system; check that both are of one mission, and name the right systems"
                ),
                (
                    "canopy crop $D --boundary $B --where 'nofield = 5' -o x.tif", 1,
                    "canopy crop: cannot filter layer 'mission' of 'boundaries/example-ridge/metadata-mission/example-ridge_mission-metadata.gpkg' by \"nofield = 5\": no such column: nofield; the layer has 'mission_id'"
                ),
                (
                    "canopy crop $D --boundary $B --where 'mission_id =' -o x.tif", 1,
                    "canopy crop: cannot filter layer 'mission' of 'boundaries/example-ridge/metadata-mission/example-ridge_mission-metadata.gpkg' by \"mission_id =\": incomplete input; the layer has 'mission_id'"
                ),
                (
                    "canopy crop $D --boundary far.geojson --where 'nofield = 5' -o x.tif", 1,
                    "canopy crop: cannot filter layer 'far' of 'far.geojson' by \"nofield = 5\": \"nofield\" not recognised as an available field; the layer has no fields"
                ),
            ]),
        Subject(
            name: "stores and missions that are not there are told once, with what was meant",
            cases: [
                (
                    "canopy match --input data --boundaries nowhere", 1,
                    "canopy match: cannot look for boundaries: there is nothing at 'nowhere'; check the name"
                ),
                (
                    "canopy match --input boundaries --boundaries data", 0,
                    "canopy match: warning: there are no missions in 'boundaries'; check its name and the layout"
                ),
                (
                    "canopy match --input boundaries --boundaries data --strict", 2,
                    "canopy match: warning: there are no missions in 'boundaries'; check its name and the layout"
                ),
                (
                    "canopy match --input s3://b/x --boundaries boundaries", 64,
                    "canopy match: --input: 's3://b/x' has a bucket whose name is too short: buckets have three letters or more"
                ),
                (
                    "canopy sync data /proc/nowhere", 1,
                    "canopy sync: cannot write to '/proc/nowhere': No such file or directory; choose another folder, or change its permissions"
                ),
                (
                    "S3_ENDPOINT=ftp://foo S3_ACCESS_KEY=a S3_SECRET_KEY=b canopy sync s3://bucket copy", 1,
                    "canopy sync: S3_ENDPOINT begins with 'ftp://'; write an address with https:// or http://"
                ),
                (
                    "S3_BUCKET_INPUTDATA=x canopy postprocess --boundaries boundaries --output out", 1,
                    """
                    canopy postprocess: --input is missing; name a folder or a store there, or set S3_BUCKET_INPUT_DATA and INPUT_DATA_DIRECTORY
                    canopy postprocess: the variable S3_BUCKET_INPUTDATA means nothing to canopy; S3_BUCKET_INPUT_DATA does
                    """
                ),
            ]),
    ]
}

/// What results say, where they said more than was so.
@Suite struct HonestResultTests {
    @Test func `a mission whose name is not quite right is told with those that are near`() async throws {
        try await withExamples { folder in
            for (name, meant) in [
                ("1_example-ridge", "'01_example-ridge'"),
                ("example-ridge", "'01_example-ridge' or '02_example-ridge'"),
            ] {
                let outcome = try await canopy(process + ["--dataset", name, "--quiet"], in: folder)
                #expect(outcome.status == 1)
                #expect(
                    outcome.output.contains(
                        "\(name): error: there is no mission of this name in 'data'; did you mean \(meant)?\n"))
            }
        }
    }

    @Test func `a dry run never says that anything succeeded`() async throws {
        try await withExamples { folder in
            let plan = ["--dry-run", "--quiet", "--resume"]
            let text = try await canopy(process + plan, in: folder)
            #expect(text.output.contains("3 missions found: 2 to process, 0 partial, 0 failed, 1 skipped\n"))
            #expect(text.output.contains("01_example-ridge   processed "))
            let json = try await canopy(process + plan + ["--json"], in: folder)
            #expect(json.output.contains(#""status" : "planned""#))
            #expect(try await canopy(process + ["--dataset", "01_example-ridge"], in: folder).status == 0)
            let again = try await canopy(process + plan, in: folder)
            #expect(
                again.output.contains("3 missions found: 1 to process, 1 unchanged, 0 partial, 0 failed, 1 skipped\n"))
            let after = try await canopy(process + plan + ["--json"], in: folder)
            for outcome in [text, json, again, after] {
                #expect(outcome.status == 0 && !outcome.output.contains("succeeded"), "\(outcome.output)")
            }
        }
    }

    @Test func `heights are called meters where the raster says so, and nowhere else`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            let lines = """
                D=data/01_example-ridge/01_example-ridge_dsm-ptcloud.tif T=data/01_example-ridge/01_example-ridge_dtm-ptcloud.tif
                canopy chm $D $T -o none.tif; canopy cog $D -o cog.tif
                """
            let unnamed = try await shell(lines, in: folder)
            #expect(unnamed.status == 0 && !unnamed.output.contains(" m,") && !unnamed.output.contains(" m\n"))
            let named = """
                D=data/01_example-ridge/01_example-ridge_dsm-ptcloud.tif T=data/01_example-ridge/01_example-ridge_dtm-ptcloud.tif
                gdal_translate -q -a_srs EPSG:32610+5703 $D d.tif; gdal_translate -q -a_srs EPSG:32610+5703 $T t.tif
                gdal_edit.py -units metre d.tif; gdal_edit.py -units metre t.tif
                canopy chm d.tif t.tif -o m.tif
                """
            let meters = try await shell(named, in: folder)
            #expect(meters.output.contains(" m, ") && meters.output.contains(" % above 2.0 m,"), "\(meters)")
        }
    }

    @Test func `feet are heights where coordinates are feet and nothing else is said`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            let outcome = try await shell(
                """
                D=data/01_example-ridge/01_example-ridge_dsm-ptcloud.tif T=data/01_example-ridge/01_example-ridge_dtm-ptcloud.tif
                gdal_translate -q -a_srs EPSG:2226 $D d.tif; gdal_translate -q -a_srs EPSG:2226 $T t.tif
                canopy chm d.tif t.tif -o chm.tif
                """, in: folder)
            #expect(
                outcome.errors
                    == "canopy chm: warning: 'd.tif' does not say in what unit its heights are; taken to be 'us-ft', as its "
                    + "coordinates are\n")
            #expect(outcome.output.contains(" us-ft, "))
        }
    }

    @Test func `where products go between the missions is told`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            let outcome = try await canopy(
                ["postprocess", "--input", "data", "--boundaries", "boundaries", "--output", "data", "--dry-run"],
                in: folder)
            #expect(outcome.status == 0)
            #expect(
                outcome.output.contains(
                    "warning: products go into 'data', between the missions that they are made of; name another output\n"
                ))
        }
    }
}

/// `-` for standard output and input.
@Suite struct StreamTests {
    @Test func `a raster goes through a pipe as through a file`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            let outcome = try await shell(
                """
                D=data/01_example-ridge/01_example-ridge_dsm-ptcloud.tif
                B=boundaries/example-ridge/metadata-mission/example-ridge_mission-metadata.gpkg
                canopy crop $D --boundary $B -o file.tif > told
                canopy crop - --boundary $B -o - < $D > pipe.tif 2> errors
                canopy crop $D --boundary - -o - < $B 2> more | canopy cog - -o twice.tif > told-last
                canopy cog file.tif -o once.tif > told
                canopy thumb $D -o - > pipe.png 2> drawn; canopy thumb $D -o file.png > told
                cmp file.tif pipe.tif; cmp pipe.png file.png; cmp once.tif twice.tif
                cat errors; cat told-last
                """, in: folder)
            #expect(outcome.status == 0, "\(outcome)")
            let lines = outcome.output.split(separator: "\n")
            // What is told of the result does not go into it.
            #expect(
                lines.count == 2 && lines[0].hasPrefix("-: ") && lines[1].hasPrefix("twice.tif: "), "\(outcome.output)")
            #expect(try folder.names().filter { $0 == "-" } == [])
        }
    }

    @Test func `as JSON the report of a result in standard output goes to standard error`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            let outcome = try await shell(
                """
                canopy thumb data/01_example-ridge/01_example-ridge_dsm-ptcloud.tif -o - --json > x.png
                file=$(head -c 4 x.png | tail -c 3); test "$file" = PNG
                """, in: folder)
            #expect(outcome.status == 0 && outcome.errors.contains(#""output" : "-""#), "\(outcome)")
        }
    }
}
