import Glibc

/// Memory that was allocated and that nobody has written.
enum UnwrittenMemory {
    /// Has malloc fill with this byte what it hands out from here on, but for what is small and was in use before.
    ///
    /// See: [mallopt](https://man7.org/linux/man-pages/man3/mallopt.3.html), `M_PERTURB`.
    static func fill(with byte: Int32) {
        // Swift's Glibc is without malloc.h.
        typealias Option = @convention(c) (_ parameter: Int32, _ value: Int32) -> Int32
        guard let symbol = dlsym(nil, "mallopt") else { return }
        let perturb: Int32 = -6
        // What is handed out has the complement.
        _ = unsafeBitCast(symbol, to: Option.self)(perturb, ~byte & 0xFF)
    }
}
