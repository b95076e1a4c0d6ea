// SPDX-License-Identifier: Apache-2.0
// A page that may be older than the choice: one that is the same for every
// visitor, or that comes back from the browser's memory, asks what holds now.
function waits(now) {
    var shown = form ? form.querySelector('[name=about]') : null;
    // The form may ask about more than the site does everywhere.
    return shown ? list(shown.value).some(function (id) {
        return now.undecided.indexOf(id) >= 0;
    }) : now.pending;
}

function refresh() {
    return ask('/policy.json?choice', {}).then(function (now) {
        if (!(banner || pending || !now.pending)) { win.location.reload(); }
        show(waits(now));
        learn(now.choice, now.allowed);
    });
}

if ('uniform' in data) {
    var signal = banner ? banner.querySelector('.cpolicy-signal') : null;
    if (signal) { signal.hidden = !navigator.globalPrivacyControl; }
    if (banner) { banner.hidden = true; }
    refresh().catch(function () { show(!!banner); });
} else {
    fit();
}
win.addEventListener('load', fit);
win.addEventListener('pageshow', function (event) {
    if (event.persisted) {
        natively = false;
        refresh().catch(function () { win.location.reload(); });
    }
});
