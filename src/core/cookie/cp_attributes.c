/* SPDX-License-Identifier: Apache-2.0 */
/* Adds attributes to a Set-Cookie field; see the header. */
#include "core/cookie/cp_attributes.h"

#include <apr_strings.h>

#include "core/cookie/cp_setcookie.h"

/* Returns the attribute that the text between two ';' contains; 0 for another
 * one, and for one that browsers ignore because its value is too long. A value
 * of Secure or HttpOnly has no meaning. */
static unsigned attribute_of(cp_span piece)
{
    apr_size_t equals = cp_span_find(piece, '=');
    cp_span name = cp_span_trim(cp_span_between(piece.s, piece.s + equals));
    cp_span value =
        cp_span_trim(cp_span_skip(piece, equals + (equals < piece.n)));

    if (value.n > CP_MAX_ATTRIBUTE) {
        return 0;
    }
    return cp_span_case_is(name, "Secure")   ? CP_ADD_SECURE
         : cp_span_case_is(name, "HttpOnly") ? CP_ADD_HTTPONLY
         : cp_span_case_is(name, "SameSite") ? CP_ADD_SAMESITE
                                             : 0;
}

unsigned cp_attributes_missing(cp_span line, unsigned wanted)
{
    cp_span piece;

    cp_span_next(&line, ';', &piece); /* the pair */
    while (wanted != 0 && cp_span_next(&line, ';', &piece)) {
        wanted &= ~attribute_of(piece);
    }
    return wanted & CP_ADD_STRICT ? wanted & ~CP_ADD_LAX : wanted;
}

const char *cp_attributes_text(apr_pool_t *p, unsigned set)
{
    return apr_pstrcat(p, set & CP_ADD_SECURE ? "; Secure" : "",
                       set & CP_ADD_HTTPONLY ? "; HttpOnly" : "",
                       set & CP_ADD_STRICT ? "; SameSite=Strict"
                       : set & CP_ADD_LAX  ? "; SameSite=Lax"
                                           : "",
                       NULL);
}

cp_span cp_attributes_add(apr_pool_t *p, cp_span line, unsigned missing)
{
    return cp_span_of(apr_pstrcat(p, cp_span_dup(p, line),
                                  cp_attributes_text(p, missing), NULL));
}
