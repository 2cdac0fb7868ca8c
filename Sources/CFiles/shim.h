#ifndef CANOPY_CFILES_SHIM_H
#define CANOPY_CFILES_SHIM_H

/* Swift does not let a variable of C be read that any thread may change. */
static inline char **canopy_environment(void) {
    extern char **environ;
    return environ;
}

/* The C library declares it for _GNU_SOURCE only, which Swift's module of that library is built without. Its types are
   spelled out (ssize_t, off_t, size_t): a header of the C library here would become this module's. */
long copy_file_range(int source, long *source_offset, int target, long *target_offset, long size,
                     unsigned int flags);

int fallocate(int file, int mode, long offset, long size);
/* FALLOC_FL_KEEP_SIZE and FALLOC_FL_PUNCH_HOLE together. */
enum { CANOPY_PUNCH_HOLE = 3 };

int pipe2(int ends[2], int flags);

int sync_file_range(int file, long offset, long size, unsigned int flags);
/* SYNC_FILE_RANGE_WRITE. */
enum { CANOPY_BEGIN_WRITING = 2 };

#endif
