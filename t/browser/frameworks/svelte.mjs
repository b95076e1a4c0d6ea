// SPDX-License-Identifier: Apache-2.0
//
// A Svelte application, rendered here and hydrated on body. The browser gets
// Svelte's modules unchanged, with an import map.

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const SOURCE = `<script>
    let n = $state(0);
    $effect(() => { window.hydrated = true; });
</script>
<main><h1>A page of Svelte</h1>
<button id="count" onclick={() => n++}>count {n}</button></main>`;

const DIR = new URL('svelte/node_modules/', import.meta.url);
const require = createRequire(new URL('svelte/', import.meta.url));
const { compile } = require('svelte/compiler');
const compiled = generate => compile(SOURCE, { generate, name: 'App' }).js.code;

const package_ = name => JSON.parse(
    readFileSync(new URL(`${name}/package.json`, DIR)));
const pick = value => typeof value === 'string' ? value
    : pick(Object.entries(value).find(([condition]) => ['browser', 'import',
        'module', 'production', 'default'].includes(condition))[1]);
const pathOf = (name, file) => `/svelte/npm/${name}/${file.replace(/^\.\//, '')}`;

// Returns the file of a module, by the package's export conditions.
function fileOf(name) {
    const parts = name.split('/');
    const pack = parts.slice(0, name.startsWith('@') ? 2 : 1).join('/');
    const rest = name.slice(pack.length);
    const { exports, module, main } = package_(pack);
    const entry = exports?.[`.${rest}`] ?? (rest ? undefined : exports) ??
        module ?? main;
    return pathOf(pack, pick(entry));
}

const NAMES = ['svelte', 'svelte/internal/client',
    'svelte/internal/disclose-version', 'svelte/internal/flags/legacy',
    'svelte/reactivity', 'svelte/store', 'esm-env', 'esm-env/browser',
    'esm-env/development', 'esm-env/node', 'clsx', 'devalue'];
const IMPORTS = Object.fromEntries([
    ...NAMES.map(name => [name, fileOf(name)]),
    // Names that Svelte's files use for each other.
    ...Object.entries(package_('svelte').imports).map(([name, value]) =>
        [name, pathOf('svelte', pick(value))])]);

const server = compiled('server');
let rendered;
async function render() {
    if (!rendered) {
        const text = server.replaceAll(/(from\s*|import\s*)'(svelte[^']*)'/g,
            (all, from, name) => `${from}'${pathToFileURL(require.resolve(name))}'`);
        const { default: App } = await import('data:text/javascript,' +
            encodeURIComponent(text));
        const { render: toText } = await import(
            pathToFileURL(require.resolve('svelte/server')));
        rendered = toText(App);
    }
    return rendered;
}

const SCRIPT = { 'Content-Type': 'text/javascript' };

export const routes = {
    '/svelte/hydrated': async (req, res) => {
        const { head, body } = await render();
        res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
        res.end('<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">' +
            '<title>Svelte</title><script type="importmap">' +
            JSON.stringify({ imports: IMPORTS }) +
            `</script><script type="module" src="/svelte/main.js"></script>` +
            `${head}</head><body>${body}</body></html>`);
    },
    '/svelte/app.js': (req, res) => res.writeHead(200, SCRIPT)
        .end(compiled('client')),
    '/svelte/main.js': (req, res) => res.writeHead(200, SCRIPT)
        .end(`import { hydrate } from 'svelte';
import App from '/svelte/app.js';
hydrate(App, { target: document.body });`),
};

// Returns the text of an npm module, or undefined.
export function moduleOf(path) {
    const match = /^\/svelte\/npm\/([\w@./-]+\.m?js)$/.exec(path);
    const file = match && !match[1].includes('..') &&
        fileURLToPath(new URL(match[1], DIR));
    return file && existsSync(file) ? readFileSync(file) : undefined;
}
