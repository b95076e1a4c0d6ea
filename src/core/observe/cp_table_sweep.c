/* SPDX-License-Identifier: Apache-2.0 */
/* Recovers slots of processes that were killed; see cp_table.h. */
#include "core/observe/cp_table_internal.h"

/* Makes the slot free if the process that claimed it was killed. Returns the
 * tag. */
static apr_uint64_t recover(const cp_table *t, apr_uint32_t at,
                            apr_uint64_t epoch)
{
    apr_uint64_t tag = LOAD(&t->tags[at]);

    if (STATE(tag) == CLAIMED && ((epoch - EPOCH(tag)) & EPOCH_MASK) >= 2
        && SWAP(&t->tags[at], &tag, DEAD)) {
        tag = DEAD;
    }
    return tag;
}

/* A thread that makes an entry during the sweep may not be counted. The next
 * sweep counts it. */
static void recount(const cp_table *t, apr_uint32_t *open_of)
{
    apr_uint32_t used = 0, open = 0, at;
    int i;

    for (at = 0; at <= t->mask; at++) {
        const cp_table_slot *slot = &t->slots[at];
        apr_uint32_t host = READ(&slot->host);

        if (STATE(LOAD(&t->tags[at])) == PUBLISHED
            && host < (apr_uint32_t)t->n_hosts) {
            used++;
            open_of[host] += slot->open != 0;
        }
    }
    for (i = 0; i < t->n_hosts; i++) {
        WRITE(&t->hosts[i].open, open_of[i]);
        open += open_of[i];
    }
    WRITE(&t->head->open, open);
    WRITE(&t->head->used, used);
}

void cp_table_sweep(apr_pool_t *scratch, const cp_table *t)
{
    apr_uint64_t epoch = ADD(&t->head->epoch, 1) + 1;
    apr_uint32_t at;

    for (at = 0; at <= t->mask; at++) {
        recover(t, at, epoch);
    }
    recount(t, apr_pcalloc(scratch, sizeof(apr_uint32_t) * t->n_hosts));
}
