// SPDX-License-Identifier: Apache-2.0
//
// The element that the visitor sees, banner or link, and its form. layout.js
// places it.

function isVisible(element) {
    if (!element || !element.isConnected) { return false; }
    return !element.hidden;
}

function shownElement() {
    if (isVisible(banner)) { return banner; }
    return isVisible(reopen) ? reopen : null;
}

// Returns the <details> that folds the banner. The link has none.
function foldOf(element) {
    return element === banner ? element.querySelector('.cpolicy-fold') : null;
}

// Returns the shown element if it is small: the link, or the folded banner.
function smallElement() {
    var element = shownElement(), fold = element ? foldOf(element) : null;
    if (!fold) { return element; }
    return fold.open ? null : element;
}

// True if the open banner is part of the page's content.
function isInFlow() {
    return smallElement() ? false : banner.matches('.cpolicy-flow');
}

// True if the built-in style fixes the element in the window. It does not if a
// policy of the page forbids the style, or if the site has its own style sheet.
function isFloating(element) {
    var style = find('style');
    if (!style || style.localName !== 'style') { return false; }
    return styleOf(element).position === 'fixed';
}

// Moves a floating element into the top layer, above each z-index and transform
// of the site. It stays below the site's dialogs, because elements outside a
// modal dialog are inert.
function raise(element) {
    var isRaised;
    if (!isVisible(element) || !element.showPopover) { return; }
    isRaised = element.matches(':popover-open');
    if (element === banner ? isInFlow() : false) {
        if (isRaised) { element.hidePopover(); }
        element.popover = null;
        return;
    }
    if (isRaised || !isFloating(element)
        || document.querySelector(':modal,:fullscreen')) {
        return;
    }
    element.popover = 'manual';
    element.showPopover();
}
