/* SPDX-License-Identifier: Apache-2.0 */
/* Held paths of this site; see the header. */
#include "httpd/request/cp_gate.h"

#include <string.h>

#include <http_core.h>
#include <http_request.h>

#include "core/http/cp_own_path.h"
#include "httpd/request/cp_report_held.h"

/* ---- one path ---- */

int cp_gate_is_own(const cp_site *site, cp_span path)
{
    cp_span rest = cp_span_skip(path, site->path_length);

    return site->active && path.n >= site->path_length
        && !memcmp(path.s, site->path, site->path_length)
        && (rest.n == 0 || rest.s[0] == '/');
}

/* Subrequests and the hooks of one request would repeat the line. */
static void report_once(request_rec *r, const cp_req *q,
                        const cp_source_verdict *v)
{
    cp_span none = {"", 0};

    if (q->chain->gate_reported != v->decision.name) {
        q->chain->gate_reported = v->decision.name;
        cp_report_held(r, q, v, none, CP_HELD_REQUEST);
    }
}

/* Judges one spelling of a path by the layers of q. */
static int holds_spelling(request_rec *r, cp_req *q, cp_span path, int decoded)
{
    cp_target target = {{"", 0}, {"", 0}, path, -1, 1, decoded};
    cp_source_verdict v;

    cp_layers_judge_source(&q->layers, &q->chain->visitor, &target, &v);
    if (v.decision.depends && q->enforcement == CP_ON) {
        q->chain->depends = true;
    }
    if (v.decision.reason != CP_ALLOW) {
        report_once(r, q, &v);
    }
    if (v.enforced) {
        q->gate_holds = v.decision.name;
    }
    return v.enforced;
}

/* A percent sign in r->uri may be one that httpd has not decoded. */
static int holds_path(request_rec *r, cp_req *q, cp_span path)
{
    cp_span form;

    if (!cp_layers_any_path(&q->layers)) { /* the usual case */
        return 0;
    }
    form = cp_own_path(r->pool, path);
    if (cp_gate_is_own(q->chain->site, form)) {
        return 0;
    }
    return holds_spelling(r, q, path, 0)
        || (form.s != path.s && holds_spelling(r, q, form, 1));
}

/* ---- where the server has mapped the request ---- */

/* Judges the URL without the path info: "/count.php/x" runs /count.php. */
static int holds_script(request_rec *r, cp_req *q, cp_span path)
{
    cp_span info = cp_span_of(r->path_info);

    if (info.n == 0 || info.n >= path.n
        || memcmp(path.s + path.n - info.n, info.s, info.n)) {
        return 0;
    }
    path.n -= info.n;
    return holds_path(r, q, path);
}

/* Judges the file by its path in the document root. It differs from the URL
 * after a RewriteRule of the server, and if an Alias leads into the root. */
static int holds_file(request_rec *r, cp_req *q, cp_span path)
{
    cp_span file = cp_span_of(r->filename);
    cp_span root = cp_span_of(ap_document_root(r));

    while (root.n > 0 && root.s[root.n - 1] == '/') {
        root.n--;
    }
    if (root.n == 0 || file.n <= root.n || memcmp(file.s, root.s, root.n)
        || file.s[root.n] != '/') {
        return 0;
    }
    file = cp_span_skip(file, root.n);
    if (file.n <= path.n && !memcmp(file.s, path.s, file.n)) {
        return 0; /* the URL, or a part of it, which holds_script() judges */
    }
    return holds_path(r, q, file);
}

/* ---- the hooks ---- */

/* Judges the URL, unless it is that of the last time, with the same rules. */
static int holds_url(request_rec *r, cp_req *q, cp_span path)
{
    if (q->gate_uri == r->uri && q->gate_conf == q->made_from) {
        return 0;
    }
    q->gate_uri = r->uri;
    q->gate_conf = q->made_from;
    return holds_path(r, q, path);
}

int cp_gate_judge_asked(request_rec *r, cp_req *q)
{
    return r->uri != NULL && cp_request_rules(r, q) != NULL
        && holds_url(r, q, cp_span_of(r->uri));
}

int cp_gate_judge_mapped(request_rec *r, cp_req *q)
{
    cp_span path = cp_span_of(r->uri);

    if (r->uri == NULL || cp_request_rules(r, q) == NULL) {
        return 0;
    }
    return holds_url(r, q, path) || holds_script(r, q, path)
        || holds_file(r, q, path);
}

/* ---- the quick handler ---- */

/* True if a section, which the quick handler does not know, may hold the path:
 * then it is looked up as a subrequest, which the other hooks judge. */
static int holds_in_section(request_rec *r, cp_req *q, cp_span path)
{
    const cp_site *site = cp_conf_site(r->server);
    cp_target target = {{"", 0}, {"", 0}, path, -1, 1, 1};
    cp_rules rules = {0};
    const cp_req *found;
    request_rec *sub;

    rules.categories = site->categories;
    rules.policy = site->conf->sections;
    if (!cp_sources_any(rules.policy)
        || cp_decide_source(&rules, &cp_request_chain(r)->visitor, &target)
                   .reason
               == CP_ALLOW) {
        return 0;
    }
    sub = ap_sub_req_lookup_uri(r->unparsed_uri, r, NULL);
    found = cp_request_known(sub);
    q->gate_holds = found ? found->gate_holds : NULL;
    return q->gate_holds != NULL;
}

int cp_gate_holds_sent(request_rec *r, cp_req *q)
{
    cp_span path = cp_span_of(r->parsed_uri.path);

    if (path.n == 0) {
        return 0;
    }
    if (cp_gate_may_hold(r, q) && cp_request_rules(r, q) != NULL
        && holds_path(r, q, path)) {
        return 1;
    }
    return holds_in_section(r, q, cp_own_path(r->pool, path));
}
