/* SPDX-License-Identifier: Apache-2.0 */
/* The texts of the counters, for pages and metrics; see cp_status.h. */
#include <string.h>

#include "core/status/cp_status.h"

/* The name of a counter, and its text. Those of pages that stay without a
 * banner have the reason as their text. */
static const struct {
    const char *name, *text;
} texts[] = {
    {"responses", "Responses whose cookies were judged"},
    {"cookies_allowed", "Set-Cookie fields that passed"},
    {"cookies_undeclared", "Set-Cookie fields of undeclared cookies"},
    {"cookies_undecided", "Set-Cookie fields without a choice of the visitor"},
    {"cookies_refused", "Set-Cookie fields that the visitor refused"},
    {"cookies_signal", "Set-Cookie fields that a signal refused"},
    {"cookies_malformed", "Malformed Set-Cookie fields"},
    {"cookies_reserved", "Set-Cookie fields with the name of the consent "
                         "cookie, by an application"},
    {"cookies_demand", "Set-Cookie fields of cookies that are set on demand, "
                       "without demand"},
    {"request_cookies_stripped", "Request cookies that applications do not "
                                 "see"},
    {"leftovers_expired", "Deletions of cookies that are no longer allowed"},
    {"pages_banner", "Pages with the banner"},
    {"pages_reopen", "Pages with the link to the choice"},
    {"pages_plain", "Pages that need neither banner nor link"},
    {"pages_treated", "another server has added the elements"},
    {"pages_no_transform", "Cache-Control no-transform forbids the change"},
    {"pages_charset", "the character set is not declared, or no extension of "
                      "ASCII"},
    {"pages_compressed", "the backend has compressed the page"},
    {"pages_fragment", "the response is a part of a document"},
    {"pages_frameset", "the document consists of frames"},
    {"pages_no_body", "the document ends before its body"},
    {"pages_uncertain", "the place of the body is not certain"},
    {"sources_held", "Elements and links of sources that were held"},
    {"requests_refused", "Requests for held paths of this site"},
    {"choice_accept", "Visitors who accepted all categories"},
    {"choice_refuse", "Visitors who refused all categories"},
    {"choice_save", "Visitors who chose among the categories"},
    {"choice_add", "Visitors who allowed one more category"},
    {"choice_withdraw", "Visitors who withdrew consent"},
    {"reports_counted", "Reports of browsers that were counted"},
    {"reports_dropped", "Reports of browsers that were dropped"},
    {"records_written", "Records of choices that were delivered"},
    {"records_spooled", "Records of choices that wait for delivery"}};

const char *cp_counter_text(cp_counter counter)
{
    apr_size_t i;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (!strcmp(texts[i].name, cp_counter_names[counter])) {
            return texts[i].text;
        }
    }
    return cp_counter_names[counter];
}

const char *cp_counter_page_reason(cp_counter counter)
{
    return !strncmp(cp_counter_names[counter], "pages_", 6)
                && counter != CP_COUNT_PAGES_BANNER
                && counter != CP_COUNT_PAGES_REOPEN
                && counter != CP_COUNT_PAGES_PLAIN
             ? cp_counter_text(counter)
             : NULL;
}
