internal import Files

/// What is asked for so that some ranges of a file are had: ranges that touch are one request, long ones several.
struct RangeRequests {
    /// In ascending order; none overlaps another.
    private(set) var all: [Range<Int>] = []

    /// Bytes between two ranges that are read rather than asking twice. A COG has eight between two tiles.
    private static let gap = 64
    /// Bytes of a request: one connection is no faster for more.
    static let longest = 4 << 20

    init(_ ranges: [Range<Int>]) {
        var joined: [Range<Int>] = []
        for range in ranges.filter({ !$0.isEmpty }).inOrder(of: \.lowerBound) {
            if let last = joined.last, range.lowerBound <= last.upperBound + Self.gap {
                joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
        for range in joined {
            for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.longest) {
                all.append(start..<min(range.upperBound, start + Self.longest))
            }
        }
    }

    /// The bytes of one of the ranges, out of the answers to all requests.
    func bytes(in range: Range<Int>, of answers: [[UInt8]]) -> [UInt8] {
        guard !range.isEmpty else { return [] }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        // The first request that ends behind the range's beginning.
        var low = 0
        var high = all.count
        while low < high {
            let middle = (low + high) / 2
            if all[middle].upperBound <= range.lowerBound { low = middle + 1 } else { high = middle }
        }
        while low < all.count, all[low].lowerBound < range.upperBound {
            let part = range.clamped(to: all[low])
            bytes += answers[low][(part.lowerBound - all[low].lowerBound)..<(part.upperBound - all[low].lowerBound)]
            low += 1
        }
        return bytes
    }
}
