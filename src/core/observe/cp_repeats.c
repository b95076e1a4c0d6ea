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
    static const cp_table_id mask = {0xFFFFFFFF, 0xFF, 0xFF, 0xFF, 0};

    all->table = t;
    all->now = now;
    all->host = (apr_uint32_t)host;
    all->place = (unsigned)host * STRIDE % CP_NAME_PLACES;
    all->mask = cp_table_word(&mask);
    /* no entry is of the kind CP_N_SEEN */
    all->allowed = cp_repeats_id(
        all->host, is_first && t != NULL ? CP_SEEN_RESPONSE : CP_N_SEEN,
        CP_ALLOW, 0);
    if (t == NULL) {
        return;
    }
    all->counters = &t->hosts[host].counters[cp_counter_of_reason(CP_ALLOW)];
    if (is_first) {
        ADD(&t->hosts[host].counters[CP_COUNT_RESPONSES], 1);
    }
}

int cp_repeats_search(const cp_repeats *all, const cp_decision *d, int enforced,
                      const char *category)
{
    cp_table_slot *slot = cp_table_repeat(all->table, (int)all->host, d,
                                          enforced, category, all->now);

    if (slot != NULL && d->declared != NULL) {
        WRITE(&d->declared->seen[cp_repeats_place(all, d->reason)], slot);
    }
    return slot != NULL;
}
