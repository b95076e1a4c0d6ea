/* SPDX-License-Identifier: Apache-2.0 */
/* The text of the module's own security policy; see the header. */
#include "core/policy/cp_policy_field.h"

#include "core/base/cp_buf.h"

#define ALWAYS                                                             \
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' " \
    "data: blob: mediastream: filesystem:"

/* Appends a source. Without a scheme it matches the scheme of the page only,
 * and never WebSockets (CSP, section 6.7.2.8). */
static void add_source(cp_buf *b, const cp_source_name *name, int plain)
{
    cp_buf_puts(b, " ", name->text, NULL);
    if (name->scheme.n == 0) {
        if (plain) {
            cp_buf_puts(b, " https://", name->text, " ws://", name->text, NULL);
        }
        cp_buf_puts(b, " wss://", name->text, NULL);
    }
}

/* Appends those sources of one line that are in force. */
static void add_line(cp_buf *b, const cp_policy *policy,
                     const cp_source *source, int plain)
{
    int i;

    for (i = 0; i < source->sources->nelts; i++) {
        const cp_source_name *name =
            APR_ARRAY_IDX(source->sources, i, const cp_source_name *);

        if (!cp_source_name_is_own(name)
            && cp_sources_declared(policy, name->text) == name) {
            add_source(b, name, plain);
        }
    }
}

static void add_policy(cp_buf *b, const cp_rules *rules,
                       const cp_visitor *visitor, int plain)
{
    cp_set allowed = cp_visitor_allows(rules->categories, visitor);
    apr_array_header_t *lines;
    int i;

    cp_buf_put(b, ALWAYS);
    if (!cp_sources_any(rules->policy)) {
        return;
    }
    lines = cp_sources_list(b->pool, rules->policy);
    for (i = 0; i < lines->nelts; i++) {
        const cp_source *source = APR_ARRAY_IDX(lines, i, const cp_source *);

        if (source->place >= 0 && (allowed & CP_SET(source->place))) {
            add_line(b, rules->policy, source, plain);
        }
    }
}

const char *cp_policy_field(apr_pool_t *p, const cp_layers *layers,
                            const cp_visitor *visitor, int plain)
{
    cp_buf *b = NULL;
    int i;

    for (i = 0; i < layers->n; i++) {
        const cp_layer *layer = &layers->list[i];

        if (!layer->rules.hold_undeclared || layer->enforcement != CP_ON) {
            continue;
        }
        if (b == NULL) {
            b = cp_buf_make(p, 512);
        }
        else {
            cp_buf_put(b, ", ");
        }
        add_policy(b, &layer->rules, visitor, plain);
    }
    return b ? cp_buf_text(b) : NULL;
}

/* Appends a path. A comma or a blank would end it. */
static void add_path(cp_buf *b, const char *path)
{
    for (; *path != '\0'; path++) {
        if (*path == ',') {
            cp_buf_put(b, "%2C");
        }
        else if (*path == ' ') {
            cp_buf_put(b, "%20");
        }
        else {
            cp_buf_char(b, *path);
        }
    }
}

const char *cp_policy_report_field(apr_pool_t *p, const char *address,
                                   const char *endpoint)
{
    cp_buf *b = cp_buf_make(p, 256);

    cp_buf_put(b, ALWAYS "; report-uri ");
    add_path(b, address);
    if (endpoint != NULL) {
        cp_buf_puts(b, "; report-to ", endpoint, NULL);
    }
    return cp_buf_text(b);
}
