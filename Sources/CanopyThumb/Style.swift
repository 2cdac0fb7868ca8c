/// How a raster of one quantity, such as heights, becomes a picture. Rasters that hold colors are shown in them.
public enum Style: String, CaseIterable, Sendable, Codable {
    /// By the type in the file's name: canopy heights in viridis, surfaces and terrain as a relief, all else in gray.
    case auto
    /// Black to white.
    case gray
    /// Dark violet over green to yellow.
    case viridis
    /// Colors of height over a hillshade.
    case terrain
    /// The hillshade alone.
    case hillshade
}
