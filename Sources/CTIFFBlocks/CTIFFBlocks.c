/* What libtiff gives for a block of deflate.
 *
 * A block may hold more than fits its place: some programs write as many rows of the last strip as of the others. So libtiff
 * takes it for read where libdeflate says that there is more. But libdeflate gives up before the string, or the stored piece,
 * that is too long, and leaves what comes from there on, up to all of the block, as it was in memory: parts of other images,
 * or of anything, which a file could be made to ask for. So this program has a function of its own in the place of
 * libdeflate's, which the linker finds before those of its libraries, and which writes all of the place, as zlib does.
 *
 * See: ZIPDecode in https://gitlab.com/libtiff/libtiff/-/blob/v4.5.0/libtiff/tif_zip.c */
#define _GNU_SOURCE

#include "CTIFFBlocks.h"

#include <dlfcn.h>
#include <isa-l/igzip_lib.h>
#include <libdeflate.h>
#include <stdint.h>
#include <stdlib.h>

/* Unpacks as many bytes as there is room for; 0 where there are not so many, or they have no meaning. */
static int fill(const uint8_t *source, size_t length, uint8_t *target, size_t room) {
    static const size_t most = 1 << 30;
    struct inflate_state *state = malloc(sizeof *state);
    if (!state) return 0;
    isal_inflate_init(state);
    state->crc_flag = ISAL_ZLIB;
    state->next_in = (uint8_t *)source;
    state->next_out = target;
    while (room > 0 && state->block_state != ISAL_BLOCK_FINISH) {
        uint32_t in = (uint32_t)(length < most ? length : most), out = (uint32_t)(room < most ? room : most);
        state->avail_in = in;
        state->avail_out = out;
        if (isal_inflate(state) < ISAL_DECOMP_OK || (state->avail_in == in && state->avail_out == out)) break;
        length -= in - state->avail_in;
        room -= out - state->avail_out;
    }
    free(state);
    return room == 0;
}

enum libdeflate_result libdeflate_zlib_decompress(
    struct libdeflate_decompressor *decompressor, const void *source, size_t length, void *target, size_t room,
    size_t *count) {
    typedef enum libdeflate_result (*Decompress)(
        struct libdeflate_decompressor *, const void *, size_t, void *, size_t, size_t *);
    static _Atomic(Decompress) known;
    Decompress original = known;
    if (!original) known = original = (Decompress)dlsym(RTLD_NEXT, "libdeflate_zlib_decompress");
    if (!original) return LIBDEFLATE_BAD_DATA;
    enum libdeflate_result result = original(decompressor, source, length, target, room, count);
    if (result != LIBDEFLATE_INSUFFICIENT_SPACE) return result;
    return fill(source, length, target, room) ? result : LIBDEFLATE_BAD_DATA;
}
