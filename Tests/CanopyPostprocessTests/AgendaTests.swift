import CanopyMatch
import CanopyTesting
import Stores
import Testing

@testable import CanopyPostprocess

/// What of a mission is made at the same time, and in which memory.
@Suite struct AgendaTests {
    /// Rasters, each with a picture of it.
    private final class Fixture {
        let rasters: [PlannedOutput]
        let pictures: [PlannedOutput]
        var agenda: StageAgenda
        var made: Set<StoreKey> = []
        let sizes: [StoreKey: Int]
        private let here: Set<StoreKey>

        init(_ names: [String], sizes: [Int] = [], memory: Int, isOnLink: Bool = false) throws {
            let keys = try names.map { try StoreKey($0) }
            rasters = try zip(names, keys).map { name, key in
                PlannedOutput(
                    key: try StoreKey("full/\(name).tif"), type: name, source: key, inputs: [key], isRaster: true)
            }
            pictures = try zip(names, rasters).map { name, raster in
                PlannedOutput(key: try StoreKey("thumbnails/\(name).png"), type: name, origins: [[raster.key]])
            }
            here = Set(keys)
            self.sizes = Dictionary(uniqueKeysWithValues: zip(keys, sizes))
            agenda = StageAgenda(
                of: [rasters, pictures], costs: [.machine, .core(memory: 40 << 20)],
                sizes: self.sizes, memory: memory, isOnLink: isOnLink)
        }

        /// The output that can be made now, and its memory.
        func next() -> (output: PlannedOutput, memory: StageAgenda.Memory)? {
            switch agenda.next(here, made: made) {
            case .make(_, let output, let memory): return (output, memory)
            case .end:
                agenda.closeStep()
                return next()
            case .nothing, nil: return nil
            }
        }

        /// Whether the work on an output may take the machine.
        func claim(_ task: (output: PlannedOutput, memory: StageAgenda.Memory)) -> Bool { agenda.claim(task.output) }

        /// Ends the work on an output that was made.
        func end(_ task: (output: PlannedOutput, memory: StageAgenda.Memory)) -> Bool {
            made.insert(task.output.key)
            agenda.settle(task.output)
            return agenda.close(task.output, task.memory)
        }
    }

    @Test func `one raster is made at a time, with all memory, and pictures of the others meanwhile`() throws {
        let fixture = try Fixture(["a", "b", "c"], memory: 600 << 20)
        let first = try #require(fixture.next())
        #expect(first.output == fixture.rasters[0] && first.memory.bytes == 600 << 20)
        #expect(fixture.next() == nil)
        #expect(fixture.end(first))
        let second = try #require(fixture.next())
        #expect(second.output == fixture.rasters[1])
        let picture = try #require(fixture.next())
        #expect(picture.output == fixture.pictures[0] && picture.memory.bytes == 40 << 20)
        #expect(fixture.next() == nil)
        #expect(fixture.end(picture) && fixture.end(second))
        #expect(try #require(fixture.next()).output == fixture.rasters[2])
    }

    @Test func `while the end of a raster keeps one core busy, the next one is begun`() throws {
        let fixture = try Fixture(["a", "b", "c"], memory: 600 << 20)
        let first = try #require(fixture.next())
        fixture.agenda.release(first.output)
        let second = try #require(fixture.next())
        #expect(second.output == fixture.rasters[1] && second.memory.bytes == 600 << 20)
        // The machine is the second one's, however the first one ends.
        fixture.agenda.release(first.output)
        #expect(fixture.next() == nil)
        #expect(fixture.end(first))
        #expect(try #require(fixture.next()).output == fixture.pictures[0])
        #expect(fixture.next() == nil)
        #expect(fixture.end(second))
        #expect(try #require(fixture.next()).output == fixture.rasters[2])
    }

    @Test func `rasters that another one is made of come before larger ones that nobody waits for`() throws {
        let fixture = try Fixture(["a", "b", "c"], sizes: [9, 5, 7], memory: 600 << 20)
        let canopy = PlannedOutput(
            key: try StoreKey("full/chm.tif"), type: "chm",
            origins: [[fixture.rasters[1].key, fixture.rasters[2].key]],
            isRaster: true)
        fixture.agenda = StageAgenda(
            of: [fixture.rasters, [canopy]], costs: [.machine, .machine], sizes: fixture.sizes, memory: 600 << 20)
        var order: [PlannedOutput] = []
        while let task = fixture.next() {
            order.append(task.output)
            #expect(fixture.end(task))
        }
        #expect(order == [fixture.rasters[2], fixture.rasters[1], fixture.rasters[0], canopy])
        // Where files are on their ways, the largest has the longest.
        fixture.agenda = StageAgenda(
            of: [fixture.rasters, [canopy]], costs: [.machine, .machine], sizes: fixture.sizes, memory: 600 << 20,
            isOnLink: true)
        let sizes = fixture.sizes
        let largest = fixture.rasters.max { (sizes[$0.inputs[0]] ?? 0) < (sizes[$1.inputs[0]] ?? 0) }
        #expect(fixture.next()?.output == largest)
    }

    @Test func `on a link the next raster is begun before the machine is its own, and no other before it`() throws {
        let fixture = try Fixture(["a", "b", "c"], memory: 600 << 20, isOnLink: true)
        let first = try #require(fixture.next())
        let second = try #require(fixture.next())
        #expect(second.output == fixture.rasters[1])
        #expect(fixture.next() == nil)
        #expect(fixture.claim(first))
        #expect(!fixture.claim(second))
        fixture.agenda.release(first.output)
        #expect(fixture.next() == nil)
        #expect(fixture.claim(second))
        // However the first one ends, the machine is the second one's.
        #expect(fixture.end(first))
        let third = try #require(fixture.next())
        #expect(third.output == fixture.rasters[2] && !fixture.claim(third))
        // What fails before it has had the machine leaves it to others.
        #expect(fixture.end(third))
        #expect(fixture.claim(second))
        #expect(fixture.end(second))
        #expect(fixture.next()?.output == fixture.pictures[0])
    }

    /// Rasters, and one that can be made of the second one's pixels if the third is made, in this order.
    private func fixtureWithFollower(isOnLink: Bool = false) throws -> (Fixture, PlannedOutput) {
        let fixture = try Fixture(["a", "b", "c"], sizes: [9, 7, 5], memory: 600 << 20)
        let canopy = PlannedOutput(
            key: try StoreKey("full/chm.tif"), type: "chm",
            origins: [[fixture.rasters[1].key, fixture.rasters[2].key]], leader: fixture.rasters[1].key, isRaster: true)
        fixture.agenda = StageAgenda(
            of: [fixture.rasters, [canopy]], costs: [.machine, .machine], sizes: fixture.sizes, memory: 600 << 20,
            isOnLink: isOnLink)
        return (fixture, canopy)
    }

    @Test func `a raster of whose pixels another one can be made comes when all else is made that this takes`() throws {
        let (fixture, canopy) = try fixtureWithFollower()
        let terrain = try #require(fixture.next())
        #expect(terrain.output == fixture.rasters[2])
        #expect(fixture.agenda.follower(of: fixture.rasters[1], made: fixture.made) == nil)
        // What is left of the terrain keeps one core busy; the surface is not begun before it is there.
        fixture.agenda.release(terrain.output)
        let other = try #require(fixture.next())
        #expect(other.output == fixture.rasters[0])
        fixture.agenda.release(other.output)
        #expect(fixture.next() == nil)
        #expect(fixture.end(terrain))
        let surface = try #require(fixture.next())
        #expect(surface.output == fixture.rasters[1])
        #expect(fixture.agenda.follower(of: terrain.output, made: fixture.made) == nil)
        #expect(fixture.agenda.follower(of: surface.output, made: fixture.made) == canopy)
        fixture.agenda.join(canopy)
        #expect(fixture.agenda.follower(of: surface.output, made: fixture.made) == nil)
        // Nobody else makes it when the surface is made, before it is told what has come of it.
        #expect(fixture.end(surface) && fixture.end(other))
        #expect(fixture.next() == nil)
        fixture.agenda.settle(canopy)
        fixture.agenda.part(canopy)
        #expect(fixture.next() == nil)
        guard case .nothing = fixture.agenda.next([], made: []) else {
            Issue.record("something is left to be made")
            return
        }
    }

    @Test func `what did not come of another one's pixels is made in its own way`() throws {
        let (fixture, canopy) = try fixtureWithFollower()
        #expect(fixture.end(try #require(fixture.next())))
        let surface = try #require(fixture.next())
        fixture.agenda.join(canopy)
        #expect(fixture.end(surface))
        fixture.agenda.part(canopy)
        #expect(fixture.end(try #require(fixture.next())))
        #expect(try #require(fixture.next()).output == canopy)
    }

    @Test func `where files are on their ways, nothing is made of another one's pixels`() throws {
        let (fixture, _) = try fixtureWithFollower(isOnLink: true)
        fixture.made.insert(fixture.rasters[2].key)
        #expect(try #require(fixture.next()).output == fixture.rasters[0])
        #expect(fixture.agenda.follower(of: fixture.rasters[1], made: fixture.made) == nil)
    }

    @Test func `the largest raster is made first, also where stores tell of sizes that cannot be`() throws {
        let fixture = try Fixture(["a", "b", "c"], sizes: [.min, .max, 5], memory: 600 << 20)
        #expect(try #require(fixture.next()).output == fixture.rasters[1])
    }

    @Test func `pictures beside a raster have what GDAL leaves them, and all of it when no raster is to be made`()
        throws
    {
        let fixture = try Fixture(["a", "b", "c"], memory: 120 << 20)
        let beside = 20 << 20
        for _ in 0..<2 { #expect(fixture.end(try #require(fixture.next()))) }
        let last = try #require(fixture.next())
        let picture = try #require(fixture.next())
        #expect(abs(picture.memory.bytes - beside) < 1024)
        // There is no more memory beside the raster.
        #expect(fixture.next() == nil)
        #expect(fixture.end(last))
        #expect(try #require(fixture.next()).memory.bytes == 40 << 20)
    }

    @Test func `a picture that is too large for its part gets all memory when no raster is to be made`() throws {
        let fixture = try Fixture(["a", "b"], memory: 120 << 20)
        #expect(fixture.end(try #require(fixture.next())))
        let raster = try #require(fixture.next())
        let picture = try #require(fixture.next())
        fixture.agenda.postpone(picture.output)
        let isOver = fixture.agenda.close(picture.output, picture.memory)
        #expect(!isOver)
        #expect(fixture.next() == nil)
        #expect(fixture.end(raster))
        let again = try #require(fixture.next())
        #expect(again.output == fixture.pictures[0] && again.memory.isAll && again.memory.bytes == 120 << 20)
        let other = try #require(fixture.next())
        #expect(other.output == fixture.pictures[1] && abs(other.memory.bytes - 20 << 20) < 1024)
        #expect(fixture.end(other) && fixture.end(again))
        #expect(fixture.next() == nil)
    }
}
