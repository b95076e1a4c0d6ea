/* SPDX-License-Identifier: Apache-2.0 */
/* Collects the policies of a document; see the header. */
#include "core/html/cp_meta.h"

#define PRAGMA "content-security-policy"
#define PRAGMA_LENGTH (sizeof(PRAGMA) - 1)

void cp_meta_begin(cp_meta *m, apr_pool_t *p)
{
    m->pool = p;
    m->text = NULL;
    m->unclear = 0;
    m->kept = 0;
    cp_meta_open(m);
}

void cp_meta_open(cp_meta *m)
{
    m->value = 0;
    m->content = m->pragma = 0;
    m->matched = 0;
    m->name_length = 0;
}

static int is_name(const cp_meta *m, const char *name)
{
    return m->name_length <= CP_META_NAME
        && cp_span_case_is(cp_span_between(m->name, m->name + m->name_length),
                           name);
}

static int is_content(const cp_meta *m)
{
    return !m->content && is_name(m, "content");
}

static int is_pragma(const cp_meta *m)
{
    return m->pragma == 0 && is_name(m, "http-equiv");
}

/* The attribute is complete. */
static void end_attribute(cp_meta *m)
{
    if (is_pragma(m)) {
        m->pragma = m->matched == PRAGMA_LENGTH ? 1 : -1;
    }
    m->content |= is_content(m);
    m->name_length = 0;
}

void cp_meta_attribute(cp_meta *m)
{
    end_attribute(m);
}

void cp_meta_name(cp_meta *m, char c)
{
    if (m->name_length < CP_META_NAME) {
        m->name[m->name_length] = c;
    }
    m->name_length += m->name_length <= CP_META_NAME;
}

/* Most documents have no policy. The memory lives as long as the request, and a
 * page for which it is larger needs another call of malloc. */
static void make_room(cp_meta *m)
{
    if (m->text == NULL) {
        m->text = apr_palloc(m->pool, CP_META_SIZE);
    }
}

static void keep(cp_meta *m, const char *s, apr_size_t n)
{
    apr_size_t used = m->kept + m->value;

    make_room(m);
    if (used < CP_META_SIZE) {
        apr_size_t room = CP_META_SIZE - used;

        memcpy(m->text + used, s, n < room ? n : room);
    }
    m->value += n;
}

static void match(cp_meta *m, const char *s, apr_size_t n)
{
    for (; n > 0 && m->matched <= PRAGMA_LENGTH; s++, n--) {
        m->matched =
            m->matched < PRAGMA_LENGTH && cp_lower(*s) == PRAGMA[m->matched]
                ? m->matched + 1
                : PRAGMA_LENGTH + 1;
    }
}

void cp_meta_value(cp_meta *m, const char *s, apr_size_t n)
{
    if (is_content(m)) {
        keep(m, s, n);
    }
    else if (is_pragma(m)) {
        match(m, s, n);
    }
}

/* Decodes one of the character references that programs write into attributes.
 * Returns its length, or 0 for another one. */
static apr_size_t decoded(cp_span rest, char *c)
{
    static const struct {
        const char *text;
        char c;
    } known[] = {{"&#39;", '\''}, {"&#x27;", '\''}, {"&apos;", '\''},
                 {"&quot;", '"'}, {"&#34;", '"'},   {"&amp;", '&'},
                 {"&#x2F;", '/'}};
    apr_size_t i;

    for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (cp_span_case_begins(rest, known[i].text)) {
            *c = known[i].c;
            return strlen(known[i].text);
        }
    }
    return 0;
}

/* Decodes the value of content= in place. Returns 0 for a NUL, or a reference
 * that is not known. */
static int decode(cp_meta *m, apr_size_t end)
{
    cp_span rest = cp_span_between(m->text + m->kept, m->text + end);
    char *to = m->text + m->kept;

    while (rest.n > 0) {
        apr_size_t n = 1;

        *to = rest.s[0];
        if (*to == '&') {
            n = decoded(rest, to);
        }
        if (n == 0 || *to == '\0') {
            return 0;
        }
        to++;
        rest = cp_span_between(rest.s + n, rest.s + rest.n);
    }
    m->kept = (apr_size_t)(to - m->text);
    return 1;
}

/* The value of content= is a policy. */
static void take(cp_meta *m)
{
    make_room(m); /* the value may be empty */
    if (m->kept + m->value < CP_META_SIZE && decode(m, m->kept + m->value)) {
        m->text[m->kept++] = ',';
    }
    else {
        m->unclear = 1;
    }
}

void cp_meta_close(cp_meta *m)
{
    end_attribute(m);
    if (m->pragma == 1 && m->content) {
        take(m);
    }
}

void cp_meta_whole(cp_meta *m, cp_span pragma, cp_span content)
{
    if (content.s != NULL && cp_span_case_is(pragma, PRAGMA)) {
        cp_meta_open(m);
        keep(m, content.s, content.n);
        take(m);
    }
}

const char *cp_meta_policies(apr_pool_t *p, const cp_meta *m)
{
    cp_span all = {m->text, m->kept};

    if (m->unclear) {
        return "";
    }
    return m->kept > 0 ? cp_span_dup(p, all) : NULL;
}
