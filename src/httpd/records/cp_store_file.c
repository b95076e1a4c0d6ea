/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records in a file: one line for each, appended. The parent process opens the
 * file at each start, as httpd opens its logs: so it may be in a directory that
 * only root can write, and a rotation works with a graceful restart. The bytes
 * are on the disk (fdatasync) before the records leave the spool.
 */
#include "httpd/records/cp_delivery.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include <apr_portable.h>
#include <apr_strings.h>

#include "httpd/config/cp_module.h"

/* Bytes at the end of the file that are read to find its last line. */
#define TAIL_BYTES (CP_MAX_RECORD + 4096)

static int descriptor(const cp_delivery *d)
{
    apr_os_file_t fd;

    return d->store->file && !apr_os_file_get(&fd, d->store->file) ? fd : -1;
}

/* Returns the size of the file; -1 if it is not a regular file. */
static apr_off_t size_of(int fd)
{
    struct stat info;

    return fd >= 0 && fstat(fd, &info) == 0 && S_ISREG(info.st_mode)
             ? info.st_size
             : -1;
}

/* Cuts a last line without its end, which only the end of the machine can
 * leave. The record is still in the spool. */
static apr_status_t cut_incomplete(cp_delivery *d, int fd, apr_off_t size,
                                   apr_size_t bytes)
{
    ap_log_error(APLOG_MARK, APLOG_WARNING, 0, d->server,
                 CPLOGNO(0185) "records: %" APR_SIZE_T_FMT " bytes at the end "
                               "of %s are not a complete line; they are "
                               "removed",
                 bytes, d->store->conf->name);
    return ftruncate(fd, size - (apr_off_t)bytes) == 0 ? APR_SUCCESS : errno;
}

/* Finds the hash of the last line. */
static apr_status_t read_tip(cp_delivery *d, int fd, const char **tip)
{
    apr_off_t size = size_of(fd);
    apr_off_t from = size > TAIL_BYTES ? size - TAIL_BYTES : 0;
    char *text;
    ssize_t got;
    cp_span line, hash;
    apr_size_t rest;

    *tip = size < 0 ? NULL : "";
    if (size <= 0) {
        return APR_SUCCESS;
    }
    text = apr_palloc(d->batch, (apr_size_t)(size - from));
    got = pread(fd, text, (size_t)(size - from), from);
    if (got < 0) {
        return errno;
    }
    line = cp_span_between(text, text + got);
    for (rest = 0; line.n > 0 && line.s[line.n - 1] != '\n'; rest++) {
        line.n--;
    }
    if (rest > 0 && cut_incomplete(d, fd, size, rest) != APR_SUCCESS) {
        return errno;
    }
    line.n -= line.n > 0;
    hash = cp_record_hash(line);
    *tip = apr_pstrmemdup(d->pool, hash.s, hash.n);
    return APR_SUCCESS;
}

static apr_status_t open_file(cp_delivery *d, const char **tip)
{
    apr_status_t rv = APR_SUCCESS;

    if (d->store->file == NULL) {
        rv = apr_file_open(&d->store->file, d->store->conf->name,
                           APR_READ | APR_WRITE | APR_APPEND | APR_CREATE
                               | APR_LARGEFILE,
                           CP_FILE_MODE, apr_pool_parent_get(d->pool));
    }
    return rv == APR_SUCCESS ? read_tip(d, descriptor(d), tip) : rv;
}

static apr_status_t write_all(int fd, const char *s, apr_size_t n)
{
    while (n > 0) {
        ssize_t done = write(fd, s, n);

        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done <= 0) {
            return done < 0 ? errno : ENOSPC;
        }
        s += done;
        n -= (apr_size_t)done;
    }
    return APR_SUCCESS;
}

static apr_status_t write_file(cp_delivery *d,
                               const apr_array_header_t *records)
{
    cp_buf *b = cp_buf_make(d->batch, 65536);
    int fd = descriptor(d), i;
    apr_off_t size = size_of(fd);
    apr_status_t rv;

    for (i = 0; i < records->nelts; i++) {
        cp_buf_puts(b, APR_ARRAY_IDX(records, i, cp_chained).line, "\n", NULL);
    }
    rv = write_all(fd, b->s, b->n);
    if (rv == APR_SUCCESS && size >= 0 && fdatasync(fd) != 0) {
        rv = errno;
    }
    if (rv != APR_SUCCESS && size >= 0 && ftruncate(fd, size) != 0) {
        rv = errno;
    }
    return rv;
}

/* The file stays open for the next attempt: only the parent can open it. */
static void close_file(cp_delivery *d)
{
    (void)d;
}

const cp_store_type cp_store_file = {"file",     1000, 262144, open_file,
                                     write_file, NULL, NULL,   close_file};
