/* SPDX-License-Identifier: Apache-2.0 */
/* The words shown to visitors; see the header. */
#include "cp_text.h"

#include <string.h>

#include <apr_hash.h>
#include <apr_strings.h>

#include "cp_assets.h"

/* Language tags are ASCII and short (RFC 5646: 35 is ample). */
#define CP_MAX_TAG 36

struct cp_texts {
    apr_pool_t *pool;
    apr_hash_t *languages; /* tag in lower case => hash of key => text */
};

/* The tag in lower case; returns its length, 0 when it is too long. */
static apr_size_t fold_tag(cp_span tag, char *out)
{
    apr_size_t i;

    if (tag.n >= CP_MAX_TAG) {
        return 0;
    }
    for (i = 0; i < tag.n; i++) {
        char c = tag.s[i];
        out[i] = (char)((c >= 'A' && c <= 'Z') ? c + 32 : c);
    }
    out[i] = '\0';
    return i;
}

static void put(cp_texts *texts, const char *language, const char *key,
                const char *text)
{
    char tag[CP_MAX_TAG];
    apr_hash_t *of;

    if (fold_tag(cp_span_of(language), tag) == 0) {
        return;
    }
    of = apr_hash_get(texts->languages, tag, APR_HASH_KEY_STRING);
    if (of == NULL) {
        of = apr_hash_make(texts->pool);
        language = apr_pstrdup(texts->pool, tag);
        apr_hash_set(texts->languages, language, APR_HASH_KEY_STRING, of);
        /* Lets cp_texts_lookup answer with a string that lasts. */
        apr_hash_set(of, "language.tag", APR_HASH_KEY_STRING, language);
    }
    apr_hash_set(of, key, APR_HASH_KEY_STRING, text);
}

cp_texts *cp_texts_make(apr_pool_t *p)
{
    cp_texts *texts = apr_pcalloc(p, sizeof(*texts));
    const cp_asset_text *t;

    texts->pool = p;
    texts->languages = apr_hash_make(p);
    for (t = cp_asset_texts; t->language != NULL; t++) {
        put(texts, t->language, t->key, t->text);
    }
    return texts;
}

void cp_texts_set(cp_texts *texts, const char *language, const char *key,
                  const char *text)
{
    put(texts, language, key, text);
}

int cp_text_key_known(const char *key)
{
    static const char *const suffixes[] = {".label", ".description",
                                           ".explanation", NULL};
    const cp_asset_text *t;
    int i;

    for (t = cp_asset_texts; t->language != NULL; t++) {
        if (!strcmp(t->key, key)) {
            return 1;
        }
    }
    for (i = 0; suffixes[i] != NULL; i++) {
        apr_size_t n = strlen(key), tail = strlen(suffixes[i]);

        if (!strncmp(key, "category.", 9) && n > 9 + tail
            && !strcmp(key + n - tail, suffixes[i])) {
            return 1;
        }
    }
    return 0;
}

apr_array_header_t *cp_texts_languages(apr_pool_t *p, const cp_texts *texts)
{
    apr_array_header_t *all = apr_array_make(p, 4, sizeof(const char *));
    apr_hash_index_t *i;

    for (i = apr_hash_first(p, texts->languages); i; i = apr_hash_next(i)) {
        APR_ARRAY_PUSH(all, const char *) = apr_hash_this_key(i);
    }
    return all;
}

static const char *find(const cp_texts *texts, const char *tag, const char *key)
{
    apr_hash_t *of = apr_hash_get(texts->languages, tag, APR_HASH_KEY_STRING);
    return of ? apr_hash_get(of, key, APR_HASH_KEY_STRING) : NULL;
}

/* "zh-hant-tw" => "zh-hant" => "zh" => nothing. */
static int shorten(char *tag)
{
    char *dash = strrchr(tag, '-');

    if (dash == NULL) {
        return 0;
    }
    *dash = '\0';
    return 1;
}

const char *cp_text(const cp_texts *texts, const char *language,
                    const char *key)
{
    char tag[CP_MAX_TAG];
    const char *text = NULL;

    if (fold_tag(cp_span_of(language), tag) > 0) {
        do {
            text = find(texts, tag, key);
        } while (text == NULL && shorten(tag));
    }
    return text ? text : find(texts, CP_FALLBACK_LANGUAGE, key);
}

const char *cp_texts_lookup(const cp_texts *texts, cp_span wanted)
{
    char tag[CP_MAX_TAG];

    if (fold_tag(wanted, tag) == 0) {
        return NULL;
    }
    do {
        apr_hash_t *of =
            apr_hash_get(texts->languages, tag, APR_HASH_KEY_STRING);

        if (of != NULL) {
            return apr_hash_get(of, "language.tag", APR_HASH_KEY_STRING);
        }
    } while (shorten(tag));
    return NULL;
}

void cp_text_html(cp_buf *b, const cp_texts *texts, const char *language,
                  const char *key, const char *fill)
{
    const char *text = cp_text(texts, language, key), *open, *close;

    if (text == NULL) {
        return;
    }
    open = fill ? strchr(text, '{') : NULL;
    close = open ? strchr(open, '}') : NULL;
    if (close == NULL) {
        cp_buf_html(b, text);
        return;
    }
    cp_buf_html(b, apr_pstrmemdup(b->pool, text, (apr_size_t)(open - text)));
    cp_buf_html(b, fill);
    cp_buf_html(b, close + 1);
}
