// SPDX-License-Identifier: Apache-2.0
// The banner: shown as long as there is something to answer, answered without
// leaving the page. Where the call fails the form is sent as it is.
var pending = !!banner, natively = false, status;

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

function said() {
    var link = nav ? nav.querySelector('a') : null;
    status.textContent = data.saved;
    (link || status).focus({ preventScroll: true });
    setTimeout(function () { status.textContent = ''; }, 8000);
}

function submit(event) {
    var button = event.submitter, body;
    if (!button || natively) { return; }
    event.preventDefault();
    body = new URLSearchParams(new FormData(form));
    body.append('choice', button.value);
    ask('/choice', { method: 'POST', body: body }).then(function (now) {
        show(false);
        said();
        learn(now, allowed.filter(function (id) {
            return now.refused.indexOf(id) === -1;
        }).concat(now.granted));
    }).catch(function () {
        natively = true;
        // A policy that forbids the call fails it before the event is over,
        // and a form that is being sent cannot be sent.
        setTimeout(function () { form.requestSubmit(button); });
    });
}

function open() {
    if (!form) {
        win.location.assign(data.path);
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

if (win !== win.top) {
    if (banner) { banner.remove(); }
    if (nav) { nav.remove(); }
    banner = nav = form = null;
    delete data.reopen;
}
if (form) {
    status = make('p', 'status');
    status.id = 'cpolicy-status';
    status.className = 'cpolicy-' + data.reopen;
    status.tabIndex = -1;
    status.setAttribute('role', 'status');
    me.before(status);
    form.addEventListener('submit', submit);
    if (win.ResizeObserver) { new ResizeObserver(fit).observe(banner); }
}
