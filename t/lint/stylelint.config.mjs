// SPDX-License-Identifier: Apache-2.0
//
// Rules for the styles in src/client and docs/site. t/tools/lint-client calls
// stylelint with it.

export default {
    extends: 'stylelint-config-standard',
    rules: {
        // The packer replaces each @import by the part; it reads no url().
        'import-notation': 'string',
        // In XHTML, `<` would be markup: `max-width: 30em` has none.
        'media-feature-range-notation': 'prefix',
        // The rules are in the order of the page's parts. A state, such as the
        // folded banner, has its rules before those of the parts in it.
        'no-descending-specificity': null,
        'selector-pseudo-element-no-unknown': [true, {
            // CSS Pseudo-Elements 4; newer than this version of stylelint.
            ignorePseudoElements: ['details-content'],
        }],
    },
};
