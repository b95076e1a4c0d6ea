/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue; see the header. */
#include "httpd/status/cp_catalogue.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <apr_fnmatch.h>
#include <apr_strings.h>

#include "httpd/config/cp_conf.h"
#include "httpd/config/cp_setters.h"
#include "httpd/config/cp_module.h"

/* The Makefile has another one, if the installation has. */
#ifndef CP_CATALOGUE_SHARED
#define CP_CATALOGUE_SHARED "/usr/share/mod_cookie_policy/catalogue"
#endif

/* A line with all its continuations. */
#define CP_CATALOGUE_LINE 8192

typedef const char *(*setter)(cmd_parms *cmd, void *dir, const char *args);

/* Returns the setter of a declaration, NULL for another directive. */
static setter setter_of(const char *name)
{
    if (!strcasecmp(name, "CookiePolicyCookie")) {
        return cp_setter_cookie;
    }
    return strcasecmp(name, "CookiePolicySource") ? NULL : cp_setter_source;
}

/* Reads one line as a line of an .htaccess file, into `conf`, which is not part
 * of the configuration. Returns a sentence about a mistake, or NULL. */
static const char *read_line(request_rec *r, cp_dir_conf *conf,
                             const char *file, unsigned number,
                             const char *line)
{
    const char *args = line;
    command_rec command = {0};
    ap_directive_t directive = {0};
    cmd_parms cmd = {0};
    setter set;

    command.name = ap_getword_conf(r->pool, &args);
    set = setter_of(command.name);
    directive.filename = file;
    directive.line_num = (int)number;
    cmd.pool = cmd.temp_pool = r->pool;
    cmd.server = r->server;
    cmd.path = apr_pstrdup(r->pool, "/");
    cmd.cmd = &command;
    cmd.directive = &directive;
    cmd.limited = -1;
    cmd.override = OR_FILEINFO;
    return set ? set(&cmd, conf, args) : NULL;
}

static void report(request_rec *r, const char *fault, const char *file,
                   unsigned number)
{
    if (fault != NULL) {
        ap_log_rerror(APLOG_MARK, APLOG_WARNING, 0, r,
                      CPLOGNO(0171) "a line of the catalogue is not used: %s "
                                    "(%s:%u)",
                      fault, file, number);
    }
}

static void read_file(request_rec *r, cp_dir_conf *conf, const char *file)
{
    char line[CP_CATALOGUE_LINE];
    ap_configfile_t *in;
    apr_status_t rv = ap_pcfg_openfile(&in, r->pool, file);

    if (rv == APR_SUCCESS) {
        while ((rv = ap_cfg_getline(line, sizeof(line), in)) == APR_SUCCESS) {
            if (*line != '#' && *line != '\0') {
                report(r, read_line(r, conf, file, in->line_number, line), file,
                       in->line_number);
            }
        }
        ap_cfg_closefile(in);
    }
    if (rv != APR_EOF) {
        ap_log_rerror(APLOG_MARK, APLOG_WARNING, rv, r,
                      CPLOGNO(0172) "a file of the catalogue cannot be read: "
                                    "%s",
                      file);
    }
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Returns the files *.conf of a folder, sorted; none if it does not exist. */
static apr_array_header_t *files_of(apr_pool_t *p, const char *folder)
{
    apr_array_header_t *files = apr_array_make(p, 64, sizeof(const char *));
    apr_array_header_t *names = NULL;
    int i;

    if (apr_match_glob(apr_pstrcat(p, folder, "/*.conf", NULL), &names, p)
        == APR_SUCCESS) {
        for (i = 0; i < names->nelts; i++) {
            APR_ARRAY_PUSH(files, const char *) = apr_pstrcat(
                p, folder, "/", APR_ARRAY_IDX(names, i, const char *), NULL);
        }
        qsort(files->elts, (size_t)files->nelts, sizeof(char *), by_name);
    }
    return files;
}

static cp_policy *read_folder(request_rec *r, const char *folder)
{
    cp_dir_conf *conf = cp_conf_create_dir(r->pool, NULL);
    apr_array_header_t *files = files_of(r->pool, folder);
    int i;

    for (i = 0; i < files->nelts; i++) {
        read_file(r, conf, APR_ARRAY_IDX(files, i, const char *));
    }
    return conf->policy;
}

const char *cp_catalogue_own(apr_pool_t *p)
{
    return ap_server_root_relative(p, "conf/catalogue");
}

const char *cp_catalogue_shared(void)
{
    return CP_CATALOGUE_SHARED;
}

const cp_policy *cp_catalogue_read(request_rec *r)
{
    return cp_policy_merge(r->pool, read_folder(r, cp_catalogue_shared()),
                           read_folder(r, cp_catalogue_own(r->pool)));
}
