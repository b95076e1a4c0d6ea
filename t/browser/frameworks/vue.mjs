// SPDX-License-Identifier: Apache-2.0
//
// A Vue application on body: rendered here and hydrated, and once rendered by
// the browser alone.

import { createRequire } from 'node:module';
import { read } from './bundle.mjs';

const APP = `
const App = {
    data: () => ({ n: 0 }),
    mounted() { window.hydrated = true; },
    render() {
        const { h } = Vue;
        return h('main', null, [h('h1', null, 'A page of Vue'),
            h('button', { id: 'count', onClick: () => this.n++ },
                'count ' + this.n)]);
    },
};`;

const require = createRequire(new URL('vue/', import.meta.url));
const Vue = require('vue');
const { renderToString } = require('vue/server-renderer');
const App = new Function('Vue', `${APP}; return App;`)(Vue);

const SCRIPT = { 'Content-Type': 'text/javascript' };
const page = (body, script) => '<!DOCTYPE html><html lang="en"><head>' +
    '<meta charset="utf-8"><title>Vue</title>' +
    '<script defer src="/vue/vue.js"></script>' +
    `<script defer src="${script}"></script></head><body>${body}</body></html>`;

async function sendPage(res, rendered, script) {
    const body = rendered ? await renderToString(Vue.createSSRApp(App)) : '';
    res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
    res.end(page(body, script));
}

export const routes = {
    '/vue/vue.js': (req, res) => res.writeHead(200, SCRIPT)
        .end(read('vue/node_modules/vue/dist/vue.runtime.global.js')),
    '/vue/hydrated': (req, res) => sendPage(res, true, '/vue/hydrated.js'),
    '/vue/hydrated.js': (req, res) => res.writeHead(200, SCRIPT)
        .end(`${APP} Vue.createSSRApp(App).mount('body');`),
    // Vue empties body before it renders into it.
    '/vue/rendered': (req, res) => sendPage(res, false, '/vue/rendered.js'),
    '/vue/rendered.js': (req, res) => res.writeHead(200, SCRIPT)
        .end(`${APP} Vue.createApp(App).mount('body');`),
};
