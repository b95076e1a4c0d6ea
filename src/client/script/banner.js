// SPDX-License-Identifier: Apache-2.0
//
// Shows the banner while a category needs an answer, and sends the answer
// without leaving the page. If the request fails, the browser submits the form.

// `pending` is true if the visitor has to be asked. It is null while only the
// server knows this (uniform pages).
var pending, isSending = false, submitsNatively = false, statusTimer;

function show(isAsked) {
    pending = isAsked;
    if (banner) {
        banner.classList.remove('cpolicy-wait');
        banner.hidden = !isAsked;
    }
    if (!isAsked) { makeReopen(); }
    if (reopen) { reopen.hidden = isAsked ? !!banner : false; }
    fit();
}

// Says that the choice is saved, and moves the focus from the hidden banner to
// the link. Meanwhile, a library may have replaced the page by one that has no
// banner.
function confirmSaved() {
    var link = reopen ? reopen.querySelector('a') : null, told = status;
    if (!told) { return; }
    told.textContent = data.saved;
    (link || told).focus({ preventScroll: true });
    clearTimeout(statusTimer);
    statusTimer = setTimeout(function () { told.textContent = ''; }, 8000);
}

// The listener is on the window and runs before the event reaches the form. So
// the page's own handlers, and libraries that send forms, do not send it again.
function onSubmit(event) {
    var button = event.submitter;
    if (!form || event.target !== form) { return; }
    event.stopImmediatePropagation();
    if (!button || submitsNatively) { return; }
    event.preventDefault();
    if (!isSending) { send(button); }
}

function send(button) {
    var fields = new URLSearchParams(new FormData(form));
    isSending = true;
    fields.append('choice', button.value);
    ask('/choice', { method: 'POST', body: fields }).then(function (saved) {
        isSending = false;
        show(false);
        confirmSaved();
        learn(saved, allowedAfter(saved), true);
    }).catch(function () {
        isSending = false;
        submitsNatively = true;
        // If a policy forbids the request, it fails before the event ends, and
        // a form cannot be submitted while it is being submitted.
        setTimeout(function () { form.requestSubmit(button); });
    });
}

// Returns the allowed categories after a choice. Categories that need no answer
// stay allowed.
function allowedAfter(saved) {
    var answered = saved.refused.concat(saved.granted);
    return allowed.filter(function (id) {
        return answered.indexOf(id) === -1;
    }).concat(saved.granted);
}

// Shows the form with the present choice. If the page does not contain the
// form, the policy page has it.
function openChoices() {
    var choose;
    if (!form) {
        window.location.assign(addressOf(''));
        return;
    }
    show(true);
    form.querySelectorAll('[name=grant]').forEach(function (box) {
        box.checked = choice.granted.indexOf(box.value) >= 0;
    });
    choose = form.querySelector('.cpolicy-choose');
    form.querySelector('.cpolicy-fold').open = true;
    choose.open = true;
    choose.querySelector('summary').focus();
}
