/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The loop of cp_html_body_end_fast.c, which includes this file twice: with
 * vectors of 16 bytes for any processor, and with those of 32 bytes.
 * VARIANT(name) is the name of a function in this variant, TARGET its
 * attribute.
 */

/* Reads the start tag of the kind `k` with attributes, at `tag`, if it does
 * nothing but push its element, and is not reported. Then *opens is 1, or 0 if
 * the element is void. Returns NULL for any other. */
TARGET static inline const char *VARIANT(start)(const VARIANT(tables) * t,
                                                cursor c, const cp_html_kind *k,
                                                const char *tag,
                                                const char *end,
                                                const char *safe, int *opens)
{
    apr_uint64_t blocked = c.counts & k->blocks;

    *opens = 1;
    if (blocked == 0) {
        return VARIANT(skip)(t, k, tag, end, safe, ANY_ATTRIBUTE);
    }
    if (blocked == CP_COUNT_PING) {
        return VARIANT(skip)(t, k, tag, end, safe, NO_PING);
    }
    if (fits(c, k, blocked)) {
        return blocked & CP_COUNT_BACKGROUND
                 ? VARIANT(skip)(t, k, tag, end, safe, NO_BACKGROUND)
                 : VARIANT(skip)(t, k, tag, end, safe, ANY_ATTRIBUTE);
    }
    *opens = 0;
    if (blocked == CP_COUNT_VOID) {
        return VARIANT(skip)(t, k, tag, end, safe, ANY_ATTRIBUTE);
    }
    return blocked == (CP_COUNT_VOID | CP_COUNT_ADDRESS)
             ? VARIANT(skip)(t, k, tag, end, safe, NO_ADDRESS)
             : NULL;
}

/*
 * Reads the start tag at *at and all that follow it, as long as they do nothing
 * but push their elements. Moves *at to the first byte that it has not read,
 * and returns the kind of this byte.
 *
 * An element that contains text only is never pushed: its end tag is looked for
 * directly after its start tag.
 */
TARGET static inline place VARIANT(read_starts)(const VARIANT(tables) * t,
                                                cursor *c, const char **at,
                                                const char *end,
                                                const char *safe)
{
    for (;;) {
        int attributes, opens;
        const cp_html_kind *k = plain_kind(*at + 1, &attributes);
        const char *next = attributes
                             ? VARIANT(start)(t, *c, k, *at, end, safe, &opens)
                             : bare_start(*c, k, *at, &opens);

        if (next == NULL) {
            return AT_OTHER;
        }
        *at = next;
        if (!opens) {
            return AT_TEXT;
        }
        if (!VARIANT(find_tag)(t, at, end, safe)) {
            push(c, k);
            return AT_REST;
        }
        if (is_end_tag(k, *at)) {
            *at += END_TAG_OPEN;
            return AT_TEXT;
        }
        push(c, k);
        if (*at > safe) {
            return AT_REST;
        }
        if ((*at)[1] == '/') {
            return AT_END_TAG;
        }
    }
}

/*
 * Reads text and tags up to `safe`, the last byte at which a tag may begin, as
 * long as the tags do nothing but push or pop an element. It makes no calls, so
 * that its vectors stay in registers.
 */
TARGET static __attribute__((noinline)) reached VARIANT(read_tags)(
    cp_html_open_elements *o, const char *s, const char *end, const char *safe)
{
    VARIANT(tables) t = VARIANT(load_tables)();
    cursor c = cursor_of(o);
    place at = AT_REST;

    while (s <= safe && VARIANT(find_tag)(&t, &s, end, safe)) {
        at = s[1] == '/' ? AT_END_TAG
                         : VARIANT(read_starts)(&t, &c, &s, end, safe);
        if (at == AT_END_TAG) {
            at = pop(o, &c, &s);
        }
        if (at != AT_TEXT) {
            put_back(o, c);
            return reached_at(s, at);
        }
    }
    put_back(o, c);
    return reached_at(s, AT_REST);
}

/*
 * Reads text and tags up to `safe`. *rest becomes 1 if no tag begins between
 * the returned place and `safe`, and 0 if the states must read there.
 */
static const char *VARIANT(read_body)(cp_html *h, const char *s,
                                      const char *end, const char *safe,
                                      int *rest)
{
    const char *next;

    *rest = 0;
    for (;;) {
        cp_html_node hidden = hide_hashed(h->stack);
        reached r = VARIANT(read_tags)(h->stack, s, end, safe);

        show_hashed(h->stack, hidden);
        if (r.what == AT_REST) {
            *rest = 1;
            return r.at;
        }
        next = other_tag(h, r.at, end);
        if (next == NULL || h->state != S_DATA || h->event) {
            return next ? next : r.at;
        }
        s = next;
    }
}
