#ifndef CANOPY_CIGZIP_SHIM_H
#define CANOPY_CIGZIP_SHIM_H

#include <isa-l/igzip_lib.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* A stream holds arrays of 80 KiB, of which Swift would make tuples, hence pointers to what is behind this. Level 2 of
 * igzip's: 0 and 1 are no faster, and 3 finds less in pictures. */

#define CANOPY_IGZIP_LEVEL 2

struct canopy_igzip {
    struct isal_zstream stream;
    uint8_t buffer[ISAL_DEF_LVL2_DEFAULT];
};

/* A compressor, or NULL. */
static inline void *canopy_igzip_new(void) { return malloc(sizeof(struct canopy_igzip)); }

static inline void canopy_igzip_free(void *compressor) { free(compressor); }

/* Deflates a block in a zlib wrapper; gives its size, or 0 where it does not fit. */
static inline size_t canopy_igzip_compress(
    void *compressor, const void *source, size_t count, void *target, size_t room) {
    struct canopy_igzip *igzip = (struct canopy_igzip *)compressor;
    if (count > UINT32_MAX) return 0;
    /* igzip leaves in its tables what it found in the block before, and finds other matches then: what becomes of a block
     * would depend on the thread. */
    memset(igzip, 0, sizeof *igzip);
    isal_deflate_stateless_init(&igzip->stream);
    igzip->stream.level = CANOPY_IGZIP_LEVEL;
    igzip->stream.level_buf = igzip->buffer;
    igzip->stream.level_buf_size = sizeof igzip->buffer;
    igzip->stream.gzip_flag = IGZIP_ZLIB;
    igzip->stream.end_of_stream = 1;
    igzip->stream.flush = NO_FLUSH;
    igzip->stream.next_in = (uint8_t *)source;
    igzip->stream.avail_in = (uint32_t)count;
    igzip->stream.next_out = (uint8_t *)target;
    igzip->stream.avail_out = room > UINT32_MAX ? UINT32_MAX : (uint32_t)room;
    return isal_deflate_stateless(&igzip->stream) == COMP_OK ? igzip->stream.total_out : 0;
}

#endif
