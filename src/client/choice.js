// SPDX-License-Identifier: Apache-2.0
// The choice as this page knows it: read from the attributes of the script,
// asked of the server, told to the site's own scripts.
var allowed = list(data.allowed);
var choice = {
    decided: !!data.time, time: data.time ? +data.time : null,
    granted: list(data.granted), refused: list(data.refused)
};

function list(text) {
    return text ? text.split(' ') : [];
}

function learn(now, may) {
    var before = JSON.stringify(choice);
    choice = now;
    allowed = may;
    if (JSON.stringify(now) !== before) {
        doc.dispatchEvent(new CustomEvent('cookiepolicy:change', {
            detail: now
        }));
    }
}

function ask(path, options) {
    options.credentials = 'same-origin';
    options.cache = 'no-store';
    options.headers = { Accept: 'application/json' };
    return fetch(data.path + path, options).then(function (answer) {
        if (!answer.ok) { throw answer; }
        return answer.json();
    });
}

win.cookiePolicy = Object.freeze({
    choice: function () { return JSON.parse(JSON.stringify(choice)); },
    granted: function (id) { return allowed.indexOf(id) >= 0; },
    open: open
});
