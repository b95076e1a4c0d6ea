// SPDX-License-Identifier: Apache-2.0
// This script sends the choice without leaving the page, makes room for the
// banner, and informs other scripts of the choice. A page that comes back from
// the browser's memory shows the current choice. Without this script the forms
// do all that is needed. Variable data is in data attributes, and no text
// becomes markup. Pages of XHTML get the same bytes: nothing here may be markup
// in XML, so the script contains neither < nor &. The parts share this
// function's variables; embed.pl joins them into one text. A window has one
// instance. Libraries that replace the document's body run the script again,
// and the first instance then uses the new elements.
(function (doc, win) {
    'use strict';
    var api = win.cookiePolicy, root, me, data, banner, nav, form, status;
    if (api ? api.refresh : false) {
        api.refresh();
        return;
    }

    function find(name) {
        return doc.querySelector('[data-cookie-policy=' + name + ']');
    }

    function make(tag, name) {
        var element = doc.createElement(tag);
        element.dataset.cookiePolicy = name;
        element.lang = me.lang;
        element.dir = me.dir;
        return element;
    }

    // @import "script/choice.js";
    // @import "script/elements.js";
    // @import "script/room.js";
    // @import "script/free_place.js";
    // @import "script/reopen.js";
    // @import "script/banner.js";
    // @import "script/navigation.js";

    // A library that evaluates scripts by itself may lose their element.
    me = own() || find('script');
    if (me) {
        win.cookiePolicy = Object.freeze({
            choice: function () { return JSON.parse(JSON.stringify(choice)); },
            granted: function (id) { return allowed.indexOf(id) >= 0; },
            open: open,
            refresh: function () {
                var script = own();
                run(script || find('script') || me, !script);
            }
        });
        run(me, wasForwarded());
    }
})(document, window);
