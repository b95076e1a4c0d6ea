/* SPDX-License-Identifier: Apache-2.0 */
/* Accept-Language; see the header. */
#include "core/locale/cp_accept_language.h"

/* Returns the weight in thousandths: 1000 without one, 0 if it is malformed. */
static int weight_of(cp_span parameters)
{
    cp_span rest = parameters, one;
    int weight = 1000;

    while (cp_span_next(&rest, ';', &one)) {
        int unit = 1000;
        apr_size_t i;

        one = cp_span_trim(one);
        if (one.n < 3 || (one.s[0] | 0x20) != 'q' || one.s[1] != '=') {
            continue;
        }
        weight = 0;
        for (i = 2; i < one.n && i < 7; i++) {
            if (one.s[i] >= '0' && one.s[i] <= '9') {
                weight += (one.s[i] - '0') * unit;
                unit /= 10;
            }
            else if (one.s[i] != '.' || i != 3) {
                return 0;
            }
        }
    }
    return weight <= 1000 ? weight : 0;
}

const char *cp_accept_language(const cp_texts *texts, const char *field)
{
    cp_span rest = cp_span_of(field), range;
    const char *best = NULL;
    int most = 0, n = 0;

    while (n++ < CP_MAX_RANGES && cp_span_next(&rest, ',', &range)) {
        cp_span parameters = range;
        int weight;

        range.n = cp_span_find(range, ';');
        parameters.s += range.n;
        parameters.n -= range.n;
        weight = weight_of(parameters);
        if (weight > most) {
            const char *found = cp_texts_lookup(texts, cp_span_trim(range));

            most = found ? weight : most;
            best = found ? found : best;
        }
    }
    return best;
}
