/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lines of the error log that the severity rule applies to. A request
 * writes them when something is seen; a summary repeats them with a count. The
 * arguments: the verb ("suppressed", or "would suppress" if it is only
 * reported), and the fields, each with a space before it.
 */
#ifndef CP_OBSERVE_LINES_H
#define CP_OBSERVE_LINES_H

#include "httpd/config/cp_module.h"

#define CP_LINE_RESPONSE CPLOGNO(0001) "%s Set-Cookie%s"
#define CP_LINE_REQUEST CPLOGNO(0002) "%s Cookie%s"
/* a script's cookie, or its key of the storage: that word, and the fields */
#define CP_LINE_SCRIPT CPLOGNO(0021) "suppressed script %s%s"
#define CP_LINE_WRITTEN(is_storage) ((is_storage) ? "storage" : "cookie")

/** The verb of a line. */
#define CP_LINE_SUPPRESSED(enforced) \
    ((enforced) ? "suppressed" : "would suppress")
#define CP_LINE_STRIPPED(enforced) ((enforced) ? "stripped" : "would strip")

#endif
