/* SPDX-License-Identifier: Apache-2.0 */
/* Holds the elements of a document; see the header. */
#include "httpd/page/cp_hold.h"

#include <http_log.h>
#include <http_protocol.h>

#include "core/html/cp_local_tag.h"
#include "core/pages/cp_held_address.h"
#include "httpd/config/cp_module.h"
#include "httpd/request/cp_document_url.h"
#include "httpd/request/cp_origin.h"
#include "httpd/request/cp_report_held.h"
#include "httpd/request/cp_trace.h"

enum { ROOM = 512 };

/* ---- addresses ---- */

/* True for an address that names this site for certain, and that no source can
 * match: a path, while only hosts are declared. It spares the URL parser. */
static int is_plain_path(const cp_hold *h, cp_span address)
{
    return h->only_hosts && cp_base_url(&h->base) == &h->base.document
        && address.n > 1 && address.s[0] == '/' && address.s[1] != '/'
        && address.s[1] != '\\' && (unsigned char)address.s[1] > ' ';
}

int cp_hold_passes_local(const cp_hold *h)
{
    return h->only_hosts && !h->has_marks
        && cp_base_url(&h->base) == &h->base.document;
}

static cp_rewrite_verdict unclear(cp_hold *h)
{
    if (!h->is_unclear) {
        h->is_unclear = 1;
        ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, h->r,
                      CPLOGNO(0100) "addresses stay unchanged: %s",
                      cp_base_url(&h->base) == NULL
                          ? "the base URL of the page is not certain"
                          : "they contain names that cannot be read");
    }
    return CP_REWRITE_UNCERTAIN;
}

/* Logs the first tag that would be held but for its attributes. */
static void log_taken(cp_hold *h)
{
    if (!h->is_taken_logged) {
        h->is_taken_logged = 1;
        ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, h->r,
                      CPLOGNO(0105) "an element <%s> of XHTML is left as it"
                                    " is: it has attributes that begin with"
                                    " data-cookie-policy-",
                      h->rewriter.element->name);
    }
}

/* An address that is not a URL is not fetched. But relative ones need a base,
 * and our parser takes bytes for UTF-8 and refuses some names that browsers
 * accept. */
static cp_rewrite_verdict judge_failure(cp_hold *h, cp_span address)
{
    apr_size_t i;

    if (cp_base_url(&h->base) == NULL) {
        return unclear(h);
    }
    for (i = 0; i < address.n; i++) {
        if ((unsigned char)address.s[i] >= 0x80 || address.s[i] == '%') {
            return unclear(h);
        }
    }
    return CP_REWRITE_ALLOWED;
}

/* Returns the result of a verdict, and keeps the strictest of the tag. */
static cp_rewrite_verdict result_of(cp_hold *h,
                                    const cp_source_verdict *verdict,
                                    cp_span host, cp_rewrite_cause *cause)
{
    const cp_source_decision *d = &verdict->decision;
    cp_rewrite_verdict result = d->reason == CP_ALLOW ? CP_REWRITE_ALLOWED
                              : verdict->enforced     ? CP_REWRITE_HELD
                                                      : CP_REWRITE_REPORTED;

    if (result > h->strictest) {
        h->strictest = result;
        h->verdict = *verdict;
        host.n = host.n < sizeof(h->host) ? host.n : sizeof(h->host) - 1;
        memcpy(h->host, host.s, host.n);
        h->host[host.n] = '\0';
    }
    cause->category =
        d->place >= 0 ? h->q->chain->site->categories->list[d->place].id : "";
    return result;
}

/* Returns the number of bytes of an address from its scheme to the '/' after
 * its host and port, if they tell the origin without the other bytes; else 0.
 * A browser removes no byte of them, and skips none. */
static apr_size_t origin_length(cp_span address)
{
    apr_size_t n = cp_span_case_begins(address, "https://") ? 8
                 : cp_span_case_begins(address, "http://")  ? 7
                                                            : 0;
    apr_size_t i = n;

    while (
        i < address.n
        && (cp_is_tchar((unsigned char)address.s[i]) || address.s[i] == ':')) {
        i++;
    }
    return n > 0 && i > n && i < address.n && address.s[i] == '/' ? i + 1 : 0;
}

/* Fast path for an address with the same origin as the last one, while no
 * source has a path. */
static int is_judged(const cp_hold_judged *last, cp_span address)
{
    return last->n > 0 && address.n >= last->n
        && memcmp(address.s, last->origin, last->n) == 0;
}

/* Parses and judges an address. Returns 0 if it cannot be parsed. */
static int judge(cp_hold *h, cp_span address)
{
    cp_hold_judged *out = &h->judged;
    cp_target target;
    cp_url url;

    out->n = 0;
    h->url->n = 0;
    if (!cp_url_parse(address, cp_base_url(&h->base), h->url, &url)) {
        return 0;
    }
    cp_document_target(&h->base.document, &url, &target);
    memset(&out->needs, 0, sizeof(out->needs));
    cp_layers_judge_source(&h->q->layers, h->visitor, &target, &out->verdict);
    if (out->verdict.enforced && h->rewriter.flags & CP_REWRITE_UNIFORM) {
        cp_layers_source_needs(&h->q->layers, h->visitor, &target, &out->needs);
    }
    out->host = url.host;
    if (h->by_origin) {
        out->n = origin_length(address);
        out->n = out->n <= sizeof(out->origin) ? out->n : 0;
        memcpy(out->origin, address.s, out->n);
    }
    return 1;
}

static cp_rewrite_verdict judge_address(void *baton, cp_span address,
                                        cp_rewrite_cause *cause)
{
    cp_hold *h = baton;

    if (is_plain_path(h, address)) {
        return CP_REWRITE_ALLOWED;
    }
    if (!is_judged(&h->judged, address) && !judge(h, address)) {
        return judge_failure(h, address);
    }
    h->needs.categories |= h->judged.needs.categories;
    h->needs.never |= h->judged.needs.never;
    return result_of(h, &h->judged.verdict, h->judged.host, cause);
}

/* ---- categories ---- */

/* Notes the category that data-cookie-policy-category names. */
static void note_own(cp_hold *h, cp_span id)
{
    int place = cp_categories_find(h->q->chain->site->categories,
                                   cp_span_trim_spaces(id));

    if (place >= 0) {
        h->categories |= CP_SET(place);
    }
    else {
        h->is_unknown = 1;
    }
}

static int note_marked(void *baton, cp_span name, cp_span value)
{
    cp_hold *h = baton;
    cp_set marked;

    if (cp_span_case_is(name, CP_REWRITE_CATEGORY)) {
        note_own(h, value);
        return 1;
    }
    marked = cp_layers_marked(&h->q->layers, name, value);
    h->categories |= marked;
    return marked != 0;
}

static cp_rewrite_verdict judge_categories(void *baton, cp_rewrite_cause *cause)
{
    cp_hold *h = baton;
    cp_set categories = h->is_unknown ? 0 : h->categories;
    cp_source_verdict verdict;
    cp_span none = {"", 0};

    h->categories = 0;
    h->is_unknown = 0;
    cp_layers_judge_categories(&h->q->layers, h->visitor, categories, &verdict);
    if (verdict.enforced && h->rewriter.flags & CP_REWRITE_UNIFORM) {
        cp_layers_categories_needs(&h->q->layers, h->visitor, categories,
                                   &h->needs);
    }
    return result_of(h, &verdict, none, cause);
}

static void add_needs(void *baton, cp_buf *out)
{
    const cp_hold *h = baton;
    const cp_categories *all = h->q->chain->site->categories;
    const char *before = "";
    int place;

    for (place = 0; place < all->n && !h->needs.never; place++) {
        if (h->needs.categories & CP_SET(place)) {
            cp_buf_puts(out, before, all->list[place].id, NULL);
            before = " ";
        }
    }
}

/* ---- frames ---- */

/* True if a value of sandbox contains the word. */
static int allows(cp_span sandbox, const char *word)
{
    apr_size_t n;

    for (;;) {
        sandbox = cp_span_skip_spaces(sandbox);
        if (sandbox.n == 0) {
            return 0;
        }
        for (n = 0; n < sandbox.n && !cp_is_space(sandbox.s[n]); n++) {}
        if (cp_span_case_is(cp_span_between(sandbox.s, sandbox.s + n), word)) {
            return 1;
        }
        sandbox = cp_span_skip(sandbox, n);
    }
}

/* True if the frame may not send the form of the held page, or not replace the
 * window with its result. */
static int is_locked(const cp_rewrite *rewriter)
{
    cp_span sandbox = cp_rewrite_value(rewriter, "sandbox");

    return sandbox.s != NULL
        && !(allows(sandbox, "allow-forms")
             && allows(sandbox, "allow-same-origin")
             && (allows(sandbox, "allow-top-navigation")
                 || allows(sandbox, "allow-top-navigation-by-user-"
                                    "activation")));
}

/* Writes the address of the page for h->page. */
static void write_page(const cp_hold *h)
{
    const cp_hold_page *page = &h->page;

    page->address->n = 0;
    if (h->origin != NULL && page->leaves) {
        cp_buf_put(page->address, h->origin);
    }
    cp_held_address(page->address, h->q->chain->site->path,
                    *page->category ? page->category : NULL,
                    page->name != NULL ? page->name->source : NULL,
                    h->lang[0] ? h->lang : NULL, page->locked);
}

/* Most frames of a page have the address of the one before, which is kept. */
static void add_held_page(void *baton, const cp_rewrite_cause *cause,
                          cp_buf *out)
{
    cp_hold *h = baton;
    cp_hold_page *last = &h->page;
    cp_hold_page page = {last->address, cause->category,
                         h->verdict.decision.name, cp_base_leaves(&h->base),
                         is_locked(&h->rewriter)};

    if (last->address->n == 0 || last->category != page.category
        || last->name != page.name || last->leaves != page.leaves
        || last->locked != page.locked) {
        *last = page;
        write_page(h);
    }
    cp_buf_add(out, last->address->s, last->address->n);
}

/* ---- the document ---- */

static const cp_rewrite_calls calls = {
    judge_address, note_marked, judge_categories, add_needs, add_held_page};

/* True if a layer has marks of other tools. */
static int has_marks(const cp_layers *layers)
{
    int i;

    for (i = 0; i < layers->n; i++) {
        if (cp_markup_rule_any(layers->list[i].rules.policy)) {
            return 1;
        }
    }
    return 0;
}

/* Begins with the URL of the document. */
static void begin_base(cp_hold *h)
{
    const char *url = cp_document_url(h->r, h->origin);

    if (!cp_base_begin(&h->base, h->r->pool, cp_span_of(url))) {
        h->base.used = NULL;
    }
}

void cp_hold_begin(cp_hold *h, request_rec *r, cp_req *q, int is_xml)
{
    int releases = q->enforcement == CP_ON;
    int is_uniform = cp_dir_is_uniform(cp_conf_dir(r));

    memset(h, 0, sizeof(*h));
    h->r = r;
    h->q = q;
    h->now = apr_time_sec(r->request_time);
    h->visitor = cp_request_holds_for(q, cp_conf_dir(r));
    h->origin = cp_origin_of(r);
    h->only_hosts = !cp_layers_any_path(&q->layers);
    h->has_marks = has_marks(&q->layers);
    h->by_origin = cp_layers_by_origin(&q->layers);
    h->page.address = cp_buf_make(r->pool, ROOM);
    h->url = cp_buf_make(r->pool, ROOM);
    h->out = cp_buf_make(r->pool, ROOM);
    begin_base(h);
    cp_rewrite_begin(&h->rewriter, r->pool,
                     (is_xml ? CP_REWRITE_XML : 0)
                         | (h->has_marks ? CP_REWRITE_MARKS : 0)
                         | (releases ? CP_REWRITE_RELEASES : 0)
                         | (is_uniform ? CP_REWRITE_UNIFORM : 0),
                     &calls, h);
}

void cp_hold_language(cp_hold *h, cp_span lang)
{
    if (lang.n > 0) {
        memcpy(h->lang, lang.s, lang.n);
        h->lang[lang.n] = '\0';
        h->page.address->n = 0;
        cp_held_tags_clear(&h->before);
    }
}

void cp_hold_base(cp_hold *h, cp_span tag, cp_html_place place)
{
    if (place != CP_HTML_IN_TEMPLATE) {
        cp_base_read(&h->base, tag, place == CP_HTML_IN_DOCUMENT);
        cp_held_tags_clear(&h->before);
    }
}

/* ---- tags ---- */

static cp_span written(const cp_hold *h)
{
    return cp_span_between(h->out->s, h->out->s + h->out->n);
}

/* Notes a tag that is held as one before it. */
static inline int note_again(const cp_hold *h, const cp_held_tag *before)
{
    if (before == NULL) {
        return 0;
    }
    cp_report_held_again(h->q, before->detail, h->now);
    return 1;
}

/* Fast path for a tag that is held as one before it, with the same bytes but
 * for its address. */
static inline int is_copied(cp_hold *h, cp_span tag, cp_space space)
{
    return h->before.n > 0
        && note_again(h, cp_held_tags_copy(&h->before, &h->rewriter, tag, space,
                                           h->out));
}

/* Fast path for a tag that is held as one before it. */
static inline int is_repeated(cp_hold *h, cp_span tag, cp_space space)
{
    return h->before.n > 0
        && note_again(h, cp_held_tags_like(&h->before, &h->rewriter, tag, space,
                                           h->out));
}

/* Keeps a tag that is held for the origin of its address alone. Its like are
 * not kept if they must be logged. */
static void keep(cp_hold *h, cp_span tag, cp_space space)
{
    const cp_hold_judged *judged = &h->judged;
    cp_table_slot *entry;

    if (judged->n == 0 || h->rewriter.verdict != CP_REWRITE_HELD) {
        return;
    }
    entry = cp_report_held_entry(h->r, h->q, &h->verdict, cp_span_of(h->host),
                                 h->rewriter.element->name);
    if (entry != NULL) {
        cp_held_tags_keep(
            &h->before, h->r->pool, &h->rewriter, tag, space,
            cp_span_between(judged->origin, judged->origin + judged->n), entry);
    }
}

/* The general path. It is not a part of its caller, which would save registers
 * for it in the fast path, too. */
static __attribute__((noinline)) cp_span rewrite(cp_hold *h, cp_span tag,
                                                 cp_space space)
{
    cp_span unchanged = {NULL, 0};

    h->strictest = CP_REWRITE_ALLOWED;
    memset(&h->needs, 0, sizeof(h->needs));
    if (!cp_rewrite_tag(&h->rewriter, tag, space)) {
        return unchanged;
    }
    if (h->rewriter.verdict < h->strictest) {
        log_taken(h);
        return unchanged;
    }
    if (h->strictest >= CP_REWRITE_REPORTED) {
        cp_report_held(h->r, h->q, &h->verdict, cp_span_of(h->host),
                       h->rewriter.element->name);
    }
    if (h->rewriter.out.texts->n == 0) {
        return unchanged;
    }
    cp_insertions_apply(&h->rewriter.out, tag, h->out);
    keep(h, tag, space);
    return written(h);
}

cp_span cp_hold_tag(cp_hold *h, cp_span tag, cp_space space)
{
    cp_span unchanged = {NULL, 0};

    h->out->n = 0;
    if (is_copied(h, tag, space)) {
        return written(h);
    }
    if (cp_hold_passes_local(h) && cp_local_tag(tag)) {
        return unchanged;
    }
    return is_repeated(h, tag, space) ? written(h) : rewrite(h, tag, space);
}
