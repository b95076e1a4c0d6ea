/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The delivery of records, in a thread of mod_watchdog in each process. One
 * process leads: it chains the waiting records and writes them to the store,
 * in order, and notes its progress. When it ends, in any way, another one
 * continues.
 */
#ifndef CP_DELIVERY_H
#define CP_DELIVERY_H

#include <apr_thread_mutex.h>

#include "httpd/records/cp_store.h"

/* Microseconds between two looks at the spool. */
#define CP_DELIVERY_INTERVAL 100000

typedef struct cp_delivery {
    /* mod_watchdog ends a delivery in the main thread, while its own thread may
     * still look at the spool. */
    apr_thread_mutex_t *mutex;
    int has_ended;
    cp_store *store;
    server_rec *server; /* for the log */
    apr_pool_t *pool;   /* as long as this process leads */
    apr_pool_t *batch;  /* cleared after each delivery */
    cp_progress progress;
    int leads;
    int is_open;
    apr_uint32_t looks; /* at the spool */
    int next_server;    /* whose policy is recorded next */
    /* The failure of the store. */
    const char *error; /* in `pool` or `batch` */
    apr_time_t failed; /* since when; 0: it works */
    apr_time_t said;   /* in the log */
    apr_time_t retry;  /* when it is tried again */
    void *connection;  /* of the type */
} cp_delivery;

/** Makes the state of this process, in `p`. Returns NULL if there is no memory
 * for a lock. */
cp_delivery *cp_delivery_make(apr_pool_t *p, cp_store *store);

/** Looks at the spool: writes the records in memory, and delivers what waits if
 * this process leads. */
void cp_delivery_look(cp_delivery *delivery);

/** Delivers once more, and lets another process lead. Waits for a look that is
 * not finished; later looks do nothing. */
void cp_delivery_end(cp_delivery *delivery);

#endif
