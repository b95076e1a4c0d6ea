// SPDX-License-Identifier: Apache-2.0
//
// Puts CommonJS files of npm packages into one script for a browser: each in a
// function of its own, run when it is first required. That is all that React
// needs; a bundler would be the larger part of the installation.

import { readFileSync } from 'node:fs';

const HERE = new URL('.', import.meta.url);

export const read = path => readFileSync(new URL(path, HERE), 'utf8');

// `files`: what is required => path below this directory. `main` is the code
// that uses them.
export function bundle(files, mode, main) {
    const bodies = Object.entries(files).map(([name, path]) =>
        `${JSON.stringify(name)}:function(module,exports,require){${read(path)}\n}`);
    return `(() => {
const process = { env: { NODE_ENV: ${JSON.stringify(mode)} } };
const all = {${bodies.join(',\n')}};
const done = {};
const require = name => {
    if (!done[name]) {
        done[name] = { exports: {} };
        all[name](done[name], done[name].exports, require);
    }
    return done[name].exports;
};
${main}
})();`;
}
