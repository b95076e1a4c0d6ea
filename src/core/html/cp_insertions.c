/* SPDX-License-Identifier: Apache-2.0 */
/* Texts to insert into a tag; see the header. */
#include "core/html/cp_insertions.h"

enum { FIRST_ROOM = 8, FIRST_TEXT = 256 };

void cp_insertions_begin(cp_insertions *all, apr_pool_t *p)
{
    all->n = 0;
    all->room = FIRST_ROOM;
    all->list = apr_palloc(p, FIRST_ROOM * sizeof(*all->list));
    all->texts = cp_buf_make(p, FIRST_TEXT);
}

static void grow(cp_insertions *all)
{
    apr_size_t size = (apr_size_t)all->room * sizeof(*all->list);
    cp_insertion *list = apr_palloc(all->texts->pool, 2 * size);

    memcpy(list, all->list, size);
    all->list = list;
    all->room *= 2;
}

/* Returns the end of a text in `texts`. */
static apr_size_t end_of(const cp_insertions *all, int i)
{
    return i + 1 < all->n ? all->list[i + 1].from : all->texts->n;
}

cp_buf *cp_insertions_at(cp_insertions *all, apr_size_t at)
{
    if (all->n == all->room) {
        grow(all);
    }
    all->list[all->n].at = at;
    all->list[all->n].from = all->texts->n;
    all->n++;
    return all->texts;
}

void cp_insertions_apply(const cp_insertions *all, cp_span tag, cp_buf *out)
{
    apr_size_t done = 0;
    int i;

    for (i = 0; i < all->n; i++) {
        const cp_insertion *one = &all->list[i];

        cp_buf_add(out, tag.s + done, one->at - done);
        cp_buf_add(out, all->texts->s + one->from, end_of(all, i) - one->from);
        done = one->at;
    }
    cp_buf_add(out, tag.s + done, tag.n - done);
}
