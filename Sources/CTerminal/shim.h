#ifndef CANOPY_CTERMINAL_SHIM_H
#define CANOPY_CTERMINAL_SHIM_H

#include <locale.h>
#include <stdint.h>
#include <wchar.h>

/// The columns that a terminal takes for a character in this thread's locale; -1 where it cannot be shown. wchar.h has
/// wcwidth(3) only where all of X/Open is asked for before any header, which a module cannot be sure of.
static inline int canopy_columns(uint32_t character) {
    extern int wcwidth(wchar_t character);
    return wcwidth((wchar_t)character);
}

/// A locale that knows all characters; NULL where the system has none.
static inline locale_t canopy_unicode_locale(void) { return newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0); }

#endif
