// SPDX-License-Identifier: Apache-2.0
//
// Applies the policy to what scripts write: cookies, and keys of localStorage
// and sessionStorage. It runs before any script of the site, and replaces the
// functions that write. A write that is not allowed has no effect.
//
// The server writes data-rules (cp_guard.h), data-allowed and data-refused ("id
// id"). The text keeps the rules that script.js explains.
(function (document, window) {
    'use strict';
    var data = document.currentScript.dataset;
    var Area = window.Storage.prototype;
    var setItem = Area.setItem;
    var cookie = Object.getOwnPropertyDescriptor(window.Document.prototype,
                                                 'cookie');
    var Store = window.CookieStore;
    var set = Store ? Store.prototype.set : null;
    // A library that replaces the document may run this script again in the
    // same window. Then the functions are there, and get new rules.
    var state = setItem.cookiePolicy || {};
    var isFirst = !state.layers;
    // A token that does not begin with a dollar sign.
    var token = new RegExp('^(?!\\$)[-!#$%\\x26\\x27*+.^_`|~0-9A-Za-z]+$');
    var before = new RegExp('^[=\\t ]+');
    var after = new RegExp('[\\t ]+$');
    var zero = new RegExp('^(?:-\\d+|0+)$');

    function idsOf(text) {
        return text ? text.split(' ') : [];
    }

    function has(object, key) {
        return Object.prototype.hasOwnProperty.call(object, key);
    }

    // Returns the category that must be allowed, 1 for a name that is always
    // allowed, 0 for one that never is. It follows cp_policy_match.
    function ruleOf(layer, name) {
        var n = Math.min(name.length, 256);
        var at = layer.patterns.length;
        if (has(layer.names, name)) { return layer.names[name]; }
        if (token.test(name)) {
            for (; n >= 0; n--) {
                if (has(layer.prefixes, name.slice(0, n))) {
                    return layer.prefixes[name.slice(0, n)];
                }
            }
            while (at-- > 0) {
                if (new RegExp(layer.patterns[at][0], 's').test(name)) {
                    return layer.patterns[at][1];
                }
            }
        }
        return layer.undeclared;
    }

    function allows(name) {
        return state.layers.every(function (layer) {
            var rule = ruleOf(layer, name);
            return rule === 1 || state.allowed.indexOf(rule) >= 0;
        });
    }

    function isLeftover(name) {
        return state.layers.some(function (layer) {
            return layer.expires === 1 ?
                state.refused.indexOf(ruleOf(layer, name)) >= 0 : false;
        });
    }

    function trimmed(text) {
        return text.replace(before, '').replace(after, '');
    }

    // A cookie without a name comes back as its value, so this is its name.
    function nameOf(text) {
        return trimmed(trimmed(text.split(';')[0]).split('=')[0]);
    }

    // True if each Max-Age is zero or less; without one, if each Expires is
    // past.
    function deletes(text) {
        var ages = [];
        var dates = [];
        text.split(';').slice(1).forEach(function (part) {
            var at = part.indexOf('=');
            var key = trimmed(part.slice(0, Math.max(at, 0))).toLowerCase();
            var value = trimmed(part.slice(at + 1));
            if (key === 'max-age') { ages.push(zero.test(value)); }
            if (key === 'expires') {
                dates.push(Date.now() > Date.parse(value));
            }
        });
        ages = ages.length > 0 ? ages : dates;
        return ages.length > 0 ? ages.indexOf(false) === -1 : false;
    }

    // The browser may refuse access to the storage of this page.
    function clean(kind) {
        new Promise(function (done) {
            done(window[kind]);
        }).then(function (area) {
            Object.keys(area).filter(isLeftover).forEach(function (key) {
                area.removeItem(key);
            });
        }, function () {});
    }

    function cleanAll() {
        if (state.refused.length > 0) {
            clean('localStorage');
            clean('sessionStorage');
        }
    }

    state.layers = JSON.parse(data.rules);
    state.allowed = idsOf(data.allowed);
    state.refused = idsOf(data.refused);
    cleanAll();
    if (!isFirst) { return; }

    Object.defineProperty(window.Document.prototype, 'cookie', {
        'configurable': true,
        'enumerable': true,
        'get': cookie.get,
        'set': function (value) {
            var text = String(value);
            if (deletes(text) || allows(nameOf(text))) {
                cookie.set.call(this, text);
            }
        }
    });
    Area.setItem = function (key) {
        if (2 > arguments.length || allows(String(key))) {
            setItem.apply(this, arguments);
        }
    };
    Area.setItem.cookiePolicy = state;
    if (set) {
        Store.prototype.set = function (first, value) {
            var one = Object(first) === first ? first :
                { 'name': first, 'value': value };
            var isPast = typeof one.expires === 'number' ?
                Date.now() >= one.expires : false;
            return isPast || allows(nameOf(String(one.name || one.value))) ?
                set.apply(this, arguments) : Promise.resolve();
        };
    }
    document.addEventListener('cookiepolicy:change', function (event) {
        state.allowed = event.detail.granted;
        state.refused = event.detail.refused;
        cleanAll();
    });
})(document, window);
