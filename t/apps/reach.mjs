// SPDX-License-Identifier: Apache-2.0
//
// Which controls of a page cannot be used: those that no scrolling brings to a
// place where a click would hit them. Elements of the module are not judged,
// but they can be in the way.

export function unreachable(page) {
    return page.evaluate(find);
}

async function find() {
    const CONTROLS = 'a[href], button, input:not([type="hidden"]), select, ' +
        'textarea, summary, [role="button"], [contenteditable="true"]';
    // CodeMirror keeps a field for keys that nobody can see or click.
    const NOT = '.CodeMirror textarea';
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

    const free = e => ['nearest', 'center', 'start', 'end'].some(block => {
        e.scrollIntoView({ block, inline: 'nearest', behavior: 'instant' });
        return hits(e);
    });

    const { scrollX, scrollY } = window;
    const covered = [...document.querySelectorAll(CONTROLS)]
        .filter(e => !e.disabled && !e.matches(NOT) &&
            !e.closest('[data-cookie-policy]') &&
            e.checkVisibility({ opacityProperty: true,
                visibilityProperty: true }))
        .filter(e => !free(e)).map(named);
    window.scrollTo(scrollX, scrollY);
    return covered;
}
