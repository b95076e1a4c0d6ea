// SPDX-License-Identifier: Apache-2.0
// Moves the link and the folded banner aside from the site's controls: up, to
// the other side, and, if no place is free, into a form as small as an icon.
// Only controls that cannot be scrolled away count, because others would move
// it at each scroll. The work is bounded: STEPS places, two sides, two forms,
// 15 points each.
var STEPS = [ 0, 64, 128, 192, 256 ], ICON = 30;
var CONTROLS = 'label,audio,video,[onclick],[role=button],[role=link],'
    + '[role=menuitem],[role=option],[role=tab]';
var up = 0;

function moved(element, other, icon) {
    var left = data.reopen === 'right' ? other : !other;
    [ element, status ].forEach(function (one) {
        if (one) {
            one.classList.toggle('cpolicy-left', left);
            one.classList.toggle('cpolicy-right', !left);
        }
    });
    element.classList.toggle('cpolicy-small', icon);
}

// An element of another document or of a closed tree is one control.
function isControl(element) {
    return element.tabIndex > -1 || element.localName.includes('-')
        || element.matches(CONTROLS) || style(element).cursor === 'pointer';
}

// True if a scroll moves it away from the end of the window.
function scrolls(element) {
    var rest = element.scrollHeight - element.clientHeight - element.scrollTop;
    return rest > ICON;
}

function stays(element) {
    for (var at = element; at !== root; at = at.parentElement) {
        if (!at) { return false; }
        if ([ 'fixed', 'sticky' ].includes(style(at).position)) { return true; }
        if ([ 'auto', 'scroll' ].includes(style(at).overflowY)) {
            if (at !== doc.body) { if (scrolls(at)) { return false; } }
        }
    }
    return isShell() || !scrolls(doc.scrollingElement);
}

function isHeld(x, y) {
    var page = doc.scrollingElement, all = page.clientWidth * win.innerHeight;
    var at = doc.elementsFromPoint(x, y).find(function (element) {
        return !element.closest('[data-cookie-policy]');
    });
    for (; at; at = at.parentElement) {
        if (at === doc.body || at === root) { return false; }
        if (isControl(at)) {
            // An element that fills the window is a surface, not a control.
            return 4 * at.offsetWidth * at.offsetHeight > all ? false
                : stays(at);
        }
    }
    return false;
}

function isFree(left, top, width, height) {
    return ![ 0, .25, .5, .75, 1 ].some(function (x) {
        return [ 0, .5, 1 ].some(function (y) {
            return isHeld(left + x * width, top + y * height);
        });
    });
}

function isOverFocus(left, top, width, height) {
    var at = doc.activeElement, box;
    if (!at || at === doc.body || at.closest('[data-cookie-policy]')) {
        return false;
    }
    box = at.getBoundingClientRect();
    if (4 * box.width > 3 * win.innerWidth) {
        if (2 * box.height > win.innerHeight) { return false; }
    }
    return !(box.left > left + width || left > box.right
        || box.top > top + height || top > box.bottom);
}

// Returns the first free place. If none is free, the icon gets its first place.
function settle(element) {
    var wide = doc.scrollingElement.clientWidth, box, edge, bottom, onLeft;
    moved(element, false, false);
    box = element.getBoundingClientRect();
    edge = Math.min(box.left, wide - box.right);
    bottom = box.bottom + up;
    onLeft = (data.reopen === 'right') === (style(element).direction === 'rtl');

    function fits(step, other, icon) {
        var width = icon ? ICON : box.width, height = icon ? ICON : box.height;
        var left = onLeft === other ? wide - edge - width : edge;
        var top = bottom - step - height;
        if (2 * step > win.innerHeight) { return false; }
        if (isOverFocus(left, top, width, height)) { return false; }
        if (!isFree(left, top, width, height)) { return false; }
        up = step;
        moved(element, other, icon);
        return true;
    }

    if (![ false, true ].some(function (icon) {
        return STEPS.some(function (step) {
            return fits(step, false, icon) || fits(step, true, icon);
        });
    })) {
        up = 0;
        moved(element, false, true);
    }
}
