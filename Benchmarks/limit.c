/* The least that a verb can take: decode its sources' windows once and compress each tile of its result once, tiles
 * without a valid pixel once for each level, with the result's own predictor, over some threads, writing nothing. Prints
 * the seconds of decoding, of compressing with what canopy has (igzip for differences at level 1, libdeflate for the rest)
 * and of compressing with libdeflate alone.
 *
 *     limit THREADS LEVEL PREDICTOR RESULT SOURCE X Y WIDTH HEIGHT [SOURCE X Y WIDTH HEIGHT]...
 *
 * The result's tiles are unpacked before the clock starts. */
#include <gdal.h>
#include <isa-l/igzip_lib.h>
#include <libdeflate.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct { unsigned char *bytes; size_t size; int width, height, bands, sample; } Tile;
typedef struct { const char *path; int x, y, width, height; } Area;

static Tile *tiles;
static Area areas[8];
static int tileCount, areaCount, threads, level, predictor, igzip;
static atomic_int next;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

static double onThreads(void *(*work)(void *)) {
    pthread_t ids[64];
    double start = now();
    atomic_store(&next, 0);
    for (int i = 0; i < threads; i++) pthread_create(&ids[i], NULL, work, NULL);
    for (int i = 0; i < threads; i++) pthread_join(ids[i], NULL);
    return now() - start;
}

/* How many runs of 512 rows, counted from the source's first, an area meets. */
static int runs(Area area) { return (area.y + area.height + 511) / 512 - area.y / 512; }

/* Runs of 512 rows, which most blocks fit into, each thread with handles of its own. */
static void *decode(void *unused) {
    (void)unused;
    for (int a = 0; a < areaCount; a++) {
        GDALDatasetH file = GDALOpen(areas[a].path, GA_ReadOnly);
        int bands = GDALGetRasterCount(file), first = 0;
        GDALDataType type = GDALGetRasterDataType(GDALGetRasterBand(file, 1));
        int sample = GDALGetDataTypeSizeBytes(type);
        unsigned char *pixels = malloc((size_t)areas[a].width * 512 * bands * sample);
        for (int b = 0; b < a; b++) first += runs(areas[b]);
        int end = first + runs(areas[a]);
        for (;;) {
            int mine = atomic_load(&next);
            if (mine >= end) break;
            if (!atomic_compare_exchange_strong(&next, &mine, mine + 1)) continue;
            int y = (areas[a].y / 512 + mine - first) * 512, bottom = y + 512;
            if (y < areas[a].y) y = areas[a].y;
            if (bottom > areas[a].y + areas[a].height) bottom = areas[a].y + areas[a].height;
            int rows = bottom - y;
            if (GDALDatasetRasterIO(file, GF_Read, areas[a].x, y, areas[a].width, rows, pixels,
                                    areas[a].width, rows, type, bands, NULL, bands * sample,
                                    bands * sample * areas[a].width, sample) != CE_None) exit(1);
        }
        free(pixels);
        GDALClose(file);
    }
    return NULL;
}

/* TIFF's predictors 2 and 3, rows from their ends. */
static void difference(const Tile *tile, unsigned char *target) {
    size_t row = (size_t)tile->width * tile->bands * tile->sample, step = tile->bands, count = row / tile->sample;
    for (int y = 0; y < tile->height; y++) {
        const unsigned char *from = tile->bytes + y * row;
        unsigned char *to = target + y * row;
        if (predictor == 2 && tile->sample == 1) {
            memcpy(to, from, step);
            for (size_t i = step; i < row; i++) to[i] = from[i] - from[i - step];
        } else if (predictor == 3 && tile->sample == 4) {
            static _Thread_local unsigned char planes[1 << 20];
            for (size_t i = 0; i < count; i++)
                for (int b = 0; b < 4; b++) planes[b * count + i] = from[i * 4 + 3 - b];
            memcpy(to, planes, step);
            for (size_t i = step; i < row; i++) to[i] = planes[i] - planes[i - step];
        } else {
            memcpy(to, from, row);
        }
    }
}

static void quickly(const unsigned char *source, size_t count, unsigned char *target, size_t room, void *buffer) {
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
}

static void *compress(void *unused) {
    (void)unused;
    struct libdeflate_compressor *codec = libdeflate_alloc_compressor(level);
    size_t room = libdeflate_zlib_compress_bound(codec, tiles[0].size);
    unsigned char *packed = malloc(room), *differences = malloc(tiles[0].size), *buffer = malloc(ISAL_DEF_LVL2_DEFAULT);
    for (int i; (i = atomic_fetch_add(&next, 1)) < tileCount;) {
        difference(&tiles[i], differences);
        if (igzip) quickly(differences, tiles[i].size, packed, room, buffer);
        else libdeflate_zlib_compress(codec, differences, tiles[i].size, packed, room);
    }
    libdeflate_free_compressor(codec);
    free(packed);
    free(differences);
    free(buffer);
    return NULL;
}

/* The tiles of a level; of those that are all the same only the first. */
static void unpack(GDALDatasetH file, int overview) {
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

int main(int count, char **words) {
    GDALAllRegister();
    threads = atoi(words[1]);
    level = atoi(words[2]);
    predictor = atoi(words[3]);
    for (int i = 5; i + 4 < count; i += 5)
        areas[areaCount++] = (Area){words[i], atoi(words[i + 1]), atoi(words[i + 2]), atoi(words[i + 3]),
                                    atoi(words[i + 4])};
    GDALDatasetH file = GDALOpen(words[4], GA_ReadOnly);
    for (int i = -1; i < GDALGetOverviewCount(GDALGetRasterBand(file, 1)); i++) unpack(file, i);
    GDALClose(file);
    double decoding = onThreads(decode), libdeflate = onThreads(compress);
    igzip = level == 1 && predictor != 1;
    double compressing = onThreads(compress);
    printf("{\"decode\": %.4f, \"compress\": %.4f, \"libdeflate\": %.4f, \"tiles\": %d}\n", decoding, compressing,
           libdeflate, tileCount);
    return 0;
}
