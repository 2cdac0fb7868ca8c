#ifndef CANOPY_CGDAL_SHIM_H
#define CANOPY_CGDAL_SHIM_H

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_http.h>
#include <cpl_minixml.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <gdal_alg.h>
#include <gdal_frmts.h>
#include <gdal_utils.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

/* The vector drivers that canopy reads. GDAL declares them in a header for C++ only. */
void RegisterOGRFlatGeobuf(void);
void RegisterOGRGeoJSON(void);
void RegisterOGRGeoPackage(void);
void RegisterOGRKML(void);
void RegisterOGRShape(void);

/* Answers every request over HTTP with an error. */
static inline CPLHTTPResult *canopy_refuse_http(
    const char *url, CSLConstList options, GDALProgressFunc progress, void *progress_data,
    CPLHTTPFetchWriteFunc write, void *write_data, void *data) {
    (void)url, (void)options, (void)progress, (void)progress_data, (void)write, (void)write_data, (void)data;
    CPLHTTPResult *result = (CPLHTTPResult *)CPLCalloc(1, sizeof(CPLHTTPResult));
    result->nStatus = 1;
    result->pszErrBuf = CPLStrdup("addresses in files are not followed");
    CPLError(CE_Failure, CPLE_HttpResponse, "%s", result->pszErrBuf);
    return result;
}

static inline void *canopy_open_nothing(void *data, const char *path, const char *access) {
    (void)data, (void)path, (void)access;
    return NULL;
}

/* Leaves GDAL's virtual file systems without a file, but for the one in memory. */
static inline void canopy_close_virtual_file_systems(void) {
    char **prefixes = VSIGetFileSystemsPrefixes();
    VSIFilesystemPluginCallbacksStruct *nothing = VSIAllocFilesystemPluginCallbacksStruct();
    nothing->open = canopy_open_nothing;
    for (int index = 0; prefixes && prefixes[index]; index++)
        if (prefixes[index][0] && strcmp(prefixes[index], "/vsimem/") != 0)
            VSIInstallPluginHandler(prefixes[index], nothing);
    VSIFreeFilesystemPluginCallbacksStruct(nothing);
    /* The list stays: GDAL keeps the pointers to the prefixes, not copies of them. */
}

/* Where canopy's own virtual file system is. */
#define CANOPY_FILE_SYSTEM "/vsicanopy/"

/* Installs it. GDAL keeps the pointer to the prefix, which has to stay, as a literal does. */
static inline void canopy_install_file_system(const VSIFilesystemPluginCallbacksStruct *callbacks) {
    VSIInstallPluginHandler(CANOPY_FILE_SYSTEM, callbacks);
}

static inline void canopy_tell_tiff_error(const char *module, const char *format, va_list values) {
    char message[512];
    vsnprintf(message, sizeof message, format, values);
    CPLError(CE_Failure, CPLE_FileIO, "%s:%s", module ? module : "libtiff", message);
}

/* Makes errors of libtiff that belong to no file errors of GDAL. GDAL has handlers for each file since libtiff 4.5, but
   tells by the common one why a write fails, which would print that and let the last writes of a file get lost unheard.
   Older versions of GDAL set the common one themselves; one with a libtiff of its own hides it. */
static inline void canopy_hear_tiff(void) {
    typedef void handler(const char *, const char *, va_list);
    void *program = dlopen(NULL, RTLD_LAZY);
    if (!program) return;
    handler *(*set)(handler *) = (handler *(*)(handler *))dlsym(program, "TIFFSetErrorHandler");
    if (set) set(canopy_tell_tiff_error);
    dlclose(program);
}

/* CPLError takes any number of arguments. */
static inline void canopy_fail_reading(const char *reason) { CPLError(CE_Failure, CPLE_FileIO, "%s", reason); }

/* What a file system of ours says of a regular file that can only be read. GDAL's type is struct stat64, which Swift does
   not see; where off_t has 64 bits, struct stat is the same. */
static inline void canopy_describe_file(VSIStatBufL *buffer, GIntBig size) {
    _Static_assert(sizeof(off_t) == 8, "files have 64-bit sizes");
    struct stat *status = (struct stat *)buffer;
    memset(status, 0, sizeof(*status));
    status->st_mode = S_IFREG | S_IRUSR;
    status->st_size = size;
}

/* A list of no names, which is not the same as no list. */
static inline char **canopy_no_names(void) { return (char **)CPLCalloc(1, sizeof(char *)); }

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

/* Has PROJ look up the systems of WGS 84 and ETRS89 first of all on this thread. Of what it has looked up it keeps a form: of
   their datums an ensemble if they were asked for by way of the systems, and one datum, in all later systems as well, if a
   GeoTIFF's keys asked for that itself. */
static inline void canopy_look_up_ensembles(void) {
    static _Thread_local int is_done = 0;
    static const int codes[] = {4326, 4258};
    if (is_done) return;
    is_done = 1;
    CPLPushErrorHandler(CPLQuietErrorHandler);
    for (unsigned index = 0; index < sizeof codes / sizeof *codes; index++) {
        OGRSpatialReferenceH system = OSRNewSpatialReference(NULL);
        if (system) OSRImportFromEPSG(system, codes[index]);
        OSRDestroySpatialReference(system);
    }
    CPLPopErrorHandler();
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
