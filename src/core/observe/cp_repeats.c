/* SPDX-License-Identifier: Apache-2.0 */
/* The Set-Cookie fields of one response; see the header. */
#include "core/observe/cp_repeats.h"

#include "core/observe/cp_table_internal.h"

/* The entries of one reason of hosts whose numbers follow each other have
 * different places, because 5 is odd. */
enum { STRIDE = 5 };

void cp_repeats_begin(cp_repeats *all, const cp_table *t, int host,
                      int is_first, apr_int64_t now)
{
    all->table = t;
    all->notes_allowed = is_first && t != NULL;
    all->n_allowed = 0;
    if (t == NULL) {
        return;
    }
    all->now = now;
    all->host = (apr_uint32_t)host;
    all->place = (unsigned)host * STRIDE % CP_NAME_PLACES;
    all->allowed = cp_repeats_id(all->host, CP_ALLOW, 0);
    all->counters = &t->hosts[host].counters[cp_counter_of_reason(CP_ALLOW)];
    if (is_first) {
        ADD(&t->hosts[host].counters[CP_COUNT_RESPONSES], 1);
    }
}

static void remember(const cp_repeats *all, const cp_decision *d, int enforced,
                     cp_table_slot *slot)
{
    cp_recent k;

    if (d->declared != NULL) {
        WRITE(&d->declared->seen[cp_repeats_place(all, d->reason)], slot);
    }
    else if (cp_repeats_key(
                 all, d, cp_repeats_id(all->host, d->reason, enforced), &k)) {
        __atomic_store_n(k.place,
                         (apr_uint64_t)(slot - all->table->slots) << 32
                             | k.category,
                         __ATOMIC_RELEASE);
    }
}

int cp_repeats_search(const cp_repeats *all, const cp_decision *d, int enforced,
                      const char *category)
{
    cp_table_slot *slot = cp_table_repeat(all->table, (int)all->host, d,
                                          enforced, category, all->now);

    if (slot != NULL) {
        remember(all, d, enforced, slot);
    }
    return slot != NULL;
}
