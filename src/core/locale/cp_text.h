/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words shown to visitors, by language and key. The built-in ones come
 * from conf/locale, where the keys are listed; an administrator's own go
 * before them. English is complete and is what is missing elsewhere.
 */
#ifndef CP_TEXT_H
#define CP_TEXT_H

#include <apr_tables.h>

#include "core/base/cp_buf.h"

#define CP_FALLBACK_LANGUAGE "en"

typedef struct cp_texts cp_texts;

/** None but those of the built-in catalogue, indexed, in `p`. */
cp_texts *cp_texts_make(apr_pool_t *p);

/** No texts yet, before those of `base`, which must last as long. */
cp_texts *cp_texts_over(apr_pool_t *p, const cp_texts *base);

/** Sets one of the administrator's texts; the strings are borrowed. */
void cp_texts_set(cp_texts *texts, const char *language, const char *key,
                  const char *text);

/** Non-zero when the key is one that the module shows, or belongs to a
 * category of any id or a declared cookie of any name. */
int cp_text_key_known(const char *key);

/**
 * The number of keys for which a reader of that language sees English, because
 * neither the language nor its shorter form has a text. The first of them goes
 * to *key, unless there is none.
 */
int cp_texts_missing(const cp_texts *texts, const char *language,
                     const char **key);

/** Languages with at least one text (const char *), in no order. */
apr_array_header_t *cp_texts_languages(apr_pool_t *p, const cp_texts *texts);

/**
 * The text, or NULL. "fr-CA" falls back to "fr", then to English; the tag's
 * case does not matter.
 */
const char *cp_text(const cp_texts *texts, const char *language,
                    const char *key);

/** The same of the administrator's texts alone, without going to English:
 * what is said in this very language. */
const char *cp_text_own(const cp_texts *texts, const char *language,
                        const char *key);

/** The text with the first "{…}" in it replaced by `fill`; NULL when there
 * is no such text. In `p`, or the text itself. */
const char *cp_text_filled(apr_pool_t *p, const cp_texts *texts,
                           const char *language, const char *key,
                           const char *fill);

/**
 * The best language there are texts for: `wanted` itself, a shorter form of
 * it (RFC 4647, section 3.4), or NULL.
 */
const char *cp_texts_lookup(const cp_texts *texts, cp_span wanted);

/**
 * The text whose key is `stem` and the plural form that the language wants
 * beside `n`, or `stem` and "other"; filled with the number. NULL: none.
 */
const char *cp_text_counted(apr_pool_t *p, const cp_texts *texts,
                            const char *language, const char *stem,
                            apr_int64_t n);

/** Writes the text as HTML, filled unless `fill` is NULL. */
void cp_text_html(cp_buf *b, const cp_texts *texts, const char *language,
                  const char *key, const char *fill);

#endif
