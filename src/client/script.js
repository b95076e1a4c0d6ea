// SPDX-License-Identifier: Apache-2.0
// What a page gains by running scripts: the choice is sent without leaving the
// page, the page makes room for the banner, other scripts learn the choice,
// and a page that comes back from the browser's memory shows what holds now.
// Without this script the forms do all that is needed. What varies is in data
// attributes; no text is ever made into markup. Pages of XHTML get these very
// bytes: nothing here may be markup in XML, so there is neither < nor &.
// The parts share this function's variables; embed.pl joins them into one text.
(function (doc, win) {
    'use strict';
    var me = doc.currentScript, data = me.dataset, root = doc.documentElement;

    function find(name) {
        return doc.querySelector('[data-cookie-policy="' + name + '"]');
    }

    var banner = find('banner'), nav = find('nav');
    var form = banner ? banner.querySelector('form') : null;

    function make(tag, name) {
        var element = doc.createElement(tag);
        element.dataset.cookiePolicy = name;
        element.lang = me.lang;
        element.dir = me.dir;
        return element;
    }

    // @import "choice.js";
    // @import "place.js";
    // @import "aside.js";
    // @import "link.js";
    // @import "banner.js";
    // @import "navigation.js";
})(document, window);
