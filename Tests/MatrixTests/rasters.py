"""What both lists of fixtures are made with: rasters whose samples tell where they are, and boundaries."""
from osgeo import gdal, gdal_array, ogr, osr
import numpy

gdal.UseExceptions()
# Pages and masks of the fixtures are meant; sidecars beside them are written where a row says so.
gdal.SetConfigOption('GDAL_PAM_ENABLED', 'NO')

UTM = 'EPSG:32617'
NORTH_UP = (400000, 1, 0, 3000000, 0, -1)
NAN, INF = float('nan'), float('inf')
U8, U16, I16, U32, I32, F32, F64 = (getattr(gdal, 'GDT_' + name) for name in (
    'Byte', 'UInt16', 'Int16', 'UInt32', 'Int32', 'Float32', 'Float64'))
U64, I64 = gdal.GDT_UInt64, gdal.GDT_Int64
GRAY, RED, GREEN, BLUE = gdal.GCI_GrayIndex, gdal.GCI_RedBand, gdal.GCI_GreenBand, gdal.GCI_BlueBand
ALPHA, UNDEFINED, PALETTE = gdal.GCI_AlphaBand, gdal.GCI_Undefined, gdal.GCI_PaletteIndex


def values(width, height, bands, kind):
    """Numbers from 1 to 100 that differ between neighbors and bands."""
    y, x = numpy.mgrid[0:height, 0:width]
    kind = numpy.float64 if kind is None else kind
    return numpy.stack([((x * 7 + y * 13 + b * 29) % 100 + 1).astype(kind) for b in range(bands)])


def crs_of(text):
    if text is None: return None
    crs = osr.SpatialReference()
    crs.SetFromUserInput(text)
    crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return crs


def make(path, change=None, after=None, size=(61, 47), type=U8, bands=1, meanings=None, nodata=None, crs=UTM, transform=NORTH_UP,
         options=(), holes=False, mask=None, hole_value=None, data=None, boundary_crs='same', polygon=None):
    """Writes a raster and a boundary that covers most of it."""
    width, height = size
    photometric = [] if any(o.startswith('PHOTOMETRIC') for o in options) or PALETTE in (meanings or []) else [
        'PHOTOMETRIC=' + ('RGB' if (meanings or [])[:3] == [RED, GREEN, BLUE] else 'MINISBLACK')]
    alpha = ['ALPHA=' + ('YES' if meanings and ALPHA == meanings[-1] else 'NO')]
    dataset = gdal.GetDriverByName('GTiff').Create(
        path, width, height, bands, type, options=list(options) + photometric + alpha)
    dataset.SetGeoTransform(transform)
    if crs: dataset.SetSpatialRef(crs_of(crs))
    for band, meaning in enumerate(meanings or [], 1): dataset.GetRasterBand(band).SetColorInterpretation(meaning)
    if nodata is not None: dataset.GetRasterBand(1).SetNoDataValue(nodata)
    if data is None:
        data = values(width, height, bands, gdal_array.GDALTypeCodeToNumericTypeCode(type))
        if hole_value is not None: data[..., ::5, ::4] = hole_value
        if meanings and ALPHA in meanings:
            soft = numpy.clip(data[0].astype('float64') * 3, 0, 255)
            soft[::6, ::3] = 0
            soft[1::6, ::3] = 255
            data[meanings.index(ALPHA)] = soft
    if mask is not None:
        gdal.SetConfigOption('GDAL_TIFF_INTERNAL_MASK', 'YES' if mask == 'internal' else 'NO')
        dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
        shown = numpy.full((height, width), 255, 'uint8')
        shown[::5, ::4] = 0
        dataset.GetRasterBand(1).GetMaskBand().WriteArray(shown)
        gdal.SetConfigOption('GDAL_TIFF_INTERNAL_MASK', None)
    if change: change(dataset)
    if data is not False:
        for band in range(bands): dataset.GetRasterBand(band + 1).WriteArray(data[band])
    dataset = None
    if after: after(path)
    outline(path[:-4] + '.gpkg', size, transform, crs if boundary_crs == 'same' else boundary_crs, polygon)


def outline(path, size, transform, crs, polygon):
    """A quadrangle whose sides meet no center of a pixel, given in shares of the raster."""
    shares = polygon or [(0.0713, 0.0531), (0.8733, 0.1219), (0.7371, 0.9151), (0.1217, 0.7713)]
    points = [(transform[0] + x * size[0] * transform[1] + y * size[1] * transform[2],
               transform[3] + x * size[0] * transform[4] + y * size[1] * transform[5]) for x, y in shares]
    text = 'POLYGON ((' + ', '.join('%.15g %.15g' % p for p in points + points[:1]) + '))'
    file = ogr.GetDriverByName('GPKG').CreateDataSource(path)
    layer = file.CreateLayer('mission', crs_of(crs), ogr.wkbPolygon)
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(ogr.CreateGeometryFromWkt(text))
    layer.CreateFeature(feature)
    file = None
