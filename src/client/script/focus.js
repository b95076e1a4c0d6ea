// SPDX-License-Identifier: Apache-2.0
//
// Keeps the element with the keyboard focus visible (WCAG 2.2, 2.4.11): if the
// banner covers it, the page scrolls or the banner folds.

// Two points are enough: the upper edge and the middle.
function isCovered(target, cover) {
    var box = target.getBoundingClientRect();
    var x = box.left + box.width * .5;
    return [box.top + 2, box.top + box.height * .5].some(function (y) {
        return cover.contains(document.elementFromPoint(x, y));
    });
}

function uncover(target) {
    var cover = shownElement();
    if (!cover || target !== document.activeElement
        || cover.contains(target) || !target.matches(':focus-visible')
        || !isCovered(target, cover)) {
        return;
    }
    if (cover !== smallElement()) {
        target.scrollIntoView({ behavior: 'instant', block: 'center' });
        if (!isCovered(target, cover)) { return; }
        foldOf(cover).open = false;
    }
    fit();
}

// The browser itself scrolls to the target after the event.
function onFocus(event) {
    window.requestAnimationFrame(function () { uncover(event.target); });
}
