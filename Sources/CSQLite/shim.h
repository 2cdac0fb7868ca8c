#ifndef CANOPY_CSQLITE_SHIM_H
#define CANOPY_CSQLITE_SHIM_H

#include <sqlite3.h>

#endif
