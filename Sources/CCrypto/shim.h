#ifndef CANOPY_CCRYPTO_SHIM_H
#define CANOPY_CCRYPTO_SHIM_H

#include <openssl/evp.h>

#endif
