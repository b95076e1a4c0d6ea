/* SPDX-License-Identifier: Apache-2.0 */
/* Setter of CookiePolicySite: the publisher that the policy page names. */
#include <string.h>
#include <strings.h>

#include <apr_strings.h>

#include "httpd/config/cp_conf.h"
#include "httpd/config/cp_directives.h"
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

static const char *bad(cmd_parms *cmd, const char *word, const char *accepted)
{
    return apr_psprintf(cmd->pool, "%s: '%s' is not accepted; use %s",
                        cmd->cmd->name, word, accepted);
}

static const char *site_key(cmd_parms *cmd, cp_publisher *site,
                            const char *word)
{
    const char *key, *value;

    if (!cp_args_pair(cmd->pool, word, &key, &value)) {
        return bad(cmd, word,
                   "name=\"...\", controller=\"...\", contact=\"...\" or "
                   "privacy=URL");
    }
    if (*value == '\0' || strlen(value) > CP_MAX_SITE_TEXT) {
        return bad(cmd, word, "a text of 1 to 200 bytes after the =");
    }
    if (!strcmp(key, "name")) {
        site->name = value;
    }
    else if (!strcmp(key, "controller")) {
        site->controller = value;
    }
    else if (!strcmp(key, "contact")) {
        site->contact = value;
        return is_mail_address(value) || is_absolute_url(value)
                 ? NULL
                 : bad(cmd, word,
                       "contact= with a mail address or an http or https URL");
    }
    else if (!strcmp(key, "privacy")) {
        site->privacy = value;
        return is_absolute_url(value)
                    || (cp_is_site_path(value) && is_url_text(value))
                 ? NULL
                 : bad(cmd, word,
                       "privacy= with an http or https URL, or a URL path "
                       "that starts with a single slash");
    }
    else {
        return bad(cmd, word, "name=, controller=, contact= or privacy=");
    }
    return NULL;
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
        return bad(cmd, "",
                   "at least one of name=, controller=, contact= and "
                   "privacy=");
    }
    site = apr_pcalloc(cmd->pool, sizeof(*site));
    for (i = 0; i < words->nelts && error == NULL; i++) {
        error = site_key(cmd, site, APR_ARRAY_IDX(words, i, const char *));
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

    if (strncmp(text, key, sizeof(key) - 1)
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
        return bad(cmd, word, "Off or On");
    }
    conf->reports = CP_REPORTS_OFF;
    if (on) {
        conf->reports = sample ? sample_of(sample) : CP_REPORTS_ALL;
    }
    if (sample != NULL && (!on || conf->reports == CP_REPORTS_OFF)) {
        return bad(cmd, sample, "sample= with 1 to 100 percent, after On");
    }
    return cp_setter_in_limit(cmd);
}
