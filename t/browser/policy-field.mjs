// SPDX-License-Identifier: Apache-2.0
//
// The security policy that the module adds. The other hosts are one server,
// which notes the path of each request. Each action that loads content has a
// path of its own, so the notes tell which action reached the server.

import { createServer } from 'node:http';
import * as lib from './lib.mjs';
const { ok, is } = lib;

const FLAGS = ['--host-resolver-rules=MAP *.test 127.0.0.1'];
const SITE = `http://localhost:${process.env.SITE_PORT}`;

const asked = [];
const other = createServer((request, response) => {
    asked.push(request.headers.host.split(':')[0] + request.url);
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*',
        'Content-Type': request.url.endsWith('css') ? 'text/css'
            : request.url.endsWith('js') ? 'text/javascript' : 'text/html' });
    response.end(request.url.endsWith('js') || request.url.endsWith('css')
        ? '' : '<p>other</p>');
});
other.on('upgrade', (request, socket) => {
    asked.push(request.headers.host.split(':')[0] + request.url);
    socket.destroy();
});
await new Promise(done => other.listen(0, '127.0.0.1', done));
other.unref();
const port = other.address().port;

// ------------------------------------------------------------ works as before

const WORKS = {
    'inline scripts': () => window.inline === 1,
    'inline styles': () => getComputedStyle(
        document.querySelector('h1')).color === 'rgb(1, 2, 3)',
    'style attributes': () => getComputedStyle(
        document.querySelector('h1')).marginLeft === '7px',
    'event handler attributes': () => {
        document.querySelector('h1').click();
        return window.clicked === 1;
    },
    'eval': () => (0, eval)('1 + 1') === 2,
    'new Function': () => new Function('return 3')() === 3,
    'WebAssembly': async () => Boolean(await WebAssembly.compile(
        new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))),
    'blob workers': () => new Promise(done => {
        const url = URL.createObjectURL(new Blob(['postMessage(1)']));
        new Worker(url).onmessage = () => done(true);
    }),
    'data workers': () => new Promise(done => {
        new Worker('data:text/javascript,postMessage(1)').onmessage =
            () => done(true);
    }),
    'workers of this site': () => new Promise(done => {
        new Worker('/plain.js').onmessage = () => done(true);
    }),
    'shared workers': () => new Promise(done => {
        new SharedWorker('/shared.js').port.onmessage = () => done(true);
    }),
    'service workers': async () => Boolean(
        await navigator.serviceWorker.register('/service.js',
                                               { scope: '/none/' })),
    'modules': async () => (await import('/module.js')).one === 1,
    'srcdoc frames': () => window.framed === 1,
    'about:blank frames': () => {
        const frame = document.body.appendChild(
            document.createElement('iframe'));
        frame.contentDocument.write('<script>top.blank = 1;</' + 'script>');
        return window.blank === 1;
    },
    'data: images': () => new Promise(done => {
        const image = new Image();
        image.onload = () => done(true);
        image.onerror = () => done(false);
        image.src = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAA' +
            'AAALAAAAAABAAEAAAIBRAA7';
    }),
    'fetch of this site': async () => (await fetch('/module.js')).ok,
    'EventSource of this site': () => new Promise(done => {
        const source = new EventSource('/events.es');
        source.onmessage = () => {
            source.close();
            done(true);
        };
    }),
};

// These end without a message if the browser permits them.
const SILENT = {
    'data: fonts': () => new FontFace('x', 'url(data:font/woff2;base64,AA==)')
        .load().catch(() => {}),
    'beacons to this site': () => navigator.sendBeacon('/module.js', 'x'),
    'WebSockets to this site': () => new Promise(done => {
        new WebSocket(`ws://${location.host}/socket`).onerror = () => done();
    }),
};

const groups = {};
const violations = () => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', event =>
        window.violations.push(`${event.effectiveDirective} ` +
            event.blockedURI));
};

groups['works as before'] = async page => {
    await page.addInitScript(violations);
    const response = await page.goto(`${SITE}/hold.html`);
    ok(/default-src 'self'/.test(response.headers()['content-security-policy']),
       'the page has the policy');
    for (const [name, act] of Object.entries(WORKS)) {
        is(await Promise.race([page.evaluate(act).catch(error =>
            error.message), page.waitForTimeout(lib.LIMIT)]), true, name);
    }
    for (const act of Object.values(SILENT)) {
        await page.evaluate(act);
    }
    is(await page.evaluate(() => window.violations), [],
       `no violation: ${Object.keys(SILENT).join(', ')}`);
};

groups['leaving the page'] = async page => {
    await page.goto(`${SITE}/hold.html`);
    const download = page.waitForEvent('download');
    await page.evaluate(() => {
        const link = document.createElement('a');
        link.href = URL.createObjectURL(new Blob(['x']));
        link.download = 'x.txt';
        link.click();
    });
    is((await download).suggestedFilename(), 'x.txt', 'downloads');
    await page.evaluate(to => { location.href = to; },
                        `http://other.test:${port}/linked`);
    await page.waitForURL(/linked/);
    ok(true, 'navigation to another site');
    await page.goto(`${SITE}/hold.html`);
    await page.evaluate(to => {
        const form = document.createElement('form');
        form.action = to;
        form.method = 'post';
        document.body.append(form);
        form.submit();
    }, `http://other.test:${port}/sent`);
    await page.waitForURL(/sent/);
    ok(true, 'forms to another site');
};

// ----------------------------------------------------------- loads nothing else

const NAMES = ['script.js', 'img', 'fetch', 'beacon', 'xhr', 'url', 'import.css',
    'font', 'frame', 'link.css', 'object', 'video', 'module.js', 'socket',
    'events', 'worker.js'];

/* Runs in a document: each action loads something from `base`. */
function load(base) {
    const add = (name, properties) => document.body.append(
        Object.assign(document.createElement(name), properties));
    const quietly = act => {
        try {
            Promise.resolve(act()).catch(() => {});
        } catch { /* the browser refuses */ }
    };
    const style = text => add('style', { textContent: text });

    add('script', { src: base + 'script.js' });
    add('img', { src: base + 'img' });
    add('iframe', { src: base + 'frame' });
    add('object', { data: base + 'object', type: 'text/html' });
    add('video', { src: base + 'video', preload: 'auto' });
    add('link', { rel: 'stylesheet', href: base + 'link.css' });
    add('p', { textContent: 'x', className: 'u' });
    style(`.u { background: url(${base}url); font-family: held }`);
    style(`@import '${base}import.css';`);
    style(`@font-face { font-family: held; src: url(${base}font) }`);
    quietly(() => fetch(base + 'fetch'));
    quietly(() => navigator.sendBeacon(base + 'beacon', 'x'));
    quietly(() => {
        const request = new XMLHttpRequest();
        request.open('GET', base + 'xhr');
        request.send();
    });
    quietly(() => new EventSource(base + 'events'));
    quietly(() => new WebSocket(base.replace(/^http/, 'ws') + 'socket'));
    quietly(() => add('script', { type: 'module',
        textContent: `import '${base}module.js';` }));
    const worker = new Worker('/worker.js');
    worker.postMessage(base + 'worker.js');
    return new Promise(done => { worker.onmessage = () => done(); });
}

async function contexts(page) {
    await page.evaluate(() => {
        document.body.append(document.createElement('iframe'));
    });
    const [, srcdoc, blank] = page.frames();
    return { document: page.mainFrame(), srcdoc, blank };
}

// Returns the actions of each kind of document that reached the host. Those that
// are expected have time; all others have a second.
async function reached(page, path, host, expected) {
    await page.goto(SITE + path);
    const found = {};
    for (const [name, frame] of Object.entries(await contexts(page))) {
        const prefix = `/${path.slice(1, -5)}-${name}/`;
        const mine = () => NAMES.filter(one =>
            asked.includes(`${host}${prefix}${one}`));
        await frame.evaluate(load, `http://${host}:${port}${prefix}`);
        await lib.soon(() => mine().length >= expected.length, true);
        await lib.pause(expected.length === NAMES.length ? 0 : 1000);
        found[name] = mine();
    }
    return found;
}

const every = list => ({ document: list, srcdoc: list, blank: list });

groups['loads nothing else'] = async page => {
    const test = async (path, host, expected, name) =>
        is(await reached(page, path, host, expected), every(expected), name);
    await test('/allow.html', 'other.test',
        NAMES.filter(name => name !== 'worker.js'),
        'without it each action reaches the other site; the worker has its own');
    await test('/hold.html', 'allowed.test', NAMES,
        'with it each action reaches an allowed source');
    await test('/hold.html', 'other.test', [],
        'with it no action reaches an undeclared source');
};

await lib.run(groups, {}, FLAGS);
