/* SPDX-License-Identifier: Apache-2.0 */
/* Responses that can load other content; see the header. */
#include "core/http/cp_active_type.h"

#include "core/base/cp_span.h"

static int is_one_of(cp_span word, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (cp_span_case_is(word, *list)) {
            return 1;
        }
    }
    return 0;
}

static int ends_in_xml(cp_span type)
{
    return type.n > 4
        && cp_span_case_is(cp_span_skip(type, type.n - 4), "+xml");
}

/* The media types of scripts are those of the MIME Sniffing standard, section
 * 4.6. */
cp_active_type cp_active_type_of(const char *type)
{
    static const char *const documents[] = {"text/html",
                                            "application/xhtml+xml", NULL};
    static const char *const others[] = {"text/xml",
                                         "application/xml",
                                         "text/javascript",
                                         "application/javascript",
                                         "application/ecmascript",
                                         "application/x-ecmascript",
                                         "application/x-javascript",
                                         "text/ecmascript",
                                         "text/jscript",
                                         "text/livescript",
                                         "text/x-ecmascript",
                                         "text/x-javascript",
                                         NULL};
    cp_span rest = cp_span_of(type), essence;

    if (!cp_span_next(&rest, ';', &essence)) {
        return CP_TYPE_BY_USE;
    }
    essence = cp_span_trim(essence);
    if (essence.n == 0 || ends_in_xml(essence)) {
        return cp_span_case_is(essence, documents[1]) ? CP_TYPE_DOCUMENT
                                                      : CP_TYPE_BY_USE;
    }
    if (is_one_of(essence, documents)) {
        return CP_TYPE_DOCUMENT;
    }
    return is_one_of(essence, others)
                || cp_span_case_begins(essence, "text/javascript1.")
             ? CP_TYPE_BY_USE
             : CP_TYPE_INERT;
}

int cp_active_type_is_asset(const char *dest)
{
    static const char *const assets[] = {
        "script", "style",    "image", "font",   "audio", "video",
        "track",  "manifest", "json",  "report", NULL};

    return dest != NULL && is_one_of(cp_span_of(dest), assets);
}
