// SPDX-License-Identifier: Apache-2.0
//
// A React application, the same for both versions of React: rendered here, and
// hydrated in the browser as the whole document or as one element.

import { createRequire } from 'node:module';
import { bundle } from './bundle.mjs';

// Shared by server and browser. `page` is the kind of page in the path.
const APP = `
const h = React.createElement;
const onServer = typeof window === 'undefined';
const Late = React.lazy(() => new Promise(done => setTimeout(done,
    onServer ? 300 : 0, { default: () => h('p', { id: 'late' }, 'late') })));
function Counter() {
    const [n, set] = React.useState(0);
    React.useEffect(() => { window.hydrated = true; }, []);
    return h('button', { id: 'count', onClick: () => set(n + 1) }, 'count ' + n);
}
function Main({ page }) {
    return h('main', null, h('h1', null, 'A page of React'), h(Counter),
        page === 'mismatch'
            ? h('p', { id: 'side' }, onServer ? 'server' : 'client') : null,
        page === 'stream' ? h(React.Suspense,
            { fallback: h('p', null, 'wait') }, h(Late)) : null);
}
function Whole({ page }) {
    return h('html', { lang: 'en' },
        h('head', null, h('meta', { charSet: 'utf-8' }),
            h('title', null, 'React')),
        h('body', null, h(Main, { page })));
}`;

const VERSIONS = {
    react18: mode => {
        const file = mode === 'development' ? mode : `${mode}.min`;
        return {
            react: `react18/node_modules/react/cjs/react.${file}.js`,
            scheduler:
                `react18/node_modules/scheduler/cjs/scheduler.${file}.js`,
            'react-dom/client':
                `react18/node_modules/react-dom/cjs/react-dom.${file}.js`,
        };
    },
    react19: mode => ({
        react: `react19/node_modules/react/cjs/react.${mode}.js`,
        scheduler: `react19/node_modules/scheduler/cjs/scheduler.${mode}.js`,
        'react-dom': `react19/node_modules/react-dom/cjs/react-dom.${mode}.js`,
        'react-dom/client':
            `react19/node_modules/react-dom/cjs/react-dom-client.${mode}.js`,
    }),
};

const client = page => `
const React = require('react');
${APP}
const Dom = require('react-dom/client');
const page = ${JSON.stringify(page)};
if (page === 'root') {
    Dom.hydrateRoot(document.getElementById('root'), h(Main, { page }));
} else {
    Dom.hydrateRoot(document, h(Whole, { page }));
}`;

function application(name) {
    const require = createRequire(new URL(`${name}/`, import.meta.url));
    const React = require('react');
    const Server = require('react-dom/server');
    const { h, Main, Whole } = new Function('React',
        `${APP}; return { h, Main, Whole };`)(React);
    return { h, Main, Whole, Server };
}

function send({ h, Main, Whole, Server }, res, page, script) {
    res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
    if (page === 'root') {
        res.end('<!DOCTYPE html><html lang="en"><head><title>React</title>' +
            '</head><body><div id="root">' +
            Server.renderToString(h(Main, { page })) +
            `</div><script src="${script}"></script></body></html>`);
        return;
    }
    const { pipe } = Server.renderToPipeableStream(h(Whole, { page }), {
        bootstrapScripts: [script],
        onShellReady: () => pipe(res),
        onError: error => console.error(error),
    });
}

// path => handler
export const routes = {};
for (const [name, files] of Object.entries(VERSIONS)) {
    const app = application(name);
    for (const mode of ['development', 'production']) {
        for (const page of ['document', 'stream', 'mismatch', 'root']) {
            const path = `/${name}/${mode}/${page}`;
            routes[path] = (req, res) => send(app, res, page, `${path}.js`);
            routes[`${path}.js`] = (req, res) => {
                res.writeHead(200, { 'Content-Type': 'text/javascript' });
                res.end(bundle(files(mode), mode, client(page)));
            };
        }
    }
}
