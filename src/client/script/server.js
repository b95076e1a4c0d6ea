// SPDX-License-Identifier: Apache-2.0
//
// Requests to the module's own addresses. banner.js sends the choice;
// navigation.js asks for the choice if the page may be older than it.

// The address is absolute, because <base> may name another origin.
function addressOf(path) {
    return window.location.origin + data.path + path;
}

// Returns a promise of the JSON response. It rejects on any failure.
function ask(path, options) {
    options.credentials = 'same-origin';
    options.cache = 'no-store';
    options.headers = { Accept: 'application/json' };
    return fetch(addressOf(path), options).then(function (response) {
        if (!response.ok) { throw response; }
        return response.json();
    });
}

// True if the visitor has not answered for a category. The form of this page
// may ask for more categories than the rest of the site does.
function isPending(answer) {
    var about = form ? form.querySelector('[name=about]') : null;
    return about ? idsOf(about.value).some(function (id) {
        return answer.undecided.indexOf(id) >= 0;
    }) : answer.pending;
}

// Gets the choice from the server. A response is dropped if a later request or
// a later choice of the visitor came first. With `isShownAgain`, the page comes
// from the browser's memory: it is loaded again if it has no banner and needs
// one. A page that was just loaded again, and still contradicts the server, is
// not loaded once more.
function refresh(isShownAgain) {
    var request = ++version;
    return ask('/policy.json?choice', {}).then(function (answer) {
        if (request !== version) { return; }
        if (isShownAgain ? !(banner || pending || !answer.pending) : false) {
            window.location.reload();
        }
        show(isPending(answer));
        learn(answer.choice, answer.allowed, isShownAgain || !wasReloaded());
    });
}
