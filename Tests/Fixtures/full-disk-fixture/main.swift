internal import GDAL
internal import Raster

// Writes a raster larger than the disk allows and says which call told of it. Its pixels fit into GDAL's cache, so
// nothing reaches the disk before the end.
let path = CommandLine.arguments[1]
var step = "create"
do {
    let size = Size(width: 256, height: 256)
    let dataset = try Dataset.create(path, size: size, bands: 1, type: .uint8, options: ["TILED=YES"])
    step = "write"
    let pixels = PixelBuffer(type: .uint8, size: size, bands: 1)
    try dataset.write(Window(size), from: pixels)
    step = CommandLine.arguments[2]
    if step == "flush" { try dataset.flush() }
    try dataset.close()
    print("no error")
} catch {
    print("\(step): \(error)")
}
