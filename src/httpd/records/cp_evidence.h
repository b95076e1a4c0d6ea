/* SPDX-License-Identifier: Apache-2.0 */
/* The records that no visitor causes: the texts of the policy, and the effect
 * of the module. The process that delivers makes them. */
#ifndef CP_EVIDENCE_H
#define CP_EVIDENCE_H

#include "httpd/records/cp_delivery.h"

/**
 * Records the policy of one virtual host of the store, if it is not recorded
 * yet: one that is new, or whose text has changed. Each call looks at the next
 * host; after the last one it does nothing.
 */
void cp_evidence_policies(cp_delivery *delivery);

/** Records the counters of each virtual host, if none was recorded on this day
 * (UTC), and does what the store does once a day. */
void cp_evidence_daily(cp_delivery *delivery);

#endif
