// SPDX-License-Identifier: Apache-2.0
//
// The module's elements in the document: finds them, and keeps one of each.
// Libraries insert pages, or parts of pages, that contain them again.

// True if the server inserts the elements at the start of the body.
var isAtStart;

// Returns the script element while the browser evaluates it, or null.
function runningScript() {
    var running = document.currentScript;
    if (!running) { return null; }
    return running.matches('[data-cookie-policy=script]') ? running : null;
}

// Returns the best element of this name, or null. A child of the body is better
// than an element of a fragment. While the script runs, a new element is better
// than `present`, because a library may soon remove `present`. Later `present`
// is better, and the others are removed. They cannot be removed earlier,
// because a library may still use them.
function findOnly(name, present, isLater) {
    var all = document.querySelectorAll('[data-cookie-policy=' + name + ']');
    var best = null;
    function rank(element) {
        return (element.parentNode === document.body ? 2 : 0)
            + ((element === present) === isLater ? 1 : 0);
    }
    all.forEach(function (element) {
        if (!best || rank(element) > rank(best)) { best = element; }
    });
    if (isLater) {
        all.forEach(function (element) {
            if (element !== best) { element.remove(); }
        });
    }
    return best;
}

// Returns the element of this name that the server sent with this script, or
// null. The server inserts the script after the other elements.
function findBeforeScript(name) {
    var element = script.previousElementSibling;
    while (element ? element.hasAttribute('data-cookie-policy') : false) {
        if (element.dataset.cookiePolicy === name) { return element; }
        element = element.previousElementSibling;
    }
    return null;
}

function insert(element) {
    if (isAtStart) {
        document.body.prepend(element);
    } else {
        document.body.append(element);
    }
}

// Takes over the elements that `search` finds: findOnly or findBeforeScript.
function adopt(search, isLater) {
    banner = search('banner', banner, isLater);
    reopen = search('nav', reopen, isLater);
    status = search('status', status, isLater);
    if (window !== window.top) { removeFromFrame(); }
    form = banner ? banner.querySelector('form') : null;
    observeSize(banner);
    if (status) {
        status.textContent = '';
    } else if (form) {
        makeStatus();
    }
    observeDocument();
}

// In a frame nothing is shown, because the outermost document asks the visitor.
function removeFromFrame() {
    if (banner) { banner.remove(); }
    if (reopen) { reopen.remove(); }
    banner = reopen = null;
    delete data.reopen;
}

// Creates the status line, which later says that the choice is saved. It starts
// empty, because screen readers announce only changes of an existing element.
function makeStatus() {
    status = make('p', 'status');
    status.id = 'cpolicy-status';
    status.className = 'cpolicy-' + data.reopen;
    status.tabIndex = -1;
    status.setAttribute('role', 'status');
    banner.after(status);
}
