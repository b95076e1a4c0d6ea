// SPDX-License-Identifier: Apache-2.0
// The banner: shown as long as there is something to answer, answered without
// leaving the page. Where the call fails the form is sent as it is.
var pending, natively = false, busy = false, hush;

function show(asked) {
    pending = asked;
    if (banner) {
        banner.classList.remove('cpolicy-wait');
        banner.hidden = !asked;
    }
    if (!asked) { back(); }
    if (nav) { nav.hidden = asked ? !!banner : false; }
    fit();
}

function confirmed() {
    var link = nav ? nav.querySelector('a') : null;
    status.textContent = data.saved;
    (link || status).focus({ preventScroll: true });
    clearTimeout(hush);
    hush = setTimeout(function () { status.textContent = ''; }, 8000);
}

// Of the window, before it reaches the form: handlers of the page and
// libraries that send forms by themselves must not send it once more.
function submit(event) {
    var button = event.submitter, fields;
    if (!form || event.target !== form) { return; }
    event.stopImmediatePropagation();
    if (!button || natively) { return; }
    event.preventDefault();
    if (busy) { return; }
    busy = true;
    fields = new URLSearchParams(new FormData(form));
    fields.append('choice', button.value);
    ask('/choice', { method: 'POST', body: fields }).then(function (now) {
        busy = false;
        show(false);
        confirmed();
        learn(now, allowed.filter(function (id) {
            return now.refused.concat(now.granted).indexOf(id) === -1;
        }).concat(now.granted));
    }).catch(function () {
        busy = false;
        natively = true;
        // A policy that forbids the call fails it before the event is over,
        // and a form that is being sent cannot be sent.
        setTimeout(function () { form.requestSubmit(button); });
    });
}

function open() {
    if (!form) {
        win.location.assign(at(''));
        return;
    }
    show(true);
    form.querySelectorAll('[name=grant]').forEach(function (box) {
        box.checked = choice.granted.indexOf(box.value) >= 0;
    });
    form.querySelector('.cpolicy-fold').open = true;
    form.querySelector('.cpolicy-choose').open = true;
    form.querySelector('.cpolicy-choose summary').focus();
}
