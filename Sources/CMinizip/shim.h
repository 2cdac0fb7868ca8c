#ifndef CANOPY_CMINIZIP_SHIM_H
#define CANOPY_CMINIZIP_SHIM_H

#include <minizip/unzip.h>
#include <minizip/zip.h>

#endif
