/* SPDX-License-Identifier: Apache-2.0 */
/* The text of markup: without tags, with line breaks between blocks. */
#include "core/records/cp_shown_text.h"

#include "tap.h"

static const struct {
    const char *name, *markup, *text;
} rows[] = {
    {"no markup", "a b", "a b"},
    {"blocks", "<h2>One</h2><p>Two</p>", "One\nTwo\n"},
    {"a link", "<p>See <a href=\"/x\">the policy</a>.</p>",
     "See the policy.\n"},
    {"names", "<code>_ga</code> <code>_gid</code>", "_ga _gid"},
    {"references", "<b>caf&#233; &amp; &lt;b&gt;</b>", "caf\xC3\xA9 & <b>"},
    {"a tag in a value", "<input value=\"a>b\"/>x", "x"},
    {"fields", "<div><input type=\"checkbox\"/> Statistical</div>",
     "Statistical\n"},
    {"a similar name", "a<abbr>b</abbr>", "a\nb\n"},
    {"an open tag", "a<p", "a\n"},
    {"nothing", "", ""},
};

static void texts(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(rows); i++) {
        cp_buf *b = cp_buf_make(p, 0);

        cp_shown_text(b, cp_span_of(rows[i].markup));
        is_text(p, cp_buf_text(b), rows[i].text, "%s", rows[i].name);
    }
}

static const tap_group groups[] = {{"texts", texts}, {NULL, NULL}};

int main(void)
{
    return tap_run(groups);
}
