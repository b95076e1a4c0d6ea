/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The store of records: a file, a program or a database. One for each value of
 * CookiePolicyRecords that differs, for all virtual hosts with this value.
 * Start-up makes it, in the parent process; one process at a time delivers.
 */
#ifndef CP_STORE_H
#define CP_STORE_H

#include <apr_file_io.h>
#include <apr_tables.h>

#include "httpd/config/cp_conf.h"
#include "httpd/records/cp_spool.h"

/* The records of a file contain no personal data, but they are evidence: others
 * cannot read them unless the administrator permits it. */
#define CP_FILE_MODE (APR_FPROT_UREAD | APR_FPROT_UWRITE | APR_FPROT_GREAD)

struct cp_delivery;

/** A record that is part of the chain. */
typedef struct cp_chained {
    const char *line; /* without a line feed */
    const char *hash;
} cp_chained;

/** The functions of one kind of store. They run in the thread that delivers. A
 * function that fails sets delivery->error to the reason. */
typedef struct cp_store_type {
    const char *word; /* in the log */
    /* The limits of one delivery. */
    int records;
    apr_size_t bytes;
    /* Connects. *tip is the hash of the last line that the store has, in
     * `delivery->pool`; "" for none; NULL if the store does not know it. */
    apr_status_t (*open)(struct cp_delivery *delivery, const char **tip);
    /* Writes records (cp_chained), all or none. */
    apr_status_t (*write)(struct cp_delivery *delivery,
                          const apr_array_header_t *records);
    /* Returns non-zero when the written records have arrived; NULL: at once. */
    int (*arrived)(struct cp_delivery *delivery);
    /* Called when a process begins to deliver, and once a day; may be NULL. */
    void (*daily)(struct cp_delivery *delivery);
    void (*close)(struct cp_delivery *delivery);
} cp_store_type;

typedef struct cp_store {
    /* Made at start-up, then read-only. */
    const cp_records *conf;
    const cp_store_type *type;
    apr_array_header_t *servers; /* server_rec *, with this store */
    const char *directory;       /* of the spool */
    apr_file_t *file; /* opened by the parent: the file or the pipe; or NULL */
    /* Made when a process starts. */
    cp_spool *spool;
    struct cp_delivery *delivery;
} cp_store;

extern const cp_store_type cp_store_file;
extern const cp_store_type cp_store_program;
extern const cp_store_type cp_store_dbd;

/** Returns the server for log lines: the first one with this store. */
static inline server_rec *cp_store_server(const cp_store *store)
{
    return APR_ARRAY_IDX(store->servers, 0, server_rec *);
}

#endif
