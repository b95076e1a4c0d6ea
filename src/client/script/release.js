// SPDX-License-Identifier: Apache-2.0
//
// What a choice changes in the page besides the banner: content that waits for
// consent. The server marks each element that it holds with the attribute
// data-cookie-policy-held, which contains the ids of its categories. The
// attribute data-sources of the script element contains the categories of which
// this page may hold content.
//
// If the server holds for each visitor what the visitor has not allowed, the
// page is loaded again, so that it runs as its author wrote it. Uniform pages
// hold everything for all visitors: there this script releases the elements, in
// document order. It cannot do this for document.write().

var PREFIX = 'data-cookie-policy-', XLINK = 'http://www.w3.org/1999/xlink';
// The scripts run one after the other, as the parser would run them.
var lastRelease = Promise.resolve(), isWatching = false;
// The categories of the elements that were released.
var released = [];

// True if the page may hold content of that category.
function mayHold(id) {
    return idsOf(data.sources).indexOf(id) >= 0
        || !!document.querySelector('[' + PREFIX + 'category="' + id + '"]');
}

// Returns the ids that are in one of the lists only.
function changedIds(before, after) {
    return before.concat(after).filter(function (id) {
        return before.indexOf(id) >= 0 ? after.indexOf(id) === -1 : true;
    });
}

// Applies a change of the allowed categories. With `mayReload` false, the page
// is not loaded again.
function applyChange(before, mayReload) {
    var changed = changedIds(before, allowed);
    if ('uniform' in data) {
        release();
        changed = changed.filter(function (id) {
            return released.indexOf(id) >= 0;
        });
    } else {
        changed = changed.filter(mayHold);
    }
    if (mayReload ? changed.length : false) { window.location.reload(); }
}

function areAllowed(ids) {
    return ids.length ? ids.every(function (id) {
        return allowed.indexOf(id) >= 0;
    }) : false;
}

// Releases the elements of uniform pages whose categories are allowed, and
// those that scripts insert later.
function release() {
    var held = document.querySelectorAll('[' + PREFIX + 'held]');
    held.forEach(function (element) {
        lastRelease = lastRelease.then(function () {
            return releaseElement(element);
        });
    });
    if (!isWatching) {
        isWatching = true;
        new MutationObserver(function (records) {
            if (records.some(function (record) {
                return Array.from(record.addedNodes).some(hasHeld);
            })) { release(); }
        }).observe(document.documentElement, {
            childList: true, subtree: true
        });
    }
}

function hasHeld(node) {
    return node.querySelector ? node.matches('[' + PREFIX + 'held]')
        || !!node.querySelector('[' + PREFIX + 'held]') : false;
}

// Returns a promise if the next element has to wait for this one.
function releaseElement(element) {
    var ids = idsOf(element.getAttribute(PREFIX + 'held')), live;
    if (!element.isConnected || !areAllowed(ids)) { return null; }
    released = released.concat(ids);
    live = element.localName === 'script' ? copyOfScript(element) : element;
    restoreAttributes(element, live);
    if (live !== element) { return runScript(element, live); }
    if (element.matches('embed,object')) {
        element.replaceWith(element.cloneNode(true));
    }
    return null;
}

// Gives the renamed attributes of `element` their names back, in `live`. Those
// that the server has inserted are replaced or removed.
function restoreAttributes(element, live) {
    var own = [PREFIX + 'held', PREFIX + 'category'];
    live.removeAttribute('type');
    live.removeAttribute(PREFIX + 'held');
    Array.from(element.attributes).forEach(function (attribute) {
        var name = attribute.name.replace(PREFIX, '');
        if (name === attribute.name || own.indexOf(attribute.name) >= 0) {
            return;
        }
        live.removeAttribute(attribute.name);
        if (name === 'xlink:href') {
            live.setAttributeNS(XLINK, name, attribute.value);
        } else {
            live.setAttribute(name, attribute.value);
        }
    });
}

// A script that has been inserted does not start when its type changes. The
// copy does. The nonce is a property, because browsers hide the attribute.
function copyOfScript(element) {
    var live = document.createElementNS(element.namespaceURI, 'script');
    Array.from(element.attributes).forEach(function (attribute) {
        live.setAttributeNS(attribute.namespaceURI, attribute.name,
            attribute.value);
    });
    live.nonce = element.nonce;
    live.async = element.hasAttribute('async');
    live.textContent = element.textContent;
    return live;
}

// Puts the script into the place of the held one. Returns a promise that ends
// when it has run, unless it is asynchronous.
function runScript(element, live) {
    if (live.async || !live.hasAttribute('src')) {
        element.replaceWith(live);
        return null;
    }
    return new Promise(function (resolve) {
        live.onload = live.onerror = resolve;
        element.replaceWith(live);
    });
}
