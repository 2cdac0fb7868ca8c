#ifndef CANOPY_CEXPAT_SHIM_H
#define CANOPY_CEXPAT_SHIM_H

#include <expat.h>

#endif
