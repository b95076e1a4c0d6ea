/* SPDX-License-Identifier: Apache-2.0 */
/* Inert markup of consent tools; see the header. */
#include "core/html/cp_placeholder.h"

/* ---- attributes ---- */

/* The names are one of the prefixes and the name that browsers read.
 * conf/markup says which tool uses which name. */
static const char lazy[] = "data-";
static const char *const prefixes[] = {lazy,
                                       "data-cookieblock-",
                                       "suppressed",
                                       "data-suppressed-",
                                       "data-suppressed",
                                       "data-cmplz-",
                                       "data-faz-",
                                       "data-cli-",
                                       "data-cmp-",
                                       "data-uc-",
                                       "uc-"};
/* The one name that ends with that of the tool (Complianz). */
static const char reversed[] = "data-src-cmplz";
static const char *const names[] = {"src", "srcset", "href"};

/* Returns the name that the last bytes of `name` are; *before is the number of
 * bytes before it. */
static const char *ending(cp_span name, apr_size_t *before)
{
    apr_size_t i;

    for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
        apr_size_t n = strlen(names[i]);

        if (name.n > n && cp_same_but_case(name.s + name.n - n, names[i], n)) {
            *before = name.n - n;
            return names[i];
        }
    }
    return NULL;
}

const char *cp_placeholder_of(cp_span name)
{
    char last = (char)(name.n >= 6 ? name.s[name.n - 1] | 0x20 : 0);
    const char *found;
    apr_size_t i;

    if (last == 'z') {
        return cp_span_case_is(name, reversed) ? names[0] : NULL;
    }
    if (last != 'c' && last != 't' && last != 'f') { /* the usual case */
        return NULL;
    }
    found = ending(name, &name.n);
    for (i = 0; found && i < sizeof(prefixes) / sizeof(*prefixes); i++) {
        if (cp_span_case_is(name, prefixes[i])) {
            return found;
        }
    }
    return NULL;
}

int cp_placeholder_is_lazy(cp_span name)
{
    apr_size_t before = 0;

    return ending(name, &before) != NULL
        && cp_span_case_is(cp_span_between(name.s, name.s + before), lazy);
}

/* The second name is that of Complianz. */
int cp_placeholder_keeps_type(cp_span name)
{
    return cp_span_case_is(name, "data-type")
        || cp_span_case_is(name, "data-script-type");
}

/* ---- values ---- */

int cp_placeholder_type(cp_span type)
{
    static const char *const types[] = {"text/plain", "didomi/javascript",
                                        "javascript/blocked", "text/tcscript",
                                        "opt-in"};
    apr_size_t i;

    type = cp_span_trim_spaces(type);
    for (i = 0; i < sizeof(types) / sizeof(*types); i++) {
        if (cp_span_case_is(type, types[i])) {
            return 1;
        }
    }
    return 0;
}

int cp_placeholder_address(cp_span address)
{
    address = cp_span_trim_spaces(address);
    return address.n == 0 || cp_span_is(address, "#")
        || cp_span_case_begins(address, "about:")
        || cp_span_case_begins(address, "data:");
}
