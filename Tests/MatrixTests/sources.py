"""Makes a raster of every kind that crop, cog and thumb may meet, with GDAL's bindings.

    sources.py FOLDER       writes FOLDER/<number>.tif, with a boundary FOLDER/<number>.gpkg; prints a list as JSON
"""
import json, os, sys
import numpy
from osgeo import gdal
from rasters import *

rows = []


def row(group, name, **description):
    """A row of the matrix: `change(dataset)` does what `make` has no word for, `after(path)` what the writer has none for."""
    rows.append((group, name, description))


# Sample types.
for name, type in (('u8', U8), ('u16', U16), ('i16', I16), ('u32', U32), ('i32', I32), ('u64', U64), ('i64', I64),
                   ('f32', F32), ('f64', F64)):
    row('sample type', name, type=type)
row('sample type', 'i8 (PIXELTYPE=SIGNEDBYTE)', options=['PIXELTYPE=SIGNEDBYTE'])
row('sample type', 'complex i16', type=gdal.GDT_CInt16)
row('sample type', 'complex f32', type=gdal.GDT_CFloat32)
row('sample type', '1 bit (NBITS=1)', options=['NBITS=1'], data=values(61, 47, 1, None) % 2)
row('sample type', '12 bits (NBITS=12)', type=U16, options=['NBITS=12'])
row('sample type', '16-bit floats (NBITS=16)', type=F32, options=['NBITS=16'])
big = values(61, 47, 1, 'uint64') + (1 << 60)
row('sample type', 'u64 beyond 2^53', type=U64, data=big)
row('sample type', 'i64 below -2^53', type=I64, data=-big.astype('int64'))

# Numbers of bands.
for count in range(1, 9): row('bands', str(count), type=U16, bands=count)
row('bands', '420', type=F32, bands=420, size=(20, 16))

# Nodata.
row('nodata', 'none, u8')
row('nodata', 'none, f32', type=F32)
row('nodata', 'none, f32 with NaN in it', type=F32, hole_value=NAN)
for name, type, value in (
        ('finite, f32', F32, -9999), ('finite, f64', F64, -9999), ('finite, u8', U8, 0), ('finite, i16', I16, -32768),
        ('0 among 16-bit bands', U16, 0), ('NaN', F32, NAN), ('infinity', F32, INF), ('-infinity', F32, -INF),
        ('-3.4028234663852886e+38, f32', F32, -3.4028234663852886e+38), ('largest, f64', F64, -1.7976931348623157e308)):
    row('nodata', name, type=type, nodata=value, hole_value=value, bands=3 if 'bands' in name else 1)
row('nodata', '-3.4e38 in a f32', type=F32, nodata=-3.4e38, hole_value=numpy.float32(-3.4e38))
row('nodata', 'finite, f32 with NaN in it', type=F32, nodata=-9999, hole_value=NAN)


def tagged(text):
    """Writes the text of GDAL's nodata tag, whatever the type can hold."""
    def change(path):
        data = open(path, 'rb').read()
        assert data.count(b'12345.0\0') + data.count(b'12345\0') == 1
        for old in (b'12345.0\0', b'12345\0'):
            data = data.replace(old, text.encode().ljust(len(old) - 1) + b'\0')
        open(path, 'wb').write(data)
    return change


row('nodata', "beyond the type's range: -1 of u8", after=tagged('-1'), nodata=12345)
row('nodata', "beyond the type's range: 300 of u8", after=tagged('300'), nodata=12345)
row('nodata', 'NaN of u16', after=tagged('nan'), type=U16, nodata=12345)
row('nodata', '0.5 of i16', after=tagged('0.5'), type=I16, nodata=12345)


def different(path):
    open(path + '.aux.xml', 'w').write(
        '<PAMDataset><PAMRasterBand band="1"><NoDataValue>7</NoDataValue></PAMRasterBand>'
        '<PAMRasterBand band="2"><NoDataValue>9</NoDataValue></PAMRasterBand></PAMDataset>')


row('nodata', 'another one for each band', after=different, type=U16, bands=2)

# Alpha and masks.
RGB = [RED, GREEN, BLUE]
row('alpha', 'red, green, blue without any, u8', bands=3, meanings=RGB)
row('alpha', 'red, green, blue without any, u16', bands=3, meanings=RGB, type=U16)
row('alpha', 'soft, u8', bands=4, meanings=RGB + [ALPHA])
row('alpha', 'soft, u16', bands=4, meanings=RGB + [ALPHA], type=U16)
row('alpha', 'gray and alpha', bands=2, meanings=[GRAY, ALPHA])
row('alpha', 'of floating point', bands=2, meanings=[GRAY, ALPHA], type=F32)
row('alpha', 'beside a nodata tag', bands=4, meanings=RGB + [ALPHA], nodata=0)
row('alpha', 'undeclared, fourth of four bands', bands=4, meanings=RGB + [UNDEFINED])
row('alpha', 'on the second of four bands', bands=4, meanings=[GRAY, ALPHA, UNDEFINED, UNDEFINED])
row('alpha', 'on the last of six bands', bands=6, meanings=RGB + [UNDEFINED, UNDEFINED, ALPHA])
row('mask', 'internal, 1 bit', mask='internal', type=U16)
row('mask', 'internal, red, green, blue', mask='internal', bands=3, meanings=RGB)
row('mask', 'internal, f32', mask='internal', type=F32)
row('mask', 'sidecar (.msk)', mask='sidecar', type=U16)
row('mask', 'internal, beside a nodata tag', mask='internal', type=U16, nodata=5)
row('mask', 'internal, beside alpha', mask='internal', bands=4, meanings=RGB + [ALPHA])


# Colors.
def palette(dataset):
    table = gdal.ColorTable()
    for index in range(101): table.SetColorEntry(index, (index, 255 - index, 2 * index, 255))
    dataset.GetRasterBand(1).SetColorTable(table)


row('color', 'palette', change=palette, meanings=[PALETTE])
row('color', 'palette and nodata', change=palette, meanings=[PALETTE], nodata=0, hole_value=0)
row('color', 'CMYK', bands=4, options=['PHOTOMETRIC=CMYK'])
row('color', 'YCbCr, JPEG', bands=3, options=['PHOTOMETRIC=YCBCR', 'COMPRESS=JPEG', 'TILED=YES'])
row('color', 'YCbCr, JPEG, internal mask', bands=3, mask='internal',
    options=['PHOTOMETRIC=YCBCR', 'COMPRESS=JPEG', 'TILED=YES'])
row('color', 'white is zero', options=['PHOTOMETRIC=MINISWHITE'])
row('color', 'CIELAB', bands=3, options=['PHOTOMETRIC=CIELAB'])

# Compressions and layouts.
for codec, type in (('LZW', F32), ('DEFLATE', F32), ('ZSTD', F32), ('LZMA', F32), ('PACKBITS', U8), ('LERC', F32),
                    ('LERC_DEFLATE', F32), ('LERC_ZSTD', F32), ('CCITTFAX4', U8)):
    bits = ['NBITS=1'] if codec == 'CCITTFAX4' else []
    row('compression', codec, type=type, options=['COMPRESS=' + codec, 'TILED=YES'] + bits,
        data=values(61, 47, 1, None) % 2 if bits else None)
row('compression', 'WEBP, lossless', bands=3, meanings=RGB,
    options=['COMPRESS=WEBP', 'WEBP_LOSSLESS=YES', 'TILED=YES'])
for predictor in (2, 3):
    row('compression', 'LZW, predictor %d' % predictor, type=F32 if predictor == 3 else I16,
        options=['COMPRESS=LZW', 'PREDICTOR=%d' % predictor])
BLOCKS = ['TILED=YES', 'BLOCKXSIZE=16', 'BLOCKYSIZE=16']
row('layout', 'one row a strip', type=F32, options=['BLOCKYSIZE=1'])
row('layout', 'strips of 7 rows', type=F32, options=['BLOCKYSIZE=7'])
row('layout', 'one strip', type=F32, options=['BLOCKYSIZE=47', 'COMPRESS=LZW'])
row('layout', 'tiles of 16', type=F32, options=BLOCKS)
row('layout', 'tiles of 32 by 48', type=F32, options=['TILED=YES', 'BLOCKXSIZE=32', 'BLOCKYSIZE=48'])
row('layout', 'tiles larger than the raster', type=F32, options=['TILED=YES', 'BLOCKXSIZE=1024', 'BLOCKYSIZE=1024'])
row('layout', 'band-interleaved', type=U16, bands=3, options=['INTERLEAVE=BAND'])
row('layout', 'band-interleaved tiles', type=U16, bands=3, options=['INTERLEAVE=BAND'] + BLOCKS)
row('layout', 'BigTIFF', type=F32, options=['BIGTIFF=YES'])
row('layout', 'big-endian', type=F32, options=['ENDIANNESS=BIG'])
row('layout', 'big-endian, u16 tiles', type=U16, options=['ENDIANNESS=BIG'] + BLOCKS)
row('layout', 'sparse, some tiles', change=lambda d: d.GetRasterBand(1).WriteArray(values(16, 16, 1, 'float32')[0], 16, 16),
    type=F32, options=['SPARSE_OK=TRUE'] + BLOCKS, data=False)
row('layout', 'sparse, nodata where nothing is',
    change=lambda d: d.GetRasterBand(1).WriteArray(values(16, 16, 1, 'float32')[0], 16, 16),
    type=F32, nodata=-9999, options=['SPARSE_OK=TRUE'] + BLOCKS, data=False)
row('layout', 'with overviews of its own', after=lambda path: gdal.Open(path, 1).BuildOverviews('NEAREST', [2, 4]), type=F32)


def second_page(path):
    gdal.GetDriverByName('GTiff').CreateCopy(
        path, gdal.GetDriverByName('MEM').Create('', 20, 20, 1), options=['APPEND_SUBDATASET=YES'])


row('layout', 'two pages', after=second_page)


# What a raster says of itself.
def telling(dataset):
    band = dataset.GetRasterBand(1)
    band.SetDescription('height above the ellipsoid')
    band.SetUnitType('metre')
    band.SetScale(0.01)
    band.SetOffset(-100)
    band.SetMetadataItem('INSTRUMENT', 'lidar')
    dataset.SetMetadataItem('SURVEY', 'ridge, 2024')
    dataset.SetMetadataItem('TIFFTAG_ARTIST', 'somebody')
    dataset.SetMetadataItem('TIFFTAG_DATETIME', '2024:05:01 10:00:00')
    dataset.SetMetadataItem('TIFFTAG_IMAGEDESCRIPTION', 'a <raster> & more')


row('description', 'description, unit, scale, offset, tags', change=telling, type=I16)
row('description', 'pixels are points', change=lambda d: d.SetMetadataItem('AREA_OR_POINT', 'Point'), type=F32)
row('description', 'XML of other programs', change=lambda d: d.SetMetadata(['<x>1</x>'], 'xml:XMP'))


def control_points(dataset):
    dataset.SetGCPs([gdal.GCP(400000 + x, 3000000 - y, 0, x, y) for x, y in ((0, 0), (61, 0), (0, 47), (61, 47))],
                    crs_of(UTM))


def rational(dataset):
    twenty = ' '.join(['1'] + ['0'] * 19)
    dataset.SetMetadata({
        'LINE_OFF': '20', 'SAMP_OFF': '30', 'LAT_OFF': '27', 'LONG_OFF': '-82', 'HEIGHT_OFF': '0', 'LINE_SCALE': '20',
        'SAMP_SCALE': '30', 'LAT_SCALE': '1', 'LONG_SCALE': '1', 'HEIGHT_SCALE': '100', 'LINE_NUM_COEFF': twenty,
        'LINE_DEN_COEFF': twenty, 'SAMP_NUM_COEFF': twenty, 'SAMP_DEN_COEFF': twenty}, 'RPC')


row('description', 'ground control points instead of a grid', change=control_points, transform=(0, 1, 0, 0, 0, 1), crs=None)
row('description', 'RPC beside a grid', change=rational, type=U16)


def classes(path):
    open(path + '.aux.xml', 'w').write(
        '<PAMDataset><PAMRasterBand band="1"><CategoryNames><Category>none</Category><Category>oak</Category>'
        '</CategoryNames></PAMRasterBand></PAMDataset>')


row('description', 'category names', after=classes)

# Grids.
row('grid', 'south-up', type=F32, transform=(400000, 1, 0, 2999953, 0, 1))
row('grid', 'rotated', type=F32, transform=(400000, 0.866, -0.5, 3000000, -0.5, -0.866))
row('grid', 'sheared', type=F32, transform=(400000, 1, 0.3, 3000000, 0, -1))
row('grid', 'pixels not square', type=F32, transform=(400000, 0.25, 0, 3000000, 0, -0.7))
row('grid', 'east to west', type=F32, transform=(400061, -1, 0, 3000000, 0, -1))
WHOLE = [(-0.1, -0.1), (1.1, -0.1), (1.1, 1.1), (-0.1, 1.1)]
for name, size in (('1 by 1', (1, 1)), ('one row', (61, 1)), ('one column', (1, 47)), ('513 by 1', (513, 1))):
    row('grid', name, type=F32, size=size, polygon=WHOLE)
row('grid', 'tiny pixels', type=F32, transform=(400000, 1e-4, 0, 3000000, 0, -1e-4))

# Reference systems.
DEGREES = (-82.5, 1e-5, 0, 27.5, 0, -1e-5)
ENGINEERING = 'ENGCRS["a yard",EDATUM["a post"],CS[Cartesian,2],AXIS["x",east],AXIS["y",north],LENGTHUNIT["metre",1]]'
LOCAL = 'LOCAL_CS["a yard",UNIT["metre",1]]'
for name, crs, transform in (
        ('EPSG', 'EPSG:26917', NORTH_UP), ('feet', 'EPSG:2236', NORTH_UP), ('compound', 'EPSG:32617+5703', NORTH_UP),
        ('3D geographic', 'EPSG:4979', DEGREES), ('geographic', 'EPSG:4326', DEGREES),
        ('geographic, NAD83', 'EPSG:4269', DEGREES), ('local', LOCAL, NORTH_UP), ('engineering', ENGINEERING, NORTH_UP),
        ('custom', '+proj=tmerc +lat_0=27 +lon_0=-82 +k=1 +x_0=400000 +y_0=0 +ellps=GRS80 +units=m', NORTH_UP),
        ('polar', 'EPSG:3413', (0, 1, 0, -2000000, 0, -1)),
        ('Web Mercator', 'EPSG:3857', (-9000000, 1, 0, 3000000, 0, -1))):
    row('reference system', name, type=F32, crs=crs, transform=transform)
row('reference system', 'none, nor has the boundary', type=F32, crs=None)
row('reference system', 'none, but the boundary has', type=F32, crs=None, boundary_crs=UTM)
row('reference system', 'EPSG, but the boundary has none', type=F32, boundary_crs=None)

folder = sys.argv[1]
listing = []
for number, (group, name, description) in enumerate(rows):
    make(os.path.join(folder, '%d.tif' % number), **description)
    listing.append({'group': group, 'name': name, 'source': '%d.tif' % number, 'boundary': '%d.gpkg' % number})
print(json.dumps(listing))
