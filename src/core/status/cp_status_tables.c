/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of one host; see the header. */
#include "core/status/cp_status_tables.h"

#include <apr_hash.h>

#include "core/base/cp_args.h"
#include "core/status/cp_status_page.h"
#include "core/status/cp_status_table.h"
#include "core/policy/cp_duration.h"

/* ---- categories and reasons ---- */

static const char *const reason_labels[] = {
    "Category", "Allowed",   "Undeclared", "Undecided", "Refused",
    "Signal",   "Malformed", "Reserved",   "Demand",    NULL};

/* Appends the row of a category; nothing if no cookie of it was seen. Returns
 * the number of rows. */
static int reason_row(cp_buf *b, const cp_status_host *host,
                      const char *category, const char *shown)
{
    apr_uint64_t counts[CP_N_REASONS], all = 0;
    int r;

    for (r = 0; r < CP_N_REASONS; r++) {
        counts[r] = cp_status_count(host, 0, (cp_reason_e)r, category);
        all += counts[r];
    }
    if (all == 0) {
        return 0;
    }
    cp_buf_put(b, "<tr>");
    cp_status_row_heading(b, shown);
    for (r = 0; r < CP_N_REASONS; r++) {
        cp_status_number_cell(b, reason_labels[r + 1], counts[r]);
    }
    cp_buf_put(b, "</tr>\n");
    return 1;
}

/* Appends the rows to `b`, if `rows` is not 0, or a sentence. */
static void finish(cp_buf *b, cp_buf *table, int rows, const char *sentence)
{
    if (rows > 0) {
        cp_status_table_end(table);
        cp_buf_add(b, table->s, table->n);
    }
    else {
        cp_buf_puts(b, "<p>", sentence, "</p>\n", NULL);
    }
}

void cp_status_reasons(cp_buf *b, const cp_status_host *host)
{
    cp_buf *table = cp_buf_make(b->pool, 1024);
    int i, rows;

    cp_status_table_begin(table, "Occurrences of cookies and storage keys",
                          reason_labels);
    rows = reason_row(table, host, NULL, "undeclared");
    for (i = 0; i < host->categories->n; i++) {
        const char *id = host->categories->list[i].id;

        rows += reason_row(table, host, id, id);
    }
    finish(b, table, rows, "No cookie was seen yet.");
}

/* ---- what is undeclared ---- */

static const char *lifetime_of(apr_pool_t *p, const cp_seen *seen)
{
    return seen->lifetime < 0 ? NULL : cp_duration_format(p, seen->lifetime);
}

static void note_rest(cp_buf *b, const apr_array_header_t *list)
{
    if (list->nelts > CP_STATUS_NEWEST) {
        cp_buf_put(b, "<p>");
        cp_buf_number(b, list->nelts - CP_STATUS_NEWEST);
        cp_buf_put(b, " more are in the <a href=\"?draft\">draft</a>.</p>\n");
    }
}

void cp_status_newest_cookies(cp_buf *b, const cp_status_host *host)
{
    static const char *const labels[] = {
        "Name",   "Seen in", "First seen", "Last seen", "Count",
        "Domain", "Path",    "Lifetime",   "Sample",    NULL};
    apr_array_header_t *list = cp_status_undeclared(b->pool, host, 0);
    cp_buf *table = cp_buf_make(b->pool, 4096);
    int i;

    cp_status_table_begin(table, "Cookies and storage keys", labels);
    for (i = 0; i < list->nelts && i < CP_STATUS_NEWEST; i++) {
        const cp_seen *seen = &APR_ARRAY_IDX(list, i, cp_seen);

        cp_buf_put(table, "<tr>");
        cp_status_row_heading(table, seen->name);
        cp_status_text_cell(table, labels[1], cp_seen_kind_name(seen->kind));
        cp_status_time_cell(table, labels[2], seen->first);
        cp_status_time_cell(table, labels[3], seen->last);
        cp_status_number_cell(table, labels[4], seen->count);
        cp_status_text_cell(table, labels[5], seen->domain);
        cp_status_text_cell(table, labels[6], seen->path);
        cp_status_text_cell(table, labels[7], lifetime_of(b->pool, seen));
        cp_status_text_cell(table, labels[8], seen->sample);
        cp_buf_put(table, "</tr>\n");
    }
    finish(b, table, list->nelts, "Every cookie that was seen is declared.");
    note_rest(b, list);
}

void cp_status_newest_sources(cp_buf *b, const cp_status_host *host)
{
    static const char *const labels[] = {"Source",    "Loaded as", "First seen",
                                         "Last seen", "Count",     "Sample",
                                         NULL};
    apr_array_header_t *list = cp_status_undeclared(b->pool, host, 1);
    cp_buf *table = cp_buf_make(b->pool, 4096);
    int i;

    cp_status_table_begin(table, "Sources", labels);
    for (i = 0; i < list->nelts && i < CP_STATUS_NEWEST; i++) {
        const cp_seen *seen = &APR_ARRAY_IDX(list, i, cp_seen);

        cp_buf_put(table, "<tr>");
        cp_status_row_heading(table, seen->name);
        cp_status_text_cell(table, labels[1], seen->directive);
        cp_status_time_cell(table, labels[2], seen->first);
        cp_status_time_cell(table, labels[3], seen->last);
        cp_status_number_cell(table, labels[4], seen->count);
        cp_status_text_cell(table, labels[5], seen->sample);
        cp_buf_put(table, "</tr>\n");
    }
    finish(b, table, list->nelts, "Every source that was seen is declared.");
    note_rest(b, list);
}

/* ---- counters ---- */

void cp_status_pages(cp_buf *b, const cp_status_host *host)
{
    static const char *const labels[] = {"Reason", "Pages", NULL};
    cp_buf *table = cp_buf_make(b->pool, 1024);
    int c, rows = 0;

    cp_status_table_begin(table, "Pages that stay unchanged", labels);
    for (c = 0; host->observed != NULL && c < CP_N_COUNTERS; c++) {
        const char *reason = cp_counter_page_reason((cp_counter)c);

        if (reason == NULL || host->observed->counters[c] == 0) {
            continue;
        }
        rows++;
        cp_buf_put(table, "<tr>");
        cp_status_row_heading(table, reason);
        cp_status_number_cell(table, labels[1], host->observed->counters[c]);
        cp_buf_put(table, "</tr>\n");
    }
    finish(b, table, rows, "There was no such page.");
}

void cp_status_counters(cp_buf *b, const cp_status_host *host)
{
    static const char *const labels[] = {"Counter", "Meaning", "Number", NULL};
    cp_buf *table = cp_buf_make(b->pool, 4096);
    int c, rows = 0;

    cp_status_table_begin(table, "Counters", labels);
    for (c = 0; host->observed != NULL && c < CP_N_COUNTERS; c++) {
        rows++;
        cp_buf_put(table, "<tr>");
        cp_status_row_heading(table, cp_counter_names[c]);
        cp_buf_puts(table, "<td data-label=\"Meaning\">",
                    cp_counter_page_reason((cp_counter)c)
                        ? "Pages without a banner: "
                        : "",
                    cp_counter_text((cp_counter)c), "</td>", NULL);
        cp_status_number_cell(table, labels[2], host->observed->counters[c]);
        cp_buf_put(table, "</tr>\n");
    }
    finish(b, table, rows, "Nothing was counted yet.");
}

/* ---- declarations ---- */

/* The use of one declaration. */
typedef struct usage {
    apr_uint64_t count;
    apr_int64_t last;
} usage;

/* Returns the usage of each declaration: its address => usage. */
static apr_hash_t *usages(apr_pool_t *p, const cp_status_host *host)
{
    apr_hash_t *all = apr_hash_make(p);
    int i;

    for (i = 0; host->observed != NULL && i < host->observed->n; i++) {
        const cp_seen *seen = &host->observed->seen[i];
        const cp_source_name *name = NULL;
        const void **key = apr_palloc(p, sizeof(*key));
        usage *u;

        if (cp_seen_is_cookie(seen)) {
            *key = cp_status_cookie(p, host, seen->name);
        }
        else {
            name = cp_status_source(p, host, seen->name);
            *key = name ? name->source : NULL;
        }
        if (*key == NULL) {
            continue;
        }
        u = apr_hash_get(all, key, sizeof(*key));
        if (u == NULL) {
            u = apr_pcalloc(p, sizeof(*u));
            apr_hash_set(all, key, sizeof(*key), u);
        }
        u->count += seen->count;
        u->last = seen->last > u->last ? seen->last : u->last;
    }
    return all;
}

static const char *const declaration_labels[] = {
    "Names", "Category", "Seen", "Last seen", "Line", NULL};

static void declaration(cp_buf *b, apr_hash_t *all, const void *key,
                        const char *names, const char *category,
                        const char *where)
{
    const usage *u = apr_hash_get(all, &key, sizeof(key));

    cp_buf_put(b, "<tr>");
    cp_status_row_heading(b, names);
    cp_status_text_cell(b, declaration_labels[1], category);
    cp_status_number_cell(b, declaration_labels[2], u ? u->count : 0);
    cp_status_time_cell(b, declaration_labels[3], u ? u->last : 0);
    cp_status_text_cell(b, declaration_labels[4], where);
    cp_buf_put(b, "</tr>\n");
}

static int declared_cookies(cp_buf *b, apr_hash_t *all, const cp_policy *policy)
{
    apr_array_header_t *cookies = cp_policy_cookies(b->pool, policy);
    int i;

    for (i = 0; i < cookies->nelts; i++) {
        const cp_cookie *c = APR_ARRAY_IDX(cookies, i, const cp_cookie *);

        declaration(b, all, c, cp_args_join(b->pool, c->names, ","),
                    c->category, c->where);
    }
    return cookies->nelts;
}

static int declared_sources(cp_buf *b, apr_hash_t *all, const cp_policy *policy)
{
    apr_array_header_t *sources = cp_sources_list(b->pool, policy);
    int i, j;

    for (i = 0; i < sources->nelts; i++) {
        const cp_source *s = APR_ARRAY_IDX(sources, i, const cp_source *);
        apr_array_header_t *texts =
            apr_array_make(b->pool, 4, sizeof(const char *));

        for (j = 0; j < s->sources->nelts; j++) {
            APR_ARRAY_PUSH(texts, const char *) =
                APR_ARRAY_IDX(s->sources, j, const cp_source_name *)->text;
        }
        declaration(b, all, s, cp_args_join(b->pool, texts, ","), s->category,
                    s->where);
    }
    return sources->nelts;
}

void cp_status_declarations(cp_buf *b, const cp_status_host *host)
{
    cp_buf *table = cp_buf_make(b->pool, 4096);
    apr_hash_t *all = usages(b->pool, host);
    int rows;

    cp_status_table_begin(table, "Cookies and sources that are declared",
                          declaration_labels);
    rows = declared_cookies(table, all, host->policy)
         + declared_cookies(table, all, host->sections)
         + declared_sources(table, all, host->policy)
         + declared_sources(table, all, host->sections);
    finish(b, table, rows, "Nothing is declared.");
}
