"""Makes a boundary of every kind that crop may meet, with GDAL's bindings.

    boundaries.py FOLDER    writes FOLDER/<number>.<ext>, with a raster FOLDER/<number>.tif; prints a list as JSON
"""
import json, math, os, sqlite3, sys
from osgeo import gdal, ogr, osr
from rasters import *

rows = []


def row(name, shapes=None, **description):
    """A row of the matrix: features as WKT in pixels from the upper left corner, y downwards."""
    rows.append((name, shapes, description))


def on_ground(text, transform):
    """The geometry with pixels turned into the raster's coordinates."""
    shape = ogr.CreateGeometryFromWkt(text)
    if shape is None or shape.IsEmpty(): return shape

    def move(part):
        for index in range(part.GetPointCount()):
            x, y, z, m = part.GetPointZM(index)
            place = transform[0] + x * transform[1], transform[3] + y * transform[5]
            if part.Is3D() and part.IsMeasured(): part.SetPointZM(index, *place, z, m)
            elif part.Is3D(): part.SetPoint(index, *place, z)
            elif part.IsMeasured(): part.SetPointM(index, *place, m)
            else: part.SetPoint_2D(index, *place)
        for index in range(part.GetGeometryCount()): move(part.GetGeometryRef(index))

    move(shape)
    return shape


def write(path, shapes, format='GPKG', crs=UTM, raster_crs=UTM, transform=NORTH_UP, layers=1, before=None, after=None,
          kind=ogr.wkbUnknown, raw=False, **options):
    make(path[:path.rindex('.')] + '.tif', type=F32, crs=raster_crs, transform=transform)
    os.remove(path[:path.rindex('.')] + '.gpkg')
    file = ogr.GetDriverByName(format).CreateDataSource(path)
    for number in range(layers):
        layer = file.CreateLayer('mission' if number == 0 else 'other', crs_of(crs), kind)
        layer.CreateField(ogr.FieldDefn('flight', ogr.OFTInteger))
        for index, text in enumerate(shapes):
            feature = ogr.Feature(layer.GetLayerDefn())
            feature.SetField(0, index)
            if text is not None:
                shape = ogr.CreateGeometryFromWkt(text) if raw else on_ground(text, transform)
                if raster_crs and crs and not raw and crs_of(crs).IsSame(crs_of(raster_crs)) == 0:
                    shape.Segmentize(0.5 * abs(transform[1]))
                    shape.Transform(osr.CoordinateTransformation(crs_of(raster_crs), crs_of(crs)))
                feature.SetGeometry(shape)
            layer.CreateFeature(feature)
    file = None
    if after: after(path)


A = 'POLYGON ((5.3 4.2, 40.7 7.9, 36.2 38.6, 9.1 33.7, 5.3 4.2))'
B = 'POLYGON ((25.6 15.1, 55.4 18.3, 51.2 44.4, 22.9 40.8, 25.6 15.1))'


def ring(points): return '((' + ', '.join('%.9f %.9f' % p for p in points + points[:1]) + '))'


# Shapes.
row('one polygon', [A])
row('one polygon, clockwise', ['POLYGON ((5.3 4.2, 9.1 33.7, 36.2 38.6, 40.7 7.9, 5.3 4.2))'])
row('all touched', [A], touched=True)
row('hole', ['POLYGON ((5.3 4.2, 40.7 7.9, 36.2 38.6, 9.1 33.7, 5.3 4.2), (15.2 12.4, 30.1 14.3, 25.7 28.8, 15.2 12.4))'])
row('hole with an island', [
    'MULTIPOLYGON (((2.3 2.2, 58.7 3.9, 56.2 44.6, 3.1 43.7, 2.3 2.2), (8.2 7.4, 8.6 39.1, 50.3 39.7, 51.1 8.8, '
    '8.2 7.4)), ((20.4 15.3, 35.2 16.7, 30.9 30.2, 20.4 15.3)))'])
row('hole that touches the outline', [
    'POLYGON ((5.3 4.2, 40.7 4.2, 40.7 38.6, 5.3 38.6, 5.3 4.2), (5.3 20.3, 20.4 15.1, 20.9 25.7, 5.3 20.3))'])
row('several parts', ['MULTIPOLYGON (((3.3 4.2, 20.7 5.9, 12.2 30.6, 3.3 4.2)), ((35.4 20.1, 55.8 22.7, 47.1 43.3, '
                      '35.4 20.1)))'])
row('several parts that overlap', ['MULTIPOLYGON (((5.3 4.2, 40.7 7.9, 36.2 38.6, 9.1 33.7, 5.3 4.2)), ((25.6 15.1, '
                                   '55.4 18.3, 51.2 44.4, 22.9 40.8, 25.6 15.1)))'])
row('part within another', ['MULTIPOLYGON (((5.3 4.2, 50.7 7.9, 46.2 42.6, 9.1 40.7, 5.3 4.2)), ((15.2 12.4, 30.1 14.3, '
                            '25.7 28.8, 15.2 12.4)))'])
row('collection', ['GEOMETRYCOLLECTION (%s, POINT (1 1), %s)' % (A, B)])
row('bow-tie', ['POLYGON ((5.3 5.1, 50.6 40.3, 50.2 5.7, 5.9 40.9, 5.3 5.1))'])
row('spike', ['POLYGON ((5.3 4.2, 40.7 7.9, 58.2 2.1, 40.7 7.9, 36.2 38.6, 9.1 33.7, 5.3 4.2))'])
row('repeated points', ['POLYGON ((5.3 4.2, 5.3 4.2, 40.7 7.9, 40.7 7.9, 36.2 38.6, 9.1 33.7, 9.1 33.7, 5.3 4.2))'])
row('sliver beside a polygon', [A, 'POLYGON ((50.1 3.1, 58.3 3.15, 50.1 3.2, 50.1 3.1))'])
row('nothing but a sliver between centers', ['POLYGON ((50.6 3.6, 58.3 3.65, 50.6 3.7, 50.6 3.6))'])
row('nothing but a sliver, all touched', ['POLYGON ((50.6 3.6, 58.3 3.65, 50.6 3.7, 50.6 3.6))'], touched=True)
row('20,000 vertices', ['POLYGON ' + ring([
    (30.31 + (17 + 4 * math.sin(i * 0.37)) * math.cos(i * math.pi / 1e4),
     23.17 + (17 + 4 * math.sin(i * 0.37)) * math.sin(i * math.pi / 1e4)) for i in range(20000)])])
row('heights', ['POLYGON Z ((5.3 4.2 9, 40.7 7.9 8, 36.2 38.6 7, 9.1 33.7 6, 5.3 4.2 9))'])
row('measures', ['POLYGON M ((5.3 4.2 9, 40.7 7.9 8, 36.2 38.6 7, 9.1 33.7 6, 5.3 4.2 9))'])
row('heights and measures', ['POLYGON ZM ((5.3 4.2 9 1, 40.7 7.9 8 1, 36.2 38.6 7 1, 9.1 33.7 6 1, 5.3 4.2 9 1))'])
row('curves', ['CURVEPOLYGON (CIRCULARSTRING (10.3 20.2, 30.2 5.3, 50.1 20.2, 30.2 38.4, 10.3 20.2))'])
row('lines and points only', ['LINESTRING (5 5, 20 20)', 'POINT (3 3)'])

# Features and layers.
row('several rows, united', [A, B])
row('several rows, intersected', [A, B], features='intersection')
row('rows that do not meet, intersected', [A, 'POLYGON ((50 5, 58 5, 58 9, 50 5))'], features='intersection')
row('a row without a geometry', [A, None])
row('a row with an empty geometry', [A, 'POLYGON EMPTY'])
row('a row without a geometry, intersected', [A, None, B], features='intersection')
row('rows without geometries only', [None, 'POLYGON EMPTY'])
row('no rows', [])
row('several layers', [A], layers=2)
row('several layers, one named', [A], layers=2, layer='other')
row('a layer that is not there', [A], layer='nowhere')

# Where it lies.
row('covers the raster', ['POLYGON ((-9 -9, 70 -9, 70 60, -9 60, -9 -9))'])
row('beyond the raster on one side', ['POLYGON ((30.3 -20.2, 90.7 17.9, 66.2 78.6, 39.1 33.7, 30.3 -20.2))'])
row('beside the raster', ['POLYGON ((130.3 20.2, 190.7 17.9, 166.2 78.6, 130.3 20.2))'])
row('beside the raster, touching its edge', ['POLYGON ((61 5, 80 5, 80 30, 61 30, 61 5))'])

# Reference systems.
row('degrees', [A], crs='EPSG:4326')
row('degrees, NAD83', [A], crs='EPSG:4269')
row('another UTM zone', [A], crs='EPSG:32618')
row('feet', [A], crs='EPSG:2236')
row('Web Mercator', [A], crs='EPSG:3857')
row('3D geographic', [A], crs='EPSG:4979')
row('none', [A], crs=None)
row('degrees, raster at a pole', [A], crs='EPSG:4326', raster_crs='EPSG:3413', transform=(1000, 10, 0, -2000000, 0, -10))


def across(longitudes):
    """A polygon in degrees on both sides of the antimeridian, where UTM's zones 60 and 1 meet."""
    return ring([(longitude, latitude) for longitude, latitude in zip(
        longitudes, (-16.8032, -16.8049, -16.8071, -16.8067))])


TAVEUNI = (816200, 10, 0, 8140000, 0, -10)
BEYOND = (179.9623, 0.001, 0, -16.7911, 0, -0.001)
row('antimeridian, degrees up to 180 on each side', [
    'MULTIPOLYGON (%s, %s)' % (across((179.9671, 180, 180, 179.9677)), across((-180, -179.9957, -179.9961, -180)))],
    crs='EPSG:4326', raster_crs='EPSG:32760', transform=TAVEUNI, raw=True)
row('antimeridian, degrees beyond 180', ['POLYGON ' + across((179.9671, 180.0043, 180.0039, 179.9677))],
    crs='EPSG:4326', raster_crs='EPSG:32760', transform=TAVEUNI, raw=True)
row('antimeridian, raster in degrees beyond 180, boundary up to 180 on each side', [
    'MULTIPOLYGON (%s, %s)' % (across((179.9671, 180, 180, 179.9677)), across((-180, -179.9857, -179.9861, -180)))],
    crs='EPSG:4326', raster_crs='EPSG:4326', transform=BEYOND, raw=True)
row('antimeridian, raster in degrees beyond 180, boundary beyond 180', [
    'POLYGON ' + across((179.9671, 180.0143, 180.0139, 179.9677))],
    crs='EPSG:4326', raster_crs='EPSG:4326', transform=BEYOND, raw=True)

# Formats.
row('GeoJSON', [A], format='GeoJSON', crs='EPSG:4326')
row('FlatGeobuf', [A], format='FlatGeobuf', crs='EPSG:4326')
row('Shapefile', [A], format='ESRI Shapefile', kind=ogr.wkbPolygon)
row('KML', [A], format='KML', crs='EPSG:4326')


def write_ahead(path):
    base = sqlite3.connect(path)
    base.execute('PRAGMA journal_mode = WAL')
    base.close()
    os.chmod(path, 0o444)


row('GeoPackage in WAL mode, not to be written', [A], after=write_ahead)
row('a text', [A], after=lambda path: open(path, 'w').write('no boundary'))
row('an empty file', [A], after=lambda path: open(path, 'w'))

EXTENSIONS = {'GPKG': 'gpkg', 'GeoJSON': 'geojson', 'FlatGeobuf': 'fgb', 'ESRI Shapefile': 'shp', 'KML': 'kml'}
folder, listing = sys.argv[1], []
for number, (name, shapes, description) in enumerate(rows):
    path = os.path.join(folder, '%d.%s' % (number, EXTENSIONS[description.get('format', 'GPKG')]))
    write(path, shapes, **description)
    how = {key: description[key] for key in ('features', 'touched', 'layer') if key in description}
    listing.append({'name': name, 'source': '%d.tif' % number, 'boundary': os.path.basename(path), **how})
print(json.dumps(listing))
