// SPDX-License-Identifier: Apache-2.0
//
// The backend of t/browser/frameworks.t: applications of several frameworks,
// rendered by node as the frameworks' documentation shows. Prints its port, and
// serves until a signal ends it.

process.env.NODE_ENV = 'production';

import { createServer } from 'node:http';

const { routes: react } = await import('./react.mjs');
const { routes: vue } = await import('./vue.mjs');
const { routes: svelte, moduleOf } = await import('./svelte.mjs');
const routes = { ...react, ...vue, ...svelte,
    '/favicon.ico': (req, res) => res.writeHead(204).end() };

const server = createServer((req, res) => {
    const path = req.url.replace(/\?.*/, '');
    const script = moduleOf(path);
    if (script) {
        res.writeHead(200, { 'Content-Type': 'text/javascript' }).end(script);
        return;
    }
    const handler = routes[path];
    if (handler) {
        handler(req, res);
    } else {
        res.writeHead(404, { 'Content-Type': 'text/plain' }).end('none');
    }
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
