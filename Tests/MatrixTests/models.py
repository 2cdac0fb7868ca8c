"""Makes pairs of a surface and a terrain model of every kind that chm may meet, with GDAL's bindings.

    models.py FOLDER        writes FOLDER/<number>_dsm.tif and _dtm.tif; prints a list as JSON
"""
import json, os, sys
import numpy
from osgeo import gdal, osr
from rasters import *

rows = []


def row(name, dsm=None, dtm=None, **how):
    """A row of the matrix: what differs in each model from float32 rasters on one grid."""
    rows.append((name, dsm or {}, dtm or {}, how))


def model(path, base, size=(61, 47), transform=NORTH_UP, type=F32, nodata=-9999, holes=None, crs=UTM, bands=1,
          scale=None, hole=None, options=()):
    """A hilly model: `base` and some meters that differ between neighbors; every sixth pixel in every fifth row a hole."""
    height, width = size[1], size[0]
    y, x = numpy.mgrid[0:height, 0:width]
    data = base + 4 * numpy.sin(x * 0.31) + 3 * numpy.cos(y * 0.23) + ((x * 7 + y * 13) % 10) * 0.1
    if scale: data = numpy.round((data - scale[1]) / scale[0])
    data = data.astype(gdal_array.GDALTypeCodeToNumericTypeCode(type))
    if holes is not None: data[2::5, 3::6] = holes
    if hole is not None: data[10:20, 12:25] = hole
    file = gdal.GetDriverByName('GTiff').Create(path, width, height, bands, type, options=list(options))
    file.SetGeoTransform(transform)
    if crs: file.SetSpatialRef(crs_of(crs))
    if nodata is not None: file.GetRasterBand(1).SetNoDataValue(nodata)
    if scale:
        file.GetRasterBand(1).SetScale(scale[0])
        file.GetRasterBand(1).SetOffset(scale[1])
    for band in range(bands): file.GetRasterBand(band + 1).WriteArray(data)
    file = None


def grid(dx=0.0, dy=0.0, pixel=1.0, flip=False):
    """A grid moved by so many of the surface's pixels, with pixels of another size."""
    return 400000 + dx, pixel, 0, 3000000 - dy - (pixel * 47 if flip else 0), 0, pixel if flip else -pixel


row('one grid')
row('one grid, holes in both', dict(holes=-9999), dict(hole=-9999))
row('moved by whole pixels', None, dict(transform=grid(3, 5)))
for share in (0.1, 0.25, 0.5, 0.75): row('moved by %g of a pixel' % share, None, dict(transform=grid(share, share)))
row('moved by 0.3 and 0.7, with holes', dict(holes=-9999), dict(transform=grid(-0.3, 0.7), holes=-9999))
for pixel in (2, 1.5, 3.7, 10): row('terrain coarser, %g pixels' % pixel, dict(holes=-9999), dict(
    transform=grid(-1, -1, pixel), size=(int(64 / pixel) + 1, int(50 / pixel) + 1), hole=None, holes=-9999))
for pixel in (0.5, 0.4, 0.25): row('terrain finer, %g of a pixel' % pixel, dict(holes=-9999), dict(
    transform=grid(-1, -1, pixel), size=(int(64 / pixel), int(50 / pixel)), holes=-9999))
row('terrain in another UTM zone', None, dict(crs='EPSG:32618', transform=(-195720, 2, 0, 3019100, 0, -2), size=(90, 90)))
row('terrain in degrees', None, dict(crs='EPSG:4326', transform=(-82.0100, 1e-5, 0, 27.1205, 0, -1e-5), size=(180, 170)))
row('terrain covers half', None, dict(transform=grid(30, 0)))
row('terrain elsewhere', None, dict(transform=grid(300, 0)))
row('terrain south-up', None, dict(transform=grid(0.2, 0.1, flip=True)))
row('surface south-up', dict(transform=grid(flip=True)), dict(transform=grid(0.2, 0.1)))
row('surface rotated', dict(transform=(400010, 0.866, -0.5, 2999990, -0.5, -0.866)),
    dict(transform=grid(-60, -60), size=(200, 200)))
row('both rotated, one grid', *[dict(transform=(400010, 0.866, -0.5, 2999990, -0.5, -0.866))] * 2)

# Values.
row('nodata NaN', dict(nodata=NAN, holes=NAN), dict(nodata=NAN, hole=NAN))
row('nodata -3.4e38', *[dict(nodata=-3.4028234663852886e+38, holes=-3.4028234663852886e+38)] * 2)
row('nodata 0 in the surface', dict(nodata=0, holes=0))
row('nodata undeclared, NaN in the pixels', *[dict(nodata=None, holes=NAN)] * 2)
row('infinite heights', dict(holes=INF), dict(hole=-INF))
row('terrain moved by half a pixel, infinite heights', dict(holes=INF), dict(hole=-INF, transform=grid(0.5, 0.5)))
for name, type in (('i16', I16), ('u16', U16), ('i32', I32), ('f64', F64)):
    row('heights as ' + name, *[dict(type=type, nodata=0 if type == U16 else -9999)] * 2)
row('heights with scale and offset', dict(type=U16, nodata=0, scale=(0.01, 10)), dict(type=U16, nodata=0, scale=(0.02, 0)))
row('surface of two bands', dict(bands=2))
row('terrain above the surface', dict(), dict(), swap=True)

# What heights refer to.
row('one compound system', *[dict(crs='EPSG:32617+5703')] * 2)
row('two vertical systems', dict(crs='EPSG:32617+5703'), dict(crs='EPSG:32617+5773'))
row('meters and feet', dict(crs='EPSG:32617+5703'), dict(crs='EPSG:32617+6360'))
row('vertical system of one only', dict(crs='EPSG:32617+5703'))
row('reference system of one only', None, dict(crs=None))
row('none in either', *[dict(crs=None)] * 2)

folder, listing = sys.argv[1], []
for number, (name, dsm, dtm, how) in enumerate(rows):
    paths = [os.path.join(folder, '%d_%s.tif' % (number, kind)) for kind in ('dsm', 'dtm')]
    model(paths[0], 20 if how.get('swap') else 60, **dsm)
    model(paths[1], 60 if how.get('swap') else 20, **dtm)
    listing.append({'name': name, 'source': os.path.basename(paths[0]), 'ground': os.path.basename(paths[1])})
print(json.dumps(listing))
