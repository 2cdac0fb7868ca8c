"""Missions of another character than the example's, in its place and with its sizes, kinds of blocks and boundary.

    scenes.py M|N EXAMPLE TARGET

M is a forest as lidar and a camera see it: smooth ground, crowns with sharp edges, heights in whole centimeters; a picture of
correlated noise, shaded crowns and a sensor's noise. N is the same with noise that is raised until LZW saves nothing, and
without a collar. Everything follows from one seed. Prints what is left of the picture's and the surface's bytes by LZW, as
they are stored, and by GDAL's Deflate at level 1 with differences.
"""
import json
import pathlib
import shutil
import sys
import warnings

import numpy
import rasterio
from rasterio.io import MemoryFile
from rasterio.windows import Window

ROWS = 256
# Of an export of a real forest, Deflate at level 1 leaves about half.
LIKE_REAL = 0.45, 0.55
INCOMPRESSIBLE = 0.98
# The noise of a camera's sensor, in its 256 steps.
SENSOR = 2.5


class Noise:
    """Noise in waves of some pixels' length, in rows of any image that is no larger."""

    def __init__(self, random, width, height, cell):
        self.grid = random.standard_normal((height // cell + 2, width // cell + 2), "float32")
        self.cell = cell
        self.columns = self.places(0, width)

    def places(self, first, end):
        whole, part = numpy.divmod(numpy.arange(first, end, dtype="float32") / self.cell, 1)
        return whole.astype(int), part * part * (3 - 2 * part)

    def rows(self, first, end):
        (y, v), (x, u) = self.places(first, end), self.columns
        lines = self.grid[y] * (1 - v)[:, None] + self.grid[y + 1] * v[:, None]
        return lines[:, x] * (1 - u) + lines[:, x + 1] * u


def waves(random, width, height, **heights):
    """The sum of several, by their lengths and heights; as a function of rows."""
    parts = [(Noise(random, width, height, int(cell[1:])), size) for cell, size in heights.items()]
    return lambda first, end: sum(noise.rows(first, end) * size for noise, size in parts)


def forest(random, width, height, above):
    """Ground, so many meters above the sea, and the crowns' heights above it, at a tenth of a meter a pixel."""
    relief = waves(random, width, height, _2000=14, _600=4, _150=0.6)
    ground = numpy.concatenate([relief(y, min(y + ROWS, height)) for y in range(0, height, ROWS)]) + numpy.float32(above)
    crowns = numpy.zeros((height, width), "float32")
    for _ in range(width * height // 4000):
        x, y, radius = random.integers(width), random.integers(height), int(random.integers(12, 48))
        left, top = max(x - radius, 0), max(y - radius, 0)
        part = crowns[top:y + radius + 1, left:x + radius + 1]
        v, u = numpy.ogrid[top - y:top - y + part.shape[0], left - x:left - x + part.shape[1]]
        far = (u * u + v * v).astype("float32") / (radius * radius)
        tall = numpy.float32(random.uniform(0.3, 0.7) * radius)
        numpy.maximum(part, numpy.where(far < 1, tall * (1 - numpy.float32(0.4) * far), 0), out=part)
    return ground, crowns


class Scene:
    def __init__(self, kind, example, target):
        self.kind, self.target = kind, target
        self.random = numpy.random.Generator(numpy.random.SFC64(20261127))
        self.files = {name: next(example.glob(f"*_{name}*.tif")) for name in ("dsm", "dtm", "ortho")}
        with rasterio.open(self.files["dsm"]) as surface: self.width, self.height = surface.width, surface.height
        # Low places leave more of a float's bits to what is below a meter.
        self.ground, self.crowns = forest(self.random, self.width, self.height, 60 if kind == "N" else 1450)

    def surface(self, source, noise):
        """Rows of the surface model."""
        def rows(first, end):
            crowns, random = self.crowns[first:end], numpy.random.Generator(numpy.random.SFC64(first))
            rough = random.standard_normal(crowns.shape, "float32")
            heights = self.ground[first:end] + crowns + rough * numpy.where(crowns > 0, 0.12, 0.02).astype("float32")
            return self.stored(heights, random, noise)[None]
        return rows

    def terrain(self, source, noise):
        """Rows of the terrain model, of half the surface's resolution."""
        def rows(first, end):
            part = self.ground[2 * first:2 * end]
            heights = part.reshape(end - first, 2, source.width, 2).mean((1, 3))
            return self.stored(heights, numpy.random.Generator(numpy.random.SFC64(first)), noise)[None]
        return rows

    @staticmethod
    def stored(heights, random, noise):
        if noise: return heights + random.standard_normal(heights.shape, "float32") * numpy.float32(noise)
        return (numpy.rint(heights * 100) / 100).astype("float32")

    def picture(self, source, noise):
        """Rows of the picture: what is lit from the left, in the colors of leaves and soil."""
        texture = waves(self.random, source.width, source.height, _300=9, _40=7, _9=8, _3=8)
        scale = self.width / source.width
        columns = numpy.minimum((numpy.arange(source.width) * scale).astype(int), self.width - 1)
        before = numpy.maximum(columns - 2, 0)
        leaves, soil = numpy.array([[70, 98, 52], [142, 122, 96]], "float32").reshape(2, 3, 1, 1)

        def rows(first, end):
            lines = numpy.minimum((numpy.arange(first, end) * scale).astype(int), self.height - 1)
            crowns, random = self.crowns[lines], numpy.random.Generator(numpy.random.SFC64(first))
            here = crowns[:, columns]
            light = numpy.clip((here - crowns[:, before]) * 40, -45, 45) + texture(first, end)
            colors = numpy.where(here > 0, leaves, soil) + light
            colors += random.standard_normal(colors.shape, "float32") * numpy.float32(SENSOR + noise)
            colors = numpy.clip(colors, 0, 255).astype("uint8")
            return numpy.concatenate([colors, numpy.full((1, *here.shape), 255, "uint8")])
        return rows

    def write(self, name, make, bound):
        """Writes a raster like the example's, with noise that suffices for its kind; gives what LZW and Deflate leave."""
        with rasterio.open(self.files[name]) as source:
            noise = 0
            while self.kind == "N":
                noise = max(1.3 * noise, bound)
                rows, middle = make(source, noise), source.height // 2 // ROWS * ROWS
                if share(rows(middle, middle + ROWS), source, compress="lzw") >= INCOMPRESSIBLE + 0.03: break
                if noise > 32 * bound: sys.exit(f"No noise keeps LZW from saving a part of {name}.")
            rows, profile = make(source, noise), source.profile | {"compress": "lzw", "BIGTIFF": "YES"}
            path = self.target / self.files[name].name
            with rasterio.open(path, "w", **profile) as target:
                target.colorinterp = source.colorinterp
                for first in range(0, source.height, ROWS):
                    end = min(first + ROWS, source.height)
                    window, pixels = Window(0, first, source.width, end - first), rows(first, end)
                    if self.kind == "M":
                        valid = source.dataset_mask(window=window) > 0
                        pixels = numpy.where(valid, pixels, 0 if source.nodata is None else source.nodata).astype(pixels.dtype)
                    target.write(pixels, window=window)
            with rasterio.open(path) as made:
                raw = made.width * made.height * made.count * numpy.dtype(made.dtypes[0]).itemsize
                kept = {"lzw": path.stat().st_size / raw, "deflate": share(
                    made.read(window=Window(0, made.height // 4, made.width, 4 * ROWS)), source, compress="deflate",
                    zlevel=1, predictor=2 if made.count > 1 else 3)}
            with rasterio.open(path, "r+") as made: made.build_overviews([2, 4, 8], rasterio.enums.Resampling.average)
        return kept


def share(pixels, source, **how):
    """What of some rows' bytes a way of compressing leaves."""
    with MemoryFile() as memory:
        shape = {"count": pixels.shape[0], "height": pixels.shape[1], "width": pixels.shape[2], "dtype": pixels.dtype.name}
        with memory.open(driver="GTiff", interleave="pixel", tiled=True, blockxsize=512, blockysize=512, **shape, **how) as target:
            target.write(pixels)
        return len(memory.getbuffer()) / pixels.nbytes


if __name__ == "__main__":
    warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
    kind, example, target = sys.argv[1], *map(pathlib.Path, sys.argv[2:4])
    target.mkdir(parents=True)
    scene = Scene(kind, example, target)
    kept = {"surface": scene.write("dsm", scene.surface, 0.125), "terrain": scene.write("dtm", scene.terrain, 0.125),
            "picture": scene.write("ortho", scene.picture, 8)}
    for file in example.iterdir():
        if file.suffix != ".tif": shutil.copy(file, target)
    print(json.dumps(kept))
    if kind == "M" and not LIKE_REAL[0] <= kept["picture"]["deflate"] <= LIKE_REAL[1]:
        sys.exit("The picture does not compress like a real one.")
    if kind == "N" and min(part["lzw"] for part in kept.values()) < INCOMPRESSIBLE:
        sys.exit("LZW saves a part.")
