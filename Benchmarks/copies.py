"""What is called inside the peers' own Python: their ways of copying a raster to a COG, and a second opinion on rasters.

    copies.py rasterio|odc SOURCE TARGET LEVEL PREDICTOR SIDE
    copies.py vips SOURCE TARGET LEVEL PREDICTOR SIDE
    copies.py look FILE [WIDTH HEIGHT]
    copies.py versions
"""
import json
import sys

ODC_PIECE = 2048


def by_rasterio(source, target, level, predictor, side):
    import rasterio.shutil
    rasterio.shutil.copy(
        source, target, driver="COG", compress="DEFLATE", level=level, blocksize=side, num_threads="ALL_CPUS",
        predictor={1: "NO", 2: "STANDARD", 3: "FLOATING_POINT"}[predictor], overview_resampling="AVERAGE",
        overviews="IGNORE_EXISTING", bigtiff="IF_SAFER")


def by_odc(source, target, level, predictor, side):
    import rasterio
    import rioxarray
    from odc.geo.cog import save_cog_with_dask
    with rasterio.open(source) as file: across = file.block_shapes[0][1] == file.width
    # Strips are read as they lie.
    pieces = {"y": side, "x": -1} if across else {"y": ODC_PIECE, "x": ODC_PIECE}
    raster = rioxarray.open_rasterio(source, chunks={"band": -1, **pieces}, lock=False)
    raster = raster.squeeze("band", drop=True) if raster.sizes["band"] == 1 else raster.transpose("y", "x", "band")
    save_cog_with_dask(
        raster, target, compression="deflate", level=level, predictor=predictor, blocksize=side,
        overview_resampling="average").compute()


def by_vips(source, target, level, predictor, side):
    import pyvips
    pyvips.Image.new_from_file(source, access="sequential").tiffsave(
        target, tile=True, tile_width=side, tile_height=side, pyramid=True, compression="deflate", level=level,
        predictor={1: "none", 2: "horizontal", 3: "float"}[predictor], bigtiff=True)


def look(path, *corner):
    """What a raster is, and a hash of its pixels, or of so many columns and rows."""
    import hashlib
    import warnings
    import rasterio
    from rasterio.windows import Window
    warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
    with rasterio.open(path) as file:
        digest, side = hashlib.sha256(), file.block_shapes[0]
        width, height = map(int, corner or (file.width, file.height))
        for first in range(0, height, 512):
            digest.update(file.read(window=Window(0, first, width, min(512, height - first))).tobytes())
        tags = file.tags(ns="IMAGE_STRUCTURE")
        return {"size": [file.width, file.height, file.count], "type": file.dtypes[0], "pixels": digest.hexdigest(),
                "overviews": len(file.overviews(1)), "block": list(side), "codec": tags.get("COMPRESSION"),
                "predictor": int(tags.get("PREDICTOR", 1)), "placed": file.crs is not None}


def versions():
    import importlib.metadata
    import rasterio
    names = ["rasterio", "rio-cogeo", "odc-geo"]
    told = {name: importlib.metadata.version(name) for name in names}
    told["rasterio"] += f" with GDAL {rasterio.__gdal_version__}"
    import pyvips
    return told | {"libvips of PyPI": ".".join(str(pyvips.version(part)) for part in range(3))}


if __name__ == "__main__":
    what, *words = sys.argv[1:]
    if what in ("look", "versions"):
        print(json.dumps(look(*words) if what == "look" else versions()))
    else:
        source, target, *numbers = words
        {"rasterio": by_rasterio, "odc": by_odc, "vips": by_vips}[what](source, target, *map(int, numbers))
