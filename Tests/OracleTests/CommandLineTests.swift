import CanopyTesting
import RandomCases
import Testing

@Suite("The program, given random rasters", .enabled { await GDALTools.arePresent() })
struct CommandLineTests {
    @Test("makes what gdal_rasterize, gdalwarp and gdal_calc.py make", arguments: 0..<50)
    func agrees(seed: Int) async {
        let verdict = await RandomCase(seed: seed, through: Binary("canopy").path).run()
        for sentence in verdict.sentences { Issue.record("\(sentence)") }
        #expect(verdict.disagreements == 0)
    }
}
