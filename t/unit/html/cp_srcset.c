/* SPDX-License-Identifier: Apache-2.0 */
/* The addresses of image candidates. */
#include "core/html/cp_srcset.h"

#include "core/base/cp_buf.h"
#include "tap.h"

static const struct {
    const char *srcset, *urls; /* "|" follows each address */
} rows[] = {
    {"", ""},
    {" ,\t, ", ""},
    {"a", "a|"},
    {"a 1x, b 2x", "a|b|"},
    {"a,b", "a,b|"},
    {"a, b", "a|b|"},
    {"a,, b", "a|b|"},
    {",a 1x,,b", "a|b|"},
    {"a\n100w\t,\nb 200w", "a|b|"},
    {"a 1x,b 2x", "a|b|"},
    {"data:image/png;base64,AA== 1x, b", "data:image/png;base64,AA==|b|"},
    {"a (1, 2) 1x, b", "a|b|"},
    {"a (1, b", "a|"},
    {"a ), b", "a|b|"},
    {"a f(, g), b", "a|b|"},
    {"https://a.example/x?y=1,2 2x", "https://a.example/x?y=1,2|"},
    {"a wrong words, b", "a|b|"},
};

static void candidates(apr_pool_t *p)
{
    unsigned i;

    for (i = 0; i < TAP_COUNT(rows); i++) {
        cp_span rest = cp_span_of(rows[i].srcset), url;
        cp_buf *urls = cp_buf_make(p, 64);

        while (cp_srcset_next(&rest, &url)) {
            cp_buf_add(urls, url.s, url.n);
            cp_buf_char(urls, '|');
        }
        is_text(p, cp_buf_text(urls), rows[i].urls, "%s",
                shown_text(p, rows[i].srcset));
    }
}

int main(void)
{
    static const tap_group groups[] = {{"candidates", candidates},
                                       {NULL, NULL}};
    return tap_run(groups);
}
