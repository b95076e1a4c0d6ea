/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Conditions of cookies that are set on demand: set-if of CookiePolicyCookie,
 * an expression of httpd. It is evaluated when a header section is sent. Its
 * variables of the request are those of the request that the browser has made;
 * its variables of the response, with the fields and the status, are those that
 * are sent.
 */
#ifndef CP_DEMAND_H
#define CP_DEMAND_H

#include "httpd/request/cp_request.h"

/** Fills q->demand for the rules of `r`. `q` has its chain. */
void cp_demand_begin(request_rec *r, cp_req *q);

/** Forgets the results of a header section that is not the last one. */
static inline void cp_demand_forget(cp_req *q)
{
    q->demanded = NULL;
}

#endif
