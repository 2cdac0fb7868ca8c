#ifndef CVERSION_H
#define CVERSION_H

/// The commit that the program was built from, as the build was told in CANOPY_COMMIT; empty where it was not.
const char *canopy_commit(void);

#endif
