/* SPDX-License-Identifier: Apache-2.0 */
/* The command table and the setters that take simple words. */
#include "httpd/config/cp_directives.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "core/http/cp_site_path.h"
#include "core/locale/cp_text.h"
#include "cp_assets.h"
#include "httpd/config/cp_conf.h"
#include "httpd/config/cp_languages.h"
#include "httpd/config/cp_module.h"
#include "httpd/config/cp_setter.h"
#include "httpd/config/cp_setters.h"
#include "httpd/config/cp_site.h"

#define CP_MAX_PATH 255
#define CP_MAX_VERSION 64

/* A directive whose argument is one of a list of words. Word number n has the
 * value n. */
typedef struct cp_word_list {
    size_t offset; /* of the int in the record */
    int in_server; /* the server record, else the directory record */
    const char *const *values;
} cp_word_list;

#define DIR_WORDS(name, ...)                                                  \
    const char *const cp_##name##_names[] = {__VA_ARGS__, NULL};              \
    static const cp_word_list name##_words = {offsetof(cp_dir_conf, name), 0, \
                                              cp_##name##_names}

DIR_WORDS(enforcement, "Off", "ReportOnly", "On");
DIR_WORDS(undeclared, "allow", "suppress");
DIR_WORDS(undeclared_source, "allow", "hold");
DIR_WORDS(guard, "Off", "On");
DIR_WORDS(request, "pass", "strip");
DIR_WORDS(leftovers, "keep", "expire");
DIR_WORDS(reopen, "Off", "left", "right");
DIR_WORDS(variants, "vary", "uniform");

static const char *const off_on_values[] = {"Off", "On", NULL};
static const cp_word_list lock_words = {offsetof(cp_srv_conf, lock), 1,
                                        off_on_values};

static int value_of(const char *const *values, const char *word)
{
    int i;

    for (i = 0; values[i]; i++) {
        if (!strcasecmp(values[i], word)) {
            return i;
        }
    }
    return -1;
}

static const char *not_one_of(cmd_parms *cmd, const char *word,
                              const char *const *values)
{
    return apr_psprintf(cmd->pool, "%s: '%s' is not accepted here; use %s",
                        cmd->cmd->name, word,
                        cp_setter_one_of(cmd->pool, values));
}

static const char *set_word(cmd_parms *cmd, void *dir, const char *word)
{
    const cp_word_list *list = cmd->info;
    int value = value_of(list->values, word);
    const char *error = cp_setter_in_limit(cmd);
    char *record =
        list->in_server ? (char *)cp_conf_srv(cmd->server) : (char *)dir;

    if (error != NULL) {
        return error;
    }
    if (value < 0) {
        return not_one_of(cmd, word, list->values);
    }
    *(int *)(record + list->offset) = value;
    return NULL;
}

/* Returns the place of the directive. At start-up the name of the file may live
 * shorter than the record, so it is copied. */
static cp_conf_place place_of(cmd_parms *cmd)
{
    const char *file = cmd->directive->filename;
    cp_conf_place at = {file, cmd->directive->line_num};

    if (!cp_setter_in_htaccess(cmd)) {
        at.file = apr_pstrdup(cmd->pool, file);
    }
    return at;
}

/* Notes that a policy can come into force. If none can, at start-up, the module
 * ignores all requests, and an .htaccess file cannot change this. */
static const char *set_enforcement(cmd_parms *cmd, void *dirv, const char *word)
{
    cp_dir_conf *dir = dirv;
    const char *error = set_word(cmd, dir, word);

    if (error != NULL) {
        return error;
    }
    dir->set_at = place_of(cmd);
    if (dir->enforcement == CP_OFF) {
        return NULL;
    }
    if (!cp_setter_in_htaccess(cmd)) {
        cp_conf_srv(cmd->server)->wanted = 1;
    }
    else if (cp_site_is_dormant(cmd->server)) {
        return apr_psprintf(cmd->pool,
                            "%s: '%s' cannot be switched on while requests "
                            "are served; use it in the server's own "
                            "configuration, or AllowOverride FileInfo there",
                            cmd->cmd->name, word);
    }
    return NULL;
}

/* Notes that the patterns of the server must be those of JavaScript, too. */
static const char *set_guard(cmd_parms *cmd, void *dirv, const char *word)
{
    const cp_dir_conf *dir = dirv;
    const char *error = set_word(cmd, dirv, word);

    if (error == NULL && dir->guard == CP_GUARD_ON
        && !cp_setter_in_htaccess(cmd)) {
        cp_conf_srv(cmd->server)->guarded = 1;
    }
    return error;
}

/* Returns the error for a word that is in neither list, or that comes too late.
 */
static const char *no_place(cmd_parms *cmd, const char *word)
{
    return apr_psprintf(
        cmd->pool,
        "%s: '%s' is not accepted here; use one word of %s, or one of %s, or "
        "both in this order",
        cmd->cmd->name, word, cp_setter_one_of(cmd->pool, cp_layout_names),
        cp_setter_one_of(cmd->pool, cp_place_names));
}

static const char *set_banner(cmd_parms *cmd, void *dirv, const char *word,
                              const char *layout, const char *place)
{
    cp_dir_conf *dir = dirv;
    int on = value_of(off_on_values, word);
    const char *error = cp_setter_in_limit(cmd);

    if (error != NULL) {
        return error;
    }
    if (on < 0) {
        return not_one_of(cmd, word, off_on_values);
    }
    if (layout != NULL && value_of(cp_layout_names, layout) >= 0) {
        dir->layout = value_of(cp_layout_names, layout);
        layout = place;
        place = NULL;
    }
    if (layout != NULL && value_of(cp_place_names, layout) >= 0) {
        dir->place = value_of(cp_place_names, layout);
        layout = place;
    }
    if (layout != NULL) {
        return no_place(cmd, layout);
    }
    dir->banner = on;
    return NULL;
}

static const char *set_path(cmd_parms *cmd, void *dir, const char *path)
{
    apr_size_t n = strlen(path);

    (void)dir;
    while (n > 1 && path[n - 1] == '/') {
        n--;
    }
    if (!cp_is_site_path(path) || n < 2 || n > CP_MAX_PATH
        || strcspn(path, "?#%\"'<>&;") != strlen(path) || strstr(path, "//")
        || strstr(path, "/.")) {
        return apr_psprintf(cmd->pool,
                            "%s: '%s' is not a URL path; use one that starts "
                            "with a slash and has at least one more letter, "
                            "without ? # %% or quotes, such as /cookie-policy",
                            cmd->cmd->name, path);
    }
    cp_conf_srv(cmd->server)->path = apr_pstrmemdup(cmd->pool, path, n);
    return NULL;
}

static const char *set_version(cmd_parms *cmd, void *dir, const char *word)
{
    const char *s;

    (void)dir;
    for (s = word; *s > 0x20 && *s < 0x7F; s++) {}
    if (*s || s == word || s - word > CP_MAX_VERSION) {
        return apr_psprintf(cmd->pool,
                            "%s: '%s' is not a version; use one word of 1 to "
                            "%d printable ASCII characters",
                            cmd->cmd->name, word, CP_MAX_VERSION);
    }
    cp_conf_srv(cmd->server)->version = word;
    return NULL;
}

static const char *set_stylesheet(cmd_parms *cmd, void *dir, const char *path)
{
    (void)dir;
    if (!cp_is_site_path(path)) {
        return apr_psprintf(cmd->pool,
                            "%s: '%s' is not a URL path on this site; use "
                            "one that starts with a single slash, such as "
                            "/style/cookies.css",
                            cmd->cmd->name, path);
    }
    cp_conf_srv(cmd->server)->stylesheet = path;
    return NULL;
}

/* RFC 5646 in short: langtag = 2*3ALPHA *("-" 1*8alphanum). Longer names of
 * languages are reserved: "english" is not a tag. */
static int is_language_tag(const char *tag)
{
    apr_size_t n = 0, first = 0, total = strlen(tag);

    for (; *tag; tag++) {
        if (*tag == '-' && n > 0) {
            first = first ? first : n;
            n = 0;
        }
        else if (apr_isalpha(*tag) || (first && apr_isdigit(*tag))) {
            n++;
        }
        else {
            return 0;
        }
        if (n > 8) {
            return 0;
        }
    }
    first = first ? first : n;
    return n > 0 && (first == 2 || first == 3) && total <= 35;
}

static const char *not_a_language(cmd_parms *cmd, const char *tag)
{
    return apr_psprintf(cmd->pool,
                        "%s: '%s' is not a language tag; use a code of two "
                        "or three letters, with a region if needed, such as "
                        "en, fr or pt-BR",
                        cmd->cmd->name, tag);
}

static const char *set_language(cmd_parms *cmd, void *dirv, const char *tag)
{
    cp_dir_conf *dir = dirv;
    cp_reference *reference;

    if (!is_language_tag(tag)) {
        return not_a_language(cmd, tag);
    }
    dir->language = tag;
    if (cp_setter_in_htaccess(cmd)) {
        return cp_languages_unknown(cmd->pool, cp_conf_site(cmd->server)->texts,
                                    cmd->cmd->name, tag);
    }
    reference = apr_array_push(cp_conf_srv(cmd->server)->references);
    memset(reference, 0, sizeof(*reference));
    reference->directive = cmd->cmd->name;
    reference->language = tag;
    reference->where = cp_setter_where(cmd);
    return cp_setter_in_limit(cmd);
}

static const char *set_text(cmd_parms *cmd, void *dir, const char *language,
                            const char *key, const char *text)
{
    cp_asset_text one = {language, key, text};

    (void)dir;
    if (!is_language_tag(language)) {
        return not_a_language(cmd, language);
    }
    if (!cp_text_key_known(key)) {
        return apr_psprintf(cmd->pool,
                            "%s: '%s' is not the key of a text; use one of "
                            "those listed in docs/directives.md, such as "
                            "banner.title",
                            cmd->cmd->name, key);
    }
    APR_ARRAY_PUSH(cp_conf_srv(cmd->server)->texts, cp_asset_text) = one;
    return NULL;
}

#define IN_SERVER RSRC_CONF
#define ANYWHERE OR_FILEINFO
/* Servers and sections, but no .htaccess files. */
#define IN_SECTION (RSRC_CONF | ACCESS_CONF)
/* The setter refuses virtual hosts. */
#define IN_MAIN_SERVER RSRC_CONF

const command_rec cp_directives[] = {
    AP_INIT_TAKE1("CookiePolicy", set_enforcement, (void *)&enforcement_words,
                  ANYWHERE, "Off, ReportOnly or On"),
    AP_INIT_TAKE1("CookiePolicyLock", set_word, (void *)&lock_words, IN_SERVER,
                  "Off or On"),
    AP_INIT_RAW_ARGS("CookiePolicyCategory", cp_setter_category, NULL,
                     IN_SERVER,
                     "id exempt|consent|optout [label=\"...\"] "
                     "[description=\"...\"]"),
    AP_INIT_RAW_ARGS("CookiePolicyCookie", cp_setter_cookie, NULL, ANYWHERE,
                     "category name [name...] [key=\"value\"...]"),
    AP_INIT_RAW_ARGS("CookiePolicySource", cp_setter_source, NULL, ANYWHERE,
                     "category source [source...] [key=\"value\"...]"),
    AP_INIT_RAW_ARGS("CookiePolicyMarkup", cp_setter_markup, NULL, ANYWHERE,
                     "attribute[=word] category"),
    AP_INIT_TAKE1("CookiePolicyUndeclaredSource", set_word,
                  (void *)&undeclared_source_words, ANYWHERE, "allow or hold"),
    AP_INIT_TAKE1("CookiePolicyGuard", set_guard, (void *)&guard_words,
                  ANYWHERE, "Off or On"),
    AP_INIT_TAKE1("CookiePolicyUndeclared", set_word, (void *)&undeclared_words,
                  ANYWHERE, "suppress or allow"),
    AP_INIT_TAKE1("CookiePolicyRequest", set_word, (void *)&request_words,
                  ANYWHERE, "strip or pass"),
    AP_INIT_TAKE1("CookiePolicyLeftovers", set_word, (void *)&leftovers_words,
                  ANYWHERE, "expire or keep"),
    AP_INIT_TAKE2("CookiePolicyMaxLifetime", cp_setter_max_lifetime, NULL,
                  ANYWHERE, "category duration"),
    AP_INIT_TAKE123("CookiePolicyBanner", set_banner, NULL, ANYWHERE,
                    "Off or On, and bottom, top, box or flow, and start or "
                    "end"),
    AP_INIT_TAKE1("CookiePolicyReopen", set_word, (void *)&reopen_words,
                  ANYWHERE, "Off, left or right"),
    AP_INIT_TAKE1("CookiePolicyPath", set_path, NULL, IN_SERVER,
                  "URL path of the module's own pages"),
    AP_INIT_RAW_ARGS("CookiePolicyConsentCookie", cp_setter_consent_cookie,
                     NULL, IN_SERVER,
                     "name [domain=...] [path=...] [lifetime=180d] "
                     "[samesite=Lax|Strict|None] "
                     "[httponly=yes|no] [applications=yes|no]"),
    AP_INIT_TAKE1("CookiePolicyVersion", set_version, NULL, IN_SERVER,
                  "a word; changing it asks everyone again"),
    AP_INIT_RAW_ARGS("CookiePolicySignal", cp_setter_signal, NULL, IN_SERVER,
                     "GPC Off, or GPC and categories"),
    AP_INIT_RAW_ARGS("CookiePolicyRecords", cp_setter_records, NULL, IN_SERVER,
                     "Off, file and a path, \"|program\" or dbd, and "
                     "keep=12mo"),
    AP_INIT_RAW_ARGS("CookiePolicySite", cp_setter_site, NULL, IN_SERVER,
                     "[name=\"...\"] [controller=\"...\"] [contact=\"...\"] "
                     "[privacy=URL]"),
    AP_INIT_RAW_ARGS("CookiePolicyConsentMode", cp_setter_consent_mode, NULL,
                     IN_SERVER, "Off, or signal=category..."),
    AP_INIT_TAKE12("CookiePolicyReports", cp_setter_reports, NULL, IN_SECTION,
                   "Off or On, and sample=1..100"),
    AP_INIT_RAW_ARGS("CookiePolicyObserve", cp_setter_observe, NULL,
                     IN_MAIN_SERVER,
                     "Off or On, and [entries=2048] [file=path] [summary=1h]"),
    AP_INIT_TAKE1("CookiePolicyLanguage", set_language, NULL, ANYWHERE,
                  "default language tag"),
    AP_INIT_TAKE3("CookiePolicyText", set_text, NULL, IN_SERVER,
                  "language key \"text\""),
    AP_INIT_TAKE1("CookiePolicyStylesheet", set_stylesheet, NULL, IN_SERVER,
                  "URL path of a stylesheet"),
    AP_INIT_TAKE1("CookiePolicyVariants", set_word, (void *)&variants_words,
                  ANYWHERE, "vary or uniform"),
    {NULL, {NULL}, NULL, 0, RAW_ARGS, NULL}};
