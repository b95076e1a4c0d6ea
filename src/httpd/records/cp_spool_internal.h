/* SPDX-License-Identifier: Apache-2.0 */
/* The state of a spool, for cp_spool.c and cp_spool_leader.c alone. */
#ifndef CP_SPOOL_INTERNAL_H
#define CP_SPOOL_INTERNAL_H

#include <apr_tables.h>
#include <apr_thread_mutex.h>

#include "httpd/records/cp_spool.h"

/* The longest path of a file in the spool, with its NUL. */
#define CP_SPOOL_PATH 1024

/* The bytes of the control file that fcntl() locks. */
enum { CP_LOCK_APPEND, CP_LOCK_LEADER };

/* The control file: the numbers at its begin, and two places for the progress,
 * which are written alternately. A process that is killed, or a power failure,
 * damages one of them at most. */
#define CP_CONTROL_SIZE 4096
#define CP_CONTROL_MAGIC "CPSPOOL1"

/* The largest number of a segment in the name of a file. No spool reaches it:
 * larger numbers are damage. */
#define CP_SPOOL_NUMBERS (APR_UINT64_C(1) << 48)

typedef struct cp_spool_control {
    char magic[8];
    apr_uint64_t head; /* the segment that records are appended to */
    apr_uint64_t tail; /* the oldest segment */
} cp_spool_control;

struct cp_spool {
    apr_pool_t *pool;
    const char *directory;
    apr_thread_mutex_t *mutex; /* one append at a time in this process */
    int control;               /* file descriptors; -1: not open */
    int segment;
    apr_uint64_t number; /* of that segment */
    /* Records that could not be written (cp_span, with their line feed). */
    apr_pool_t *queue_pool;
    apr_array_header_t *queue;
    apr_size_t queue_bytes;
    apr_uint64_t saves; /* number of the last saved progress */
};

/** Writes the path of a file; `number` above 0 becomes its suffix. */
void cp_spool_path(const cp_spool *spool, char *path, const char *name,
                   apr_uint64_t number);

/** Gets or releases a lock, by F_WRLCK or F_UNLCK, without waiting. */
int cp_spool_lock(cp_spool *spool, int byte, int type);

/** Gets the append lock, and reads the numbers. */
apr_status_t cp_spool_enter(cp_spool *spool, cp_spool_control *c);

/** Releases it. */
void cp_spool_leave(cp_spool *spool);

/** Removes an incomplete line at the end of a segment: a process was killed
 * while it wrote. The append lock is held. Returns the size, or -1 with errno.
 */
apr_off_t cp_spool_whole_lines(int fd);

/** Writes the numbers. */
apr_status_t cp_spool_write_control(cp_spool *spool, const cp_spool_control *c);

#endif
