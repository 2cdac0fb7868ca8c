#ifndef CANOPY_CGEOS_SHIM_H
#define CANOPY_CGEOS_SHIM_H

/* Only the functions that take a context: the others share one between threads. */
#define GEOS_USE_ONLY_R_API
#include <geos_c.h>

#endif
