"""The missions that `overlap` processes: of one forest, with sources in tiles or strips, and boundaries of any size."""
import json
import math
import os
import pathlib
import struct
import subprocess
import tempfile

from link import MIB, PACKAGE

FIRST = "01_example-ridge"
NAMES = ["01_example-ridge", "02_example-ridge", "03_example-ridge"]
POINTS = "_points-copc.laz"
BOUNDARY = "example-ridge/metadata-mission/example-ridge_mission-metadata.gpkg"


class Missions:
    """Missions of equal bytes in the gateway's bucket `bench`: `tiled/` and `striped/`, and `boundaries-PERCENT/`."""

    def __init__(self, gateway, scale, sources, covers):
        self.gateway, self.sizes, self.touched, self.unpacked = gateway, {}, {}, {}
        gateway.rclone("mkdir", gateway.name + ":bench")
        with tempfile.TemporaryDirectory() as folder:
            demo = PACKAGE / ".build/release/canopy-demo"
            self.run(demo, folder, "--scale", scale, "--only", FIRST)
            data = pathlib.Path(folder, "data", FIRST)
            os.truncate(data / (FIRST + POINTS), 32 * MIB)
            rasters = sorted(data.glob("*.tif"))
            for source in sources:
                self.make(data, rasters, pathlib.Path(folder, source), source, covers)
            for cover in covers:
                self.bound(rasters[0], pathlib.Path(folder, str(cover), BOUNDARY), cover)

    @staticmethod
    def run(*command):
        return subprocess.run([*map(str, command)], check=True, stdout=subprocess.PIPE).stdout

    def make(self, data, rasters, folder, source, covers):
        first = folder / NAMES[0]
        first.mkdir(parents=True)
        for file in data.iterdir():
            if file not in rasters:
                os.link(file, first / file.name)
                continue
            made = first / file.name
            self.run("gdal_translate", "-q", "-co", "COMPRESS=LZW", "-co", "PREDICTOR=2", "-co", "BIGTIFF=YES", "-co",
                     "TILED=" + ("YES" if source == "tiled" else "NO"), file, made)
            self.run("gdaladdo", "-q", "-r", "average", made, 2, 4, 8)
            tiff = Tiff(made)
            self.unpacked[file.name] = tiff.unpacked
            for cover in covers:
                self.touched[source, cover, file.name] = tiff.touched(cover / 100)
        for name in NAMES[1:]:
            (folder / name).mkdir()
            for file in first.iterdir():
                os.link(file, folder / name / file.name.replace(FIRST, name))
        self.gateway.rclone("copy", folder, f"{self.gateway.name}:bench/{source}")
        self.sizes[source] = {file.name: file.stat().st_size for file in first.iterdir()}

    def bound(self, raster, path, cover):
        """A boundary of the raster's form around its middle, of so many percent of its area."""
        corners = json.loads(self.run("gdalinfo", "-json", raster))["cornerCoordinates"]
        (x, y), side = corners["center"], math.sqrt(cover / 100)
        ring = [(x + side * (u - x), y + side * (v - y)) for u, v in (
            corners[name] for name in ("upperLeft", "lowerLeft", "lowerRight", "upperRight", "upperLeft"))]
        path.parent.mkdir(parents=True)
        polygon = {"type": "Polygon", "coordinates": [ring]}
        text = path.with_suffix(".geojson")
        text.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": polygon}))
        self.run("ogr2ogr", "-a_srs", "EPSG:32610", path, text)
        self.gateway.rclone("copyto", path, f"{self.gateway.name}:bench/boundaries-{cover}/{BOUNDARY}")


class Tiff:
    """The blocks of a BigTIFF's first image."""

    def __init__(self, path):
        data = path.read_bytes()
        place, = struct.unpack_from("<Q", data, 8)
        count, = struct.unpack_from("<Q", data, place)
        tags = {}
        for start in range(place + 8, place + 8 + 20 * count, 20):
            tag, kind, values = struct.unpack_from("<HHQ", data, start)
            form = f"<{values}" + {3: "H", 4: "I", 16: "Q"}.get(kind, "x")
            at = start + 12
            if struct.calcsize(form) > 8:
                at, = struct.unpack_from("<Q", data, at)
            tags[tag] = struct.unpack_from(form, data, at)
        (self.width,), (self.height,) = tags[256], tags[257]
        self.across, self.down = (tags[322][0], tags[323][0]) if 322 in tags else (self.width, tags[278][0])
        self.sizes = tags[325] if 325 in tags else tags[279]
        self.unpacked = self.width * self.height * sum(tags[258]) // 8

    def touched(self, share):
        """Bytes of the blocks that so large a share of the area around the middle touches."""

        def blocks(length, block):
            edge = length * (1 - math.sqrt(share)) / 2
            return range(math.floor(edge / block), math.ceil((length - edge) / block))

        row = math.ceil(self.width / self.across)
        columns, rows = blocks(self.width, self.across), blocks(self.height, self.down)
        return sum(self.sizes[y * row + x] for y in rows for x in columns)
