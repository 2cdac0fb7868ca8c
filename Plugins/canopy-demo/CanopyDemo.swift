internal import ArgumentParser
internal import Diagnostics
internal import ExampleMission
internal import GDAL
internal import Raster
internal import Usage

/// An external plugin of canopy: `canopy demo DIR` runs it.
@main
struct CanopyDemo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "canopy-demo",
        abstract: "Make missions of a forest that does not exist, to try canopy on.",
        discussion: """
            Writes DIR/data with the missions' products and DIR/boundaries with their boundaries, of the kind that \
            photogrammetry programs export. Two missions are of one place; one has no boundary.
            """)

    @Argument(help: "The folder to write to; made where it is missing.")
    var dir: String

    @Option(help: "How many times as wide and high as usual; a forest of scale 5 is as large as real missions.")
    var scale = 1.0

    @Option(help: ArgumentHelp("Make only the mission of this name; repeatable.", valueName: "mission"))
    var only: [String] = []

    @Flag(help: "Replace files that are there already.")
    var overwrite = false

    static func main() { runAsPlugin(called: "canopy demo") }

    func validate() throws {
        // Smaller has no room for a tree, larger fills disks.
        guard (0.05...20).contains(scale) else { throw ValidationError("--scale takes numbers from 0.05 to 20") }
        let known = Example.all.map(\.name)
        for name in only where !known.contains(name) {
            throw ValidationError("there is no mission '\(name)'; there are \(known.joined(separator: ", "))")
        }
    }

    func run() throws {
        // GDAL would keep a share of the machine's memory for pixels that are written once.
        GDALLibrary.limitCache(bytes: 128 << 20)
        let usual = Example.demonstrationSize
        let size = Size(width: scaled(usual.width), height: scaled(usual.height))
        let missions = Example.all.filter { only.isEmpty || only.contains($0.name) }
        let paths: [String]
        do { paths = try Examples(missions, size: size, overwrite: overwrite).write(to: dir) } catch {
            throw Failure(description: Self.phrasing.sentence(of: error))
        }

        let names = missions.map(\.name).joined(separator: ", ")
        print(
            """
            Made \(names) in '\(dir)': \(paths.count) files, surface models of \(size) pixels.
            Now process them:

                canopy postprocess --input \(quoted(Examples.dataFolder(in: dir))) \
            --boundaries \(quoted(Examples.boundariesFolder(in: dir))) --output \(quoted("\(dir)/processed"))
            """)
    }

    /// Words that name the options above.
    private static let phrasing = Phrasing { remedy in
        remedy == .overwrite ? "use --overwrite to replace it" : Phrasing.neutral(remedy)
    }

    private func scaled(_ length: Int) -> Int { Int((Double(length) * scale).rounded()) }

    /// The text as one word of a shell.
    private func quoted(_ text: String) -> String {
        let isPlain = text.allSatisfy { $0.isLetter || $0.isNumber || "/._-+".contains($0) }
        return isPlain
            ? text
            : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }
}

/// Why there are no missions, in the program's own words.
private struct Failure: Error, CustomStringConvertible {
    let description: String
}
