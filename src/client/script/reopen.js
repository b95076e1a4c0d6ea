// SPDX-License-Identifier: Apache-2.0
// Shows the link back to the choice to a visitor who has just decided in this
// page.
function back() {
    var link;
    if (nav || !data.reopen) { return; }
    nav = make('nav', 'nav');
    nav.id = 'cpolicy-back';
    nav.className = 'cpolicy-' + data.reopen;
    nav.setAttribute('aria-label', data.label);
    link = make('a', 'reopen');
    link.href = at('');
    link.target = '_self';
    link.textContent = data.label;
    nav.append(link);
    if (banner) { banner.after(nav); } else { put(nav); }
}
