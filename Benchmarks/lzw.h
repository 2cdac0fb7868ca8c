/* Unpacks LZW as TIFF has it, faster than libtiff: a string of up to seven bytes stands in its entry of the table, in the low
 * bytes of a word whose highest byte is its length, and goes out as one word, whatever its length; a longer one is copied from
 * where it stands in the output already. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Short strings are only counted where a table ends: so many bytes can be written behind a block's. */
enum { LZW_CLEAR = 256, LZW_END = 257, LZW_FIRST = 258, LZW_CODES = 4096, LZW_SLACK = 8 * LZW_CODES };

#define LZW_ONE (1ull << 56)

typedef struct { uint64_t strings[LZW_CODES]; uint32_t places[LZW_CODES + 1]; } LZW;

static void lzwStart(LZW *table) {
    memset(table, 0, sizeof *table);
    for (uint64_t byte = 0; byte < 256; byte++) table->strings[byte] = byte | LZW_ONE;
}

static __attribute__((noinline)) unsigned lzwCode(const uint8_t *from, size_t size, size_t bit, unsigned width) {
    uint32_t word = 0;
    for (size_t place = bit >> 3, i = 0; i < 3; i++) word = word << 8 | (place + i < size ? from[place + i] : 0);
    return word >> (24 - width - (bit & 7)) & ((1u << width) - 1);
}

/* Gives whether a block is sound and fills `count` bytes. */
static int lzwUnpack(LZW *table, const uint8_t *from, size_t size, uint8_t *to, size_t count) {
    uint64_t *strings = table->strings;
    uint32_t *places = table->places;
    /* Below `last` a whole word can be read. */
    size_t bit = 0, bits = size * 8, last = size >= 8 ? bits - 63 : 0, done = 0;
tables:
    while (done < count) {
        /* A table begins with a byte; before it stands the code that clears the one before. */
        if (bit + 9 > bits) return 0;
        unsigned code = lzwCode(from, size, bit, 9), next = LZW_FIRST;
        bit += 9;
        if (code == LZW_CLEAR) continue;
        if (code > 255) return 0;
        places[next] = done;
        to[done++] = code;
        uint64_t previous = code | LZW_ONE;
        for (unsigned width = 9; width <= 12; width++) {
            unsigned end = width == 12 ? LZW_CODES : (1u << width) - 1;
            while (next < end) {
                if (__builtin_expect(bit < last, 1)) {
                    uint64_t word;
                    memcpy(&word, from + (bit >> 3), 8);
                    code = __builtin_bswap64(word) << (bit & 7) >> (64 - width);
                } else {
                    if (done >= count) return done - count < 8;
                    if (bit + width > bits) return 0;
                    code = lzwCode(from, size, bit, width);
                }
                bit += width;
                /* The string before with this one's first byte, which of the one that is being made is its own. */
                uint64_t current = previous, shift = previous >> 53 & 0x38;
                if (__builtin_expect(code < next, 1)) {
                    if (__builtin_expect(code >> 1 == LZW_CLEAR >> 1, 0)) {
                        if (code == LZW_CLEAR) goto tables;
                        return done >= count && done - count < 8;
                    }
                    current = strings[code];
                } else if (code > next) return 0;
                uint64_t made = shift < 56 ? previous + LZW_ONE + ((current & 0xFF) << shift)
                                           : (previous & (LZW_ONE - 1)) | LZW_ONE * 15;
                strings[next] = made;
                if (__builtin_expect(code == next, 0)) current = made;
                places[++next] = done;
                previous = current;
                if (__builtin_expect(current < 8 * LZW_ONE, 1)) {
                    memcpy(to + done, &current, 8);
                    done += current >> 56;
                    continue;
                }
                if (done >= count) return 0;
                size_t place = places[code], whole = places[code + 1] + 1 - place;
                if (whole > count - done) whole = count - done;
                if (done - place >= 8) for (size_t i = 0; i < whole; i += 8) memcpy(to + done + i, to + place + i, 8);
                else for (size_t i = 0; i < whole; i++) to[done + i] = to[place + i];
                done += whole;
            }
        }
        return done >= count && done - count < 8;
    }
    return done - count < 8;
}
