/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table as bytes, for a file that survives the server, and for a table of
 * another size. Numbers are little-endian; a text has its length before it.
 *
 *   magic (8 bytes), version (4), checksum of all that follows (8),
 *   since (8), time of the last summary (8),
 *   the number of counters (4), and the name of each,
 *   the number of hosts (4); each: key, lost, told, the counters, the number of
 *     hours (4), and for each of them its number (4) and its counts (4 each),
 *   the number of slots (4); each: host (4), kind, reason, enforced, open (1
 *     each), count, told, first, last, lifetime (8 each), and the texts.
 *
 * The counters have names in the file, so a version of the module that has more
 * or fewer of them reads it. Kinds and reasons are numbers that never change
 * their meaning. A reader leaves out entries whose number it does not know, and
 * reads the others. Another change of the format needs another version.
 */
#ifndef CP_TABLE_FILE_H
#define CP_TABLE_FILE_H

#include "core/base/cp_buf.h"
#include "core/observe/cp_table.h"

#define CP_TABLE_MAGIC "CPOBSERV"
#define CP_TABLE_VERSION 1

/** Appends the content of the table. */
void cp_table_save(cp_buf *b, const cp_table *t);

typedef enum {
    CP_LOADED,
    CP_LOAD_FOREIGN, /* these are not the bytes of a table */
    CP_LOAD_VERSION, /* they have another version */
    CP_LOAD_DAMAGED  /* they are cut or changed */
} cp_load_result;

/** Adds saved bytes to a table that nobody else uses. Hosts are found by their
 * keys; others are left out. So are entries that find no place, and entries of
 * a kind or reason that this version does not know. Changes nothing unless it
 * returns CP_LOADED. `scratch` is for work. */
cp_load_result cp_table_load(apr_pool_t *scratch, const cp_table *t,
                             cp_span bytes);

#endif
