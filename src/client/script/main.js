// SPDX-License-Identifier: Apache-2.0
//
// The common part of script.js and script_plain.js: the module's elements, and
// the start. A window has one instance. A library that replaces the body runs the
// script again; the first instance then uses the new elements.
var api = window.cookiePolicy;
// The module's elements in the document, or null. `reopen` is the <nav>
// that contains the link back to the choice; `data` is the dataset of
// `script`.
var script, data, banner, form, reopen, status;
var root;

// An element of the page can have the name cookiePolicy, too.
if (api ? typeof api.refresh === 'function' : false) {
    api.refresh();
    return;
}

function find(name) {
    return document.querySelector('[data-cookie-policy=' + name + ']');
}

// Creates an element of the module. It has the language of the module's
// texts, which can differ from the language of the page.
function make(tag, name) {
    var element = document.createElement(tag);
    element.dataset.cookiePolicy = name;
    element.lang = script.lang;
    element.dir = script.dir;
    return element;
}

function styleOf(element) {
    return window.getComputedStyle(element);
}

// @import "choice.js";
// @import "server.js";
// @import "elements.js";
// @import "restore.js";
// @import "shown.js";
// @import "room.js";
// @import "free_place.js";
// @import "layout.js";
// @import "focus.js";
// @import "reopen.js";
// @import "banner.js";
// @import "navigation.js";

// If a library evaluates the text of scripts, no script is the current one.
script = runningScript() || find('script');
if (script) {
    window.cookiePolicy = Object.freeze({
        choice: function () { return JSON.parse(JSON.stringify(choice)); },
        granted: function (id) { return allowed.indexOf(id) >= 0; },
        open: openChoices,
        refresh: function () {
            var running = runningScript();
            run(running || find('script') || script, !running);
        }
    });
    run(script, isFromServiceWorker());
}
