#ifndef CANOPY_CLIBPNG_SHIM_H
#define CANOPY_CLIBPNG_SHIM_H

#include <png.h>

#endif
