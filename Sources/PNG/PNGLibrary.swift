internal import CPNG

/// libpng as a whole.
public enum PNGLibrary {
    /// Its version, such as `1.6.39`.
    public static var version: String { String(cString: canopy_png_version()) }
}
