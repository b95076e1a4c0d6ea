// SPDX-License-Identifier: Apache-2.0
//
// The link back to the choice, for a visitor who has just decided in this page.
// On other pages the server sends the link: cp_reopen_render() writes the same
// elements. banner.js calls this part.
function makeReopen() {
    var link;
    if (reopen || !data.reopen) { return; }
    reopen = make('nav', 'nav');
    reopen.id = 'cpolicy-back';
    reopen.className = 'cpolicy-' + data.reopen;
    reopen.setAttribute('aria-label', data.label);
    link = make('a', 'reopen');
    link.href = addressOf('');
    link.target = '_self';
    link.textContent = data.label;
    reopen.append(link);
    if (banner) {
        banner.after(reopen);
    } else {
        insert(reopen);
    }
}
