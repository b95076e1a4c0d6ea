// SPDX-License-Identifier: Apache-2.0
// Room for the banner or the link on the page. The site's own elements stay as
// they are: they get no attribute, the page gets a style sheet.
var sheet = 'adoptedStyleSheets' in doc ? new CSSStyleSheet() : null;
if (sheet) { doc.adoptedStyleSheets = doc.adoptedStyleSheets.concat(sheet); }

function visible(element) {
    return element ? !element.hidden : false;
}

function fit() {
    var shown = visible(banner) ? banner : visible(nav) ? nav : null;
    if (shown === nav) {
        shown = root.scrollHeight > root.clientHeight ? nav : null;
    }
    if (sheet) {
        sheet.replaceSync(':root{--cpolicy-size:'
            + (shown ? shown.offsetHeight + 16 : 0) + 'px}');
    }
}
