#include "CVersion.h"

const char *canopy_commit(void) { return CANOPY_COMMIT; }
