#ifndef CANOPY_CTIFFBLOCKS_H
#define CANOPY_CTIFFBLOCKS_H

/* Nothing is called by Swift: libtiff calls what is here. */

#endif
