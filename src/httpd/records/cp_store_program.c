/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records for the standard input of a program, which the parent process starts
 * and restarts as httpd does for its logs. The pipe survives the end of the
 * program, but not that of httpd: so records leave the spool only when the
 * program has read them from the pipe.
 */
#include "httpd/records/cp_delivery.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <apr_portable.h>

#include "httpd/config/cp_module.h"

/* Bytes that fit into an empty pipe on every system that httpd runs on. */
#define PIPE_BYTES 16384

/* The text that the pipe has not taken yet: longer than the pipe has room. */
typedef struct remainder {
    apr_pool_t *pool; /* of the text; cleared before the next one */
    const char *s;
    apr_size_t n;
} remainder;

static int descriptor(const cp_delivery *d)
{
    apr_os_file_t fd;

    return d->store->file && !apr_os_file_get(&fd, d->store->file) ? fd : -1;
}

/* Returns the number of the pipe: a restart of httpd makes another one. */
static apr_uint64_t number_of(int fd)
{
    struct stat info;

    return fd >= 0 && fstat(fd, &info) == 0 ? (apr_uint64_t)info.st_ino : 0;
}

static apr_status_t open_pipe(cp_delivery *d, const char **tip)
{
    apr_uint64_t pipe;
    remainder *rest;

    if (descriptor(d) < 0) {
        d->error = "it does not run";
        return APR_EGENERAL;
    }
    *tip = NULL;
    rest = apr_pcalloc(d->pool, sizeof(*rest));
    apr_pool_create(&rest->pool, d->pool);
    d->connection = rest;
    pipe = number_of(descriptor(d));
    /* The records in a pipe of the past are written again. */
    if (d->progress.pipe != pipe) {
        d->progress.sent = d->progress.done;
    }
    d->progress.pipe = pipe;
    return APR_SUCCESS;
}

/* Writes as much of the remainder as the pipe takes. */
static apr_status_t push(cp_delivery *d)
{
    remainder *rest = d->connection;

    while (rest->n > 0) {
        ssize_t done = write(descriptor(d), rest->s, rest->n);

        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done < 0) {
            return errno == EAGAIN ? APR_SUCCESS : errno;
        }
        rest->s += done;
        rest->n -= (apr_size_t)done;
    }
    return APR_SUCCESS;
}

/* The pipe is empty before. Therefore one write() takes all but a long text. */
static apr_status_t write_pipe(cp_delivery *d,
                               const apr_array_header_t *records)
{
    remainder *rest = d->connection;
    cp_buf *b;
    int i;

    apr_pool_clear(rest->pool);
    b = cp_buf_make(rest->pool, PIPE_BYTES);
    for (i = 0; i < records->nelts; i++) {
        cp_buf_puts(b, APR_ARRAY_IDX(records, i, cp_chained).line, "\n", NULL);
    }
    rest->s = b->s;
    rest->n = b->n;
    return push(d);
}

/* True if the program has read everything. */
static int is_read(cp_delivery *d)
{
    const remainder *rest = d->connection;
    int waiting = 0;

    if (push(d) != APR_SUCCESS || rest->n > 0) {
        return 0;
    }
    return ioctl(descriptor(d), FIONREAD, &waiting) != 0 || waiting == 0;
}

static void close_pipe(cp_delivery *d)
{
    d->connection = NULL;
}

const cp_store_type cp_store_program = {"program", 50,         PIPE_BYTES / 2,
                                        open_pipe, write_pipe, is_read,
                                        NULL,      close_pipe};
