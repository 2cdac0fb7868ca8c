/* The least that a verb can take here: unpack each block of its sources once that has a pixel of the result, with the
 * fastest decoders known (lzw.h, libdeflate), and compress each tile of the result once, those without a valid pixel once for
 * each level, with the result's predictor and the fastest compressor known (igzip, at the level that leaves the bytes that
 * canopy's have), evenly over some threads, from memory and to nowhere. Prints seconds, processor seconds of either part,
 * and counts.
 *
 *     limit THREADS RESULT SOURCE X Y WIDTH HEIGHT [SOURCE X Y WIDTH HEIGHT]...
 *     limit check SOURCE...
 *
 * The result's tiles are unpacked before the clock starts. `check` compares what is unpacked of each block with what libtiff
 * makes of it, and tells both speeds. */
#include "blocks.h"
#include <gdal.h>
#include <isa-l/igzip_lib.h>
#include <pthread.h>
#include <stdatomic.h>

typedef struct { unsigned char *bytes; size_t size; int width, height, bands, sample; } Tile;

static Tile *tiles;
static Block *blocks;
static size_t tileCount, blockCount, largest, packedBytes;
static int threads, predictor;
static atomic_size_t next;
static double decoding, compressing;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* TIFF's predictors 2 and 3. */
static void difference(const Tile *tile, unsigned char *target) {
    static _Thread_local unsigned char planes[1 << 20];
    size_t row = (size_t)tile->width * tile->bands * tile->sample, step = tile->bands, count = row / tile->sample;
    for (int y = 0; y < tile->height; y++) {
        const unsigned char *from = tile->bytes + y * row;
        unsigned char *to = target + y * row;
        if (predictor == 2 && tile->sample == 2) {
            const uint16_t *a = (const void *)from;
            for (size_t i = 0; i < count; i++) ((uint16_t *)to)[i] = i < step ? a[i] : a[i] - a[i - step];
        } else if (predictor == 2 && tile->sample == 4) {
            const uint32_t *a = (const void *)from;
            for (size_t i = 0; i < count; i++) ((uint32_t *)to)[i] = i < step ? a[i] : a[i] - a[i - step];
        } else if (predictor == 2) {
            memcpy(to, from, step);
            for (size_t i = step; i < row; i++) to[i] = from[i] - from[i - step];
        } else if (predictor == 3) {
            for (size_t i = 0; i < count; i++) {
                uint32_t bits = ((const uint32_t *)from)[i];
                planes[i] = bits >> 24, planes[count + i] = bits >> 16;
                planes[2 * count + i] = bits >> 8, planes[3 * count + i] = bits;
            }
            memcpy(to, planes, step);
            for (size_t i = step; i < row; i++) to[i] = planes[i] - planes[i - step];
        } else {
            memcpy(to, from, row);
        }
    }
}

static size_t compress(const unsigned char *source, size_t count, unsigned char *target, size_t room, void *buffer) {
    struct isal_zstream stream;
    isal_deflate_stateless_init(&stream);
    stream.level = 2;
    stream.level_buf = buffer;
    stream.level_buf_size = ISAL_DEF_LVL2_DEFAULT;
    stream.gzip_flag = IGZIP_ZLIB;
    stream.end_of_stream = 1;
    stream.flush = NO_FLUSH;
    stream.next_in = (unsigned char *)source;
    stream.avail_in = count;
    stream.next_out = target;
    stream.avail_out = room;
    if (isal_deflate_stateless(&stream) != COMP_OK) exit(1);
    return stream.total_out;
}

/* Blocks first, then tiles, as long as there are any. */
static void *work(void *unused) {
    (void)unused;
    size_t size = tiles[0].size, room = size + size / 8 + 1024, written = 0;
    Unpacker *unpacker = unpackerNew(largest);
    unsigned char *packed = malloc(room), *differences = malloc(size), *buffer = malloc(ISAL_DEF_LVL2_DEFAULT);
    double start = clockOf(CLOCK_THREAD_CPUTIME_ID), middle = 0;
    for (size_t i; (i = atomic_fetch_add(&next, 1)) < blockCount + tileCount;) {
        if (i < blockCount) {
            if (!unpack(unpacker, &blocks[i])) { fprintf(stderr, "block %zu is damaged\n", i); exit(1); }
            continue;
        }
        if (middle == 0) middle = clockOf(CLOCK_THREAD_CPUTIME_ID);
        difference(&tiles[i - blockCount], differences);
        written += compress(differences, size, packed, room, buffer);
    }
    double end = clockOf(CLOCK_THREAD_CPUTIME_ID);
    if (middle == 0) middle = end;
    pthread_mutex_lock(&lock);
    decoding += middle - start;
    compressing += end - middle;
    packedBytes += written;
    pthread_mutex_unlock(&lock);
    return NULL;
}

static double onThreads(void) {
    pthread_t ids[256];
    double start = clockOf(CLOCK_MONOTONIC);
    for (int i = 0; i < threads; i++) pthread_create(&ids[i], NULL, work, NULL);
    for (int i = 0; i < threads; i++) pthread_join(ids[i], NULL);
    return clockOf(CLOCK_MONOTONIC) - start;
}

/* The tiles of a level; of those that are all the same only the first. */
static void collectTiles(GDALDatasetH file, int overview) {
    GDALRasterBandH first = GDALGetRasterBand(file, 1);
    if (overview >= 0) first = GDALGetOverview(first, overview);
    int bands = GDALGetRasterCount(file), side, height, flat = 0;
    GDALGetBlockSize(first, &side, &height);
    GDALDataType type = GDALGetRasterDataType(first);
    int sample = GDALGetDataTypeSizeBytes(type), width = GDALGetRasterBandXSize(first);
    int rows = GDALGetRasterBandYSize(first);
    for (int y = 0; y < rows; y += height)
        for (int x = 0; x < width; x += side) {
            Tile tile = {NULL, (size_t)side * height * bands * sample, side, height, bands, sample};
            tile.bytes = calloc(tile.size, 1);
            int w = width - x < side ? width - x : side, h = rows - y < height ? rows - y : height;
            for (int b = 0; b < bands; b++) {
                GDALRasterBandH band = GDALGetRasterBand(file, b + 1);
                if (overview >= 0) band = GDALGetOverview(band, overview);
                if (GDALRasterIO(band, GF_Read, x, y, w, h, tile.bytes + b * sample, w, h, type, bands * sample,
                                 bands * sample * side) != CE_None) exit(1);
            }
            size_t pixel = (size_t)bands * sample;
            int isFlat = w == side && h == height && !memcmp(tile.bytes, tile.bytes + pixel, tile.size - pixel);
            if (isFlat && flat++) { free(tile.bytes); continue; }
            tiles = realloc(tiles, (tileCount + 1) * sizeof(Tile));
            tiles[tileCount++] = tile;
        }
}

/* Of the sources' blocks those that a valid pixel of the result lies in; `valid` has a byte for each of its pixels. */
static void collectBlocks(Source *source, const double area[4], const unsigned char *valid, int width, int height) {
    double across = width / area[2], down = height / area[3];
    for (size_t i = 0; i < source->count; i++) {
        Block block = blockOf(source, i);
        int left = (block.x - area[0]) * across, right = ceil((block.x + block.width - area[0]) * across);
        int top = (block.y - area[1]) * down, bottom = ceil((block.y + block.height - area[1]) * down), isNeeded = 0;
        left = left < 0 ? 0 : left, right = right > width ? width : right;
        top = top < 0 ? 0 : top, bottom = bottom > height ? height : bottom;
        for (int y = top; y < bottom && !isNeeded && left < right; y++)
            isNeeded = memchr(valid + (size_t)y * width + left, 255, right - left) != NULL;
        if (!isNeeded) continue;
        blocks = realloc(blocks, (blockCount + 1) * sizeof(Block));
        blocks[blockCount++] = block;
        if (block.unpacked > largest) largest = block.unpacked;
    }
}

int main(int count, char **words) {
    if (count > 2 && !strcmp(words[1], "check")) {
        for (int i = 2; i < count; i++) check(words[i]);
        return 0;
    }
    GDALAllRegister();
    threads = atoi(words[1]);
    GDALDatasetH file = GDALOpen(words[2], GA_ReadOnly);
    GDALRasterBandH band = GDALGetRasterBand(file, 1), mask = GDALGetMaskBand(band);
    int width = GDALGetRasterXSize(file), height = GDALGetRasterYSize(file);
    unsigned char *valid = malloc((size_t)width * height);
    if (GDALRasterIO(mask, GF_Read, 0, 0, width, height, valid, width, height, GDT_Byte, 0, 0) != CE_None) exit(1);
    for (int i = -1; i < GDALGetOverviewCount(band); i++) collectTiles(file, i);
    GDALClose(file);
    predictor = sourceOpen(words[2])->predictor;
    for (int i = 3; i + 4 < count; i += 5) {
        double area[4];
        for (int k = 0; k < 4; k++) area[k] = atof(words[i + 1 + k]);
        collectBlocks(sourceOpen(words[i]), area, valid, width, height);
    }
    double wall = onThreads();
    printf("{\"wall\": %.4f, \"cpu\": %.4f, \"decode\": %.4f, \"compress\": %.4f, \"blocks\": %zu, \"tiles\": %zu, "
           "\"bytes\": %zu}\n", wall, decoding + compressing, decoding, compressing, blockCount, tileCount, packedBytes);
    return 0;
}
