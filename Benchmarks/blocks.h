/* The blocks of a TIFF's first image, as they lie in the file, and what is in them. */
#include "lzw.h"
#include <fcntl.h>
#include <libdeflate.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <tiffio.h>
#include <time.h>

typedef struct {
    TIFF *tiff;
    const unsigned char *bytes;
    size_t size, count;
    uint64_t *places, *sizes;
    uint32_t width, height, side, rows;
    uint16_t bands, sample, compression, predictor;
} Source;

typedef struct {
    const Source *source;
    const unsigned char *packed;
    size_t size, unpacked;
    int x, y, width, height;
} Block;

typedef struct { LZW lzw; struct libdeflate_decompressor *inflate; unsigned char *bytes, *row; } Unpacker;

static double clockOf(clockid_t id) {
    struct timespec time;
    clock_gettime(id, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

/* The file is in memory before anyone looks at a clock. */
static Source *sourceOpen(const char *path) {
    Source *source = calloc(1, sizeof(Source));
    TIFFSetWarningHandler(NULL);
    TIFF *tiff = source->tiff = TIFFOpen(path, "rm");
    struct stat status;
    int file = open(path, O_RDONLY);
    if (!tiff || file < 0 || fstat(file, &status)) exit(1);
    source->size = status.st_size;
    source->bytes = mmap(NULL, source->size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
    if (source->bytes == MAP_FAILED) exit(1);
    uint16_t bits, layout;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &source->width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &source->height);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &source->bands);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &bits);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &layout);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &source->compression);
    source->predictor = 1;
    TIFFGetField(tiff, TIFFTAG_PREDICTOR, &source->predictor);
    if (layout != PLANARCONFIG_CONTIG && source->bands > 1) { fprintf(stderr, "%s: bands lie apart\n", path); exit(1); }
    source->sample = bits / 8;
    if (TIFFIsTiled(tiff)) {
        TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &source->side);
        TIFFGetField(tiff, TIFFTAG_TILELENGTH, &source->rows);
        TIFFGetField(tiff, TIFFTAG_TILEOFFSETS, &source->places);
        TIFFGetField(tiff, TIFFTAG_TILEBYTECOUNTS, &source->sizes);
        source->count = TIFFNumberOfTiles(tiff);
    } else {
        source->side = source->width;
        TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &source->rows);
        if (source->rows > source->height) source->rows = source->height;
        TIFFGetField(tiff, TIFFTAG_STRIPOFFSETS, &source->places);
        TIFFGetField(tiff, TIFFTAG_STRIPBYTECOUNTS, &source->sizes);
        source->count = TIFFNumberOfStrips(tiff);
    }
    return source;
}

static Block blockOf(const Source *source, size_t number) {
    size_t across = (source->width + source->side - 1) / source->side;
    int x = number % across * source->side, y = number / across * source->rows, rows = source->rows;
    if (!TIFFIsTiled(source->tiff) && y + rows > (int)source->height) rows = source->height - y;
    return (Block){source, source->bytes + source->places[number], source->sizes[number],
                   (size_t)source->side * rows * source->bands * source->sample,
                   x, y, source->side, rows};
}

static Unpacker *unpackerNew(size_t largest) {
    Unpacker *unpacker = malloc(sizeof(Unpacker));
    lzwStart(&unpacker->lzw);
    unpacker->inflate = libdeflate_alloc_decompressor();
    unpacker->bytes = malloc(largest + LZW_SLACK);
    unpacker->row = malloc(largest + LZW_SLACK);
    return unpacker;
}

static uint64_t addEight(uint64_t a, uint64_t b) {
    const uint64_t low = 0x7F7F7F7F7F7F7F7F;
    return ((a & low) + (b & low)) ^ ((a ^ b) & ~low);
}

/* Adds bytes up, each to the one `step` before: eight at once, where as many pixels have as many bytes. */
static void addBytes(unsigned char *row, size_t count, size_t step) {
    size_t done = step;
    if (step == 1 || step == 2 || step == 4) {
        uint64_t eight, sum = 0, ones = step == 1 ? 0x0101010101010101 : step == 2 ? 0x0001000100010001 : 0x0000000100000001;
        for (done = 0; done + 8 <= count; done += 8) {
            memcpy(&eight, row + done, 8);
            for (size_t bits = 8 * step; bits < 64; bits *= 2) eight = addEight(eight, eight << bits);
            sum = addEight(sum, eight);
            memcpy(row + done, &sum, 8);
            sum = (sum >> (64 - 8 * step)) * ones;
        }
        if (done < step) done = step;
    }
    for (; done < count; done++) row[done] += row[done - step];
}

static void undo(Unpacker *unpacker, const Block *block) {
    const Source *source = block->source;
    size_t step = source->bands, samples = block->width * step, size = samples * source->sample;
    for (int y = 0; y < block->height; y++) {
        unsigned char *row = unpacker->bytes + y * size;
        if (source->predictor == 3) {
            addBytes(row, size, step);
            memcpy(unpacker->row, row, size);
            const unsigned char *planes = unpacker->row;
            for (size_t i = 0; i < samples; i++)
                ((uint32_t *)row)[i] = (uint32_t)planes[i] << 24 | planes[samples + i] << 16 | planes[2 * samples + i] << 8
                    | planes[3 * samples + i];
        } else if (source->sample == 1) {
            addBytes(row, size, step);
        } else if (source->sample == 2) {
            for (size_t i = step; i < samples; i++) ((uint16_t *)row)[i] += ((uint16_t *)row)[i - step];
        } else {
            for (size_t i = step; i < samples; i++) ((uint32_t *)row)[i] += ((uint32_t *)row)[i - step];
        }
    }
}

/* Unpacks a block into the unpacker's bytes; gives whether it is sound. A block that is not there is of no work. */
static int unpack(Unpacker *unpacker, const Block *block) {
    const Source *source = block->source;
    if (!block->size) return 1;
    switch (source->compression) {
    case COMPRESSION_LZW:
        if (!lzwUnpack(&unpacker->lzw, block->packed, block->size, unpacker->bytes, block->unpacked)) return 0;
        break;
    case COMPRESSION_ADOBE_DEFLATE: case COMPRESSION_DEFLATE:
        if (libdeflate_zlib_decompress(unpacker->inflate, block->packed, block->size, unpacker->bytes, block->unpacked, NULL))
            return 0;
        break;
    case COMPRESSION_NONE:
        memcpy(unpacker->bytes, block->packed, block->unpacked);
        break;
    default: return 0;
    }
    if (source->predictor != 1) undo(unpacker, block);
    return 1;
}

/* Holds all blocks of a file against libtiff. */
static void check(const char *path) {
    Source *source = sourceOpen(path);
    size_t largest = blockOf(source, 0).unpacked, total = 0;
    Unpacker *unpacker = unpackerNew(largest);
    unsigned char *bytes = malloc(largest);
    double ours = 0, theirs = 0;
    for (size_t i = 0; i < source->count; i++) {
        Block block = blockOf(source, i);
        if (!block.size) continue;
        double start = clockOf(CLOCK_THREAD_CPUTIME_ID);
        int isSound = unpack(unpacker, &block);
        double middle = clockOf(CLOCK_THREAD_CPUTIME_ID);
        tmsize_t size = TIFFIsTiled(source->tiff) ? TIFFReadEncodedTile(source->tiff, i, bytes, block.unpacked)
                                                  : TIFFReadEncodedStrip(source->tiff, i, bytes, block.unpacked);
        theirs += clockOf(CLOCK_THREAD_CPUTIME_ID) - middle;
        ours += middle - start;
        total += block.unpacked;
        if (!isSound || size != (tmsize_t)block.unpacked || memcmp(bytes, unpacker->bytes, size)) {
            fprintf(stderr, "%s: block %zu differs from libtiff's\n", path, i);
            exit(1);
        }
    }
    printf("{\"blocks\": %zu, \"ours\": %.0f, \"libtiff\": %.0f}\n", source->count, total / ours / 1e6, total / theirs / 1e6);
}
