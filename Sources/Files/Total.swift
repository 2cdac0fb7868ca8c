extension Sequence<Int> {
    /// The sum of sizes of files; the greatest number there is where it would be greater. A store may name any size.
    public var total: Int {
        reduce(0) { sum, size in
            let (result, overflows) = sum.addingReportingOverflow(size)
            return overflows ? .max : result
        }
    }
}
