/* SPDX-License-Identifier: Apache-2.0 */
/* The record of a choice; see the header. Start-up is in cp_records_start.c. */
#include "httpd/records/cp_records.h"

#include <apr_strings.h>
#include <http_core.h>

#include "httpd/config/cp_digest.h"
#include "httpd/config/cp_module.h"
#include "httpd/config/cp_site.h"
#include "httpd/observe/cp_observe.h"

/* Returns a host name in lower case, without a final dot. */
static const char *host_of(apr_pool_t *p, const char *name)
{
    char *host = apr_pstrdup(p, name);
    apr_size_t n = strlen(host);

    ap_str_tolower(host);
    if (n > 1 && host[n - 1] == '.') {
        host[n - 1] = '\0';
    }
    return host;
}

int cp_records_head(apr_pool_t *p, server_rec *s, const char *language,
                    cp_record_head *head)
{
    head->id = cp_digest_random(p, CP_RECORD_ID / 2);
    head->time = apr_time_sec(apr_time_now());
    head->host = host_of(p, s->server_hostname);
    head->policy = cp_conf_site(s)->version;
    head->language = language;
    return head->id != NULL;
}

int cp_records_append(server_rec *s, cp_store *store, cp_buf *record)
{
    apr_status_t rv;
    cp_spool_result result =
        store->spool != NULL
            ? cp_spool_append(store->spool,
                              cp_span_between(record->s, record->s + record->n),
                              &rv)
            : CP_SPOOL_LOST;

    if (result == CP_SPOOL_LOST) {
        ap_log_error(APLOG_MARK, APLOG_ERR, store->spool ? rv : APR_EGENERAL, s,
                     CPLOGNO(0184) "records: a record is lost, because neither "
                                   "%s nor the memory has room for it",
                     store->directory);
    }
    else {
        cp_observe_count(cp_conf_site(s), CP_COUNT_RECORDS_SPOOLED);
    }
    return result != CP_SPOOL_LOST;
}

void cp_records_choice(request_rec *r, const char *language,
                       const cp_record_choice *choice)
{
    cp_store *store = cp_conf_srv(r->server)->store;
    cp_buf *b;
    cp_record_head head;

    if (store == NULL
        || !cp_records_head(r->pool, r->server, language, &head)) {
        return;
    }
    head.host = host_of(r->pool, ap_get_server_name(r));
    b = cp_buf_make(r->pool, 512);
    cp_record_choice_json(b, &head, choice);
    cp_records_append(r->server, store, b);
}
