/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables of the status page. Each cell repeats the heading of its column in an
 * attribute: in a narrow window the style sheet shows each row as a list.
 * Texts are escaped; labels, captions and headings are constants without
 * markup.
 */
#ifndef CP_STATUS_TABLE_H
#define CP_STATUS_TABLE_H

#include "core/base/cp_buf.h"

/** Appends the start of a table; NULL ends the headings of its columns. */
void cp_status_table_begin(cp_buf *b, const char *caption,
                           const char *const labels[]);
void cp_status_table_end(cp_buf *b);

/** Appends the heading of a row: `<th scope="row">`. */
void cp_status_row_heading(cp_buf *b, const char *text);

/** Appends a cell with a text, "-" for NULL and the empty text. */
void cp_status_text_cell(cp_buf *b, const char *label, const char *text);
void cp_status_number_cell(cp_buf *b, const char *label, apr_uint64_t n);

/** Appends a cell with a time in seconds since 1970; "-" for 0. */
void cp_status_time_cell(cp_buf *b, const char *label, apr_int64_t time);

/** Appends the minute of a time (UTC) as a <time> element. */
void cp_status_time(cp_buf *b, apr_int64_t time);

#endif
