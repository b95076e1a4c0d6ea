// SPDX-License-Identifier: Apache-2.0
// Pages come from the server, from the browser's memory, from the copies of a
// library (Turbo, htmx) or of a service worker. If a page may be older than the
// choice, the script asks the server.
var returned = false;

// It runs once for each page of the window. It runs again for the same page if
// the script is evaluated twice.
function run(script, stale) {
    var uniform, signal, now, may;
    var again = script === me || !script.isConnected;
    me = script;
    data = me.dataset;
    uniform = 'uniform' in data;
    first = doc.body.firstElementChild.hasAttribute('data-cookie-policy');
    adopt(again ? only : brought, false);
    listen();
    Promise.resolve().then(function () {
        adopt(only, true);
        only('script', me, true);
        if (pending !== null) { show(pending); }
    });
    now = said();
    stale = stale || returned || uniform;
    returned = false;
    may = list(data.allowed);
    if (!choice) {
        choice = now;
        allowed = may;
        pending = uniform ? null : !!banner;
    } else if (!uniform) {
        if (now.time > choice.time) {
            learn(now, may);
            pending = !!banner;
        } else if (same(now, may)) {
            pending = !!banner;
        } else {
            stale = true;
        }
    }
    signal = banner ? banner.querySelector('.cpolicy-signal') : null;
    if (uniform ? signal : false) {
        signal.hidden = !navigator.globalPrivacyControl;
    }
    if (pending === null) {
        if (banner) { banner.hidden = true; }
    } else {
        show(pending);
    }
    if (stale) {
        refresh().catch(function () {
            if (pending === null) { show(!!banner); }
        });
    }
}

function waits(now) {
    var shown = form ? form.querySelector('[name=about]') : null;
    // The form may ask about more than the site does everywhere.
    return shown ? list(shown.value).some(function (id) {
        return now.undecided.indexOf(id) >= 0;
    }) : now.pending;
}

// A later response wins, and so does a later choice of the visitor.
function refresh(whole) {
    var asked = ++turn;
    return ask('/policy.json?choice', {}).then(function (now) {
        if (asked !== turn) { return; }
        if (whole ? !(banner || pending || !now.pending) : false) {
            win.location.reload();
        }
        show(waits(now));
        learn(now.choice, now.allowed);
    });
}

// The store of a service worker may contain an old page.
function wasForwarded() {
    var entry = win.performance.getEntriesByType
        ? win.performance.getEntriesByType('navigation')[0] : null;
    return entry ? entry.workerStart > 0 : false;
}

function comeBack() {
    returned = true;
}

function awake(event) {
    if (event.persisted || event.type === 'prerenderingchange') {
        natively = busy = false;
        refresh(true).catch(function () { win.location.reload(); });
    }
}

// A second call with the same listeners adds none, but document.open() removes
// them. The address of a page may change after its content.
function listen() {
    follow();
    win.addEventListener('submit', submit, true);
    win.addEventListener('load', fit);
    win.addEventListener('pageshow', awake);
    win.addEventListener('popstate', comeBack);
    doc.addEventListener('prerenderingchange', awake);
    home = win.location.pathname;
    setTimeout(function () { home = win.location.pathname; });
}
