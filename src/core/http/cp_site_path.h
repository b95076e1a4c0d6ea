/* SPDX-License-Identifier: Apache-2.0 */
/* Recognises the addresses that a redirect may use. */
#ifndef CP_SITE_PATH_H
#define CP_SITE_PATH_H

/**
 * True if a redirect to `path` cannot leave this site. Browsers read "//host"
 * and "/\host" as another site, and remove TAB, CR and LF first (WHATWG URL
 * 4.4).
 *
 * Therefore `path` must start with exactly one '/', consist of printable ASCII
 * without space and backslash, and have at most 2,000 bytes. It may contain a
 * query and a fragment.
 */
int cp_is_site_path(const char *path);

#endif
