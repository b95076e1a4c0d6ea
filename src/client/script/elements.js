// SPDX-License-Identifier: Apache-2.0
// Keeps one of each of the module's elements in this document, whatever a
// library puts into the page. If they are removed together with the site's own
// content, they are put back. If a script removes only them, this is intended.
var home, body, first, waiting, last = 0, tries = 0;
var guard = win.MutationObserver ? new MutationObserver(changed) : null;
var sizes = win.ResizeObserver ? new ResizeObserver(fit) : null;

// This is the element of this script while it is evaluated.
function own() {
    var script = doc.currentScript;
    return script ? script.matches('[data-cookie-policy=script]') ? script
        : null : null;
}

// Prefers a child of the body to a part of a fragment. While the script runs,
// it prefers a new element to an old one, which a library may remove soon.
// After that it keeps the present element and removes the others. It cannot
// remove them earlier, because a library may still use them.
function only(name, old, late) {
    var all = doc.querySelectorAll('[data-cookie-policy=' + name + ']'), best;
    function rank(one) {
        return (one.parentNode === doc.body ? 2 : 0)
            + ((one === old) === late ? 1 : 0);
    }
    all.forEach(function (one) {
        if (best ? rank(one) > rank(best) : true) { best = one; }
    });
    all.forEach(function (one) {
        if (late ? one !== best : false) { one.remove(); }
    });
    return best || null;
}

function put(element) {
    if (first) { doc.body.prepend(element); } else { doc.body.append(element); }
}

// The server puts the script after the other elements, so these arrived with
// it.
function brought(name) {
    var one = me.previousElementSibling;
    while (one ? one.hasAttribute('data-cookie-policy') : false) {
        if (one.dataset.cookiePolicy === name) { return one; }
        one = one.previousElementSibling;
    }
    return null;
}

function adopt(which, late) {
    banner = which('banner', banner, late);
    nav = which('nav', nav, late);
    status = which('status', status, late);
    if (win !== win.top) {
        if (banner) { banner.remove(); }
        if (nav) { nav.remove(); }
        banner = nav = null;
        delete data.reopen;
    }
    form = banner ? banner.querySelector('form') : null;
    if (sizes) {
        sizes.disconnect();
        if (banner) { sizes.observe(banner); }
    }
    if (status) {
        status.textContent = '';
    } else if (form) {
        status = make('p', 'status');
        status.id = 'cpolicy-status';
        status.className = 'cpolicy-' + data.reopen;
        status.tabIndex = -1;
        status.setAttribute('role', 'status');
        banner.after(status);
    }
    observe();
}

function observe() {
    root = doc.documentElement;
    if (guard ? body !== doc.body : false) {
        body = doc.body;
        guard.disconnect();
        [doc, root, body].forEach(function (node) {
            if (node) { guard.observe(node, { childList: true }); }
        });
    }
    if (guard) {
        guard.observe(me, { attributeFilter: [
            'data-time', 'data-granted', 'data-refused', 'data-allowed'
        ] });
    }
}

function changed(records) {
    // A framework can empty a body that contains nothing else yet. This
    // removes several nodes at once.
    var theirs = records.some(function (record) {
        var gone = Array.from(record.removedNodes);
        return gone.length > 1 || gone.some(function (node) {
            return node.nodeType === 1
                ? !node.hasAttribute('data-cookie-policy') : false;
        });
    });
    observe();
    // Turbo morphs: another page's attributes, and no script runs.
    if (records.some(function (record) { return record.target === me; })) {
        run(me, true);
    }
    // A library may change the address after the content.
    if (theirs ? !waiting : false) { waiting = setTimeout(restore); }
}

function restore() {
    var script = find('script'), now = Date.now(), lost;
    waiting = 0;
    if (!doc.body) { return; }
    if (script ? script !== me : false) {
        run(script);
        return;
    }
    // If another page does not contain them, the server did not change that
    // page.
    if (win.location.pathname !== home) { return; }
    lost = [status, nav, banner].filter(function (element) {
        return element ? !element.isConnected : false;
    });
    tries = now - last > 1000 ? 0 : tries;
    if (!lost.length || tries > 3) { return; }
    tries++;
    last = now;
    lost.forEach(put);
    fit();
}
