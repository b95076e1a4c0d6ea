/* SPDX-License-Identifier: Apache-2.0 */
/*
 * To be preloaded. APR hands out pool memory from blocks of 8 KiB in which a
 * sanitizer or valgrind sees nothing. Here every apr_palloc() is a malloc()
 * of its own, given back when the pool is: reading past the end, after the
 * pool, or before anything was written becomes visible, in all of httpd.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

#include <apr_pools.h>

#define SLOTS 4096

typedef struct block {
    struct block *next; /* of the same pool; the caller's memory follows */
} block;

typedef struct owner {
    apr_pool_t *pool;
    block *blocks;
    struct owner *next; /* in the same slot */
} owner;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static owner *owners[SLOTS];

static __thread int inside; /* our own call of APR: it needs real memory */
static __thread int ending; /* pools that end around each other */
static __thread block *dying;

static void *real(const char *name)
{
    void *function = dlsym(RTLD_NEXT, name);

    if (function == NULL) {
        abort();
    }
    return function;
}

/* Where the pointer to the pool's owner stands, or would stand. */
static owner **find(const apr_pool_t *p)
{
    owner **at = &owners[((apr_uintptr_t)p >> 4) % SLOTS];

    while (*at != NULL && (*at)->pool != p) {
        at = &(*at)->next;
    }
    return at;
}

/* The first cleanup of a pool, and so the last to run. APR itself still
 * looks at its own records afterwards: freed is what an ended call left. */
static apr_status_t collect(void *data)
{
    owner *o = data;
    block *b;

    pthread_mutex_lock(&lock);
    *find(o->pool) = o->next;
    pthread_mutex_unlock(&lock);
    while ((b = o->blocks) != NULL) {
        o->blocks = b->next;
        b->next = dying;
        dying = b;
    }
    free(o);
    return APR_SUCCESS;
}

/* Not APR's own: a program without APR shall start with this, too. */
static apr_status_t nothing(void *data)
{
    (void)data;
    return APR_SUCCESS;
}

static owner *adopt(apr_pool_t *p)
{
    owner *o = calloc(1, sizeof(*o));

    if (o == NULL) {
        abort();
    }
    o->pool = p;
    *find(p) = o;
    inside = 1;
    apr_pool_cleanup_register(p, o, collect, nothing);
    inside = 0;
    return o;
}

APR_DECLARE(void *) apr_palloc(apr_pool_t *p, apr_size_t size)
{
    static void *(*apr)(apr_pool_t *, apr_size_t);
    owner *o;
    block *b;

    if (inside) {
        if (apr == NULL) {
            apr = (void *(*)(apr_pool_t *, apr_size_t))real("apr_palloc");
        }
        return apr(p, size);
    }
    b = malloc(sizeof(*b) + size);
    if (b == NULL) {
        abort();
    }
    pthread_mutex_lock(&lock);
    o = *find(p);
    if (o == NULL) {
        o = adopt(p);
    }
    b->next = o->blocks;
    o->blocks = b;
    pthread_mutex_unlock(&lock);
    return b + 1;
}

static void end(apr_pool_t *p, const char *name)
{
    block *b;

    ending++;
    ((void (*)(apr_pool_t *))real(name))(p);
    if (--ending > 0) {
        return;
    }
    while ((b = dying) != NULL) {
        dying = b->next;
        free(b);
    }
}

APR_DECLARE(void) apr_pool_clear(apr_pool_t *p)
{
    end(p, "apr_pool_clear");
}

APR_DECLARE(void) apr_pool_destroy(apr_pool_t *p)
{
    end(p, "apr_pool_destroy");
}
