/* SPDX-License-Identifier: Apache-2.0 */
/* The spool: appending records; see the header. The leader's part is in
 * cp_spool_leader.c. */
#include "httpd/records/cp_spool_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <apr_file_info.h>
#include <apr_strings.h>
#include <apr_time.h>

/* ---- the control file ---- */

int cp_spool_lock(cp_spool *spool, int byte, int type)
{
    struct flock lock = {0};

    lock.l_type = (short)type;
    lock.l_whence = SEEK_SET;
    lock.l_start = byte;
    lock.l_len = 1;
    return fcntl(spool->control, F_SETLK, &lock) == 0;
}

/* Sets the numbers by the segments that exist: for a new directory, or if the
 * file is damaged. */
static void survey(cp_spool *spool, cp_spool_control *c)
{
    apr_pool_t *p;
    apr_dir_t *dir;
    apr_finfo_t entry;

    c->head = c->tail = 0;
    apr_pool_create(&p, spool->pool);
    if (apr_dir_open(&dir, spool->directory, p) == APR_SUCCESS) {
        while (apr_dir_read(&entry, APR_FINFO_NAME, dir) == APR_SUCCESS) {
            apr_uint64_t n = !strncmp(entry.name, "segment.", 8)
                               ? strtoull(entry.name + 8, NULL, 10)
                               : 0;

            n = n <= CP_SPOOL_NUMBERS ? n : 0;
            c->head = n > c->head ? n : c->head;
            c->tail = n > 0 && (c->tail == 0 || n < c->tail) ? n : c->tail;
        }
    }
    apr_pool_destroy(p);
    if (c->head == 0) {
        c->head = c->tail = 1;
    }
    if (c->head - c->tail > CP_SPOOL_SEGMENTS) {
        c->tail = c->head - CP_SPOOL_SEGMENTS;
    }
}

/* False for a damaged file. Otherwise a reader could search for segments that
 * do not exist, almost without end. */
static int is_sound(const cp_spool_control *c)
{
    return !memcmp(c->magic, CP_CONTROL_MAGIC, sizeof(c->magic)) && c->tail > 0
        && c->tail <= c->head && c->head - c->tail <= CP_SPOOL_SEGMENTS
        && c->head <= 2 * CP_SPOOL_NUMBERS;
}

/* Reads the numbers. The append lock is held. */
static apr_status_t read_control(cp_spool *spool, cp_spool_control *c)
{
    static const char zeros[CP_CONTROL_SIZE];
    struct stat info;

    if (pread(spool->control, c, sizeof(*c), 0) == (ssize_t)sizeof(*c)
        && is_sound(c)) {
        return APR_SUCCESS;
    }
    if (fstat(spool->control, &info) != 0
        || (info.st_size < CP_CONTROL_SIZE
            && pwrite(spool->control, zeros, sizeof(zeros), 0)
                   != (ssize_t)sizeof(zeros))) {
        return errno ? errno : ENOSPC;
    }
    memcpy(c->magic, CP_CONTROL_MAGIC, sizeof(c->magic));
    survey(spool, c);
    return cp_spool_write_control(spool, c);
}

apr_status_t cp_spool_write_control(cp_spool *spool, const cp_spool_control *c)
{
    return pwrite(spool->control, c, sizeof(*c), 0) == (ssize_t)sizeof(*c)
             ? APR_SUCCESS
         : errno ? errno
                 : ENOSPC;
}

/* Opens the control file. A spool whose disk was full tries again later. */
static apr_status_t open_control(cp_spool *spool)
{
    char path[CP_SPOOL_PATH];

    if (spool->control < 0) {
        cp_spool_path(spool, path, "control", 0);
        spool->control = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    }
    return spool->control >= 0 ? APR_SUCCESS : errno;
}

apr_status_t cp_spool_enter(cp_spool *spool, cp_spool_control *c)
{
    apr_status_t rv = open_control(spool);
    int tries;

    if (rv != APR_SUCCESS) {
        return rv;
    }
    for (tries = 0; !cp_spool_lock(spool, CP_LOCK_APPEND, F_WRLCK); tries++) {
        if (tries == CP_SPOOL_PATIENCE) {
            return EAGAIN;
        }
        apr_sleep(1000);
    }
    rv = read_control(spool, c);
    if (rv != APR_SUCCESS) {
        cp_spool_leave(spool);
    }
    return rv;
}

void cp_spool_leave(cp_spool *spool)
{
    cp_spool_lock(spool, CP_LOCK_APPEND, F_UNLCK);
}

/* ---- segments ---- */

void cp_spool_path(const cp_spool *spool, char *path, const char *name,
                   apr_uint64_t number)
{
    if (number > 0) {
        apr_snprintf(path, CP_SPOOL_PATH, "%s/%s.%" APR_UINT64_T_FMT,
                     spool->directory, name, number);
    }
    else {
        apr_snprintf(path, CP_SPOOL_PATH, "%s/%s", spool->directory, name);
    }
}

/* Opens a segment for appending, and reserves its blocks. Returns -1 with
 * errno. A file system without reservations allocates them at each write. */
static int open_segment(const cp_spool *spool, apr_uint64_t number)
{
    char path[CP_SPOOL_PATH];
    int fd;

    cp_spool_path(spool, path, "segment", number);
    fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        return -1;
    }
#ifdef FALLOC_FL_KEEP_SIZE
    if (fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, CP_SPOOL_SEGMENT) != 0
        && (errno == ENOSPC || errno == EDQUOT || errno == EFBIG)) {
        int error = errno;
        struct stat info;

        if (fstat(fd, &info) == 0 && info.st_size == 0) {
            close(fd);
            unlink(path);
            errno = error;
            return -1;
        }
    }
#endif
    return fd;
}

/* Makes the next segment, so that it is there when the disk is full. An error
 * has no effect yet: the next append of the last segment tries again. */
static void make_spare(const cp_spool *spool, const cp_spool_control *c)
{
    int fd = c->head + 1 - c->tail < CP_SPOOL_SEGMENTS
               ? open_segment(spool, c->head + 1)
               : -1;

    if (fd >= 0) {
        close(fd);
    }
}

static apr_status_t use_head(cp_spool *spool, const cp_spool_control *c)
{
    if (spool->segment >= 0 && spool->number == c->head) {
        return APR_SUCCESS;
    }
    if (spool->segment >= 0) {
        close(spool->segment);
    }
    spool->segment = open_segment(spool, c->head);
    spool->number = c->head;
    if (spool->segment < 0) {
        return errno;
    }
    make_spare(spool, c);
    return APR_SUCCESS;
}

apr_off_t cp_spool_whole_lines(int fd)
{
    struct stat info;
    apr_off_t size;
    char last = '\n';

    if (fd < 0 || fstat(fd, &info) != 0) {
        return -1;
    }
    size = info.st_size;
    while (size > 0 && pread(fd, &last, 1, size - 1) == 1 && last != '\n') {
        size--;
    }
    return size < info.st_size && ftruncate(fd, size) != 0 ? -1 : size;
}

/* Makes the next segment the last one. */
static apr_status_t advance(cp_spool *spool, cp_spool_control *c)
{
    cp_spool_control next = *c;
    apr_status_t rv;

    if (c->head + 1 - c->tail >= CP_SPOOL_SEGMENTS) {
        return ENOSPC;
    }
    next.head++;
    rv = use_head(spool, &next);
    if (rv == APR_SUCCESS) {
        rv = cp_spool_write_control(spool, &next);
        *c = next;
    }
    return rv;
}

/* Writes a line to the last segment. The append lock is held. */
static apr_status_t write_line(cp_spool *spool, cp_spool_control *c,
                               cp_span line)
{
    apr_status_t rv = use_head(spool, c);
    apr_off_t size =
        rv == APR_SUCCESS ? cp_spool_whole_lines(spool->segment) : 0;

    if (rv == APR_SUCCESS && size > 0
        && size + (apr_off_t)line.n > CP_SPOOL_SEGMENT) {
        rv = advance(spool, c);
        size = 0;
    }
    if (rv != APR_SUCCESS || size < 0) {
        return rv != APR_SUCCESS ? rv : errno;
    }
    errno = ENOSPC;
    if (write(spool->segment, line.s, line.n) == (ssize_t)line.n) {
        return APR_SUCCESS;
    }
    rv = errno;
    if (ftruncate(spool->segment, size) != 0) {
        return errno;
    }
    return rv;
}

static apr_status_t write_one(cp_spool *spool, cp_span line)
{
    cp_spool_control c;
    apr_status_t rv = cp_spool_enter(spool, &c);

    if (rv == APR_SUCCESS) {
        rv = write_line(spool, &c, line);
        cp_spool_leave(spool);
    }
    return rv;
}

/* ---- the memory of this process ---- */

static cp_spool_result keep_in_memory(cp_spool *spool, cp_span line)
{
    cp_span *kept;

    if (spool->queue->nelts == CP_SPOOL_QUEUE
        || spool->queue_bytes + line.n > CP_SPOOL_QUEUE_BYTES) {
        return CP_SPOOL_LOST;
    }
    kept = apr_array_push(spool->queue);
    kept->s = apr_pstrmemdup(spool->queue_pool, line.s, line.n);
    kept->n = line.n;
    spool->queue_bytes += line.n;
    return CP_SPOOL_QUEUED;
}

/* Writes the records in memory, oldest first. Returns the first error. */
static apr_status_t write_queue(cp_spool *spool)
{
    apr_status_t rv = APR_SUCCESS;
    int i;

    for (i = 0; i < spool->queue->nelts && rv == APR_SUCCESS; i++) {
        rv = write_one(spool, APR_ARRAY_IDX(spool->queue, i, cp_span));
    }
    i -= rv != APR_SUCCESS;
    if (i == spool->queue->nelts) {
        apr_pool_clear(spool->queue_pool);
        spool->queue_bytes = 0;
        spool->queue = apr_array_make(spool->queue_pool, 16, sizeof(cp_span));
    }
    else if (i > 0) {
        spool->queue->nelts -= i;
        memmove(spool->queue->elts, spool->queue->elts + i * sizeof(cp_span),
                (apr_size_t)spool->queue->nelts * sizeof(cp_span));
    }
    return rv;
}

cp_spool_result cp_spool_append(cp_spool *spool, cp_span record,
                                apr_status_t *status)
{
    cp_spool_result result = CP_SPOOL_WRITTEN;
    char *copy = malloc(record.n + 1);
    cp_span line = {copy, record.n + 1};

    *status = APR_ENOMEM;
    if (copy == NULL || record.n > CP_MAX_RECORD) {
        free(copy);
        return CP_SPOOL_LOST;
    }
    memcpy(copy, record.s, record.n);
    copy[record.n] = '\n';
    apr_thread_mutex_lock(spool->mutex);
    /* Records in memory come first, and the timer writes them: requests do not
     * wait for a lock again and again. */
    *status = spool->queue->nelts > 0 ? EAGAIN : write_one(spool, line);
    if (*status != APR_SUCCESS) {
        result = keep_in_memory(spool, line);
    }
    apr_thread_mutex_unlock(spool->mutex);
    free(copy);
    return result;
}

int cp_spool_flush(cp_spool *spool, apr_status_t *status)
{
    int left;

    apr_thread_mutex_lock(spool->mutex);
    *status = spool->queue->nelts > 0 ? write_queue(spool) : APR_SUCCESS;
    left = spool->queue->nelts;
    apr_thread_mutex_unlock(spool->mutex);
    return left;
}

/* ---- opening ---- */

static apr_status_t close_files(void *data)
{
    cp_spool *spool = data;

    if (spool->segment >= 0) {
        close(spool->segment);
    }
    if (spool->control >= 0) {
        close(spool->control);
    }
    spool->segment = spool->control = -1;
    return APR_SUCCESS;
}

cp_spool *cp_spool_open(apr_pool_t *p, const char *directory)
{
    cp_spool *spool = apr_pcalloc(p, sizeof(*spool));

    spool->pool = p;
    spool->directory = apr_pstrdup(p, directory);
    spool->segment = spool->control = -1;
    if (strlen(directory) + 40 > CP_SPOOL_PATH
        || apr_thread_mutex_create(&spool->mutex, APR_THREAD_MUTEX_DEFAULT, p)
               != APR_SUCCESS) {
        return NULL;
    }
    apr_pool_create(&spool->queue_pool, p);
    spool->queue = apr_array_make(spool->queue_pool, 16, sizeof(cp_span));
    apr_pool_cleanup_register(p, spool, close_files, apr_pool_cleanup_null);
    return spool;
}
