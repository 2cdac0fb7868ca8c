"""The programs that canopy is timed beside: where they come from, how each is called, and whether it did the same."""
import json
import pathlib
import platform
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
PREDICTORS = {1: ("NO", "none"), 2: ("STANDARD", "horizontal"), 3: ("FLOATING_POINT", "float")}


def told(*command, **options):
    """The first line that a program prints."""
    done = subprocess.run([*map(str, command)], stdout=subprocess.PIPE, text=True, check=True, **options)
    return (done.stdout.splitlines() or [""])[0]


def creation(options): return [word for name, value in options.items() for word in ("-co", f"{name}={value}")]


class Peers:
    """Those of PyPI lie in a folder of their own."""

    def __init__(self, folder):
        # By what it is to hold, so that a list that has changed is met.
        wanted, home = (HERE / "peers.txt").read_text(), folder / "peers"
        mark = home / "peers.txt"
        if not mark.exists() or mark.read_text() != wanted:
            shutil.rmtree(home, ignore_errors=True)
            subprocess.run([sys.executable, "-m", "venv", home], check=True)
            subprocess.run([home / "bin/pip", "install", "-q", "-r", HERE / "peers.txt"], check=True)
            mark.write_text(wanted)
        self.python, self.rio = home / "bin/python", home / "bin/rio"
        self.hasVips = shutil.which("vips") is not None

    def versions(self, canopy):
        """What runs here, for the head of the tables."""
        system = platform.freedesktop_os_release()["PRETTY_NAME"]
        model = next((line.split(":")[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
                      if line.startswith("model name")), platform.machine())
        versions = json.loads(told(self.python, HERE / "copies.py", "versions"))
        programs = [told(canopy, "--version"), told("gdalinfo", "--version").split(",")[0],
                    told("vips", "--version") if self.hasVips else "no vips of the system",
                    *(f"{name} {version}" for name, version in versions.items()), f"Python {platform.python_version()}"]
        return f"{system}, {model}; {', '.join(programs)}"

    def warp(self, source, boundary, hasAlpha):
        return ["gdalwarp", "-q", "-cutline", boundary, "-crop_to_cutline", "-multi", "-wo", "NUM_THREADS=ALL_CPUS",
                "-of", "COG", "-co", "COMPRESS=DEFLATE", "-co", "NUM_THREADS=ALL_CPUS", "-co", "BIGTIFF=IF_SAFER",
                *(["-dstalpha"] if hasAlpha else []), source, "OUT/o.tif"]

    @staticmethod
    def alike(warp, like, level):
        """The same with the settings that another raster has."""
        options = {"LEVEL": level, "PREDICTOR": PREDICTORS[like["predictor"]][0], "BLOCKSIZE": like["block"][0],
                   "OVERVIEW_RESAMPLING": "AVERAGE"}
        return [*warp[:-2], *creation(options), *warp[-2:]]

    def copies(self, source, like, level):
        """Commands that copy a raster with the block size and predictor that another has, and codec and level alike."""
        side, predictor = like["block"][0], like["predictor"]
        options = {"COMPRESS": "DEFLATE", "LEVEL": level, "PREDICTOR": PREDICTORS[predictor][0], "BLOCKSIZE": side,
                   "NUM_THREADS": "ALL_CPUS", "OVERVIEW_RESAMPLING": "AVERAGE", "OVERVIEWS": "IGNORE_EXISTING",
                   "BIGTIFF": "IF_SAFER"}
        yield "gdal_translate", ["gdal_translate", "-q", "-of", "COG", *creation(options), source, "OUT/o.tif"]
        yield "vips of PyPI", self.own("vips", source, like, level)

    def slower(self, source, like, level):
        """More such, as far as each can."""
        side, predictor = like["block"][0], like["predictor"]
        if self.hasVips:
            # Debian 12's has no levels of Deflate; 6 is zlib's own.
            yield "vips, level 6", [
                "vips", "tiffsave", f"{source}[access=sequential]", "OUT/o.tif", "--tile", "--tile-width", side, "--tile-height",
                side, "--pyramid", "--compression", "deflate", "--predictor", PREDICTORS[predictor][1], "--bigtiff"]
        yield "rasterio", self.own("rasterio", source, like, level)
        yield "odc-geo", self.own("odc", source, like, level)
        yield "rio cogeo, its defaults", [self.rio, "cogeo", "create", "-q", "-p", "deflate", source, "OUT/o.tif"]

    def own(self, name, source, like, level):
        return [self.python, HERE / "copies.py", name, source, "OUT/o.tif", level, like["predictor"], like["block"][0]]

    def look(self, path, *corner):
        return json.loads(told(self.python, HERE / "copies.py", "look", path, *corner))

    def remarks(self, canopy, result, source, like):
        """What of its work a copy has not done, or otherwise than canopy's; a look at the source says what its pixels are."""
        width, height, bands = source["size"]
        here = self.look(result, width, height)
        if here["pixels"] != source["pixels"] or here["size"][2] != bands or here["type"] != source["type"]:
            yield "**other pixels**"
        if here["size"] != source["size"]: yield "padded to {} × {} pixels".format(*here["size"])
        if here["codec"] != "DEFLATE": yield f"{here['codec']}"
        if here["predictor"] != like["predictor"]: yield f"predictor {here['predictor']}, not {like['predictor']}"
        if here["block"] != like["block"]: yield f"tiles of {here['block'][0]}"
        if here["overviews"] != like["overviews"]: yield f"{here['overviews']} overviews, not {like['overviews']}"
        if not here["placed"]: yield "without its place on Earth"
        if subprocess.run([canopy, "cog", "--validate", result], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode:
            yield "no valid COG"

    def cropped(self, canopy, result, like):
        """The same of what was cropped, whose grid may begin elsewhere in a pixel."""
        here = self.look(result)
        if any(abs(a - b) > 2 for a, b in zip(here["size"], like["size"])):
            yield "**{} × {} × {}, not {} × {} × {}**".format(*here["size"], *like["size"])
        if here["codec"] != "DEFLATE": yield f"{here['codec']}"
        if here["predictor"] != like["predictor"]: yield f"predictor {here['predictor']}, not {like['predictor']}"
        if here["overviews"] != like["overviews"]: yield f"{here['overviews']} overviews, not {like['overviews']}"
        if subprocess.run([canopy, "cog", "--validate", result], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode:
            yield "no valid COG"
