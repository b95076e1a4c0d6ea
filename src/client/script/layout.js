// SPDX-License-Identifier: Apache-2.0
//
// Decides when banner and link are placed again. On an idle page nothing runs.
// A change of the document is examined at most once per second, and only while
// banner or link is shown.

var fitTimer;
var changeObserver = window.MutationObserver
    ? new MutationObserver(function () { fitLater(1000); }) : null;
var sizeObserver = window.ResizeObserver ? new ResizeObserver(fit) : null;

// Places the shown element, and makes room for it.
function fit() {
    var element = shownElement(), small = smallElement();
    clearTimeout(fitTimer);
    fitTimer = 0;
    dropOldRules(element, !!small);
    if (element) {
        raise(element);
        raise(status);
        writeRules();
        // Without the style sheet, no rule moves the element up.
        if (small ? sheet : false) { moveAside(small); }
    }
    makeRoom(element, !!small);
    observeChanges(!!element);
}

// Several changes in a row cause one call. The observer pauses until then.
function fitLater(milliseconds) {
    if (!fitTimer) {
        observeChanges(false);
        fitTimer = setTimeout(fit, milliseconds);
    }
}

function observeChanges(isShown) {
    if (!changeObserver) { return; }
    changeObserver.disconnect();
    if (isShown) {
        changeObserver.observe(root, {
            subtree: true, childList: true, attributes: true,
            attributeFilter: ['class', 'hidden', 'open', 'style']
        });
    }
}

function observeSize(element) {
    if (!sizeObserver) { return; }
    sizeObserver.disconnect();
    if (element) { sizeObserver.observe(element); }
}

function onToggle(event) {
    if (event.target.matches('.cpolicy-fold')) { fit(); }
}

function onMove() {
    if (shownElement()) { fitLater(100); }
}

// `toggle` does not bubble, nor do `load` and `scrollend` of elements, so the
// listeners capture them.
function listenToLayout() {
    document.addEventListener('toggle', onToggle, true);
    ['scrollend', 'resize', 'load'].forEach(function (name) {
        window.addEventListener(name, onMove, true);
    });
}
