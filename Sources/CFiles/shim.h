#ifndef CANOPY_CFILES_SHIM_H
#define CANOPY_CFILES_SHIM_H

#include <sys/types.h>

#if defined(__linux__)
/* The C library declares it for _GNU_SOURCE only, which Swift's module of that library is built without. */
ssize_t copy_file_range(int source, off_t *source_offset, int target, off_t *target_offset, size_t size,
                        unsigned int flags);
#endif

#endif
