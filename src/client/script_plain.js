// SPDX-License-Identifier: Apache-2.0
//
// The script of sites that hold no content: script.js without the part that
// releases elements, which is a fifth of it.
(function (document, window) {
    'use strict';
    // @import "script/content.js";
    // @import "script/no_release.js";
    // @import "script/main.js";
})(document, window);
