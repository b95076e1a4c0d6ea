// SPDX-License-Identifier: Apache-2.0
//
// Rules for the scripts in src/client, which run in a visitor's browser, and for
// the tests in t, which run in node. t/tools/lint-client calls eslint with it.

import js from '@eslint/js';
import globals from 'globals';
import parts from './parts.mjs';

const rules = {
    ...js.configs.recommended.rules,
    'curly': 'error',
    'eqeqeq': 'error',
    'max-lines-per-function': ['error', { max: 40, skipComments: true }],
    'no-implicit-globals': 'error',
    'no-throw-literal': 'error',
    'prefer-const': 'error',
    // The packer joins lines: a missing semicolon would be an error there.
    'semi': 'error',
};

export default [
    { linterOptions: { reportUnusedDisableDirectives: 'error' } },
    // JSX, which only Next's compiler reads; and the parts of scripts, which
    // are checked in the scripts that import them.
    { ignores: ['t/apps/next/app/**', 'src/client/script/**'] },
    {
        files: ['src/client/*.js'],
        plugins: { client: { processors: { parts } } },
        processor: 'client/parts',
        languageOptions: {
            // The subset that src/client/pack/Script.pm reads.
            ecmaVersion: 5,
            sourceType: 'script',
            globals: { ...globals.browser, ...globals.es2020 },
        },
        rules: {
            ...rules,
            'no-shadow': 'error',
        },
    },
    {
        files: ['t/**/*.mjs'],
        languageOptions: {
            ecmaVersion: 2022,
            sourceType: 'module',
            globals: {
                ...globals.node,
                // Callbacks of page.evaluate() run in the browser.
                ...globals.browser,
                cookiePolicy: 'readonly',
            },
        },
        rules: {
            ...rules,
            // Tests search for control characters in documents and output.
            'no-control-regex': 'off',
        },
    },
];
