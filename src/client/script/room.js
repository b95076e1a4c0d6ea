// SPDX-License-Identifier: Apache-2.0
//
// Makes room for the banner or the link, so that no control of the site stays
// covered. The site's own elements get no attribute: the document gets one
// style sheet. layout.js calls this part.

// GAP is the distance in px between the element and the page's content.
var GAP = 16;
var sheet = 'adoptedStyleSheets' in document ? new CSSStyleSheet() : null;
// `roomSize` is the height of the room in px, `specialRules` are the rules for
// pages where padding makes no room.
var roomSize = 0, specialRules = '', writtenRules;
if (sheet) {
    document.adoptedStyleSheets = document.adoptedStyleSheets.concat(sheet);
}

// The styles read both custom properties: banner.css and reopen.css.
function writeRules() {
    var rules = ':root{--cpolicy-up:' + elevation + 'px;--cpolicy-size:'
        + roomSize + 'px}' + specialRules;
    if (sheet) {
        if (rules !== writtenRules) { sheet.replaceSync(rules); }
        writtenRules = rules;
    }
}

function clipsOverflow(element) {
    return ['hidden', 'clip'].includes(styleOf(element).overflowY);
}

// True if the window does not scroll, as in an application that fills it. If
// the root's overflow is visible, the body's overflow applies to the window
// (CSS Overflow 3, section 3.3).
function isShell() {
    if (clipsOverflow(root)) { return true; }
    return styleOf(root).overflowY === 'visible'
        ? clipsOverflow(document.body) : false;
}

// Makes body and root of a shell lower. The root is lower for elements that are
// placed relative to it.
function shellRules(size) {
    var css = styleOf(document.body), height = window.innerHeight - size;
    var padding = css.boxSizing === 'border-box' ? 0
        : parseFloat(css.paddingTop) + parseFloat(css.paddingBottom);
    if (document.body.getBoundingClientRect().height > window.innerHeight + 1) {
        return '';
    }
    return ':root{position:relative;box-sizing:border-box;block-size:' + height
        + 'px;padding-block-end:0!important}body{max-block-size:'
        + (height - padding) + 'px}';
}

// Makes the page longer if its content is higher than its root: padding would
// be covered by the content.
function overflowRules(size) {
    var body = document.body, scrolled = window.scrollY;
    var contentEnd = body.getBoundingClientRect().top + scrolled
        + body.scrollHeight;
    var rootEnd = root.getBoundingClientRect().bottom + scrolled
        - parseFloat(styleOf(root).paddingBottom);
    if (rootEnd + 1 >= contentEnd) { return ''; }
    return ':root::after{content:\'\';position:absolute;inset-block-start:'
        + Math.round(contentEnd + size - 1)
        + 'px;inline-size:1px;block-size:1px}';
}

// Returns the height that the element needs. The link, and the folded banner,
// need room only on a page that scrolls.
function sizeOf(element, isSmall) {
    if (!isFloating(element)) { return 0; }
    if (isSmall) {
        return root.scrollHeight > root.clientHeight
            ? element.offsetHeight + GAP + elevation : 0;
    }
    return isInFlow() ? 0 : element.offsetHeight + GAP;
}

// Rules of a shell are only for the open banner.
function dropOldRules(element, isSmall) {
    if (isSmall ? specialRules.includes('body') : !element) {
        specialRules = '';
    }
}

function makeRoom(element, isSmall) {
    roomSize = element ? sizeOf(element, isSmall) : 0;
    // The page is measured with the new size and the old rules.
    writeRules();
    specialRules = '';
    if (roomSize) { specialRules = specialRulesFor(element, isSmall); }
    writeRules();
}

function specialRulesFor(element, isSmall) {
    if (isShell()) { return isSmall ? '' : shellRules(roomSize); }
    if (!isSmall) {
        // The style moves the page down for a banner at the top.
        if (element.matches('.cpolicy-top')) { return ''; }
    }
    return overflowRules(roomSize);
}
