// GDAL
