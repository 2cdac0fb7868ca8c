"""Says what is wrong with canopy's products of a raster, as numpy and GDAL's bindings see them.

    judge.py JOBS           JOBS is a file with a list of {kind, source, result, …}; prints a list of complaints for each
"""
import json, math, sys
import numpy
from osgeo import gdal, ogr, osr
from osgeo_utils.samples import validate_cloud_optimized_geotiff as validation

gdal.UseExceptions()
gdal.SetConfigOption('GDAL_TIFF_INTERNAL_MASK', None)
GEOGRAPHIC = osr.OAMS_TRADITIONAL_GIS_ORDER


class Raster:
    """A file as arrays of all bands, and whether each sample is valid."""

    def __init__(self, path):
        self.path, self.file = path, gdal.Open(path)
        self.bands = [self.file.GetRasterBand(b + 1) for b in range(self.file.RasterCount)]
        self.data = [band.ReadAsArray() for band in self.bands]
        self.alpha = next((i for i, b in enumerate(self.bands)
                           if b.GetColorInterpretation() == gdal.GCI_AlphaBand), None)
        self.valid = [self.validity(i) for i in range(len(self.bands))]
        self.size = self.file.RasterXSize, self.file.RasterYSize
        self.transform = self.file.GetGeoTransform(can_return_null=True)

    def validity(self, index):
        if self.alpha is not None: valid = self.data[self.alpha] > 0
        else: valid = self.bands[index].GetMaskBand().ReadAsArray() > 0
        if self.data[index].dtype.kind != 'f': return valid
        return valid & ~numpy.isnan(self.data[index])


def turned(part):
    """The part once around the Earth."""
    part = part.Clone()
    for ring in part:
        for index in range(ring.GetPointCount()):
            ring.SetPoint_2D(index, ring.GetX(index) + 360, ring.GetY(index))
    return part


def burned(job, like):
    """Which pixels of the raster lie within the boundary, feature by feature."""
    features = []
    boundary = gdal.OpenEx(job['boundary'], gdal.OF_VECTOR)
    layer = boundary.GetLayerByName(job['layer']) if job.get('layer') else boundary.GetLayer(0)
    crs = like.file.GetSpatialRef()
    for feature in layer:
        shape = feature.GetGeometryRef()
        if shape is None or shape.IsEmpty(): continue
        shape = shape.GetLinearGeometry().Clone()
        shape.FlattenTo2D()
        there = layer.GetSpatialRef()
        if crs is not None and there is not None and not crs.IsLocal() and not there.IsSame(crs):
            here = crs.Clone()
            here.SetAxisMappingStrategy(GEOGRAPHIC)
            there.SetAxisMappingStrategy(GEOGRAPHIC)
            west, east, south, north = shape.GetEnvelope()
            shape.Segmentize(max(east - west, north - south) / 2000)
            shape.Transform(osr.CoordinateTransformation(there, here))
        target = gdal.GetDriverByName('MEM').Create('', *like.size, 1)
        if like.transform: target.SetGeoTransform(like.transform)
        target.SetSpatialRef(crs)
        memory = ogr.GetDriverByName('Memory').CreateDataSource('')
        shapes = memory.CreateLayer('', crs)
        # Longitudes may count on beyond 180, or begin again.
        east = like.transform and crs is not None and crs.IsGeographic() and like.transform[0] + like.size[0] * like.transform[1] > 180
        # Parts one by one: what two of them cover is covered.
        for part in ([shape.GetGeometryRef(i) for i in range(shape.GetGeometryCount())]
                     if ogr.GT_IsSubClassOf(shape.GetGeometryType(), ogr.wkbGeometryCollection) else [shape]):
            if part.GetDimension() != 2: continue
            one = ogr.Feature(shapes.GetLayerDefn())
            if east and part.GetEnvelope()[1] < 0: part = turned(part)
            one.SetGeometry(part)
            shapes.CreateFeature(one)
        options = ['ALL_TOUCHED=TRUE'] if job.get('touched') else []
        gdal.RasterizeLayer(target, [1], shapes, burn_values=[1], options=options)
        features.append(target.ReadAsArray() == 1)
    together = numpy.logical_and if job.get('features') == 'intersection' else numpy.logical_or
    return together.reduce(features)


def place(source, result):
    """The column and row of the result's first pixel in the source."""
    if source.transform is None: return 0, 0
    inverse = gdal.InvGeoTransform(source.transform)
    return tuple(round(v) for v in gdal.ApplyGeoTransform(inverse, result.transform[0], result.transform[3]))


def same_bits(a, b): return a.dtype == b.dtype and a.tobytes() == b.tobytes()


def crop(job):
    source, result = Raster(job['source']), Raster(job['result'])
    inside = burned(job, source)
    column, row = place(source, result)
    width, height = result.size
    if not inside.any(): yield 'no pixel is inside'
    outer = numpy.ones_like(inside)
    outer[row:row + height, column:column + width] = False
    if (inside & outer).any(): yield 'the window misses pixels that are inside'
    corner = gdal.ApplyGeoTransform(source.transform, column, row)
    here = result.transform[0], result.transform[3]
    pixel = math.hypot(source.transform[1], source.transform[4])
    if math.dist(corner, here) > 1e-6 * pixel + 1e-15 * max(map(abs, here)): yield 'the grid has moved'
    if not numpy.allclose(result.transform[1:3] + result.transform[4:], source.transform[1:3] + source.transform[4:],
                          rtol=1e-12, atol=0): yield 'pixels have another size'
    inside = inside[row:row + height, column:column + width]
    for index in range(len(source.bands)):
        before = source.data[index][row:row + height, column:column + width]
        valid = source.valid[index][row:row + height, column:column + width]
        after = result.data[index]
        if not same_bits(before[inside], after[inside]): yield 'band %d differs inside' % (index + 1)
        if (valid[inside] != result.valid[index][inside]).any(): yield 'band %d: validity differs inside' % (index + 1)
        if result.valid[index][~inside].any(): yield 'band %d is valid outside' % (index + 1)
        if result.alpha is not None and result.data[index][~inside].any(): yield 'colors are left outside'
    yield from cloud(result)
    yield from told(source, result, added=len(result.bands) - len(source.bands))


def cog(job):
    source, result = Raster(job['source']), Raster(job['result'])
    if source.size != result.size or len(source.bands) != len(result.bands): yield 'it has another shape'
    if source.transform != result.transform: yield 'the grid has moved'
    for index in range(len(source.bands)):
        if not same_bits(source.data[index], result.data[index]): yield 'band %d differs' % (index + 1)
        if (source.valid[index] != result.valid[index]).any(): yield 'band %d: validity differs' % (index + 1)
    yield from cloud(result)
    yield from told(source, result)


def heights(raster):
    """The first band's values in its unit, NaN where they are none."""
    band, values = raster.bands[0], raster.data[0].astype('float64')
    values[~raster.valid[0] | ~numpy.isfinite(values)] = numpy.nan
    return values * (band.GetScale() or 1) + (band.GetOffset() or 0)


def chm(job):
    source, ground, result = Raster(job['source']), Raster(job['ground']), Raster(job['result'])
    if source.size != result.size or source.transform != result.transform: yield 'the grid is not the surface\'s'
    if result.data[0].dtype != 'float32' or len(result.bands) != 1: yield 'it is no band of float32'
    nodata, usual = result.bands[0].GetNoDataValue(), source.bands[0].GetNoDataValue()
    expected = usual if usual is not None and not abs(usual) < 9999 else -9999
    if repr(float(numpy.float32(nodata))) != repr(float(numpy.float32(expected))): yield 'nodata is %r' % nodata
    terrain = heights(ground)
    isAligned = source.size == ground.size and source.transform == ground.transform
    if not isAligned:
        copy = gdal.GetDriverByName('MEM').Create('', *ground.size, 1, gdal.GDT_Float64)
        copy.SetGeoTransform(ground.transform)
        copy.SetSpatialRef(ground.file.GetSpatialRef())
        copy.GetRasterBand(1).SetNoDataValue(float('nan'))
        copy.GetRasterBand(1).WriteArray(terrain)
        target = gdal.GetDriverByName('MEM').Create('', *source.size, 1, gdal.GDT_Float64)
        target.SetGeoTransform(source.transform)
        target.SetSpatialRef(source.file.GetSpatialRef())
        target.GetRasterBand(1).SetNoDataValue(float('nan'))
        target.GetRasterBand(1).Fill(float('nan'))
        # Approximated ways and shifted heights are not what is asked for.
        # Under a turned grid GDAL takes the box around it for its size, and widens the kernel.
        turned = ['-wo', 'XSCALE=1', '-wo', 'YSCALE=1'] if source.transform[2] else []
        gdal.Warp(target, copy, resampleAlg='bilinear', errorThreshold=0, options=['-novshift'] + turned)
        terrain = target.ReadAsArray()
    truth = heights(source) - terrain
    there, here = ~numpy.isnan(truth), result.valid[0]
    if not there.any(): yield 'there should be nothing'
    if (there != here).any(): yield '%d pixels are valid in one only' % (there != here).sum()
    both = there & here
    worst = numpy.abs(truth[both] - result.data[0][both]).max(initial=0)
    if worst > (4e-6 if isAligned else 2e-5): yield 'heights differ by %g' % worst
    yield from cloud(result)


def thumb(job):
    source, picture = Raster(job['source']), gdal.Open(job['result'])
    longest = max(source.size)
    side = min(longest, 800)
    expected = tuple(max(1, round(length * side / longest)) for length in source.size)
    if (picture.RasterXSize, picture.RasterYSize) != expected: yield 'it is %d by %d pixels, not %d by %d' % (
        picture.RasterXSize, picture.RasterYSize, *expected)
    tags = picture.GetMetadata()
    if 'Title' not in tags or not tags.get('Software', '').startswith('canopy'): yield 'its title or maker is missing'
    if any('date' in key.lower() or 'time' in key.lower() for key in tags): yield 'it has a time in it'
    hasAlpha = picture.RasterCount in (2, 4)
    opaque = picture.GetRasterBand(picture.RasterCount).ReadAsArray() if hasAlpha else numpy.full(expected[::-1], 255)
    colors = [i for i in range(len(source.bands)) if i != source.alpha]
    meanings = [source.bands[i].GetColorInterpretation() for i in colors]
    shown = colors[:1] if len(colors) < 3 else [
        colors[meanings.index(m)] if m in meanings else colors[n]
        for n, m in enumerate((gdal.GCI_RedBand, gdal.GCI_GreenBand, gdal.GCI_BlueBand))]
    valid = numpy.logical_or.reduce([source.valid[i] & numpy.isfinite(source.data[i].astype('float64')) for i in shown])
    if source.size == expected and source.alpha is None and ((opaque > 0) != valid).any():
        yield '%d pixels are shown or hidden wrongly' % ((opaque > 0) != valid).sum()


def cloud(result):
    """Whether the file is a valid COG, and its statistics are those of its valid pixels."""
    warnings, errors, _ = validation.validate(result.path, full_check=True)
    yield from warnings + errors
    for index, band in enumerate(result.bands):
        figures = {key[11:]: float(value) for key, value in band.GetMetadata().items() if key.startswith('STATISTICS_')}
        values = result.data[index]
        # Of an alpha band all samples count.
        valid = numpy.ones(values.shape, bool) if index == result.alpha else result.valid[index]
        valid = valid & numpy.isfinite(values.astype('float64'))
        if not valid.any():
            if figures: yield 'statistics of nothing'
            continue
        values = values[valid].astype('longdouble')
        truth = {'MINIMUM': values.min(), 'MAXIMUM': values.max(), 'MEAN': values.mean(), 'STDDEV': values.std(),
                 'VALID_PERCENT': 100 * valid.sum() / valid.size}
        for name, value in truth.items():
            near = 0.005 if name == 'VALID_PERCENT' else 1e-6 * max(abs(float(values.max())), abs(float(values.min())), 1)
            if name not in figures: yield '%s of band %d is missing' % (name, index + 1)
            elif abs(figures[name] - float(value)) > near:
                yield '%s of band %d is %r, not %r' % (name, index + 1, figures[name], float(value))


def told(source, result, added=0):
    """Whether the raster still says of itself what it said."""
    crs, before = result.file.GetSpatialRef(), source.file.GetSpatialRef()
    if (crs is None) != (before is None): yield 'the reference system is lost'
    elif crs is not None and not crs.IsSame(before): yield 'the reference system is another one'
    for index, band in enumerate(source.bands):
        new, number = result.bands[index], index + 1
        for what, usual in (('GetDescription', ''), ('GetUnitType', ''), ('GetScale', 1), ('GetOffset', 0)):
            if (getattr(band, what)() or usual) != (getattr(new, what)() or usual): yield 'band %d: %s differs' % (number, what[3:].lower())
        colors = band.GetColorTable(), new.GetColorTable()
        if (colors[0] is None) != (colors[1] is None): yield 'the palette is lost'
        elif colors[0] is not None and any(
                colors[0].GetColorEntry(i) != colors[1].GetColorEntry(i) for i in range(colors[0].GetCount())):
            yield 'the palette differs'
        meanings = band.GetColorInterpretation(), new.GetColorInterpretation()
        if meanings[0] != meanings[1]: yield 'band %d is %s, not %s' % (
            number, *(gdal.GetColorInterpretationName(m) for m in reversed(meanings)))
        tags = {k: v for k, v in band.GetMetadata().items() if not k.startswith('STATISTICS_')}
        if any(new.GetMetadata().get(k) != v for k, v in tags.items()): yield 'band %d: tags differ' % number
    # Where a scanner looked from holds for all of a raster or not at all.
    for domain in ['xml:XMP'] + (['RPC'] if source.size == result.size else []):
        if source.file.GetMetadata(domain) != result.file.GetMetadata(domain): yield 'the tags of %s differ' % domain
    for key, value in source.file.GetMetadata().items():
        if result.file.GetMetadata().get(key) != value: yield 'the tag %s is %r, not %r' % (
            key, result.file.GetMetadata().get(key), value)
    if added and (added != 1 or result.alpha != len(source.bands)): yield 'bands were added'


def judged(job):
    try: return list(dict.fromkeys({'crop': crop, 'cog': cog, 'chm': chm, 'thumb': thumb}[job['kind']](job)))
    except Exception as error: return ['%s: %s' % (type(error).__name__, error)]


print(json.dumps([judged(job) for job in json.load(open(sys.argv[1]))]))
