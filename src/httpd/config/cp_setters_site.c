/* SPDX-License-Identifier: Apache-2.0 */
/* Setters of CookiePolicySite, the publisher that the policy page names, and of
 * CookiePolicyReports. */
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include <apr_strings.h>

#include "httpd/config/cp_conf.h"
#include "httpd/config/cp_setter.h"
#include "httpd/config/cp_setters.h"
#include "core/http/cp_site_path.h"
#include "core/base/cp_args.h"

#define CP_MAX_SITE_TEXT 200

/* True for printable ASCII without the characters that end an attribute or that
 * cannot be in a URL (RFC 3986, section 2). Others must be percent-encoded. */
static int is_url_text(const char *s)
{
    for (; *s > 0x20 && *s < 0x7F && !strchr("\"<>\\^`{|}", *s); s++) {}
    return *s == '\0';
}

static int is_absolute_url(const char *s)
{
    apr_size_t n = !strncasecmp(s, "https://", 8) ? 8
                 : !strncasecmp(s, "http://", 7)  ? 7
                                                  : 0;

    return n > 0 && s[n] != '\0' && s[n] != '/' && is_url_text(s);
}

/* True for local@domain without the characters that have a meaning in a mailto
 * URL (RFC 6068, section 2). */
static int is_mail_address(const char *s)
{
    const char *at = strchr(s, '@');

    return at != NULL && at > s && cp_setter_is_domain(at + 1)
        && strcspn(s, "?&%#/:;,()[]'") == strlen(s) && is_url_text(s);
}

static int is_contact(const char *value)
{
    return is_mail_address(value) || is_absolute_url(value);
}

static int is_privacy(const char *value)
{
    return is_absolute_url(value)
        || (cp_is_site_path(value) && is_url_text(value));
}

/* The keys of CookiePolicySite. */
static const struct site_key {
    const char *key;
    size_t offset;                      /* of the const char * in the record */
    int (*is_valid)(const char *value); /* NULL: any text is */
    const char *accepted;
} site_keys[] = {
    {"name", offsetof(cp_publisher, name), NULL, NULL},
    {"controller", offsetof(cp_publisher, controller), NULL, NULL},
    {"contact", offsetof(cp_publisher, contact), is_contact,
     "contact= with a mail address or an http or https URL"},
    {"privacy", offsetof(cp_publisher, privacy), is_privacy,
     "privacy= with an http or https URL, or a URL path that starts with a "
     "single slash"}};

static const char *set_key(cmd_parms *cmd, cp_publisher *site, const char *word)
{
    const char *key, *value;
    apr_size_t i;

    if (!cp_args_pair(cmd->pool, word, &key, &value)) {
        key = "";
    }
    for (i = 0; i < sizeof(site_keys) / sizeof(site_keys[0]); i++) {
        const struct site_key *known = &site_keys[i];

        if (strcasecmp(key, known->key)) {
            continue;
        }
        if (*value == '\0' || strlen(value) > CP_MAX_SITE_TEXT) {
            return cp_setter_bad_word(cmd, word,
                                      "a text of 1 to 200 bytes after the =");
        }
        *(const char **)((char *)site + known->offset) = value;
        return known->is_valid == NULL || known->is_valid(value)
                 ? NULL
                 : cp_setter_bad_word(cmd, word, known->accepted);
    }
    return cp_setter_bad_word(cmd, word,
                              "name=\"...\", controller=\"...\", "
                              "contact=\"...\" or privacy=URL");
}

const char *cp_setter_site(cmd_parms *cmd, void *dir, const char *args)
{
    const char *error;
    apr_array_header_t *words = cp_setter_arguments(cmd, args, &error);
    cp_publisher *site;
    int i;

    (void)dir;
    if (error != NULL) {
        return error;
    }
    if (words->nelts == 0) {
        return cp_setter_bad_word(
            cmd, "",
            "at least one of name=, controller=, contact= and privacy=");
    }
    site = apr_pcalloc(cmd->pool, sizeof(*site));
    for (i = 0; i < words->nelts && error == NULL; i++) {
        error = set_key(cmd, site, APR_ARRAY_IDX(words, i, const char *));
    }
    if (error == NULL) {
        cp_conf_srv(cmd->server)->publisher = site;
    }
    return error;
}

/* Reads "sample=10". Returns 0 if it is something else. */
static int sample_of(const char *text)
{
    static const char key[] = "sample=";
    apr_int64_t sample;

    if (strncasecmp(text, key, sizeof(key) - 1)
        || !cp_span_number(cp_span_of(text + sizeof(key) - 1), &sample)
        || sample < 1 || sample > CP_REPORTS_ALL) {
        return 0;
    }
    return (int)sample;
}

const char *cp_setter_reports(cmd_parms *cmd, void *dir, const char *word,
                              const char *sample)
{
    cp_dir_conf *conf = dir;
    int on = !strcasecmp(word, "On");

    if (!on && strcasecmp(word, "Off")) {
        return cp_setter_bad_word(cmd, word, "Off or On");
    }
    conf->reports = CP_REPORTS_OFF;
    if (on) {
        conf->reports = sample ? sample_of(sample) : CP_REPORTS_ALL;
    }
    if (sample != NULL && (!on || conf->reports == CP_REPORTS_OFF)) {
        return cp_setter_bad_word(cmd, sample,
                                  "sample= with 1 to 100 percent, after On");
    }
    return cp_setter_in_limit(cmd);
}
