/// Numbers that look random and depend on nothing but a seed and a place: equal on every machine, in any order.
///
/// Only operations that IEEE 754 defines to the last bit are used here and in all that builds on it; sines and powers
/// differ between C libraries.
struct Noise: Sendable {
    private let seed: UInt32

    init(seed: UInt32) { self.seed = seed }

    /// A field of noise of its own that follows from this one.
    func derived(_ number: UInt32) -> Noise { Noise(seed: mix(seed ^ (number &* 0x9E37_79B9))) }

    /// The bits of a cell of the integer lattice.
    @inline(__always)
    func bits(_ column: Int32, _ row: Int32) -> UInt32 {
        mix(UInt32(bitPattern: column) &* 0x9E37_79B9 ^ mix(UInt32(bitPattern: row) &+ seed))
    }

    /// Smooth noise between about -1 and 1 whose features have the size 1.
    ///
    /// See: [Perlin 2002](https://doi.org/10.1145/566654.566636).
    @inline(__always)
    func callAsFunction(_ x: Float, _ y: Float) -> Float {
        let (column, dx) = split(x)
        let (row, dy) = split(y)
        let u = fade(dx)
        let v = fade(dy)
        let north = blend(
            slope(column, row, dx, dy), slope(column &+ 1, row, dx - 1, dy), u)
        let south = blend(
            slope(column, row &+ 1, dx, dy - 1), slope(column &+ 1, row &+ 1, dx - 1, dy - 1), u)
        return blend(north, south, v) * 1.6
    }

    /// The height at (`dx`, `dy`) of the plane through a lattice point, tilted as its bits say.
    @inline(__always)
    private func slope(_ column: Int32, _ row: Int32, _ dx: Float, _ dy: Float) -> Float {
        let bits = bits(column, row)
        let scale: Float = 1 / 32768
        return (Float(bits & 0xFFFF) * scale - 1) * dx + (Float(bits >> 16) * scale - 1) * dy
    }
}

/// A share between 0 and 1 taken from the 16 bits that begin at `shift`.
@inline(__always)
func share(_ bits: UInt32, _ shift: UInt32 = 0) -> Float { Float((bits >> shift) & 0xFFFF) * (1 / 65536) }

/// `a` where `share` is 0, `b` where it is 1.
@inline(__always)
func blend(_ a: Float, _ b: Float, _ share: Float) -> Float { a + (b - a) * share }

/// 0 up to `low`, 1 from `high` on, a smooth step between.
@inline(__always)
func step(_ low: Float, _ high: Float, _ value: Float) -> Float {
    let share = min(max((value - low) / (high - low), 0), 1)
    return share * share * (3 - 2 * share)
}

@inline(__always)
private func fade(_ t: Float) -> Float { t * t * t * (t * (t * 6 - 15) + 10) }

@inline(__always)
private func split(_ value: Float) -> (whole: Int32, fraction: Float) {
    let truncated = Int32(value)
    let whole = Float(truncated) > value ? truncated - 1 : truncated
    return (whole, value - Float(whole))
}

/// See: [MurmurHash3's fmix32](https://github.com/aappleby/smhasher/blob/master/src/MurmurHash3.cpp).
@inline(__always)
private func mix(_ value: UInt32) -> UInt32 {
    var bits = value
    bits ^= bits >> 16
    bits &*= 0x85EB_CA6B
    bits ^= bits >> 13
    bits &*= 0xC2B2_AE35
    return bits ^ (bits >> 16)
}
