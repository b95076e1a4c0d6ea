// SPDX-License-Identifier: Apache-2.0
//
// Joins CommonJS files of npm packages into one script for a browser. Each file
// becomes a function that runs when it is first required. React needs no more,
// and a bundler would be the largest part of the installation.

import { readFileSync } from 'node:fs';

const HERE = new URL('.', import.meta.url);

export const read = path => readFileSync(new URL(path, HERE), 'utf8');

// `files` maps the name in require() to a path below this directory. `main` is
// the code that uses the modules.
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
