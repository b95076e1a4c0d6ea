// SPDX-License-Identifier: Apache-2.0
//
// The script of a page that contains the banner or the link back to the choice.
// It sends the choice without leaving the page, makes room for the banner, and
// informs the site's scripts of the choice. Without this script the forms do
// everything that is needed.
//
// The parts in script/ share the variables of the function below. embed.pl
// joins and packs them at build time, so all sources keep these rules:
// - The text contains neither < nor & (which excludes the and operator). XHTML
//   reads the text as XML, and one CSP hash serves HTML and XHTML.
// - The syntax is the subset that pack/Script.pm reads: var, functions with
//   plain parameters, and strings in single quotes.
// - The script contains no text for visitors, and no text becomes markup. The
//   server writes texts and variable data into the data attributes of the
//   script element: path, label, saved, reopen (a side), uniform, sources, and
//   the choice (allowed, granted, refused, time).
//
// This is the script of sites that can hold content until the visitor agrees, and
// of such pages. All other pages have script_plain.js.
(function (document, window) {
    'use strict';
    // @import "script/content.js";
    // @import "script/release.js";
    // @import "script/main.js";
})(document, window);
