// SPDX-License-Identifier: Apache-2.0
//
// Releases the held elements of uniform pages whose categories the visitor has
// allowed, in document order. The server marks each element that it holds with
// the attribute data-cookie-policy-held, which contains the ids of its
// categories. document.write() cannot be released in this way.

var PAGE_NAME = 'cookie-policy-held-', XLINK = 'http://www.w3.org/1999/xlink';
// The elements whose values may have to be trusted (Trusted Types).
var TRUSTED = 'script,embed,object,[' + PREFIX + 'srcdoc]';
// The elements that show a page in place of their content.
var FRAMES = 'iframe,frame,embed,object';
// The attributes that the server renames, and the beginnings of the names in
// which other tools keep an address. A page may contain text of visitors, and
// its filter may permit all attributes data-*. So no other name is restored: an
// event handler would run.
var RENAMED = ['src', 'srcset', 'href', 'xlink:href', 'data', 'poster',
    'imagesrcset', 'ping', 'background', 'attributionsrc', 'srcdoc', 'type',
    'name'];
var KEPT = ['data-', 'suppressed', 'uc-'];
// The time that a script may block those after it, in milliseconds.
var MAX_WAIT = 10000;
// The scripts run one after the other, as the parser would run them. `queued`
// contains the elements that wait for their turn.
var lastRelease = Promise.resolve(), queued = new WeakSet();
var isWatching = false, policyPromise;
var untrusted = { createHTML: unchanged, createScript: unchanged,
    createScriptURL: unchanged };

function areAllowed(ids) {
    return ids.length ? ids.every(function (id) {
        return allowed.indexOf(id) >= 0;
    }) : false;
}

// Releases the elements of uniform pages whose categories are allowed, and
// those that scripts insert later. A page that is rendered in advance waits: the
// visitor may withdraw before it is shown (onWake).
function release() {
    if (document.prerendering) { return; }
    document.querySelectorAll('[' + PREFIX + 'held]').forEach(queueElement);
    if (isWatching || !window.MutationObserver) { return; }
    isWatching = true;
    new window.MutationObserver(function (records) {
        if (records.some(function (record) {
            return Array.from(record.addedNodes).some(hasHeld);
        })) { release(); }
    }).observe(document.documentElement, { childList: true, subtree: true });
}

// Releases the element after those that are in the queue. If it cannot be
// released, it stays held, and the next one follows.
function queueElement(element) {
    function end() { queued.delete(element); }

    if (queued.has(element) || !areAllowed(heldIds(element))) { return; }
    queued.add(element);
    lastRelease = lastRelease.then(function () {
        return releaseElement(element);
    }).then(end, end);
}

function heldIds(element) {
    return idsOf(element.getAttribute(PREFIX + 'held'));
}

function hasHeld(node) {
    return node.querySelector ? node.matches('[' + PREFIX + 'held]')
        || !!node.querySelector('[' + PREFIX + 'held]') : false;
}

// Returns a promise if the next element has to wait for this one. The visitor
// may have changed the choice since the element is in the queue.
function releaseElement(element) {
    var ids = heldIds(element);
    if (!element.isConnected || !areAllowed(ids) || isForbidden(element)) {
        return null;
    }
    released = released.concat(ids);
    return element.matches(TRUSTED) ? trustedPolicy().then(function (policy) {
        return makeLive(element, policy);
    }) : makeLive(element, untrusted);
}

// True for a script without the nonce of the page, if scripts may insert others
// ('strict-dynamic'). The browser would run the copy that this script inserts,
// although it would not have run the script of the page.
function isForbidden(element) {
    if (element.localName !== 'script' || !('strict' in data)) { return false; }
    return !element.nonce || element.nonce !== script.nonce;
}

// Returns the promise of a policy of Trusted Types. A page that enforces them
// accepts no strings for scripts. If it does not allow this policy either, the
// policy returns strings: they work in pages that do not enforce Trusted Types
// or have a default policy.
function trustedPolicy() {
    policyPromise = policyPromise || new Promise(function (resolve) {
        resolve(window.trustedTypes
            ? window.trustedTypes.createPolicy('cookie-policy', untrusted)
            : untrusted);
    }).then(null, function () { return untrusted; });
    return policyPromise;
}

function unchanged(text) { return text; }

// A frame is replaced, so that the history of the window does not contain the
// page that was shown in its place, and so that the browser does not load the
// content into this place after a step back.
function makeLive(element, policy) {
    var isScript = element.localName === 'script', live = element;
    if (isScript) {
        live = copyOfScript(element, policy);
        live.removeAttribute('type');
    } else if (element.matches(FRAMES)) {
        live = copyOfFrame(element);
    }
    restoreAttributes(element, live, policy);
    if (isScript) { return runScript(element, live); }
    if (live !== element) { element.replaceWith(live); }
    return null;
}

// Without the address and the name that the server has inserted.
function copyOfFrame(element) {
    var live = element.cloneNode(true);
    if ((live.getAttribute('name') || '').indexOf(PAGE_NAME) === 0) {
        ['name', 'src', 'data'].forEach(function (name) {
            live.removeAttribute(name);
        });
    }
    return live;
}

// True if the server may have renamed an attribute of this name and value. It
// holds no address that contains a script.
function isRestored(name, value) {
    var link = document.createElement('a');
    link.setAttribute('href', value);
    return RENAMED.indexOf(name) >= 0
        ? name === 'srcdoc' || link.protocol !== 'javascript:'
        : KEPT.some(function (kept) { return name.indexOf(kept) === 0; });
}

// Gives the renamed attributes of `element` their names back, in `live`. Those
// that the server has inserted are replaced or removed before. The mark is
// removed last, because a value may be refused.
function restoreAttributes(element, live, policy) {
    Array.from(element.attributes).forEach(function (attribute) {
        var name = attribute.name.replace(PREFIX, ''), value;
        if (name === attribute.name || !isRestored(name, attribute.value)) {
            return;
        }
        value = name === 'srcdoc' ? policy.createHTML(attribute.value)
            : policy.createScriptURL(attribute.value);
        if (name === 'xlink:href') {
            live.setAttributeNS(XLINK, name, value);
        } else {
            live.setAttribute(name, value);
        }
        live.removeAttribute(attribute.name);
    });
    live.removeAttribute(PREFIX + 'held');
}

// A script that has been inserted does not start when its type changes. The
// copy does, unless the script would not have started either (innerHTML). The
// nonce is a property, because browsers hide the attribute.
function copyOfScript(element, policy) {
    var live = element.cloneNode(false);
    live.nonce = element.nonce;
    live.async = element.hasAttribute('async');
    live.textContent = policy.createScript(element.textContent);
    return live;
}

// Puts the script into the place of the held one. Returns a promise that ends
// when it has run or could not be loaded, unless it is asynchronous. There is a
// limit, because a server may never answer.
function runScript(element, live) {
    if (live.async || live.noModule || !live.hasAttribute('src')) {
        element.replaceWith(live);
        return null;
    }
    return new Promise(function (resolve) {
        window.setTimeout(resolve, MAX_WAIT);
        live.addEventListener('load', resolve);
        live.addEventListener('error', resolve);
        element.replaceWith(live);
    });
}
