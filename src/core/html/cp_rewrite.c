/* SPDX-License-Identifier: Apache-2.0 */
/* Rewrites start tags; see the header. */
#include "core/html/cp_rewrite.h"

#include "core/html/cp_character_reference.h"
#include "core/html/cp_inert.h"
#include "core/html/cp_placeholder.h"
#include "core/html/cp_srcset.h"

#define PREFIX CP_REWRITE_PREFIX

enum { FIRST_ROOM = 16, FIRST_TEXT = 256 };

void cp_rewrite_begin(cp_rewrite *r, apr_pool_t *p, unsigned flags,
                      const cp_rewrite_calls *calls, void *baton)
{
    memset(r, 0, sizeof(*r));
    r->calls = calls;
    r->baton = baton;
    r->flags = flags;
    r->room = FIRST_ROOM;
    r->list = apr_palloc(p, FIRST_ROOM * sizeof(*r->list));
    r->decoded = cp_buf_make(p, FIRST_TEXT);
    cp_insertions_begin(&r->out, p);
}

/* ---- reading ---- */

static cp_rewrite_attribute *next_place(cp_rewrite *r)
{
    if (r->n == r->room) {
        apr_size_t size = (apr_size_t)r->room * sizeof(*r->list);
        cp_rewrite_attribute *list = apr_palloc(r->decoded->pool, 2 * size);

        memcpy(list, r->list, size);
        r->list = list;
        r->room *= 2;
    }
    return &r->list[r->n];
}

/* Returns a name without its prefix in XML. */
static cp_span local_name(const cp_rewrite *r, cp_span name)
{
    apr_size_t colon;

    if (r->flags & CP_REWRITE_XML) {
        colon = cp_span_find(name, ':');
        if (colon < name.n) {
            return cp_span_skip(name, colon + 1);
        }
    }
    return name;
}

static void classify(const cp_rewrite *r, cp_rewrite_attribute *a)
{
    const char *kept;

    a->local = local_name(r, a->text.name);
    a->fetches = cp_fetch_attribute_find(r->element, a->local);
    a->keeps = NULL;
    if (a->fetches == NULL) {
        kept = cp_placeholder_of(a->local);
        if (kept != NULL) {
            a->keeps = cp_fetch_attribute_find(r->element, cp_span_of(kept));
        }
    }
}

/* Reads the tag. Returns 0 if its element does not fetch. */
static int read_tag(cp_rewrite *r, cp_span bytes, cp_space space)
{
    cp_rewrite_attribute *a;
    cp_tag tag;

    r->verdict = CP_REWRITE_ALLOWED;
    r->n = 0;
    cp_insertions_clear(&r->out);
    if (!cp_tag_begin(&tag, bytes)) {
        return 0;
    }
    r->element = cp_fetch_find(space, local_name(r, tag.name));
    if (r->element == NULL) {
        return 0;
    }
    r->tag = bytes.s;
    r->name_end = (apr_size_t)(tag.at - bytes.s);
    a = next_place(r);
    while (cp_tag_next(&tag, &a->text)) {
        classify(r, a);
        r->n++;
        a = next_place(r);
    }
    return r->n > 0;
}

/* Returns the value of an attribute; valid until the next call. */
static cp_span decoded(cp_rewrite *r, const cp_rewrite_attribute *a)
{
    r->decoded->n = 0;
    return cp_character_references(a->text.value, r->decoded);
}

cp_span cp_rewrite_value(const cp_rewrite *r, const char *name)
{
    cp_span none = {NULL, 0}, empty = {"", 0};
    int i;

    for (i = 0; i < r->n; i++) {
        if (cp_span_case_is(r->list[i].local, name)) {
            return r->list[i].text.value.s != NULL ? r->list[i].text.value
                                                   : empty;
        }
    }
    return none;
}

/* ---- judging ---- */

/* Adds a verdict to that of the element. */
static void add_verdict(cp_rewrite *r, cp_rewrite_verdict verdict,
                        const cp_rewrite_cause *cause)
{
    if (verdict > r->verdict) {
        r->verdict = verdict;
        r->cause = *cause;
    }
}

static cp_rewrite_verdict judge_one(cp_rewrite *r, cp_span address)
{
    cp_rewrite_cause cause = {"", NULL};
    cp_rewrite_verdict verdict = r->calls->address(r->baton, address, &cause);

    add_verdict(r, verdict, &cause);
    return verdict;
}

static cp_rewrite_verdict stricter(cp_rewrite_verdict a, cp_rewrite_verdict b)
{
    return a > b ? a : b;
}

/* Judges the candidates of a srcset. */
static cp_rewrite_verdict judge_srcset(cp_rewrite *r, cp_span value)
{
    cp_rewrite_verdict verdict = CP_REWRITE_ALLOWED;
    cp_span url;

    while (cp_srcset_next(&value, &url)) {
        verdict = stricter(verdict, judge_one(r, url));
    }
    return verdict;
}

/* Judges URLs that are separated by spaces. */
static cp_rewrite_verdict judge_urls(cp_rewrite *r, cp_span value)
{
    cp_rewrite_verdict verdict = CP_REWRITE_ALLOWED;

    for (;;) {
        apr_size_t n = 0;

        value = cp_span_skip_spaces(value);
        if (value.n == 0) {
            return verdict;
        }
        while (n < value.n && !cp_is_space(value.s[n])) {
            n++;
        }
        verdict = stricter(verdict,
                           judge_one(r, cp_span_between(value.s, value.s + n)));
        value = cp_span_skip(value, n);
    }
}

static cp_rewrite_verdict judge_value(cp_rewrite *r, cp_fetch_form form,
                                      cp_span value)
{
    switch (form) {
    case CP_FETCH_SRCSET:
        return judge_srcset(r, value);
    case CP_FETCH_URLS:
        return judge_urls(r, value);
    default:
        return judge_one(r, value);
    }
}

static unsigned bit_of(const cp_rewrite *r, const cp_fetch_attribute *fetches)
{
    return 1u << (fetches - r->element->attributes);
}

/* True if a link fetches, and for every other element. */
static int fetches_at_all(cp_rewrite *r)
{
    int i;

    if (!(r->element->flags & CP_FETCH_IS_LINK)) {
        return 1;
    }
    for (i = 0; i < r->n; i++) {
        const cp_rewrite_attribute *a = &r->list[i];

        if (cp_span_case_is(a->local, "rel") && a->text.value.s != NULL
            && cp_fetch_by_relation(decoded(r, a))) {
            return 1;
        }
    }
    return 0;
}

/* Judges the addresses from which a browser fetches. If the element belongs to
 * a category, also those that would be copied there. */
static void judge_addresses(cp_rewrite *r)
{
    int i;

    for (i = 0; i < r->n; i++) {
        const cp_rewrite_attribute *a = &r->list[i];
        const cp_fetch_attribute *fetches = a->fetches != NULL ? a->fetches
                                          : r->has_category    ? a->keeps
                                                               : NULL;

        if (fetches != NULL && a->text.value.n > 0
            && judge_value(r, fetches->form, decoded(r, a))
                   == CP_REWRITE_HELD) {
            r->held |= bit_of(r, fetches);
        }
    }
}

/* True if the attribute names a category. */
static int names_category(cp_rewrite *r, const cp_rewrite_attribute *a)
{
    if (!(r->flags & CP_REWRITE_MARKS)
        && !cp_span_case_is(a->local, CP_REWRITE_CATEGORY)) {
        return 0;
    }
    return r->calls->marked(r->baton, a->local,
                            a->text.value.n > 0 ? decoded(r, a)
                                                : a->text.value);
}

/* Judges the categories to which the element belongs. */
static void judge_category(cp_rewrite *r)
{
    cp_rewrite_cause cause = {"", NULL};
    int i;

    r->has_category = 0;
    r->category = CP_REWRITE_ALLOWED;
    for (i = 0; i < r->n; i++) {
        r->has_category |= names_category(r, &r->list[i]);
    }
    if (r->has_category) {
        r->category = r->calls->categories(r->baton, &cause);
        add_verdict(r, r->category, &cause);
    }
}

/* ---- inserting ---- */

/* Begins a text before an attribute. */
static cp_buf *before(cp_rewrite *r, cp_span name)
{
    return cp_insertions_at(&r->out, (apr_size_t)(name.s - r->tag));
}

static void rename_attribute(cp_rewrite *r, const cp_rewrite_attribute *a)
{
    cp_buf_put(before(r, a->local), PREFIX);
}

/* Returns the reference of a byte that a double-quoted value must not contain;
 * NULL for any other byte. */
static const char *reference_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    case '<':
        return "&lt;";
    default:
        return NULL;
    }
}

/* Appends ASCII text for a double-quoted value. */
static void add_escaped(cp_buf *b, cp_span text)
{
    apr_size_t from = 0, i;

    for (i = 0; i < text.n; i++) {
        const char *reference = reference_of(text.s[i]);

        if (reference != NULL) {
            cp_buf_add(b, text.s + from, i - from);
            cp_buf_put(b, reference);
            from = i + 1;
        }
    }
    cp_buf_add(b, text.s + from, text.n - from);
}

/* Appends an attribute with a value as it is written in the document, in which
 * quotes may be missing. */
static void add_copy(cp_buf *b, const char *prefix, const char *name,
                     cp_span value)
{
    char quote = cp_span_find(value, '"') == value.n ? '"' : '\'';
    apr_size_t i;

    cp_buf_puts(b, " ", prefix, name, "=", NULL);
    cp_buf_char(b, quote);
    for (i = 0; i < value.n; i++) {
        if (value.s[i] == quote) { /* an unquoted value with both quotes */
            cp_buf_put(b, "&#39;");
        }
        else {
            cp_buf_char(b, value.s[i]);
        }
    }
    cp_buf_char(b, quote);
}

/* ---- inert markup of other tools ---- */

/* Adds the attributes that make the element live, with that prefix. */
static void add_copies(cp_rewrite *r, cp_buf *b, const cp_inert *found,
                       const char *prefix)
{
    int i;

    if (found->is_inert && found->type != NULL) {
        add_copy(b, prefix, "type", found->type->text.value);
    }
    for (i = 0; i < CP_FETCH_ATTRIBUTES; i++) {
        if (cp_inert_is_copied(found, i)) {
            add_copy(b, prefix, r->element->attributes[i].name,
                     found->kept[i]->text.value);
        }
    }
}

/* ---- an element that is held ---- */

/* True for the document of an iframe in an attribute, which hides that of its
 * address. */
static int is_srcdoc(const cp_rewrite *r, const cp_rewrite_attribute *a)
{
    return r->element->flags & CP_FETCH_IS_FRAME
        && cp_span_case_is(a->local, "srcdoc");
}

static int has_srcdoc(const cp_rewrite *r)
{
    int i;

    for (i = 0; i < r->n; i++) {
        if (is_srcdoc(r, &r->list[i])) {
            return 1;
        }
    }
    return 0;
}

/* True if a page is shown in place of the content. */
static int shows_page(const cp_rewrite *r)
{
    if (!(r->element->flags & CP_FETCH_IS_FRAME)) {
        return 0;
    }
    return r->category == CP_REWRITE_HELD
        || (r->held & bit_of(r, r->element->attributes) && !has_srcdoc(r));
}

static int must_rename(const cp_rewrite *r, const cp_rewrite_attribute *a,
                       int no_type)
{
    if (no_type && cp_inert_is_type(a)) {
        return 1;
    }
    if (r->category == CP_REWRITE_HELD) {
        return a->fetches != NULL || a->keeps != NULL || is_srcdoc(r, a);
    }
    if (a->fetches != NULL) {
        return (r->held & bit_of(r, a->fetches)) != 0;
    }
    return r->has_category && a->keeps != NULL && r->held & bit_of(r, a->keeps);
}

/* Appends the address of the page that is shown in place of a frame, and a name
 * that the frame of the content does not have. */
static void add_page(cp_rewrite *r, cp_buf *b)
{
    cp_buf *address = r->decoded;

    address->n = 0;
    r->calls->held_page(r->baton, &r->cause, address);
    cp_buf_puts(b, " ", r->element->attributes[0].name, "=\"", NULL);
    add_escaped(b, cp_span_between(address->s, address->s + address->n));
    cp_buf_put(b, "\" name=\"cookie-policy-held-");
    cp_buf_number(b, ++r->pages);
    cp_buf_char(b, '"');
}

/* True if a copy would be a second attribute of its name in XML, after the
 * original is renamed. */
static int is_doubled(const cp_rewrite *r, const cp_inert *found)
{
    int i;

    for (i = 0; i < r->n && r->flags & CP_REWRITE_XML; i++) {
        const cp_rewrite_attribute *a = &r->list[i];

        if (a->fetches != NULL
            && cp_inert_is_copied(found, a->fetches - r->element->attributes)) {
            return 1;
        }
    }
    return 0;
}

/* Adds what the script of a uniform page needs to release inert markup. The
 * inert type stays in its place: the script removes it. */
static void add_release(cp_rewrite *r, cp_buf *b, cp_inert *found)
{
    memset(found, 0, sizeof(*found));
    if (r->flags & CP_REWRITE_UNIFORM && r->has_category) {
        cp_inert_find(r, found);
        if (is_doubled(r, found)) {
            memset(found->kept, 0, sizeof(found->kept));
        }
        add_copies(r, b, found, PREFIX);
        if (found->is_inert && found->type == NULL
            && r->element->flags & CP_FETCH_IS_LINK) {
            cp_buf_put(b, " " PREFIX "type=\"\"");
        }
    }
}

/* Tells the script of a uniform page what the element needs. */
static void add_needs(cp_rewrite *r, cp_buf *b)
{
    if (r->flags & CP_REWRITE_UNIFORM) {
        cp_buf_put(b, " " PREFIX "held=\"");
        r->calls->needs(r->baton, b);
        cp_buf_char(b, '"');
    }
}

static void hold(cp_rewrite *r)
{
    int is_script = (r->element->flags & CP_FETCH_IS_SCRIPT) != 0;
    int is_page = shows_page(r), i;
    cp_buf *b = cp_insertions_at(&r->out, r->name_end);
    cp_inert found;

    add_needs(r, b);
    add_release(r, b, &found);
    is_script = is_script && !found.is_inert;
    if (is_script) {
        cp_buf_put(b, " type=\"text/plain\"");
    }
    if (is_page) {
        add_page(r, b);
    }
    for (i = 0; i < r->n; i++) {
        if (must_rename(r, &r->list[i], is_script || is_page)
            || (is_page && cp_span_case_is(r->list[i].local, "name"))) {
            rename_attribute(r, &r->list[i]);
        }
    }
}

/* ---- an element that is released ---- */

static void release_element(cp_rewrite *r)
{
    cp_inert found;
    int i;

    cp_inert_find(r, &found);
    add_copies(r, cp_insertions_at(&r->out, r->name_end), &found, "");
    for (i = 0; i < r->n; i++) {
        const cp_rewrite_attribute *a = &r->list[i];

        if ((found.is_inert && cp_inert_is_type(a))
            || (a->fetches != NULL
                && cp_inert_is_copied(&found,
                                      a->fetches - r->element->attributes))) {
            rename_attribute(r, a);
        }
    }
}

/* ---- the tag ---- */

/* True if a name that would be inserted into a tag of XML may be there already:
 * a second attribute of one name would be an error of the whole document. */
static int is_taken(const cp_rewrite *r)
{
    int i;

    for (i = 0; r->flags & CP_REWRITE_XML && i < r->n; i++) {
        cp_span name = r->list[i].local;

        if (cp_span_case_begins(name, PREFIX)
            && !cp_span_case_is(name, CP_REWRITE_CATEGORY)) {
            return 1;
        }
    }
    return 0;
}

int cp_rewrite_tag(cp_rewrite *r, cp_span tag, cp_space space)
{
    if (!read_tag(r, tag, space)) {
        return 0;
    }
    judge_category(r);
    r->held = 0;
    if ((r->category != CP_REWRITE_HELD || r->flags & CP_REWRITE_UNIFORM)
        && fetches_at_all(r)) {
        judge_addresses(r);
    }
    if (r->verdict == CP_REWRITE_HELD) {
        if (is_taken(r)) {
            r->verdict = CP_REWRITE_UNCERTAIN;
        }
        else {
            hold(r);
        }
    }
    else if (r->has_category && r->category == CP_REWRITE_ALLOWED
             && r->flags & CP_REWRITE_RELEASES && !is_taken(r)) {
        release_element(r);
    }
    return r->out.texts->n > 0 || r->verdict != CP_REWRITE_ALLOWED;
}
