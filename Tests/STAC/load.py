"""load.py ITEM ASSET: loads pixels of an asset through its item, by odc-stac and by rio-tiler, without a network.

Prints what each has seen as JSON: shape, transform, system, nodata, and figures of the valid pixels.
"""

import json
import pathlib
import sys
import urllib.parse

import numpy
import odc.stac
import pystac
from rio_tiler.io.stac import STACReader

path, key = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
item = pystac.Item.from_file(str(path))
# Both take names of local files as they are, not as addresses.
for asset in item.assets.values():
    asset.href = str(path.parent / urllib.parse.unquote(asset.href))


def figures(pixels):
    return {"count": int(pixels.size), "minimum": float(pixels.min()), "maximum": float(pixels.max()),
            "mean": float(pixels.mean(dtype="float64"))}


# No system and no resolution are asked for: what the item says is what counts.
loaded = odc.stac.load([item], bands=[key])
band = loaded[key]
pixels = band.values[0]
nodata = band.attrs.get("nodata")
odc_stac = {
    "shape": list(pixels.shape), "transform": list(loaded.odc.geobox.transform)[:6], "epsg": loaded.odc.crs.epsg,
    "type": str(pixels.dtype), "nodata": None if nodata is None else float(nodata), "unit": band.attrs.get("units"),
    **figures(pixels[numpy.isfinite(pixels) & (pixels != nodata)]),
}

item.set_self_href(str(path))
with STACReader(None, item=item) as reader:
    picture = reader.preview(assets=[key], max_size=None)
    known = reader._get_asset_info(key)
rio_tiler = {
    "assets": sorted(reader.assets), "shape": list(picture.array.shape[1:]), "bands": picture.array.shape[0],
    "header": known.get("env", {}).get("GDAL_INGESTED_BYTES_AT_OPEN"),
    "statistics": known.get("dataset_statistics"), **figures(picture.array[0].compressed()),
}
print(json.dumps({"odc-stac": odc_stac, "rio-tiler": rio_tiler}))
