#ifndef CANOPY_CZSTD_SHIM_H
#define CANOPY_CZSTD_SHIM_H

#include <zstd.h>

#endif
