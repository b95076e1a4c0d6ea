// SPDX-License-Identifier: Apache-2.0
// Keeps the choice that this window knows. It comes from the attributes of the
// script or from the server. The site's own scripts are informed of it.
var allowed, choice, turn = 0;

function list(text) {
    return text ? text.split(' ') : [];
}

// This is the choice that the page contains.
function said() {
    return {
        decided: !!data.time, time: data.time ? +data.time : null,
        granted: list(data.granted), refused: list(data.refused)
    };
}

function same(one, may) {
    function text(now, ids) {
        return JSON.stringify([now.time].concat([
            now.granted, now.refused, ids
        ].map(function (of) { return of.slice().sort(); })));
    }
    return text(one, may) === text(choice, allowed);
}

function learn(now, may) {
    var before = JSON.stringify(choice);
    choice = now;
    allowed = may;
    turn++;
    if (JSON.stringify(now) !== before) {
        doc.dispatchEvent(new CustomEvent('cookiepolicy:change', {
            detail: now
        }));
    }
}

// The address is absolute, because the page may have a base of another origin.
function at(path) {
    return win.location.origin + data.path + path;
}

function ask(path, options) {
    options.credentials = 'same-origin';
    options.cache = 'no-store';
    options.headers = { Accept: 'application/json' };
    return fetch(at(path), options).then(function (answer) {
        if (!answer.ok) { throw answer; }
        return answer.json();
    });
}
