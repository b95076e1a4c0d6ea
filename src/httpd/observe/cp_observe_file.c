/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The file of the observations; see the header. httpd may be root here, and the
 * directory may be writable for others. Therefore the functions of POSIX are in
 * use: those of APR follow symbolic links.
 */
#include "httpd/observe/cp_observe_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <apr_strings.h>

/* No table is larger. */
#define MAX_SIZE (256 * 1024 * 1024)

static const char *unsafe(const struct stat *st)
{
    if (!S_ISREG(st->st_mode)) {
        return "it is not a regular file";
    }
    if (st->st_uid != geteuid()) {
        return "it belongs to another user";
    }
    if (st->st_mode & (S_IWGRP | S_IWOTH)) {
        return "others may write to it";
    }
    if (st->st_size > MAX_SIZE) {
        return "it is too large";
    }
    return NULL;
}

/* Returns the number of bytes that were read; fewer than `n` after an error. */
static apr_size_t read_bytes(int fd, char *to, apr_size_t n)
{
    apr_size_t done = 0;

    while (done < n) {
        ssize_t got = read(fd, to + done, n - done);

        if (got == 0 || (got < 0 && errno != EINTR)) {
            break;
        }
        done += got > 0 ? (apr_size_t)got : 0;
    }
    return done;
}

static const char *read_open(apr_pool_t *p, int fd, cp_span *bytes)
{
    struct stat st;
    const char *why;
    char *to;

    if (fstat(fd, &st) != 0) {
        return "it cannot be read";
    }
    why = unsafe(&st);
    if (why != NULL) {
        return why;
    }
    to = apr_palloc(p, (apr_size_t)st.st_size + 1);
    bytes->n = read_bytes(fd, to, (apr_size_t)st.st_size);
    bytes->s = to;
    return NULL;
}

const char *cp_observe_file_read(apr_pool_t *p, const char *path,
                                 cp_span *bytes)
{
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    const char *why;

    *bytes = cp_span_of(NULL);
    if (fd < 0) {
        return errno == ENOENT ? NULL
             : errno == ELOOP  ? "it is a symbolic link"
             : errno == EACCES ? "this user may not read it"
                               : "it cannot be opened";
    }
    why = read_open(p, fd, bytes);
    close(fd);
    return why;
}

static apr_status_t write_bytes(int fd, cp_span bytes)
{
    while (bytes.n > 0) {
        ssize_t put = write(fd, bytes.s, bytes.n);

        if (put < 0 && errno != EINTR) {
            return errno;
        }
        bytes = cp_span_skip(bytes, put > 0 ? (apr_size_t)put : 0);
    }
    return fsync(fd) == 0 ? APR_SUCCESS : errno;
}

/* Makes the name of the file last, too: an error is not important. */
static void sync_directory(apr_pool_t *p, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *dir = slash && slash > path
                        ? apr_pstrmemdup(p, path, (apr_size_t)(slash - path))
                        : "/";
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd >= 0) {
        (void)!fsync(fd);
        close(fd);
    }
}

apr_status_t cp_observe_file_write(apr_pool_t *p, const char *path,
                                   cp_span bytes)
{
    const char *fresh = apr_pstrcat(p, path, ".new", NULL);
    apr_status_t rv;
    int fd;

    unlink(fresh); /* of a server that was killed */
    fd =
        open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        return errno;
    }
    rv = write_bytes(fd, bytes);
    if (close(fd) != 0 && rv == APR_SUCCESS) {
        rv = errno;
    }
    if (rv == APR_SUCCESS && rename(fresh, path) != 0) {
        rv = errno;
    }
    if (rv != APR_SUCCESS) {
        unlink(fresh);
        return rv;
    }
    sync_directory(p, path);
    return APR_SUCCESS;
}
