/* SPDX-License-Identifier: Apache-2.0 */
/* One record; see the header. */
#include "core/records/cp_record.h"

#include <apr_strings.h>

#include "core/locale/cp_format_date.h"

static const char *const place_names[] = {"banner", "page", "frame", "script"};

const char *cp_record_action(const char *choice, const cp_consent *before,
                             const cp_consent *after)
{
    return before->granted & after->refused ? "withdraw" : choice;
}

static void put_head(cp_buf *b, const char *kind, const cp_record_head *head)
{
    cp_buf_put(b, "{\"schema\":");
    cp_buf_number(b, CP_RECORD_SCHEMA);
    cp_json_member(b, ",\"kind\"", kind);
    cp_json_member(b, ",\"id\"", head->id);
    cp_json_member(b, ",\"time\"", cp_format_iso_time(b->pool, head->time));
    cp_json_member(b, ",\"host\"", head->host);
    cp_json_member(b, ",\"policy\"", head->policy);
    cp_json_member(b, ",\"language\"", head->language);
}

void cp_record_choice_json(cp_buf *b, const cp_record_head *head,
                           const cp_record_choice *choice)
{
    put_head(b, "choice", head);
    cp_json_member(b, ",\"place\"", place_names[choice->place]);
    cp_json_member(b, ",\"action\"", choice->action);
    cp_json_ids(b, ",\"granted\"", choice->categories,
                choice->consent->granted);
    cp_json_ids(b, ",\"refused\"", choice->categories,
                choice->consent->refused);
    cp_buf_puts(b, ",\"signal\":", choice->signal ? "true" : "false", "}",
                NULL);
}

void cp_record_policy_json(cp_buf *b, const cp_record_head *head,
                           const char *document, const char *banner)
{
    put_head(b, "policy", head);
    cp_buf_puts(b, ",\"document\":", document, ",\"banner\":", banner, "}",
                NULL);
}

void cp_record_effect_json(cp_buf *b, const cp_record_head *head,
                           apr_int64_t since, const cp_record_count *counts,
                           int n)
{
    int i;

    put_head(b, "effect", head);
    cp_json_member(b, ",\"since\"", cp_format_iso_time(b->pool, since));
    cp_buf_put(b, ",\"counters\":{");
    for (i = 0; i < n; i++) {
        cp_buf_puts(b, i ? ",\"" : "\"", counts[i].name, "\":", NULL);
        cp_buf_number(b, (apr_int64_t)counts[i].value);
    }
    cp_buf_put(b, "}}");
}

/* ---- the chain ---- */

#define HASH_MEMBER ",\"hash\":\""

const char *cp_record_link(apr_pool_t *p, cp_span record, const char *previous)
{
    if (record.n < 2 || record.s[0] != '{' || record.s[record.n - 1] != '}') {
        return NULL;
    }
    return previous != NULL
             ? apr_psprintf(p, "%.*s,\"previous\":\"%s\"}", (int)record.n - 1,
                            record.s, previous)
             : apr_psprintf(p, "%.*s,\"previous\":null}", (int)record.n - 1,
                            record.s);
}

const char *cp_record_close(apr_pool_t *p, const char *linked, const char *hash)
{
    return apr_psprintf(p, "%.*s" HASH_MEMBER "%s\"}", (int)strlen(linked) - 1,
                        linked, hash);
}

cp_span cp_record_hash(cp_span line)
{
    static const apr_size_t end = sizeof(HASH_MEMBER) - 1 + CP_RECORD_HASH + 2;
    cp_span hash = {line.s, 0};

    if (line.n > end && !memcmp(line.s + line.n - 2, "\"}", 2)
        && !memcmp(line.s + line.n - end, HASH_MEMBER,
                   sizeof(HASH_MEMBER) - 1)) {
        hash.s = line.s + line.n - CP_RECORD_HASH - 2;
        hash.n = CP_RECORD_HASH;
    }
    return hash;
}

/* Returns the end of the JSON value that begins at `s`. The text is one that
 * this file has written, so it has no blanks between tokens. */
static const char *value_end(const char *s, const char *end)
{
    int depth = 0, quoted = 0;

    for (; s < end; s++) {
        if (quoted) {
            quoted = *s != '"';
            s += *s == '\\';
        }
        else if (*s == '"') {
            quoted = 1;
        }
        else if (*s == '{' || *s == '[') {
            depth++;
        }
        else if (depth == 0 && (*s == ',' || *s == '}' || *s == ']')) {
            break;
        }
        else if (*s == '}' || *s == ']') {
            depth--;
        }
    }
    return s < end ? s : end;
}

cp_span cp_record_member(cp_span record, const char *name)
{
    const char *s = record.s + 1, *end = record.s + record.n;
    apr_size_t n = strlen(name);
    cp_span none = {record.s, 0};

    while (end - s > (apr_ssize_t)n + 3 && *s == '"') {
        const char *colon = value_end(s, end), *value;

        value = memchr(s, ':', (apr_size_t)(colon - s));
        if (value == NULL) {
            break;
        }
        if ((apr_size_t)(value - s) == n + 2 && !memcmp(s + 1, name, n)) {
            return cp_span_between(value + 1, colon);
        }
        s = colon + 1;
    }
    return none;
}
