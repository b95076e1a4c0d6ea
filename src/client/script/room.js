// SPDX-License-Identifier: Apache-2.0
// Places banner and link, and makes room for them on the page. The site's own
// elements get no attribute; the page gets a style sheet. On an idle page
// nothing runs. A change of the document is examined at most once in a second,
// and only while banner or link is shown.
var sheet = 'adoptedStyleSheets' in doc ? new CSSStyleSheet() : null;
var written, timer, watcher, given = 0, extra = '';
if (sheet) { doc.adoptedStyleSheets = doc.adoptedStyleSheets.concat(sheet); }
if (win.MutationObserver) {
    watcher = new MutationObserver(function () { later(1000); });
}

function visible(element) {
    return element ? element.isConnected ? !element.hidden : false : false;
}

function shown() {
    return visible(banner) ? banner : visible(nav) ? nav : null;
}

function foldOf(element) {
    return element === banner ? element.querySelector('.cpolicy-fold') : null;
}

// Returns the banner or the link, if it is as small as a link.
function small() {
    var element = shown(), fold = element ? foldOf(element) : null;
    return fold ? fold.open ? null : element : element;
}

function inFlow() {
    return small() ? false : banner.matches('.cpolicy-flow');
}

// Tells whether the built-in style places the element. Where a policy of the
// page forbids that style, or the site has a style sheet of its own, the element
// stays where it is.
function floats(element) {
    var own = find('style');
    return own ? own.localName === 'style'
        ? style(element).position === 'fixed' : false : false;
}

// The element is above every z-index and transform of the site, but not above
// its dialogs, because an element outside of a modal dialog is inert.
function raise(element) {
    if (!visible(element) || !element.showPopover) { return; }
    var raised = element.matches(':popover-open');
    if (element === banner ? inFlow() : false) {
        if (raised) { element.hidePopover(); }
        element.popover = null;
    } else if (!raised) {
        if (!floats(element) || doc.querySelector(':modal,:fullscreen')) {
            return;
        }
        element.popover = 'manual';
        element.showPopover();
    }
}

function style(element) {
    return win.getComputedStyle(element);
}

function scrollsNot(element) {
    return [ 'hidden', 'clip' ].includes(style(element).overflowY);
}

// Tells whether the window does not scroll. If the root has no value for
// overflow, that of the body applies to the window (CSS Overflow 3.3).
function isShell() {
    return scrollsNot(root) || (style(root).overflowY === 'visible'
        ? scrollsNot(doc.body) : false);
}

// Padding makes no room in two kinds of pages. If an application fills the
// window, its body becomes lower, and so does its root, for elements that are
// placed in the root. If the root is lower than its content, an element after
// the content makes the page longer.
function room(size, tiny) {
    var body = doc.body, box = body.getBoundingClientRect(), css = style(body);
    var end = box.top + win.scrollY + body.scrollHeight;
    var inner = root.getBoundingClientRect().bottom + win.scrollY
        - parseFloat(style(root).paddingBottom);
    var left = win.innerHeight - size;
    if (isShell()) {
        if (tiny || box.height > win.innerHeight + 1) { return ''; }
        return ':root{position:relative;box-sizing:border-box;block-size:'
            + left + 'px;padding-block-end:0!important}body{max-block-size:'
            + (css.boxSizing === 'border-box' ? left : left
                - parseFloat(css.paddingTop) - parseFloat(css.paddingBottom))
            + 'px}';
    }
    if (end > inner + 1) {
        return ':root::after{content:\'\';position:absolute;inset-block-start:'
            + Math.round(end + size - 1) + 'px;inline-size:1px;block-size:1px}';
    }
    return '';
}

function write() {
    var rules = ':root{--cpolicy-up:' + up + 'px;--cpolicy-size:' + given
        + 'px}' + extra;
    if (sheet) {
        if (rules !== written) { sheet.replaceSync(rules); }
        written = rules;
    }
}

// Returns the room that the banner needs, or the link on a page that scrolls.
function sizeOf(element, tiny) {
    if (!floats(element)) { return 0; }
    if (tiny) {
        return root.scrollHeight > root.clientHeight
            ? element.offsetHeight + 16 + up : 0;
    }
    return inFlow() ? 0 : element.offsetHeight + 16;
}

function fit() {
    var element = shown(), tiny = small();
    clearTimeout(timer);
    timer = 0;
    if (tiny ? extra.includes('body') : !element) { extra = ''; }
    if (element) {
        raise(element);
        raise(status);
        write();
        if (tiny) { if (sheet) { settle(tiny); } }
    }
    given = element ? sizeOf(element, tiny) : 0;
    write();
    extra = '';
    if (given) {
        if (tiny || !element.matches('.cpolicy-top') || isShell()) {
            extra = room(given, tiny);
        }
    }
    write();
    watch(!!element);
}

function watch(on) {
    if (watcher) {
        watcher.disconnect();
        if (on) {
            watcher.observe(root, {
                subtree: true, childList: true, attributes: true,
                attributeFilter: [ 'class', 'hidden', 'open', 'style' ]
            });
        }
    }
}

function later(wait) {
    if (!timer) {
        watch(false);
        timer = setTimeout(fit, wait);
    }
}

// Runs when the visitor uses the keyboard. If the banner covers the element
// with the focus, the page scrolls or the banner folds.
function free(target) {
    var over = shown();
    if (!over || target !== doc.activeElement) { return; }
    if (over.contains(target) || !target.matches(':focus-visible')) { return; }
    if (!isOver(over, target)) { return; }
    if (over !== small()) {
        target.scrollIntoView({ behavior: 'instant', block: 'center' });
        if (!isOver(over, target)) { return; }
        foldOf(over).open = false;
    }
    fit();
}

function isOver(over, target) {
    var box = target.getBoundingClientRect();
    return [ box.top + 2, box.top + box.height * .5 ].some(function (y) {
        return over.contains(doc.elementFromPoint(box.left + box.width * .5, y));
    });
}

function focused(event) {
    // The browser itself scrolls after the event.
    win.requestAnimationFrame(function () { free(event.target); });
}

function toggled(event) {
    if (event.target.matches('.cpolicy-fold')) { fit(); }
}

function moves() {
    if (shown()) { later(100); }
}

function follow() {
    doc.addEventListener('focusin', focused);
    doc.addEventListener('toggle', toggled, true);
    [ 'scrollend', 'resize', 'load' ].forEach(function (name) {
        win.addEventListener(name, moves, true);
    });
}
