/* SPDX-License-Identifier: Apache-2.0 */
/* The dry run: what a new configuration would stop. */
#include "core/status/cp_dry_run.h"

#include "observed.h"

static const cp_dry_rules strict = {1, 1, 0, 1};
static const cp_dry_rules lax = {1, 1, 1, 0};
static const cp_dry_rules off = {0, 0, 0, 1};

static cp_dry_e of(apr_pool_t *p, const cp_status *status,
                   const cp_dry_rules *rules, const cp_seen *seen)
{
    return cp_dry_run(p, &status->hosts[0], rules, seen);
}

static void decisions(apr_pool_t *p)
{
    cp_status *status = observed_server(p);
    cp_policy *policy = (cp_policy *)status->hosts[0].policy;
    cp_seen *gone =
        observed_add(status, CP_SEEN_RESPONSE, "gone", CP_ALLOW, "necessary");
    cp_seen *moved =
        observed_add(status, CP_SEEN_RESPONSE, "moved", CP_ALLOW, "necessary");
    cp_seen *asked =
        observed_add(status, CP_SEEN_RESPONSE, "_ga", CP_ALLOW, "statistical");
    cp_seen *anonymous =
        observed_add(status, CP_SEEN_RESPONSE, "anon", CP_ALLOW, "statistical");
    cp_seen *stopped =
        observed_add(status, CP_SEEN_RESPONSE, "stop", CP_UNDECLARED, NULL);
    cp_seen *source =
        observed_add(status, CP_SEEN_SOURCE, "cdn.example", CP_ALLOW, NULL);
    cp_seen *map =
        observed_add(status, CP_SEEN_SOURCE, "map.example", CP_ALLOW, NULL);

    observed_add(status, CP_SEEN_RESPONSE, "_ga", CP_UNDECIDED, "statistical");
    site_declare(p, policy, "third-party", "moved");
    site_declare(p, policy, "statistical", "_ga");
    site_declare(p, policy, "statistical", "anon")->anonymised = 1;
    site_source(p, policy, "third-party", "map.example");
    is_number(of(p, status, &strict, gone), CP_DRY_UNDECLARED,
              "a declaration that is gone");
    is_number(of(p, status, &lax, gone), CP_DRY_SAME,
              "undeclared names are allowed");
    is_number(of(p, status, &strict, moved), CP_DRY_CONSENT,
              "another category, which needs consent");
    is_number(of(p, status, &strict, asked), CP_DRY_SAME,
              "a name that waited for consent before");
    is_number(of(p, status, &strict, anonymous), CP_DRY_SAME,
              "anonymised statistics");
    is_number(of(p, status, &strict, stopped), CP_DRY_SAME,
              "a name that did not pass");
    is_number(of(p, status, &strict, source), CP_DRY_UNDECLARED,
              "an undeclared source is held");
    is_number(of(p, status, &lax, source), CP_DRY_SAME, "or not");
    is_number(of(p, status, &lax, map), CP_DRY_CONSENT,
              "a source that is declared now");
    is_number(of(p, status, &strict,
                 observed_add(status, CP_SEEN_RESPONSE, "cookies_preferences",
                              CP_ALLOW, NULL)),
              CP_DRY_SAME, "the consent cookie needs no declaration");
    is_number(of(p, status, &off, gone), CP_DRY_SAME, "no policy");
}

/* With ReportOnly everything passes, and On would stop it. */
static void reported(apr_pool_t *p)
{
    static const cp_dry_rules report = {1, 0, 0, 1};
    cp_status *status = observed_server(p);
    cp_seen *unknown =
        observed_add(status, CP_SEEN_RESPONSE, "new", CP_UNDECLARED, NULL);
    cp_seen *asked = observed_add(status, CP_SEEN_RESPONSE, "_ga", CP_UNDECIDED,
                                  "statistical");
    cp_seen *since =
        observed_add(status, CP_SEEN_RESPONSE, "since", CP_UNDECLARED, NULL);
    cp_buf *b = cp_buf_make(p, 0);

    unknown->enforced = asked->enforced = since->enforced = 0;
    observed_add(status, CP_SEEN_RESPONSE, "since", CP_UNDECLARED, NULL);
    observed_add(status, CP_SEEN_RESPONSE, "_ga", CP_UNDECLARED, NULL)
        ->enforced = 0;
    site_declare(p, (cp_policy *)status->hosts[0].policy, "statistical", "_ga")
        ->where = "x.conf:7";
    is_number(of(p, status, &strict, unknown), CP_DRY_UNDECLARED,
              "an undeclared name that was only reported");
    is_number(of(p, status, &lax, unknown), CP_DRY_SAME, "it is allowed");
    is_number(of(p, status, &report, unknown), CP_DRY_SAME,
              "it is only reported as before");
    is_number(of(p, status, &strict, asked), CP_DRY_CONSENT,
              "a name that waits for consent and was only reported");
    is_number(of(p, status, &strict, since), CP_DRY_SAME,
              "a name that was stopped since then");
    cp_dry_run_text(b, &status->hosts[0], &strict);
    is_text(p, cp_buf_text(b),
            "    Set-Cookie new: passed 3 times until 2025-11-23, would be "
            "stopped: it is not declared\n"
            "    Set-Cookie _ga: passed 6 times until 2025-11-23, would be "
            "stopped: the category statistical needs consent (x.conf:7)\n",
            "one line for all entries of a name");
}

static void text(apr_pool_t *p)
{
    cp_status *status = observed_server(p);
    cp_buf *b = cp_buf_make(p, 0);

    cp_dry_run_text(b, &status->hosts[0], &strict);
    is_text(p, cp_buf_text(b), "    everything that passed would still pass\n",
            "nothing changes");
    observed_add(status, CP_SEEN_RESPONSE, "a\nb", CP_ALLOW, "necessary");
    observed_add(status, CP_SEEN_REQUEST, "moved", CP_ALLOW, "necessary");
    site_declare(p, (cp_policy *)status->hosts[0].policy, "third-party",
                 "moved")
        ->where = "x.conf:7";
    b->n = 0;
    cp_dry_run_text(b, &status->hosts[0], &strict);
    is_text(p, cp_buf_text(b),
            "    Set-Cookie a%0Ab: passed 3 times until 2025-11-23, would be "
            "stopped: it is not declared\n"
            "    Cookie moved: passed 3 times until 2025-11-23, would be "
            "stopped: the category third-party needs consent (x.conf:7)\n",
            "one line for each name");
}

int main(void)
{
    static const tap_group groups[] = {{"decisions", decisions},
                                       {"reported", reported},
                                       {"text", text},
                                       {NULL, NULL}};
    return tap_run(groups);
}
