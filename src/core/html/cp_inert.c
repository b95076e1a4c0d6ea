/* SPDX-License-Identifier: Apache-2.0 */
/* Inert elements of other consent tools; see the header. */
#include "core/html/cp_inert.h"

#include "core/html/cp_character_reference.h"
#include "core/html/cp_placeholder.h"
#include "core/http/cp_url.h"

static cp_span decoded(const cp_rewrite *r, const cp_rewrite_attribute *a)
{
    r->decoded->n = 0;
    return cp_character_references(a->text.value, r->decoded);
}

/* Notes an attribute about the type. The first one of its name counts. */
static void find_type(const cp_rewrite *r, const cp_rewrite_attribute *a,
                      int *seen, cp_inert *out)
{
    if (cp_inert_is_type(a)) {
        out->is_inert |=
            !*seen && a->text.value.n > 0 && cp_placeholder_type(decoded(r, a));
        *seen = 1;
    }
    else if (out->type == NULL && cp_placeholder_keeps_type(a->local)) {
        out->type = a;
    }
}

/* True if a kept address is a script. Text of visitors may contain it, because
 * their filter knows src, but may permit all attributes data-*. */
static int is_script(const cp_rewrite *r, const cp_rewrite_attribute *a)
{
    cp_url url;

    return cp_url_parse(decoded(r, a), NULL, r->decoded, &url)
        && cp_span_case_is(url.scheme, "javascript");
}

/* Notes an attribute that has an address, or keeps it. */
static void find_address(const cp_rewrite *r, const cp_rewrite_attribute *a,
                         cp_inert *out)
{
    const cp_fetch_attribute *first = r->element->attributes;

    if (a->text.value.n == 0) {
        return;
    }
    if (a->fetches != NULL) {
        out->is_live[a->fetches - first] |=
            !cp_placeholder_address(decoded(r, a));
    }
    else if (a->keeps != NULL && out->kept[a->keeps - first] == NULL
             && !is_script(r, a)) {
        out->kept[a->keeps - first] = a;
    }
}

void cp_inert_find(const cp_rewrite *r, cp_inert *out)
{
    int has_type =
        (r->element->flags & (CP_FETCH_IS_SCRIPT | CP_FETCH_IS_LINK)) != 0;
    int seen = 0, i;

    memset(out, 0, sizeof(*out));
    for (i = 0; i < r->n; i++) {
        if (has_type) {
            find_type(r, &r->list[i], &seen, out);
        }
        find_address(r, &r->list[i], out);
    }
}

int cp_inert_is_copied(const cp_inert *found, long place)
{
    const cp_rewrite_attribute *kept = found->kept[place];

    return kept != NULL
        && !(found->is_live[place] && cp_placeholder_is_lazy(kept->local));
}
