import CanopyTesting
import ExampleMission
import Foundation
import Raster
import Testing

/// Disks of every size: a call either fails with a sentence and leaves nothing, or what it makes is whole.
@Suite struct FullDiskTests {
    /// A picture in which nothing compresses well.
    private func picture(in folder: TemporaryFolder) throws {
        try RasterFixture(width: 560, height: 530, type: .uint8, bands: [.red, .green, .blue]) { column, row, band in
            var mixed = UInt64(column &* 7919 &+ row &* 104_729 &+ band &* 1_299_709) &* 0x9E37_79B9_7F4A_7C15
            mixed ^= mixed >> 29
            return Double(mixed % 251)
        }.write(to: folder("scan.tif"))
        try RasterFixture(width: 560, height: 530) { column, row, _ in
            Double((column &* 7919 ^ row &* 104_729) % 65_521) / 7
        }.write(to: folder("dsm.tif"))
        try folder.file(
            "area.geojson",
            """
            {"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "EPSG:32617"}}, "features": [
            {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [[[400001, 2999999],
            [400558, 2999999], [400558, 2999471], [400001, 2999471], [400001, 2999999]]]}}]}
            """)
    }

    /// Runs `call`, a line that writes `disk/x.tif`, on disks of these sizes in KiB, and prints a line for each: the exit
    /// status, how many files are left, whether what was made is whole, and the sentence.
    private func run(_ call: String, onDisksOf sizes: [Int], in folder: TemporaryFolder) async throws -> [String] {
        let line = """
            mkdir -p disk
            for size in \(sizes.map(String.init).joined(separator: " ")); do
                mount -t tmpfs -o size=${size}k none disk
                \(call) > log 2>&1 && status=0 || status=$?
                whole=-
                if [ -e disk/x.tif ]; then
                    gdal_translate -q -of MEM disk/x.tif whole > bad 2>&1 && [ ! -s bad ] && whole=yes || whole=no
                fi
                echo "$status $(ls -A disk | wc -l) $whole $(tail -n 1 log)"
                umount disk
            done
            """
        let outcome = try await Binary(path: "/usr/bin/unshare")(
            ["--user", "--mount", "--map-root-user", "/bin/sh", "-uec", line, "sh"], in: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.output.split(separator: "\n").map(String.init)
    }

    private func expectAllOrNothing(_ lines: [String], _ what: String) {
        for line in lines {
            if line.hasPrefix("0 ") {
                #expect(line.hasPrefix("0 1 yes "), "\(what): \(line)")
            } else {
                #expect(line.hasPrefix("1 0 - "), "\(what): \(line)")
                #expect(line.contains("cannot write 'disk/x.tif': No space left on device"), "\(what): \(line)")
            }
        }
        #expect(lines.first?.hasPrefix("1 ") == true, "the first disk is too small for \(what)")
        #expect(lines.last?.hasPrefix("0 ") == true, "the last disk is large enough for \(what): \(lines.last ?? "")")
    }

    /// Steps of a seventh of what the calls need together with their staging file.
    private static let sizes = [200, 500, 800, 1100, 1400, 1700, 2000, 2300, 2700, 3200, 12000]

    @Test(
        .enabled(if: canMountDisks, "this user may not mount a disk of its own"),
        arguments: [
            "cog scan.tif --compress deflate", "cog scan.tif --compress zstd", "cog scan.tif --compress none",
            "cog scan.tif --compress lzw", "cog scan.tif --compress webp", "cog scan.tif --compress jpeg",
            "cog dsm.tif --compress lerc", "cog dsm.tif --overview-resampling cubic",
            "crop scan.tif --boundary area.geojson --compress jpeg",
            "crop scan.tif --boundary area.geojson --format gtiff",
            "crop dsm.tif --boundary area.geojson --compress lerc --format gtiff",
            "chm dsm.tif dsm.tif --compress none --overview-resampling cubic",
        ])
    func `a raster on a small disk is whole or not there`(call: String) async throws {
        try await withTemporaryFolder { folder in
            try picture(in: folder)
            let lines = try await run("canopy \(call) -o disk/x.tif --jobs 2", onDisksOf: Self.sizes, in: folder)
            #expect(lines.count == Self.sizes.count)
            expectAllOrNothing(lines, call)
        }
    }

    @Test(arguments: ["lzw", "lerc", "webp", "jpeg", "deflate"])
    func `a raster larger than the system lets files grow is whole or not there`(codec: String) async throws {
        try await withTemporaryFolder { folder in
            try picture(in: folder)
            let line = """
                for blocks in 300 900 1500 2100 2600; do
                    (ulimit -f $blocks; exec canopy cog scan.tif -o x.tif --compress \(codec)) > log 2>&1 \
                        && status=0 || status=$?
                    whole=-
                    if [ -e x.tif ]; then
                        gdal_translate -q -of MEM x.tif whole > bad 2>&1 && [ ! -s bad ] && whole=yes || whole=no
                    fi
                    echo "$status $whole $(tail -n 1 log)"
                    rm -f x.tif
                done
                ls -A
                """
            let outcome = try await shell(line, in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let lines = outcome.output.split(separator: "\n").map(String.init)
            let left = lines.dropFirst(5).filter { $0 != "bad" }
            #expect(left == ["area.geojson", "dsm.tif", "log", "scan.tif"])
            for line in lines.prefix(5) {
                let isRight =
                    line.hasPrefix("0 yes ") || line == "1 - canopy cog: cannot write 'x.tif': File too large"
                #expect(isRight, "\(line)")
            }
            #expect(lines.first?.hasPrefix("1 ") == true)
        }
    }

    @Test(.enabled(if: canMountDisks, "this user may not mount a disk of its own"))
    func `the demo on a small disk leaves whole files, or none of that name`() async throws {
        try await withTemporaryFolder { folder in
            let line = """
                mkdir disk
                for size in 60 120 200 300 500 800 1300 2000 4000 9000; do
                    mount -t tmpfs -o size=${size}k none disk
                    canopy-demo disk --scale 0.1 > log 2>&1 && status=0 || status=$?
                    echo "$status $(tail -n 1 log)"
                    find disk -name '.canopy-*'
                    find disk -name '*.tif' | while read file; do
                        gdal_translate -q -of MEM "$file" whole > bad 2>&1 && [ ! -s bad ] || echo "damaged $file"
                    done
                    find disk -name '*.gpkg' | while read file; do
                        ogrinfo -q "$file" -sql 'PRAGMA integrity_check' | grep -q '= ok' || echo "damaged $file"
                    done
                    umount disk
                done
                """
            let outcome = try await Binary(path: "/usr/bin/unshare")(
                ["--user", "--mount", "--map-root-user", "/bin/sh", "-uec", line, "sh"], in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let lines = outcome.output.split(separator: "\n").map(String.init)
            #expect(lines.count == 10, "\(outcome.output)")
            for line in lines where !line.hasPrefix("0 ") {
                #expect(line.hasPrefix("1 ") && line.contains("No space left on device"), "\(line)")
            }
            #expect(lines.first?.hasPrefix("1 ") == true && lines.last?.hasPrefix("0 ") == true, "\(lines)")
        }
    }
}
