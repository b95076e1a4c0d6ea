// SPDX-License-Identifier: Apache-2.0
//
// The choice that this window knows. It comes from the attributes of the script
// element (navigation.js) or from the server (server.js). Each change is
// announced to the site's scripts.

// `choice` is {decided, time, granted, refused}; `allowed` contains the ids of
// the categories that may be used. `version` counts the changes.
var choice, allowed, version = 0;

function idsOf(text) {
    return text ? text.split(' ') : [];
}

function choiceOfPage() {
    return {
        decided: !!data.time,
        time: data.time ? +data.time : null,
        granted: idsOf(data.granted),
        refused: idsOf(data.refused)
    };
}

// True if the arguments are what this window knows, in any order of the ids.
function isKnown(otherChoice, otherAllowed) {
    function textOf(one, ids) {
        var lists = [one.granted, one.refused, ids].map(function (list) {
            return list.slice().sort();
        });
        return JSON.stringify([one.time].concat(lists));
    }
    return textOf(otherChoice, otherAllowed) === textOf(choice, allowed);
}

// Takes a choice and announces it, then applies it to the page. A listener that
// calls preventDefault() keeps the page from being loaded again.
function learn(newChoice, newAllowed, mayReload) {
    var before = JSON.stringify(choice), allowedBefore = allowed;
    choice = newChoice;
    allowed = newAllowed;
    version++;
    if (JSON.stringify(choice) !== before) {
        mayReload = document.dispatchEvent(
            new CustomEvent('cookiepolicy:change', {
                cancelable: true,
                detail: newChoice
            })) ? mayReload : false;
    }
    applyChange(allowedBefore, mayReload);
}
