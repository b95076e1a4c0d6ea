/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The spool: a directory in which records wait for their delivery, for all
 * processes of one store. Uses APR and POSIX alone.
 *
 * A process that makes a record appends it to the last segment, a file of
 * CP_SPOOL_SEGMENT bytes. The blocks of this segment and of the next one are
 * reserved in advance, so a full disk does not stop records at once. One
 * process at a time, the leader, delivers the records in their order, and
 * removes the segments that it has finished.
 *
 * The file `control` has the numbers of the segments and the progress of the
 * leader. It has a fixed size, and a change of it allocates no block. Locks of
 * fcntl() on its bytes protect the segments; the kernel releases them when a
 * process is killed. No process holds the lock for an append while it waits for
 * a store.
 *
 * fsync: the spool is never synchronised. Its bytes survive the end of every
 * process, but a power failure can lose the records of the last seconds that no
 * store has yet.
 */
#ifndef CP_SPOOL_H
#define CP_SPOOL_H

#include <apr_pools.h>
#include <apr_time.h>

#include "core/base/cp_span.h"
#include "core/records/cp_record.h"

/* Bytes of a segment: 10,000 choices, and room for the longest record. */
#define CP_SPOOL_SEGMENT 4194304

/* Segments that can wait. A store that does not recover must not fill the
 * file system of the runtime directory: 64 MiB contain 200,000 choices. */
#define CP_SPOOL_SEGMENTS 16

/* The memory of each process for records that cannot be written to the disk.
 */
#define CP_SPOOL_QUEUE 1000
#define CP_SPOOL_QUEUE_BYTES 1048576

/* Milliseconds for which an append tries to get the lock. Another process holds
 * it for the time of one write(); only a stopped process holds it longer. */
#define CP_SPOOL_PATIENCE 20

typedef struct cp_spool cp_spool;

typedef enum {
    CP_SPOOL_WRITTEN, /* on the disk */
    CP_SPOOL_QUEUED,  /* in the memory of this process */
    CP_SPOOL_LOST     /* the memory is full, too */
} cp_spool_result;

/** A place in the spool. */
typedef struct cp_spool_place {
    apr_uint64_t segment;
    apr_uint64_t offset; /* bytes */
} cp_spool_place;

/** The records that the leader has delivered. A hash is "" if there is none. */
typedef struct cp_progress {
    cp_spool_place done; /* all records before this place are delivered */
    char tip[CP_RECORD_HASH + 1]; /* hash of the last delivered record */
    /* Records before this place are written to the pipe of a program, but not
     * all of them are read from it. Equals `done` for other stores. */
    cp_spool_place sent;
    char sent_tip[CP_RECORD_HASH + 1];
    apr_uint64_t pipe; /* the pipe, by its inode; 0: none */
} cp_progress;

/** Opens the spool in an existing directory. `p` closes it, and is cleared by
 * the end of the process at the latest. Returns NULL if there is no memory for
 * a lock; errors of the disk appear when the spool is used. */
cp_spool *cp_spool_open(apr_pool_t *p, const char *directory);

/**
 * Appends one record, which must not contain a line feed. Never waits longer
 * than CP_SPOOL_PATIENCE. Thread-safe. *status is the error of the disk unless
 * the result is CP_SPOOL_WRITTEN.
 */
cp_spool_result cp_spool_append(cp_spool *spool, cp_span record,
                                apr_status_t *status);

/** Writes the records in memory to the disk. Returns the number of those that
 * remain in memory, with *status as above. Thread-safe. */
int cp_spool_flush(cp_spool *spool, apr_status_t *status);


/* ---- for one thread of each process ---- */

/** Makes this process the leader. Returns 0 if another one is. */
int cp_spool_lead(cp_spool *spool);

/** Ends that. */
void cp_spool_follow(cp_spool *spool);

/** Reads the progress of the last leader, also of one that was killed. */
apr_status_t cp_spool_load(cp_spool *spool, cp_progress *progress);

/** Saves the progress, and removes the segments before progress->done. */
apr_status_t cp_spool_save(cp_spool *spool, const cp_progress *progress);

/**
 * Reads complete lines from a place on: about `max` bytes, but at least one
 * line if there is one. *lines is in `p`, and empty if all are read. *from
 * moves to the next segment after the end of one. Does not change the spool.
 */
apr_status_t cp_spool_read(cp_spool *spool, cp_spool_place *from, apr_pool_t *p,
                           apr_size_t max, cp_span *lines);

/** Returns when a leader has last noted this name, which is the name of a file;
 * 0 if none has. */
apr_time_t cp_spool_noted(const cp_spool *spool, const char *name);

/** Notes the name with the present time. Returns 0 if the disk refuses. */
int cp_spool_note(const cp_spool *spool, const char *name);

#endif
