// SPDX-License-Identifier: Apache-2.0
//
// Visits each page of t/embeds/pages and compares the requests of the browser
// to other hosts. Each browser context has a proxy of its own, which answers as
// all vendors: so contexts that run at the same time have separate records, and
// a connection without a request (preconnect) is recorded, too.

import http from 'node:http';
import https from 'node:https';
import { CONSENT, finish, is, launch, ok } from './lib.mjs';

const words = text => (text || '').split(' ').filter(Boolean);
const PAGES = words(process.env.EMBEDS_PAGES)
    .filter(name => name.includes(process.env.EMBEDS_ONLY || ''));
// Pages that name an address only outside of tags: in a script, or elsewhere.
const BY_SCRIPT = new Set(words(process.env.EMBEDS_BY_SCRIPT));
const BY_OTHER = new Set(words(process.env.EMBEDS_BY_OTHER));
const PORT = {
    plain: process.env.EMBEDS_PLAIN,
    tags: process.env.EMBEDS_TAGS,
    hold: process.env.EMBEDS_HOLD,
};
const KEYS = { key: process.env.EMBEDS_KEY, cert: process.env.EMBEDS_CERT };

// A page is complete when nothing was recorded for this time, in ms, after its
// load event. The original pages have more time, because all others are compared
// with them. PATIENCE limits the time, in ms, for requests that are missing.
const QUIET = { original: 1000, other: 300 };
const PATIENCE = 60_000;

const GIF = Buffer.from('R0lGODlhAQABAAAAACH5BAEAAAAALAAAAAABAAEAAAIBADs=',
    'base64');
const ANSWERS = {
    script: ['text/javascript', '/* vendor */\n'],
    style: ['text/css', '/* vendor */\n'],
    iframe: ['text/html', '<!DOCTYPE html><title>vendor</title>'],
    object: ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    embed: ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    image: ['image/gif', GIF],
};

const requests = seen => [...new Set(seen.filter(
    line => !line.startsWith('connect ')))].sort();

// Starts a proxy. Its records are "connect host:port" and "kind host/path".
async function recorder() {
    const self = { seen: [], last: 0 };
    const note = text => {
        self.seen.push(text);
        self.last = Date.now();
    };
    const answer = (request, response) => {
        const host = request.headers.host;
        const path = request.url.replace(/^http:\/\/[^/]*/, '');
        const kind = request.headers['sec-fetch-dest'] || 'unknown';
        note(`${kind} ${host}${path.replace(/\d{13}/g, 'TIME')}`);
        const [type, body] = ANSWERS[kind] || ['text/plain', ''];
        response.writeHead(200, { 'Content-Type': type,
            'Cache-Control': 'no-store', 'Access-Control-Allow-Origin': '*' });
        response.end(body);
    };
    const secure = https.createServer(KEYS, answer);
    const proxy = http.createServer(answer);
    proxy.on('connect', (request, socket) => {
        note(`connect ${request.url}`);
        socket.on('error', () => socket.destroy());
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        secure.emit('connection', socket);
    });
    await new Promise(done => proxy.listen(0, '127.0.0.1', done));
    self.port = proxy.address().port;
    self.close = () => {
        proxy.close();
        proxy.closeAllConnections();
        secure.closeAllConnections();
    };
    return self;
}

// Sends the choice, outside of the browser and its proxy. Returns the consent
// cookie.
async function answered(site, choice) {
    const response = await fetch(`${site}/cookie-policy/choice`, {
        method: 'POST', redirect: 'manual',
        body: new URLSearchParams({ choice }) });
    const field = response.headers.getSetCookie()
        .find(cookie => cookie.startsWith(`${CONSENT}=`)) ?? '';
    const [, value] = field.match(/=([^;]*)/) ?? [];
    ok(value, `${choice}: the choice is accepted`);
    return { name: CONSENT, value, url: site };
}

async function settled(record, expected, quiet) {
    const wanted = requests(expected);
    const start = Date.now();
    const missing = () => wanted.some(line => !record.seen.includes(line));
    while (Date.now() - Math.max(start, record.last) < quiet ||
        missing() && Date.now() - start < PATIENCE) {
        await new Promise(done => setTimeout(done, 20));
    }
}

// Visits all pages in one context. Returns the records of each page.
// A page with expected requests is complete when they have arrived, too.
// about:blank ends a page before the records of the next page start.
async function visit(browser,
    { port, javaScriptEnabled, choice, expected, quiet }) {
    const record = await recorder();
    const context = await browser.newContext({ javaScriptEnabled,
        ignoreHTTPSErrors: true,
        proxy: { server: `http://127.0.0.1:${record.port}`,
            bypass: '127.0.0.1' } });
    const site = `http://127.0.0.1:${port}`;
    if (choice) {
        await context.addCookies([await answered(site, choice)]);
    }
    const page = await context.newPage();
    const found = {};
    for (const name of PAGES) {
        record.seen = [];
        record.last = 0;
        await page.goto(`${site}/${name}`, { waitUntil: 'load' });
        await settled(record, expected?.[name] ?? [], quiet);
        found[name] = record.seen;
        await page.goto('about:blank');
    }
    await context.close();
    record.close();
    return found;
}

// True if the tags of a page do not contain all its addresses: without a policy
// field the browser asks for the others before the choice.
function leaks(mode, scripts, name) {
    return mode === 'tags' &&
        (BY_OTHER.has(name) || scripts && BY_SCRIPT.has(name));
}

// Compares one server with the site without a policy.
function judge(mode, scripts, original, found) {
    const label = `${mode}, ${scripts ? 'scripts' : 'no scripts'}`;
    for (const name of PAGES) {
        for (const state of ['undecided', 'refuse']) {
            const seen = found[state][name];
            if (leaks(mode, scripts, name)) {
                ok(seen.length > 0,
                    `${label}, ${name}: ${state}, tags do not cover it`);
            }
            else {
                is(seen, [], `${label}, ${name}: ${state}`);
            }
        }
        is(requests(found.accept[name]), requests(original[name]),
            `${label}, ${name}: accepted`);
    }
}

const browser = await launch();
const modes = words(process.env.EMBEDS_MODES || 'tags hold');
await Promise.all([true, false].map(async javaScriptEnabled => {
    const run = (mode, choice, expected) => visit(browser,
        { port: PORT[mode], javaScriptEnabled, choice, expected,
            quiet: mode === 'plain' ? QUIET.original : QUIET.other });
    const original = await run('plain');
    for (const name of PAGES) {
        if (javaScriptEnabled) {
            ok(original[name].length > 0, `${name}: the original page loads`);
        }
    }
    await Promise.all(modes.map(async mode => {
        const [undecided, refuse, accept] = await Promise.all(
            [run(mode), run(mode, 'refuse'), run(mode, 'accept', original)]);
        judge(mode, javaScriptEnabled, original, { undecided, refuse, accept });
    }));
}));
await browser.close();
finish();
