// SPDX-License-Identifier: Apache-2.0
//
// Which controls of a page cannot be used: those that no scrolling brings to a
// place where a click would hit them. Elements of the module are not judged,
// but they can cover others. They may move aside, and a banner that is in the
// way can be folded: what is left then is covered.

export async function unreachable(page) {
    const covered = await page.evaluate(find);
    const fold = page.locator('details.cpolicy-fold[open] > summary');
    if (!covered.length || !await fold.count()) {
        return covered;
    }
    await fold.click();
    const still = await page.evaluate(find);
    await page.locator('details.cpolicy-fold > summary').click();
    return still;
}

async function find() {
    const CONTROLS = 'a[href], button, input:not([type="hidden"]), select, ' +
        'textarea, summary, [role="button"], [contenteditable="true"]';
    // CodeMirror keeps a field for keys that nobody can see or click.
    const NOT = '.CodeMirror textarea';
    const MOVES = 400; // ms in which the link has moved aside
    const named = e => [e.localName, e.id && `#${e.id}`,
        e.name && `[name=${e.name}]`,
        (e.innerText || e.value || e.title || '').trim().slice(0, 40)]
        .filter(Boolean).join(' ');

    const hits = e => [...e.getClientRects()].some(box => {
        const hit = document.elementFromPoint(
            box.left + box.width / 2, box.top + box.height / 2);
        return hit && (e.contains(hit) ||
            [...e.labels ?? []].some(label => label.contains(hit)));
    });
    const wait = time => new Promise(done => setTimeout(done, time));

    async function free(e, time) {
        for (const block of ['nearest', 'center', 'start', 'end']) {
            e.scrollIntoView({ block, inline: 'nearest', behavior: 'instant' });
            if (time) {
                await wait(time);
            }
            if (hits(e)) {
                return true;
            }
        }
        return false;
    }

    const { scrollX, scrollY } = window;
    let covered = [...document.querySelectorAll(CONTROLS)]
        .filter(e => !e.disabled && !e.matches(NOT) &&
            !e.closest('[data-cookie-policy]') &&
            e.checkVisibility({ opacityProperty: true,
                visibilityProperty: true }));
    for (const time of [0, MOVES]) {
        const left = [];
        for (const e of covered) {
            if (!await free(e, time)) {
                left.push(e);
            }
        }
        covered = left;
    }
    window.scrollTo(scrollX, scrollY);
    return covered.map(named);
}
