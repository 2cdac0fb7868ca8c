#ifndef CPNG_H
#define CPNG_H

#include <stddef.h>
#include <stdint.h>

// libpng leaves its functions by longjmp when something is wrong. A jump across a Swift frame would skip its cleaning
// up, so a whole file is written by one call, and the jump ends inside.

enum { CANOPY_PNG_REASON_SIZE = 256 };

/// Text about a picture. `is_utf8` is 0 for Latin-1.
struct canopy_png_text {
    char *keyword;
    char *text;
    int is_utf8;
};

/// Samples of 8 bits, row by row, the 1 to 4 channels of a pixel side by side.
struct canopy_png_picture {
    uint32_t width;
    uint32_t height;
    int channels;
    const uint8_t *samples;
    const struct canopy_png_text *texts;
    int text_count;
};

/// Writes a picture to `path`. Returns 0, or -1 with the reason.
int canopy_png_write(const char *path, const struct canopy_png_picture *picture, char reason[CANOPY_PNG_REASON_SIZE]);

/// libpng's version.
const char *canopy_png_version(void);

#endif
