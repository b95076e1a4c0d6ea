// SPDX-License-Identifier: Apache-2.0
//
// Applies a choice to the content of the page that waits for consent. The
// attribute data-sources of the script element contains the categories of which
// this page may hold content.
//
// If the server holds for each visitor what the visitor has not allowed, the
// page is loaded again, so that it runs as its author wrote it. Uniform pages
// hold everything for all visitors: there release.js releases the elements.

var PREFIX = 'data-cookie-policy-';
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
