// SPDX-License-Identifier: Apache-2.0
//
// Moves the link and the folded banner aside from the site's controls: up, to
// the other side, and, if no place is free, into a form as small as an icon.
// Only controls that the visitor cannot scroll away count, because others would
// move the link at each scroll. The work is bounded: 5 heights, 2 sides and 2
// forms, with 15 points each. layout.js calls moveAside().

// In px: heights above the bottom of the window, and the size of the icon.
var HEIGHTS = [0, 64, 128, 192, 256], ICON = 30;
// Elements that are controls although they cannot have the focus.
var CONTROLS = 'label,audio,video,[onclick],[role=button],[role=link],'
    + '[role=menuitem],[role=option],[role=tab]';
// The present height above the bottom.
var elevation = 0;

// A frame or a custom element is one control, because its content cannot be
// examined. The cursor `pointer` is the sign of a listener.
function isControl(element) {
    return element.tabIndex > -1 || element.localName.includes('-')
        || element.matches(CONTROLS) || styleOf(element).cursor === 'pointer';
}

// True if the element fills more than a quarter of the window. It is a surface
// (a map, an editor), and not a control.
function isSurface(element) {
    var page = document.scrollingElement;
    return 4 * element.offsetWidth * element.offsetHeight
        > page.clientWidth * window.innerHeight;
}

// True if scrolling this box down moves its content by more than an icon.
function canScrollDown(box) {
    return box.scrollHeight - box.clientHeight - box.scrollTop > ICON;
}

function isScrollingBox(element) {
    if (element === document.body) { return false; }
    if (!['auto', 'scroll'].includes(styleOf(element).overflowY)) {
        return false;
    }
    return canScrollDown(element);
}

// True if the visitor cannot scroll this control away from its place.
function staysInPlace(control) {
    var element = control;
    for (; element !== root; element = element.parentElement) {
        if (!element) { return false; }
        if (['fixed', 'sticky'].includes(styleOf(element).position)) {
            return true;
        }
        if (isScrollingBox(element)) { return false; }
    }
    return isShell() || !canScrollDown(document.scrollingElement);
}

// True if a control that stays in place is at this point of the window.
function isTaken(x, y) {
    var element = document.elementsFromPoint(x, y).find(function (one) {
        return !one.closest('[data-cookie-policy]');
    });
    for (; element; element = element.parentElement) {
        if (element === document.body || element === root) { return false; }
        if (isControl(element)) {
            return isSurface(element) ? false : staysInPlace(element);
        }
    }
    return false;
}

// A box is {left, top, width, height}, in px of the window.
function isFree(box) {
    return ![0, .25, .5, .75, 1].some(function (x) {
        return [0, .5, 1].some(function (y) {
            return isTaken(box.left + x * box.width, box.top + y * box.height);
        });
    });
}

// True if the box would cover the element with the focus. An editor that fills
// most of the window cannot be avoided.
function coversFocus(box) {
    var element = document.activeElement, focus;
    if (!element || element === document.body
        || element.closest('[data-cookie-policy]')) {
        return false;
    }
    focus = element.getBoundingClientRect();
    if (4 * focus.width > 3 * window.innerWidth) {
        if (2 * focus.height > window.innerHeight) { return false; }
    }
    return !(focus.left > box.left + box.width || box.left > focus.right
        || focus.top > box.top + box.height || box.top > focus.bottom);
}

// Lists the places from the best to the worst.
function allPlaces() {
    var places = [];
    [false, true].forEach(function (isIcon) {
        HEIGHTS.forEach(function (height) {
            [false, true].forEach(function (isOtherSide) {
                places.push({
                    height: height, isOtherSide: isOtherSide, isIcon: isIcon
                });
            });
        });
    });
    return places;
}

function setPlace(element, place) {
    var isLeft = (data.reopen === 'right') === place.isOtherSide;
    [element, status].forEach(function (one) {
        if (one) {
            one.classList.toggle('cpolicy-left', isLeft);
            one.classList.toggle('cpolicy-right', !isLeft);
        }
    });
    element.classList.toggle('cpolicy-small', place.isIcon);
}

// Returns the box of the element in another place. `normal` is its box in the
// first place.
function boxIn(place, normal, isOnLeft) {
    var width = place.isIcon ? ICON : normal.width;
    var height = place.isIcon ? ICON : normal.height;
    var pageWidth = document.scrollingElement.clientWidth;
    var edge = Math.min(normal.left, pageWidth - normal.right);
    return {
        left: isOnLeft === place.isOtherSide ? pageWidth - edge - width : edge,
        top: normal.bottom + elevation - place.height - height,
        width: width,
        height: height
    };
}

// Moves the element to the first free place. If none is free, it becomes an
// icon in its first place.
function moveAside(element) {
    var normal, isOnLeft, place;
    setPlace(element, { isOtherSide: false, isIcon: false });
    normal = element.getBoundingClientRect();
    isOnLeft = (data.reopen === 'right')
        === (styleOf(element).direction === 'rtl');
    place = allPlaces().find(function (one) {
        var box = boxIn(one, normal, isOnLeft);
        if (2 * one.height > window.innerHeight) { return false; }
        return coversFocus(box) ? false : isFree(box);
    }) || { height: 0, isOtherSide: false, isIcon: true };
    elevation = place.height;
    setPlace(element, place);
}
