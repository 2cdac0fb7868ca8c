/* Unpacks LZW as TIFF has it, two to four times as fast as libtiff: a string of up to seven bytes stands in its entry of the
 * table, in the low bytes of a word whose highest bits are its length, and goes out as one word, whatever its length; a longer
 * one is copied from where it stands in the output already, which its entry tells, with its length and first byte. Strings of
 * up to six bytes are unpacked four at once, of one width that the compiler knows, where input and table hold as many. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Short strings are only counted where a table ends: so many bytes can be written behind a block's. */
enum { LZW_CLEAR = 256, LZW_END = 257, LZW_FIRST = 258, LZW_CODES = 4096, LZW_SLACK = 8 * LZW_CODES };

/* One in a string's length. Below are zeros, so that the highest byte is the number of the string's bits. */
#define LZW_ONE (1ull << 59)
#define LZW_ALWAYS static inline __attribute__((always_inline))

typedef struct { uint64_t strings[LZW_CODES]; } LZW;

/* Where the work stands: the next bit, the bytes written, the first code that there is none of yet, the string before. */
typedef struct { size_t bit, done; unsigned next; uint64_t previous; } LZWPlace;

static void lzwStart(LZW *table) {
    memset(table, 0xFF, sizeof *table);
    for (uint64_t byte = 0; byte < 256; byte++) table->strings[byte] = byte | LZW_ONE;
}

static __attribute__((noinline)) unsigned lzwCode(const uint8_t *from, size_t size, size_t bit, unsigned width) {
    uint32_t word = 0;
    for (size_t place = bit >> 3, i = 0; i < 3; i++) word = word << 8 | (place + i < size ? from[place + i] : 0);
    return word >> (24 - width - (bit & 7)) & ((1u << width) - 1);
}

LZW_ALWAYS uint64_t lzwWord(const uint8_t *from, size_t bit) {
    uint64_t word;
    memcpy(&word, from + (bit >> 3), 8);
    return __builtin_bswap64(word) << (bit & 7);
}

LZW_ALWAYS size_t lzwLength(uint64_t string) { return string < 8 * LZW_ONE ? string >> 59 : string >> 40 & 0xFFFF; }

/* A string with another one's first byte, where its own last one stands before `done`. */
LZW_ALWAYS uint64_t lzwFollowed(uint64_t string, uint64_t by, size_t done) {
    if (string < 7 * LZW_ONE) return string + LZW_ONE + ((by & 0xFF) << (string >> 56));
    uint64_t length = lzwLength(string);
    return 15 * LZW_ONE | (length + 1) << 40 | (done - length) << 8 | (string & 0xFF);
}

/* Stands before the first code that is not usual. */
LZW_ALWAYS void lzwFour(uint64_t *strings, const uint8_t *from, size_t last, uint8_t *to, unsigned width, unsigned end, LZWPlace *at) {
    size_t bit = at->bit, done = at->done;
    unsigned next = at->next;
    uint64_t previous = at->previous;
    while (previous < 7 * LZW_ONE && next + 4 <= end && bit < last) {
        uint64_t word = lzwWord(from, bit);
        for (int i = 0; i < 4; i++) {
            unsigned code = word >> (64 - width);
            word <<= width;
            if (code >= next) goto unusual;
            uint64_t string = strings[code];
            if (string >= 7 * LZW_ONE) goto unusual;
            strings[next++] = previous + LZW_ONE + ((string & 0xFF) << (previous >> 56));
            memcpy(to + done, &string, 8);
            done += string >> 59;
            bit += width;
            previous = string;
        }
    }
unusual:
    *at = (LZWPlace){ bit, done, next, previous };
}

/* Gives whether a block is sound and fills `count` bytes. */
static int lzwUnpack(LZW *table, const uint8_t *from, size_t size, uint8_t *to, size_t count) {
    uint64_t *strings = table->strings;
    /* Below `last` a whole word can be read. */
    size_t bits = size * 8, last = size >= 8 ? bits - 63 : 0;
    LZWPlace at = { 0 };
tables:
    while (at.done < count) {
        /* A table begins with a byte; before it stands the code that clears the one before. */
        if (at.bit + 9 > bits) return 0;
        unsigned code = lzwCode(from, size, at.bit, 9);
        at.bit += 9;
        if (code == LZW_CLEAR) continue;
        if (code > 255) return 0;
        at.next = LZW_FIRST;
        at.previous = code | LZW_ONE;
        to[at.done++] = code;
        for (unsigned width = 9; width <= 12; width++) {
            unsigned end = width == 12 ? LZW_CODES : (1u << width) - 1;
            for (;;) {
                switch (width) {
                case 9: lzwFour(strings, from, last, to, 9, end, &at); break;
                case 10: lzwFour(strings, from, last, to, 10, end, &at); break;
                case 11: lzwFour(strings, from, last, to, 11, end, &at); break;
                default: lzwFour(strings, from, last, to, 12, end, &at);
                }
                if (at.next >= end) break;
                if (at.bit < last) {
                    code = lzwWord(from, at.bit) >> (64 - width);
                } else {
                    if (at.done >= count) return at.done - count < 8;
                    if (at.bit + width > bits) return 0;
                    code = lzwCode(from, size, at.bit, width);
                }
                at.bit += width;
                if (code == LZW_CLEAR) goto tables;
                if (code == LZW_END || code > at.next) return at.done >= count && at.done - count < 8;
                strings[at.next] = lzwFollowed(at.previous, code < at.next ? strings[code] : at.previous, at.done);
                at.next++;
                uint64_t string = at.previous = strings[code];
                size_t whole = lzwLength(string);
                if (string < 8 * LZW_ONE) {
                    memcpy(to + at.done, &string, 8);
                    at.done += whole;
                    continue;
                }
                if (at.done >= count) return 0;
                size_t place = string >> 8 & 0xFFFFFFFF;
                if (whole > count - at.done) whole = count - at.done;
                uint8_t *target = to + at.done;
                if (at.done - place >= 8) for (size_t i = 0; i < whole; i += 8) memcpy(target + i, to + place + i, 8);
                else for (size_t i = 0; i < whole; i++) target[i] = to[place + i];
                at.done += whole;
            }
        }
        return at.done >= count && at.done - count < 8;
    }
    return at.done - count < 8;
}
