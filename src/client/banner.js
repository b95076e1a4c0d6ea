// SPDX-License-Identifier: Apache-2.0
// What a page gains by running scripts: the choice is sent without leaving the
// page, the page makes room for the banner, other scripts learn the choice,
// and a page that comes back from the browser's memory shows what holds now.
// Without it the forms do all that is needed. What varies is in data
// attributes; no text is ever made into markup. Pages of XHTML get these very
// bytes: nothing here may be markup in XML, so there is neither < nor &.
(function (doc, win) {
'use strict';
var me = doc.currentScript, data = me.dataset, root = doc.documentElement;
var list = function (text) { return text ? text.split(' ') : []; };
var find = function (name) {
return doc.querySelector('[data-cookie-policy="' + name + '"]');
};
var banner = find('banner'), nav = find('nav');
var form = banner ? banner.querySelector('form') : null;
var allowed = list(data.allowed), pending = !!banner, natively = false, status;
var choice = {
decided: !!data.time, time: data.time ? +data.time : null,
granted: list(data.granted), refused: list(data.refused)
};
var make = function (tag, name) {
var element = doc.createElement(tag);
element.dataset.cookiePolicy = name;
element.lang = me.lang;
element.dir = me.dir;
return element;
};
// The site's own elements stay as they are: no attribute, but a style sheet.
var sheet = 'adoptedStyleSheets' in doc ? new CSSStyleSheet() : null;
if (sheet) { doc.adoptedStyleSheets = doc.adoptedStyleSheets.concat(sheet); }
var visible = function (element) { return element ? !element.hidden : false; };
var fit = function () {
var shown = visible(banner) ? banner : visible(nav) ? nav : null;
if (shown === nav) {
shown = root.scrollHeight > root.clientHeight ? nav : null;
}
if (sheet) {
sheet.replaceSync(':root{--cpolicy-size:'
+ (shown ? shown.offsetHeight + 16 : 0) + 'px}');
}
};
var back = function () {
var link;
if (nav || !data.reopen) { return; }
nav = make('nav', 'nav');
nav.id = 'cpolicy-back';
nav.className = 'cpolicy-' + data.reopen;
nav.setAttribute('aria-label', data.label);
link = make('a', 'reopen');
link.href = data.path;
link.textContent = data.label;
nav.append(link);
me.before(nav);
};
var show = function (ask) {
pending = ask;
if (banner) {
banner.classList.remove('cpolicy-wait');
banner.hidden = !ask;
}
if (!ask) { back(); }
if (nav) { nav.hidden = ask ? !!banner : false; }
fit();
};
var learn = function (now, may) {
var before = JSON.stringify(choice);
choice = now;
allowed = may;
if (JSON.stringify(now) !== before) {
doc.dispatchEvent(new CustomEvent('cookiepolicy:change', { detail: now }));
}
};
var ask = function (path, options) {
options.credentials = 'same-origin';
options.cache = 'no-store';
options.headers = { Accept: 'application/json' };
return fetch(data.path + path, options).then(function (answer) {
if (!answer.ok) { throw answer; }
return answer.json();
});
};
var refresh = function () {
return ask('/policy.json?choice', {}).then(function (now) {
if (!(banner || pending || !now.pending)) { win.location.reload(); }
show(now.pending);
learn(now.choice, now.allowed);
});
};
var said = function () {
var link = nav ? nav.querySelector('a') : null;
status.textContent = data.saved;
(link || status).focus({ preventScroll: true });
setTimeout(function () { status.textContent = ''; }, 8000);
};
var submit = function (event) {
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
// A policy that forbids the call fails it before the event is over, and a form
// that is being sent cannot be sent.
setTimeout(function () { form.requestSubmit(button); });
});
};
var open = function () {
if (!form) {
win.location.assign(data.path);
return;
}
show(true);
form.querySelectorAll('[name=grant]').forEach(function (box) {
box.checked = choice.granted.indexOf(box.value) >= 0;
});
form.querySelector('details').open = true;
form.querySelector('summary').focus();
};
win.cookiePolicy = Object.freeze({
choice: function () { return JSON.parse(JSON.stringify(choice)); },
granted: function (id) { return allowed.indexOf(id) >= 0; },
open: open
});
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
if ('uniform' in data) {
if (form) {
if (navigator.globalPrivacyControl) {
banner.querySelector('.cpolicy-signal').hidden = false;
}
}
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
})(document, window);
