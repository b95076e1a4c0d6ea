// SPDX-License-Identifier: Apache-2.0
//
// Puts the module's elements back if a library removed them together with the
// site's own content. If a script removes only them, this is intended.

// The path of the page that contains the elements.
var pathOfPage;
var observedBody, restoreTimer, lastRestore = 0, restores = 0;
var documentObserver = window.MutationObserver
    ? new MutationObserver(documentChanged) : null;

// Observes the children of the document, the root and the body, because a
// library may replace each of them. The attributes of the script element change
// if a library (Turbo) morphs the page into another one.
function observeDocument() {
    root = document.documentElement;
    if (!documentObserver) { return; }
    if (observedBody !== document.body) {
        observedBody = document.body;
        documentObserver.disconnect();
        [document, root, observedBody].forEach(function (node) {
            if (node) { documentObserver.observe(node, { childList: true }); }
        });
    }
    documentObserver.observe(script, { attributeFilter: [
        'data-time', 'data-granted', 'data-refused', 'data-allowed'
    ] });
}

function documentChanged(records) {
    var isContent = records.some(removesContent);
    observeDocument();
    // A morphed page has the attributes of another page, and no script ran.
    if (records.some(function (record) { return record.target === script; })) {
        run(script, true);
    }
    // A library may change the address after the content, so this waits.
    if (isContent) {
        if (!restoreTimer) { restoreTimer = setTimeout(restore); }
    }
}

// True if elements of the site were removed. Several nodes at once count, too:
// a framework can empty a body that contains only the module's elements.
function removesContent(record) {
    var removed = Array.from(record.removedNodes);
    return removed.length > 1 || removed.some(function (node) {
        return node.nodeType === 1
            ? !node.hasAttribute('data-cookie-policy') : false;
    });
}

function restore() {
    var found = find('script');
    restoreTimer = 0;
    if (!document.body) { return; }
    if (found ? found !== script : false) {
        run(found);
    } else if (window.location.pathname === pathOfPage) {
        // On another page, missing elements mean that the server did not change
        // that page.
        insertLost();
    }
}

// Gives up after a few times in a row, because a script may remove the elements
// again each time.
function insertLost() {
    var now = Date.now();
    var lost = [status, reopen, banner].filter(function (element) {
        return element ? !element.isConnected : false;
    });
    restores = now - lastRestore > 1000 ? 0 : restores;
    if (!lost.length || restores > 3) { return; }
    restores++;
    lastRestore = now;
    lost.forEach(insert);
    fit();
}
