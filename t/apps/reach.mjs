// SPDX-License-Identifier: Apache-2.0
//
// Returns the controls of a page that a visitor cannot click, even after
// scrolling. Controls of the module are not checked, but its elements can cover
// others. The link may move aside, and the visitor can fold the banner; only
// controls that are still covered after that count.

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

// Runs in the page.
// eslint-disable-next-line max-lines-per-function -- sent as one text
async function find() {
    const CONTROLS = 'a[href], button, input:not([type="hidden"]), select, ' +
        'textarea, summary, [role="button"], [contenteditable="true"]';
    // CodeMirror has an invisible field for keys.
    const NOT = '.CodeMirror textarea';
    const MOVES = 400; // ms until the link has moved aside
    const named = e => [e.localName, e.id && `#${e.id}`,
        e.name && `[name=${e.name}]`,
        (e.innerText || e.value || e.title || '').trim().slice(0, 40)]
        .filter(Boolean).join(' ');

    const at = box => document.elementFromPoint(
        box.left + box.width / 2, box.top + box.height / 2);
    const hits = e => [...e.getClientRects()].map(at).some(hit => hit &&
        (e.contains(hit) ||
            [...e.labels ?? []].some(label => label.contains(hit))));
    const isUnder = e => [...e.getClientRects()].map(at)
        .some(hit => hit?.closest('[data-cookie-policy]'));
    const wait = time => new Promise(done => setTimeout(done, time));

    // Waits only for elements of the module, because only they can move.
    async function free(e, time) {
        let under = false;
        for (const block of ['nearest', 'center', 'start', 'end']) {
            e.scrollIntoView({ block, inline: 'nearest', behavior: 'instant' });
            if (hits(e)) {
                return true;
            }
            under ||= isUnder(e);
        }
        if (!under || !time) {
            return false;
        }
        await wait(time);
        return free(e, 0);
    }

    const { scrollX, scrollY } = window;
    const controls = [...document.querySelectorAll(CONTROLS)]
        .filter(e => !e.disabled && !e.matches(NOT) &&
            !e.closest('[data-cookie-policy]') &&
            e.checkVisibility({ opacityProperty: true,
                visibilityProperty: true }));
    const covered = [];
    for (const e of controls) {
        if (!await free(e, MOVES)) {
            covered.push(e);
        }
    }
    window.scrollTo(scrollX, scrollY);
    return covered.map(named);
}
