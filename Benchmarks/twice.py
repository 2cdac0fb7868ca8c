"""A mission of twice the rows: below each raster lies its mirror image, and below the boundary its own.

    twice.py MISSION BOUNDARY TARGET-MISSION TARGET-BOUNDARY
"""
import pathlib
import shutil
import sys

import geopandas
import rasterio
from rasterio.windows import Window
from shapely.affinity import affine_transform

ROWS = 512

mission, boundary, tall, tall_boundary = (pathlib.Path(path) for path in sys.argv[1:5])
tall.mkdir(parents=True)
tall_boundary.parent.mkdir(parents=True)
for path in sorted(mission.iterdir()):
    if path.suffix != ".tif":
        shutil.copy(path, tall)
        continue
    with rasterio.open(path) as source:
        height, shape = source.height, {"count": source.count, "interleave": "pixel", "compress": "lzw", "BIGTIFF": "YES"}
        with rasterio.open(tall / path.name, "w", **source.profile | shape | {"height": 2 * height}) as target:
            target.colorinterp = source.colorinterp
            for first in range(0, 2 * height, ROWS):
                # Of a window that lies across the middle, the part above and the part below.
                for start, end in ((first, min(first + ROWS, height)), (max(first, height), min(first + ROWS, 2 * height))):
                    if start >= end: continue
                    isMirrored = start >= height
                    top = 2 * height - end if isMirrored else start
                    pixels = source.read(window=Window(0, top, source.width, end - start))
                    target.write(pixels[:, ::-1] if isMirrored else pixels, window=Window(0, start, source.width, end - start))
        if "dsm" in path.name: crs, bottom = source.crs, source.bounds.bottom
outline = geopandas.read_file(boundary).to_crs(crs)
outline.geometry = [shape.union(affine_transform(shape, [1, 0, 0, -1, 0, 2 * bottom])) for shape in outline.geometry]
outline.to_file(tall_boundary, driver="GPKG")
