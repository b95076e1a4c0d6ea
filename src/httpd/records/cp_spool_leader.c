/* SPDX-License-Identifier: Apache-2.0 */
/* The spool: reading records, and the progress of their delivery; see
 * cp_spool.h. */
#include "httpd/records/cp_spool_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>

/* Offsets of the two places for the progress: each in a sector of its own. */
#define PROGRESS_AT(n) (1024 + 1024 * (off_t)((n) & 1))

/* Bytes of a segment that are read at first, while a line has no end. */
#define CP_SPOOL_READ 65536

typedef struct saved_progress {
    apr_uint64_t number; /* counts the changes */
    cp_progress progress;
    apr_uint64_t sum;
} saved_progress;

int cp_spool_lead(cp_spool *spool)
{
    cp_spool_control c;

    if (cp_spool_enter(spool, &c) != APR_SUCCESS) {
        return 0;
    }
    cp_spool_leave(spool);
    return cp_spool_lock(spool, CP_LOCK_LEADER, F_WRLCK);
}

void cp_spool_follow(cp_spool *spool)
{
    cp_spool_lock(spool, CP_LOCK_LEADER, F_UNLCK);
}

/* ---- progress ---- */

/* FNV-1a with 64 bits: tells a damaged copy, not a forged one. */
static apr_uint64_t sum_of(const saved_progress *saved)
{
    const unsigned char *s = (const unsigned char *)saved;
    apr_uint64_t sum = APR_UINT64_C(14695981039346656037);
    apr_size_t i;

    for (i = 0; i < offsetof(saved_progress, sum); i++) {
        sum = (sum ^ s[i]) * APR_UINT64_C(1099511628211);
    }
    return sum;
}

static int read_copy(const cp_spool *spool, int which, saved_progress *copy)
{
    return pread(spool->control, copy, sizeof(*copy), PROGRESS_AT(which))
            == (ssize_t)sizeof(*copy)
        && copy->number > 0 && copy->sum == sum_of(copy);
}

/* The spool is not synchronised: after a power failure, or if somebody has
 * removed files, a segment can be shorter than what was delivered. Records that
 * are appended later begin at its end. The append lock is held. */
static void end_in_segment(const cp_spool *spool, cp_spool_place *place)
{
    char path[CP_SPOOL_PATH];
    apr_off_t size = 0;
    int fd;

    cp_spool_path(spool, path, "segment", place->segment);
    fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd >= 0) {
        size = cp_spool_whole_lines(fd);
        close(fd);
    }
    else if (errno != ENOENT) {
        return;
    }
    if (size >= 0 && place->offset > (apr_uint64_t)size) {
        place->offset = (apr_uint64_t)size;
    }
}

/* Corrects a place that is not in the spool. The append lock is held. */
static void end_in_spool(const cp_spool *spool, const cp_spool_control *c,
                         cp_spool_place *place)
{
    if (place->segment < c->tail || place->segment > c->head) {
        place->segment = c->tail;
        place->offset = 0;
    }
    end_in_segment(spool, place);
}

apr_status_t cp_spool_load(cp_spool *spool, cp_progress *progress)
{
    saved_progress copy[2];
    int good[2], newer, i;
    cp_spool_control c;
    apr_status_t rv = cp_spool_enter(spool, &c);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    for (i = 0; i < 2; i++) {
        good[i] = read_copy(spool, i, &copy[i]);
    }
    newer = good[1] && (!good[0] || copy[1].number > copy[0].number);
    memset(progress, 0, sizeof(*progress));
    spool->saves = 0;
    if (good[newer]) {
        *progress = copy[newer].progress;
        spool->saves = copy[newer].number;
    }
    end_in_spool(spool, &c, &progress->done);
    cp_spool_leave(spool);
    return APR_SUCCESS;
}

/* Removes the segments before `from`, and tells all processes. */
static apr_status_t forget(cp_spool *spool, apr_uint64_t from)
{
    cp_spool_control c;
    apr_status_t rv = cp_spool_enter(spool, &c);
    apr_uint64_t first;
    char path[CP_SPOOL_PATH];

    if (rv != APR_SUCCESS) {
        return rv;
    }
    first = c.tail;
    if (from > c.tail && from <= c.head) {
        c.tail = from;
        rv = cp_spool_write_control(spool, &c);
    }
    cp_spool_leave(spool);
    for (; rv == APR_SUCCESS && first < c.tail; first++) {
        cp_spool_path(spool, path, "segment", first);
        unlink(path);
    }
    return rv;
}

apr_status_t cp_spool_save(cp_spool *spool, const cp_progress *progress)
{
    saved_progress saved;

    memset(&saved, 0, sizeof(saved));
    saved.number = spool->saves + 1;
    saved.progress = *progress;
    saved.sum = sum_of(&saved);
    errno = ENOSPC;
    if (pwrite(spool->control, &saved, sizeof(saved), PROGRESS_AT(saved.number))
        != (ssize_t)sizeof(saved)) {
        return errno;
    }
    spool->saves = saved.number;
    return forget(spool, progress->done.segment);
}

/* ---- reading ---- */

/* Returns the bytes of complete lines; 0 if there is none. */
static apr_size_t complete(const char *s, apr_size_t n)
{
    while (n > 0 && s[n - 1] != '\n') {
        n--;
    }
    return n;
}

/* Reads lines of one segment. */
static apr_status_t read_segment(int fd, apr_uint64_t offset, apr_pool_t *p,
                                 apr_size_t max, cp_span *lines)
{
    apr_size_t room = max < CP_SPOOL_READ ? CP_SPOOL_READ : max;
    ssize_t got;

    for (;;) {
        char *s = apr_palloc(p, room);

        got = pread(fd, s, room, (off_t)offset);
        if (got < 0) {
            return errno;
        }
        lines->s = s;
        lines->n = complete(s, (apr_size_t)got);
        if (lines->n > 0 || (apr_size_t)got < room || room > CP_MAX_RECORD) {
            return APR_SUCCESS;
        }
        room *= 4;
    }
}

/* Returns APR_ENOENT if the segment does not exist: nothing was appended. */
static apr_status_t read_at(const cp_spool *spool, const cp_spool_place *from,
                            apr_pool_t *p, apr_size_t max, cp_span *lines)
{
    char path[CP_SPOOL_PATH];
    apr_status_t rv;
    int fd;

    cp_spool_path(spool, path, "segment", from->segment);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return errno;
    }
    rv = read_segment(fd, from->offset, p, max, lines);
    close(fd);
    return rv;
}

apr_status_t cp_spool_read(cp_spool *spool, cp_spool_place *from, apr_pool_t *p,
                           apr_size_t max, cp_span *lines)
{
    cp_spool_control c;
    apr_status_t rv = cp_spool_enter(spool, &c);

    lines->s = "";
    lines->n = 0;
    if (rv != APR_SUCCESS) {
        return rv;
    }
    cp_spool_leave(spool);
    for (;;) {
        rv = read_at(spool, from, p, max, lines);
        if ((rv != APR_SUCCESS && rv != ENOENT) || lines->n > 0
            || from->segment >= c.head) {
            return rv == ENOENT ? APR_SUCCESS : rv;
        }
        /* No process appends to a segment before the last one. */
        from->segment++;
        from->offset = 0;
    }
}

/* ---- notes ---- */

apr_time_t cp_spool_noted(const cp_spool *spool, const char *name)
{
    char path[CP_SPOOL_PATH];
    struct stat info;

    cp_spool_path(spool, path, name, 0);
    return stat(path, &info) == 0 ? apr_time_from_sec(info.st_mtime) : 0;
}

int cp_spool_note(const cp_spool *spool, const char *name)
{
    char path[CP_SPOOL_PATH];
    int fd, good;

    cp_spool_path(spool, path, name, 0);
    fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    good = fd >= 0 && futimens(fd, NULL) == 0;
    if (fd >= 0) {
        close(fd);
    }
    return good;
}
