// SPDX-License-Identifier: Apache-2.0
// The banner is shown while a category needs an answer. The answer is sent
// without leaving the page. If the call fails, the form is submitted.
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

// The listener is on the window and runs before the event reaches the form. So
// handlers of the page and libraries that send forms by themselves do not send
// it a second time.
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
        // If a policy forbids the call, it fails before the event ends, and a
        // form cannot be submitted while it is being submitted.
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
