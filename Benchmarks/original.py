"""The steps of the Python image for one local mission, after its description: crop, canopy height model, thumbnails.

    original.py MISSION BOUNDARY OUTPUT
"""
import pathlib
import shutil
import sys

import geopandas
import matplotlib
import numpy
import rasterio
from rasterio.mask import mask
from rasterio.warp import Resampling, reproject

matplotlib.use("Agg")
import matplotlib.pyplot as plt

mission, boundary, output = (pathlib.Path(path) for path in sys.argv[1:4])
full, thumbnails = output / "full", output / "thumbnails"
full.mkdir(parents=True)
thumbnails.mkdir()
COG = {"driver": "COG", "compress": "deflate", "BIGTIFF": "IF_SAFER"}


def crop(path):
    with rasterio.open(path) as source:
        shapes = geopandas.read_file(boundary).to_crs(source.crs).geometry
        pixels, transform = mask(source, shapes, crop=True)
        profile = source.meta | COG | {"height": pixels.shape[1], "width": pixels.shape[2], "transform": transform}
    with rasterio.open(full / path.name, "w", **profile) as target:
        target.write(pixels)


def canopy(surface, terrain):
    with rasterio.open(surface) as dsm, rasterio.open(terrain) as dtm:
        heights, ground = dsm.read(1), numpy.empty((dsm.height, dsm.width), "float32")
        reproject(
            dtm.read(1), ground, src_transform=dtm.transform, src_crs=dtm.crs, dst_transform=dsm.transform,
            dst_crs=dsm.crs, resampling=Resampling.bilinear)
        profile = dsm.meta | COG | {"dtype": "float32", "count": 1}
    with rasterio.open(full / f"{mission.name}_chm.tif", "w", **profile) as target:
        target.write(heights - ground, 1)


def thumbnail(path, longest=800):
    with rasterio.open(path) as source:
        scale = min(longest / max(source.width, source.height), 1)
        width, height = int(source.width * scale), int(source.height * scale)
        bands = [1, 2, 3] if source.count >= 3 else [1]
        pixels = source.read(bands, out_shape=(len(bands), height, width))
    figure = plt.figure(figsize=(width / 100, height / 100), dpi=100)
    axes = figure.add_axes([0, 0, 1, 1])
    axes.axis("off")
    axes.imshow(numpy.moveaxis(pixels, 0, -1) if len(bands) == 3 else pixels[0], cmap=None if len(bands) == 3 else "gray")
    figure.savefig(thumbnails / f"{path.stem}.png", dpi=100)
    plt.close(figure)


for path in sorted(mission.glob("*.tif")): crop(path)
canopy(full / f"{mission.name}_dsm-ptcloud.tif", full / f"{mission.name}_dtm-ptcloud.tif")
for path in mission.iterdir():
    if path.suffix != ".tif": shutil.copy(path, full)
for path in sorted(full.glob("*.tif")): thumbnail(path)
