/* SPDX-License-Identifier: Apache-2.0 */
/* A dry run; see the header. */
#include "core/status/cp_dry_run.h"

#include <string.h>

#include "core/locale/cp_format_date.h"
#include "core/observe/cp_table.h"

/* The declaration in force for an observed name. */
typedef struct found {
    const char *category; /* NULL if it needs no consent by itself */
    const char *where;
} found;

static found find(apr_pool_t *p, const cp_status_host *host,
                  const cp_seen *seen)
{
    found f = {NULL, NULL};

    if (cp_seen_is_cookie(seen)) {
        const cp_cookie *c = cp_status_cookie(p, host, seen->name);

        f.category = c && !cp_cookie_needs_no_consent(c) ? c->category : NULL;
        f.where = c ? c->where : NULL;
    }
    else {
        const cp_source_name *n = cp_status_source(p, host, seen->name);

        f.category = n ? n->source->category : NULL;
        f.where = n ? n->source->where : NULL;
    }
    return f;
}

/* True for a category that needs consent. */
static int needs_consent(const cp_status_host *host, const char *id)
{
    int at = id ? cp_categories_find(host->categories, cp_span_of(id)) : -1;

    return at >= 0 && host->categories->list[at].mode == CP_MODE_CONSENT;
}

/* True if the name passed: it was allowed, or only reported. */
static int passed(const cp_seen *seen)
{
    return seen->reason == CP_ALLOW || !seen->enforced;
}

/* True if the name was suppressed or held at least once. */
static int was_stopped(const cp_status_host *host, const cp_seen *seen)
{
    int i;

    for (i = 0; i < host->observed->n; i++) {
        const cp_seen *other = &host->observed->seen[i];

        if (!passed(other) && !strcmp(other->name, seen->name)
            && cp_seen_is_cookie(other) == cp_seen_is_cookie(seen)) {
            return 1;
        }
    }
    return 0;
}

/* True if the configuration does with the name what the running one did: a
 * name that is only reported stays so, and one that was stopped since then has
 * been reported before. */
static int is_as_reported(const cp_status_host *host, const cp_dry_rules *rules,
                          const cp_seen *seen)
{
    return seen->reason != CP_ALLOW
        && (!rules->enforced || was_stopped(host, seen));
}

cp_dry_e cp_dry_run(apr_pool_t *p, const cp_status_host *host,
                    const cp_dry_rules *rules, const cp_seen *seen)
{
    if (!rules->applies || !passed(seen) || is_as_reported(host, rules, seen)) {
        return CP_DRY_SAME;
    }
    if (!cp_status_is_declared(p, host, seen)) {
        int passes = cp_seen_is_cookie(seen) ? rules->allow_undeclared
                                             : !rules->hold_undeclared;

        return passes ? CP_DRY_SAME : CP_DRY_UNDECLARED;
    }
    return needs_consent(host, find(p, host, seen).category)
                && !was_stopped(host, seen)
             ? CP_DRY_CONSENT
             : CP_DRY_SAME;
}

/* ---- text ---- */

static void line(cp_buf *b, const cp_status_host *host,
                 const cp_dry_rules *rules, const cp_seen *seen, cp_dry_e what)
{
    found f = find(b->pool, host, seen);

    cp_buf_puts(b, "    ", cp_seen_kind_name(seen->kind), " ", NULL);
    cp_buf_log(b, cp_span_of(seen->name), CP_TABLE_NAME);
    cp_buf_put(b, ": passed ");
    cp_status_times(b, seen->count);
    cp_buf_puts(b, " until ", cp_format_iso_date(b->pool, seen->last),
                rules->enforced ? ", would be stopped: "
                                : ", would be reported: ",
                NULL);
    if (what == CP_DRY_UNDECLARED) {
        cp_buf_put(b, "it is not declared");
    }
    else {
        cp_buf_puts(b, "the category ", f.category, " needs consent (",
                    f.where ? f.where : "-", ")", NULL);
    }
    cp_buf_char(b, '\n');
}

/* A name has an entry for each reason and category: adds up those at `at` and
 * after it that have the same future. Returns 0 if an entry before `at` did so.
 */
static int add_up(apr_pool_t *p, const cp_status_host *host,
                  const cp_dry_rules *rules, int at, cp_seen *sum)
{
    const cp_seen *all = host->observed->seen;
    cp_dry_e what = cp_dry_run(p, host, rules, &all[at]);
    int i;

    *sum = all[at];
    for (i = 0; i < host->observed->n; i++) {
        if (i != at && all[i].kind == sum->kind
            && !strcmp(all[i].name, sum->name)
            && cp_dry_run(p, host, rules, &all[i]) == what) {
            if (i < at) {
                return 0;
            }
            cp_seen_add(sum, &all[i]);
        }
    }
    return 1;
}

void cp_dry_run_text(cp_buf *b, const cp_status_host *host,
                     const cp_dry_rules *rules)
{
    apr_size_t before = b->n;
    int i;

    for (i = 0; host->observed != NULL && i < host->observed->n; i++) {
        cp_dry_e what =
            cp_dry_run(b->pool, host, rules, &host->observed->seen[i]);
        cp_seen sum;

        if (what != CP_DRY_SAME && add_up(b->pool, host, rules, i, &sum)) {
            line(b, host, rules, &sum, what);
        }
    }
    if (b->n == before) {
        cp_buf_put(b, "    everything that passed would still pass\n");
    }
}
