#ifndef CANOPY_CGDAL_SHIM_H
#define CANOPY_CGDAL_SHIM_H

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <gdal_alg.h>
#include <gdal_utils.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

/* CPLFree is a macro over VSIFree. */
static inline void canopy_cpl_free(void *pointer) { VSIFree(pointer); }

/* GDALClose returns nothing before 3.7. There the errors of the last flush reach only the error handler. */
static inline CPLErr canopy_gdal_close(GDALDatasetH dataset) {
#if GDAL_VERSION_NUM >= 3070000
    return GDALClose(dataset);
#else
    GDALClose(dataset);
    return CE_None;
#endif
}

/* GDALFlushCache returns nothing before 3.7, for the same reason. */
static inline CPLErr canopy_gdal_flush(GDALDatasetH dataset) {
#if GDAL_VERSION_NUM >= 3070000
    return GDALFlushCache(dataset);
#else
    GDALFlushCache(dataset);
    return CE_None;
#endif
}

/* 1 for the signed 8-bit type that GDAL has since 3.7. Older versions read it as unsigned and say so in metadata. */
static inline int canopy_gdal_is_int8(GDALDataType type) {
#if GDAL_VERSION_NUM >= 3070000
    return type == GDT_Int8;
#else
    (void)type;
    return 0;
#endif
}

#endif
