// SPDX-License-Identifier: Apache-2.0
//
// Applies the policy to what scripts write: cookies, and keys of localStorage
// and sessionStorage. It runs before any script of the site, and replaces the
// functions that write. A write that is not allowed has no effect; the server
// gets its kind and name, once per page.
//
// The server writes data-rules (cp_guard.h), data-allowed and data-refused ("id
// id"), and data-report, the path for reports. The text keeps the rules that
// script.js explains.
(function (document, window) {
    'use strict';
    var data = document.currentScript.dataset;
    var Area = window.Storage.prototype;
    var Event = window.StorageEvent;
    var page = window.Document.prototype;
    var cookie = Object.getOwnPropertyDescriptor(page, 'cookie');
    // A library that replaces the document may run this script again in the
    // same window. Then the functions are there, and get new rules.
    var state = Area.setItem.cookiePolicy || {};
    var isFirst = !state.layers;
    var kinds = ['localStorage', 'sessionStorage'];
    var reported = [];
    var waiting = [];
    // Scripts get a proxy of each storage area. The map leads from one to the
    // other, in both directions.
    var other = new WeakMap();
    var traps = {};
    // A token that does not begin with a dollar sign.
    var token = RegExp('^(?!\\$)[-!#-\\x27*+.0-9A-Z^-z|~]+$');
    // The name of a cookie; a cookie without one comes back as its value.
    var pair = RegExp('^[=\\t ]*([^;=]*?)[\\t ]*(?:[;=]|$)');
    var attribute = RegExp(
        '^[\\t ]*(?:(max-age)|expires)[\\t ]*=[\\t ]*(.*?)[\\t ]*$', 'is');
    var parts = RegExp('/|[^/]+', 'g');
    var zero = RegExp('^(?:-\\d+|0+)$');

    // Does it after the script that runs now. The browser may refuse access to
    // cookies and storage of this page.
    function attempt(job) {
        Promise.resolve().then(job).then(null, function () {});
    }

    // Returns the category that must be allowed, 1 for a name that is always
    // allowed, 0 for one that never is. It follows cp_policy_match.
    function ruleOf(layer, name) {
        return (layer.names.find(function (one) {
            return one[0] === name;
        }) || layer.patterns.find(function (one) {
            return token.test(name) ? RegExp(one[0], 's').test(name) :
                false;
        }) || [0, layer.undeclared])[1];
    }

    function isLeftover(name) {
        return state.layers.some(function (layer) {
            return layer.expires ?
                state.refused.includes(ruleOf(layer, name)) : false;
        });
    }

    // True if the name must not be written. The names that one script writes
    // are sent together. A page sends at most 64.
    function refuses(kind, name) {
        var isAllowed = state.layers.every(function (layer) {
            return state.allowed.includes(ruleOf(layer, name));
        });
        if (!(isAllowed || reported.includes(kind + name) ||
              reported.push(kind + name) > 64 ||
              waiting.push([kind, name]) > 1)) {
            attempt(function () {
                navigator.sendBeacon(location.origin +
                    data.report, JSON.stringify(waiting.splice(0)));
            });
        }
        return !isAllowed;
    }

    function nameOf(text) {
        return pair.exec(text)[1];
    }

    // True if each Max-Age is zero or less; without one, if each Expires is
    // past.
    function deletes(text) {
        var ages = [];
        var dates = [];
        text.split(';').slice(1).forEach(function (part) {
            var match = attribute.exec(part);
            if (match) {
                (match[1] ? ages : dates).push(match[1] ?
                    zero.test(match[2]) : Date.now() > Date.parse(match[2]));
            }
        });
        ages = ages.length ? ages : dates;
        return ages.includes(false) ? false : ages[0];
    }

    function clean(kind) {
        attempt(function () {
            Object.keys(window[kind]).filter(isLeftover).forEach(function (key) {
                window[kind].removeItem(key);
            });
        });
    }

    // The server does not get a cookie whose Path is not that of the choice.
    function expire(name) {
        var path = '';
        location.pathname.replace(parts, function (part) {
            path += part;
            cookie.set.call(document, name + '=; max-age=0; path=' + path);
        });
    }

    function cleanAll() {
        if (state.refused[0]) {
            kinds.forEach(clean);
            attempt(function () {
                cookie.get.call(document).split(';').map(nameOf)
                    .filter(isLeftover).forEach(expire);
            });
        }
    }

    function otherOf(value) {
        return other.get(value) || value;
    }

    function proxyOf(area) {
        if (area instanceof window.Storage ? !other.has(area) : false) {
            other.set(area, new Proxy(area, traps));
            other.set(other.get(area), area);
        }
        return otherOf(area);
    }

    // Replaces a function of the browser.
    function replace(owner, key, part, make) {
        var property = Object.getOwnPropertyDescriptor(owner, key);
        property[part] = make(property[part]);
        Object.defineProperty(owner, key, property);
    }

    // Lets a function of the browser take and return proxies.
    function open(original) {
        return function () {
            return proxyOf(original.apply(otherOf(this),
                                          Array.from(arguments, otherOf)));
        };
    }

    state.layers = JSON.parse(data.rules);
    state.allowed = data.allowed.split(' ').concat(1);
    state.refused = data.refused.split(' ');
    cleanAll();
    if (!isFirst) { return; }

    replace(page, 'cookie', 'set', function (original) {
        return function (value) {
            var text = String(value);
            if (deletes(text) || !refuses('cookie', nameOf(text))) {
                original.call(this, text);
            }
        };
    });
    replace(Area, 'setItem', 'value', function (original) {
        return function (key) {
            if (!refuses('storage', String(key))) {
                original.apply(this, arguments);
            }
        };
    });
    Object.keys(Area).forEach(function (key) {
        replace(Area, key, key === 'length' ? 'get' : 'value', open);
    });
    Area.setItem.cookiePolicy = state;
    ['set', 'defineProperty'].forEach(function (trap) {
        traps[trap] = function (area, key, value) {
            return (typeof key === 'string' ? refuses('storage', key) :
                false) || Reflect[trap](area, key, value);
        };
    });
    kinds.forEach(function (kind) {
        replace(window, kind, 'get', open);
    });
    replace(Event.prototype, 'storageArea', 'get', open);
    window.StorageEvent = new Proxy(Event, {
        'construct': function (type, list, target) {
            list[1] = new Proxy(Object(list[1]), {
                'get': function (init, key) {
                    return otherOf(init[key]);
                }
            });
            return Reflect.construct(type, list, target);
        }
    });
    if (window.CookieStore) {
        replace(window.CookieStore.prototype, 'set', 'value',
                function (original) {
            return function (first, value) {
                return (first.expires === null ? false :
                    Date.now() >= first.expires) ||
                    !refuses('cookie', nameOf(String(
                        first.name || first.value || first || value))) ?
                    original.apply(this, arguments) : Promise.resolve();
            };
        });
    }
    document.addEventListener('cookiepolicy:change', function (event) {
        state.allowed = event.detail.granted.concat(1);
        state.refused = event.detail.refused;
        cleanAll();
    });
})(document, window);
