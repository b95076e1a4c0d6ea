// SPDX-License-Identifier: Apache-2.0
//
// Runs once for each page of the window. A page comes from the server, from the
// browser's memory, from the copies of a library (Turbo, htmx) or from a
// service worker. If a page may be older than the choice, the script asks the
// server.

// True after a step back or forward in the history, until the next page.
var isReturning = false;

// Starts the script for the page that contains `element`. It runs again for the
// same page if the script is evaluated twice. `isStale` is true if the page may
// be older than the choice.
function run(element, isStale) {
    var isUniform;
    var isAgain = element === script || !element.isConnected;
    script = element;
    data = script.dataset;
    isUniform = 'uniform' in data;
    isAtStart = document.body.firstElementChild
        .hasAttribute('data-cookie-policy');
    adopt(isAgain ? findOnly : findBeforeScript, false);
    listen();
    Promise.resolve().then(removeDuplicates);
    isStale = isStale || isReturning || isUniform;
    isReturning = false;
    if (!takeChoiceOfPage(isUniform)) { isStale = true; }
    showForPage(isUniform);
    if (isStale) {
        refresh().catch(function () {
            if (pending === null) { show(!!banner); }
        });
    }
}

// Runs after the library that inserted the page has finished.
function removeDuplicates() {
    adopt(findOnly, true);
    findOnly('script', script, true);
    if (pending !== null) { show(pending); }
}

// Takes the choice that the page contains, if it is the first or a later one.
// Returns false if the page contradicts a later choice. A uniform page is the
// same for all visitors and contains no choice.
function takeChoiceOfPage(isUniform) {
    var onPage = choiceOfPage(), allowedOnPage = idsOf(data.allowed);
    if (!choice) {
        choice = onPage;
        allowed = allowedOnPage;
        pending = isUniform ? null : !!banner;
        return true;
    }
    if (isUniform) { return true; }
    if (onPage.time > choice.time) {
        learn(onPage, allowedOnPage, true);
    } else if (!isKnown(onPage, allowedOnPage)) {
        return false;
    }
    pending = !!banner;
    return true;
}

// The paragraph about the browser's signal (GPC) is in each uniform page.
function showForPage(isUniform) {
    var signal = banner ? banner.querySelector('.cpolicy-signal') : null;
    if (isUniform ? signal : false) {
        signal.hidden = !navigator.globalPrivacyControl;
    }
    if (pending !== null) {
        show(pending);
    } else if (banner) {
        banner.hidden = true;
    }
}

// Returns what the browser knows about the load of this page, or null.
function loadOfPage() {
    return (window.performance.getEntriesByType
        ? window.performance.getEntriesByType('navigation')[0] : null) || null;
}

// True if a service worker answered, because its store may contain an old page.
function isFromServiceWorker() {
    var load = loadOfPage();
    return load ? load.workerStart > 0 : false;
}

function wasReloaded() {
    var load = loadOfPage();
    return load ? load.type === 'reload' : true;
}

function onHistory() {
    isReturning = true;
}

// Runs when a page comes back from the browser's memory, and when a page that
// was rendered in advance is shown.
function onWake(event) {
    if (event.persisted || event.type === 'prerenderingchange') {
        isSending = submitsNatively = false;
        refresh(true).catch(function () { window.location.reload(); });
    }
}

// Adds the listeners for each page, because document.open() removes them.
// Adding the same listener twice has no effect.
function listen() {
    document.addEventListener('focusin', onFocus);
    listenToLayout();
    window.addEventListener('submit', onSubmit, true);
    window.addEventListener('load', fit);
    window.addEventListener('pageshow', onWake);
    window.addEventListener('popstate', onHistory);
    document.addEventListener('prerenderingchange', onWake);
    pathOfPage = window.location.pathname;
    // A library may change the address after the content.
    setTimeout(function () { pathOfPage = window.location.pathname; });
}
