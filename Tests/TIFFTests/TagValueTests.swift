import TIFF
import Testing

@Suite struct TagValueTests {
    @Test func `unsigned numbers of every size are read as integers`() {
        #expect(TagValue(.byte, [1, 255]).integers == [1, 255])
        #expect(TagValue.shorts([1, .max]).integers == [1, 65_535])
        #expect(TagValue.longs([1, .max]).integers == [1, 4_294_967_295])
        #expect(TagValue.long8s([1, .max]).integers == [1, .max])
    }

    @Test func `the first integer is read without the others`() {
        #expect(TagValue.long8s([7, 8, 9]).integer == 7)
        #expect(TagValue.shorts([]).integer == nil)
    }

    @Test func `numbers and texts are not taken for each other`() {
        #expect(TagValue.ascii("12").integers == nil)
        #expect(TagValue(.undefined, [49, 50, 0]).integers == nil)
        #expect(TagValue(.double, [0, 0, 0, 0, 0, 0, 0x28, 0x40]).integers == nil)
    }

    @Test func `a text is counted with the zero that ends it`() {
        #expect(TagValue.ascii("-9999").count == 6)
    }
}
