#ifndef CANOPY_CDEFLATE_SHIM_H
#define CANOPY_CDEFLATE_SHIM_H

#include <libdeflate.h>

#endif
