// SPDX-License-Identifier: Apache-2.0
//
// The script of a page that contains the banner or the link back to the choice.
// It sends the choice without leaving the page, makes room for the banner, and
// informs the site's scripts of the choice. Without this script the forms do
// everything that is needed.
//
// The parts in script/ share the variables of the function below. embed.pl
// joins and packs them at build time, so all sources keep these rules:
// - The text contains neither < nor & (which excludes the and operator). XHTML
//   reads the text as XML, and one CSP hash serves HTML and XHTML.
// - The syntax is the subset that pack/Script.pm reads: var, functions with
//   plain parameters, and strings in single quotes.
// - The script contains no text for visitors, and no text becomes markup. The
//   server writes texts and variable data into the data attributes of the
//   script element: path, label, saved, reopen (a side), uniform, sources, and
//   the choice (allowed, granted, refused, time).
//
// A window has one instance. A library that replaces the body runs the script
// again; the first instance then uses the new elements.
(function (document, window) {
    'use strict';
    var api = window.cookiePolicy;
    // The module's elements in the document, or null. `reopen` is the <nav>
    // that contains the link back to the choice; `data` is the dataset of
    // `script`.
    var script, data, banner, form, reopen, status;
    var root;

    if (api ? api.refresh : false) {
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

    // @import "script/choice.js";
    // @import "script/release.js";
    // @import "script/server.js";
    // @import "script/elements.js";
    // @import "script/restore.js";
    // @import "script/shown.js";
    // @import "script/room.js";
    // @import "script/free_place.js";
    // @import "script/layout.js";
    // @import "script/focus.js";
    // @import "script/reopen.js";
    // @import "script/banner.js";
    // @import "script/navigation.js";

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
})(document, window);
