/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The texts that visitors read, by language and key. The built-in texts come
 * from conf/locale, which lists the keys. Those of CookiePolicyText have
 * priority. English is complete and replaces texts that another language does
 * not have.
 */
#ifndef CP_TEXT_H
#define CP_TEXT_H

#include <apr_tables.h>

#include "core/base/cp_buf.h"

#define CP_FALLBACK_LANGUAGE "en"

typedef struct cp_texts cp_texts;

/** Returns the built-in texts, indexed, in `p`. */
cp_texts *cp_texts_make(apr_pool_t *p);

/** Returns an empty set of texts, in `p`, that is searched before `base`.
 * `base` is borrowed. */
cp_texts *cp_texts_over(apr_pool_t *p, const cp_texts *base);

/** Sets one text of CookiePolicyText. The strings are borrowed. */
void cp_texts_set(cp_texts *texts, const char *language, const char *key,
                  const char *text);

/** True if the module shows a text with this key, or if the key is that of a
 * category with any id or of a declared cookie with any name. */
int cp_text_key_known(const char *key);

/**
 * Returns the number of keys for which a reader of that language sees English,
 * because neither the language nor its shorter form has a text. Sets *key to
 * the first of them, if there is one.
 */
int cp_texts_missing(const cp_texts *texts, const char *language,
                     const char **key);

/** Returns the languages with at least one text (const char *), in `p`, without
 * an order. */
apr_array_header_t *cp_texts_languages(apr_pool_t *p, const cp_texts *texts);

/**
 * Returns the text, or NULL. "fr-CA" falls back to "fr", then to English. The
 * case of the tag does not count.
 */
const char *cp_text(const cp_texts *texts, const char *language,
                    const char *key);

/** Returns the text of CookiePolicyText in that language or its shorter form,
 * or NULL; no built-in text and no English one. */
const char *cp_text_own(const cp_texts *texts, const char *language,
                        const char *key);

/** Returns the text with `fill` in place of its first "{…}"; NULL if there is
 * no such text. In `p`, or the text itself. */
const char *cp_text_filled(apr_pool_t *p, const cp_texts *texts,
                           const char *language, const char *key,
                           const char *fill);

/**
 * Returns the best language that has texts: `wanted` itself, in lower case, or
 * a shorter form of it (RFC 4647, section 3.4), else NULL. The string is that
 * of `texts`.
 */
const char *cp_texts_lookup(const cp_texts *texts, cp_span wanted);

/**
 * Returns the text with the key `stem` plus the plural form for `n`, or `stem`
 * plus "other", filled with the number; NULL if there is none.
 */
const char *cp_text_counted(apr_pool_t *p, const cp_texts *texts,
                            const char *language, const char *stem,
                            apr_int64_t n);

/** Appends the text as HTML, filled unless `fill` is NULL. */
void cp_text_html(cp_buf *b, const cp_texts *texts, const char *language,
                  const char *key, const char *fill);

#endif
