/* Which files PROJ may read.
 *
 * A coordinate reference system in somebody's file can name any file of this machine as its grid, and PROJ opens it as
 * soon as GDAL understands the definition. PROJ has a way to say how a context opens files, but contexts do not pass it
 * on, and GDAL, which makes one for each thread, hands none of them out. So this program has functions of its own in the
 * place of the two that make contexts: the linker finds a program's before those of its libraries. */
#define _GNU_SOURCE

#include "CPROJFiles.h"

#include <dlfcn.h>
#include <proj.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum { most_folders = 32 };
static char *allowed[most_folders];
static int allowed_count;

static int is_allowed(const char *path) {
    if (strstr(path, "..")) return 0;
    for (int index = 0; index < allowed_count; index++) {
        size_t length = strlen(allowed[index]);
        if (strncmp(path, allowed[index], length) == 0 && path[length] == '/') return 1;
    }
    return 0;
}

static PROJ_FILE_HANDLE *open_file(PJ_CONTEXT *context, const char *path, PROJ_OPEN_ACCESS access, void *data) {
    (void)context, (void)data;
    if (access != PROJ_OPEN_ACCESS_READ_ONLY || !is_allowed(path)) return NULL;
    return (PROJ_FILE_HANDLE *)fopen(path, "rbe");
}

static size_t read_file(PJ_CONTEXT *context, PROJ_FILE_HANDLE *file, void *buffer, size_t size, void *data) {
    (void)context, (void)data;
    return fread(buffer, 1, size, (FILE *)file);
}

static size_t write_file(PJ_CONTEXT *context, PROJ_FILE_HANDLE *file, const void *buffer, size_t size, void *data) {
    (void)context, (void)file, (void)buffer, (void)size, (void)data;
    return 0;
}

static int seek_file(PJ_CONTEXT *context, PROJ_FILE_HANDLE *file, long long offset, int whence, void *data) {
    (void)context, (void)data;
    return fseeko((FILE *)file, (off_t)offset, whence) == 0;
}

static unsigned long long tell_file(PJ_CONTEXT *context, PROJ_FILE_HANDLE *file, void *data) {
    (void)context, (void)data;
    return (unsigned long long)ftello((FILE *)file);
}

static void close_file(PJ_CONTEXT *context, PROJ_FILE_HANDLE *file, void *data) {
    (void)context, (void)data;
    fclose((FILE *)file);
}

static int file_exists(PJ_CONTEXT *context, const char *path, void *data) {
    (void)context, (void)data;
    return is_allowed(path) && access(path, F_OK) == 0;
}

static int change_nothing(PJ_CONTEXT *context, const char *path, void *data) {
    (void)context, (void)path, (void)data;
    return 0;
}

static int rename_nothing(PJ_CONTEXT *context, const char *path, const char *target, void *data) {
    (void)context, (void)path, (void)target, (void)data;
    return 0;
}

static const PROJ_FILE_API files = {
    1, open_file, read_file, write_file, seek_file, tell_file, close_file, file_exists, change_nothing, change_nothing,
    rename_nothing,
};

void canopy_proj_keep_to(const char *const *folders, int count) {
    for (int index = 0; index < count && allowed_count < most_folders; index++)
        if ((allowed[allowed_count] = strdup(folders[index]))) allowed_count++;
    proj_context_set_fileapi(NULL, &files, NULL);
}

static PJ_CONTEXT *kept(PJ_CONTEXT *context) {
    if (context) proj_context_set_fileapi(context, &files, NULL);
    return context;
}

PJ_CONTEXT *proj_context_create(void) {
    PJ_CONTEXT *(*original)(void) = (PJ_CONTEXT * (*)(void)) dlsym(RTLD_NEXT, "proj_context_create");
    return original ? kept(original()) : NULL;
}

PJ_CONTEXT *proj_context_clone(PJ_CONTEXT *context) {
    PJ_CONTEXT *(*original)(PJ_CONTEXT *) =
        (PJ_CONTEXT * (*)(PJ_CONTEXT *)) dlsym(RTLD_NEXT, "proj_context_clone");
    return original ? kept(original(context)) : NULL;
}
