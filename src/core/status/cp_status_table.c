/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of the status page; see the header. */
#include "core/status/cp_status_table.h"

#include <apr_time.h>

void cp_status_table_begin(cp_buf *b, const char *caption,
                           const char *const labels[])
{
    int i;

    cp_buf_puts(b, "<table>\n<caption>", caption, "</caption>\n<thead><tr>",
                NULL);
    for (i = 0; labels[i] != NULL; i++) {
        cp_buf_puts(b, "<th scope=\"col\">", labels[i], "</th>", NULL);
    }
    cp_buf_put(b, "</tr></thead>\n<tbody>\n");
}

void cp_status_table_end(cp_buf *b)
{
    cp_buf_put(b, "</tbody>\n</table>\n");
}

void cp_status_row_heading(cp_buf *b, const char *text)
{
    cp_buf_put(b, "<th scope=\"row\">");
    cp_buf_html(b, text);
    cp_buf_put(b, "</th>");
}

static void cell(cp_buf *b, const char *label)
{
    cp_buf_puts(b, "<td data-label=\"", label, "\">", NULL);
}

void cp_status_text_cell(cp_buf *b, const char *label, const char *text)
{
    cell(b, label);
    cp_buf_html(b, text != NULL && *text ? text : "-");
    cp_buf_put(b, "</td>");
}

void cp_status_number_cell(cp_buf *b, const char *label, apr_uint64_t n)
{
    cell(b, label);
    cp_buf_number(b, (apr_int64_t)n);
    cp_buf_put(b, "</td>");
}

void cp_status_time_cell(cp_buf *b, const char *label, apr_int64_t time)
{
    cell(b, label);
    if (time > 0) {
        cp_status_time(b, time);
    }
    else {
        cp_buf_char(b, '-');
    }
    cp_buf_put(b, "</td>");
}

void cp_status_time(cp_buf *b, apr_int64_t time)
{
    char text[96];
    apr_size_t n;
    apr_time_exp_t t;

    apr_time_exp_gmt(&t, apr_time_from_sec(time));
    apr_strftime(text, &n, sizeof(text),
                 "<time datetime=\"%Y-%m-%dT%H:%MZ\">%Y-%m-%d %H:%M</time>",
                 &t);
    cp_buf_add(b, text, n);
}
