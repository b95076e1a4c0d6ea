/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The request as applications see it: environment variables, and a copy of
 * the request's fields without the cookies nobody agreed to. The log gets
 * the original back.
 */
#ifndef CP_FIXUPS_H
#define CP_FIXUPS_H

#include <httpd.h>

/** Hook translate_name: the variables, early enough for <If>. */
int cp_fixups_export(request_rec *r);

/** Hook fixups. */
int cp_fixups(request_rec *r);

/** Hook log_transaction: restores what was edited, along r->next. */
int cp_fixups_restore(request_rec *r);

#endif
