#ifndef CANOPY_CIGZIP_SHIM_H
#define CANOPY_CIGZIP_SHIM_H

#include <isa-l.h>
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

/* The first bytes of a block are flushed by themselves: igzip 2.30 takes the address of its stream for the hash of the
 * second position where it meets a block without history (isal_deflate_icf_body_hash_hist), and finds other matches
 * with every address. With so few bytes it takes another way, and then has history. */
#define CANOPY_IGZIP_LEAD 16

/* What the flush of the lead and the end add to a block that does not shrink. */
#define CANOPY_IGZIP_EXTRA 32

static inline int canopy_igzip_deflate(struct isal_zstream *stream, size_t count, int flush, int ends) {
    stream->avail_in = (uint32_t)count;
    stream->flush = (uint16_t)flush;
    stream->end_of_stream = (uint16_t)ends;
    return isal_deflate(stream) == COMP_OK && stream->avail_in == 0;
}

/* Deflates a block in a zlib wrapper; gives its size, or 0 where it does not fit. */
static inline size_t canopy_igzip_compress(
    void *compressor, const void *source, size_t count, void *target, size_t room) {
    struct canopy_igzip *igzip = (struct canopy_igzip *)compressor;
    struct isal_zstream *stream = &igzip->stream;
    size_t lead = count < CANOPY_IGZIP_LEAD ? count : CANOPY_IGZIP_LEAD;
    if (count > UINT32_MAX) return 0;
    /* igzip leaves in its tables what it found in the block before, and finds other matches then: what becomes of a block
     * would depend on the thread. */
    memset(igzip, 0, sizeof *igzip);
    isal_deflate_init(stream);
    stream->level = CANOPY_IGZIP_LEVEL;
    stream->level_buf = igzip->buffer;
    stream->level_buf_size = sizeof igzip->buffer;
    stream->gzip_flag = IGZIP_ZLIB;
    stream->next_in = (uint8_t *)source;
    stream->next_out = (uint8_t *)target;
    stream->avail_out = room > UINT32_MAX ? UINT32_MAX : (uint32_t)room;
    if (!canopy_igzip_deflate(stream, lead, SYNC_FLUSH, 0)) return 0;
    if (!canopy_igzip_deflate(stream, count - lead, NO_FLUSH, 1)) return 0;
    return stream->internal_state.state == ZSTATE_END ? stream->total_out : 0;
}

#endif
