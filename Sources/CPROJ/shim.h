#ifndef CANOPY_CPROJ_SHIM_H
#define CANOPY_CPROJ_SHIM_H

#include <proj.h>

#endif
