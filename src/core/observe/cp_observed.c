/* SPDX-License-Identifier: Apache-2.0 */
/* The names of the counters; see the header. */
#include "core/observe/cp_observed.h"

const char *const cp_counter_names[CP_N_COUNTERS] = {
#define COUNTER(name, json) json,
    CP_COUNTERS(COUNTER)
#undef COUNTER
};
