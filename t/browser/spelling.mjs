// SPDX-License-Identifier: Apache-2.0
//
// Compares the module's reading of Set-Cookie with Chromium's. The origin
// server is part of this script: it sends the lines byte by byte, and records
// the Cookie field that Chromium returns. A bypass is a cookie that passes the
// policy under a name that is not allowed. An over-blocked cookie has an
// allowed name, passes httpd without a policy, and does not pass with the
// policy.

import { request } from 'node:http';
import { createServer } from 'node:net';
import * as lib from './lib.mjs';
const { ok, is } = lib;

const HTTPD = Number(process.env.SPELLING_HTTPD);
const ORIGIN = Number(process.env.SPELLING_ORIGIN);
const NAMES = Number(process.env.SPELLING_NAMES);
const ALLOWED = new Set(Array.from({ length: NAMES }, (_, i) => `keep${i}`));
const FLAGS = ['--host-resolver-rules=MAP *.test 127.0.0.1'];

// ------------------------------------------------------------------- corpus

const PAST = 'Thu, 01 Jan 1970 00:00:00 GMT';
const FUTURE = 'Fri, 01 Jan 2038 00:00:00 GMT';

// The places of a byte. The name n ends in the number of the line.
const PLACES = {
    'before the name': (n, b) => `${b}${n}=1`,
    'in the name': (n, b) => `${n.slice(0, 2)}${b}${n.slice(2)}=1`,
    'after the name': (n, b) => `${n}${b}=1`,
    'instead of =': (n, b) => `${n}${b}1`,
    'after =': (n, b) => `${n}=${b}1`,
    'in the value': (n, b) => `${n}=1${b}2`,
    'after the value': (n, b) => `${n}=1${b}`,
    'before ;': (n, b) => `${n}=1${b}; Path=/`,
    'instead of ;': (n, b) => `${n}=1${b} Max-Age=0`,
    'after ;': (n, b) => `${n}=1;${b}Path=/`,
    'before a second name': (n, b) => `x=1${b}${n}=2`,
    'before a nameless one': (n, b) => `${b}=${n}=2`,
    'in Max-Age': (n, b) => `${n}=1; Max${b}Age=0`,
    'before Max-Age': (n, b) => `${n}=1; ${b}Max-Age=0`,
    'after Max-Age': (n, b) => `${n}=1; Max-Age${b}=0`,
    'before 0': (n, b) => `${n}=1; Max-Age=${b}0`,
    'after 0': (n, b) => `${n}=1; Max-Age=0${b}`,
    'after Max-Age=0': (n, b) => `${n}=1; Max-Age=0${b}; Path=/`,
    'in Expires': (n, b) => `${n}=1; Exp${b}ires=${PAST}`,
    'in the date': (n, b) => `${n}=1; Expires=Thu, 01${b}Jan 1970 00:00:00 GMT`,
    'in the time': (n, b) => `${n}=1; Expires=Thu, 01 Jan 1970 00:00${b}00 GMT`,
    'after the year': (n, b) => `${n}=1; Expires=01 Jan 1970${b} 00:00:00`,
    'before a date': (n, b) => `${n}=1; Expires=${b}${FUTURE}`,
};

const SINGLE = [
    n => `=${n}=1`, n => n, n => `==${n}=1`, n => ` = ${n}=1`, n => `=${n}`,
    n => `\t${n}\t=\t1`, n => `"${n}"=1`, n => `${n}="1; Path=/"`,
    n => `${n}=1, ${n}b=2`, n => `a=1, ${n}=2`, n => `${n}=1,x`,
    n => `${n} =1; =x`, n => `; ${n}=1`, n => `;${n}=1`, n => `${n}=`,
    n => `${n}`.toUpperCase() + '=1', n => `%5f${n}=1`, n => `$Version=1; ${n}=1`,
    n => `__Host-${n}=1; Path=/`, n => `__Secure-${n}=1; Secure`,
    n => `${n}=${'v'.repeat(4000)}`, n => `${n}=${'v'.repeat(4097)}`,
    n => `${'x'.repeat(4090)}${n}=1`, n => `${n}=1; Path=${'/x'.repeat(600)}`,
    n => `${n}=1; Max-Age=0; Max-Age=abc`, n => `${n}=1; Max-Age=abc; Max-Age=0`,
    n => `${n}=1; Max-Age=0; Max-Age=60`, n => `${n}=1; Max-Age=60; Max-Age=0`,
    n => `${n}=1; Max-Age=-1`, n => `${n}=1; Max-Age=--1`,
    n => `${n}=1; Max-Age=+1`, n => `${n}=1; Max-Age=1e3`,
    n => `${n}=1; Max-Age="0"`, n => `${n}=1; Max-Age='0'`,
    n => `${n}=1; Max-Age=${'0'.repeat(1100)}`,
    n => `${n}=1; Max-Age=${'0'.repeat(1100)}60`,
    n => `${n}=1; Max-Age=0; Expires=${FUTURE}`,
    n => `${n}=1; Max-Age=60; Expires=${PAST}`,
    n => `${n}=1; Expires=${PAST}; Expires=${FUTURE}`,
    n => `${n}=1; Expires=${FUTURE}; Expires=${PAST}`,
    n => `${n}=1; Expires=${PAST}; Expires=soon`,
    n => `${n}=1; Expires=${PAST}, ${FUTURE}`,
    n => `${n}=1; Expires=0`, n => `${n}=1; Expires=-1`,
    n => `${n}=1; Expires=1 Jan 70 0:0:0`, n => `${n}=1; Expires=1 Jan 69 0:0:0`,
    n => `${n}=1; Expires=Mon, 31 Feb 2000 00:00:00 GMT`,
    n => `${n}=1; Expires=Thu, 01 Jan 1500 00:00:00 GMT`,
    n => `${n}=1; Expires=Thu Jan  1 00:00:00 1970`,
    n => `${n}=1; Expires=Thu, 01-Jan-70 00:00:00 GMT`,
    n => `${n}=1; Expires=Apr 05 Jan 1999 00:00:00 GMT`,
    n => `${n}=1; Expires`, n => `${n}=1; Expires=`, n => `${n}=1; Max-Age`,
    n => `${n}=1; SameSite=None`, n => `${n}=1; Domain=on.test`,
    n => `${n}=1; Domain=.test`, n => `${n}=1; HttpOnly; HttpOnly=no`,
    n => `${n}=1; Partitioned`, n => `${n}=1; Secure`, n => `\ufeff${n}=1`,
];

// A lone CR, LF or NUL ends the line or makes the whole header section invalid,
// so it is alone in a batch. For other control characters httpd alone answers
// 500, so they are in batches of their own.
const isAlone = line => /[\0\r\n]/.test(line);
const isControl = line => /[\x01-\x08\x0b-\x1f\x7f]/.test(line);

// Yields a function for each line. Its argument is the number in the name.
function* makers() {
    for (const base of ['_ga', 'keep']) {
        for (const make of SINGLE) {
            yield number => make(base + number);
        }
        for (const make of Object.values(PLACES)) {
            for (let byte = 0; byte < 256; byte++) {
                const char = String.fromCharCode(byte);
                yield number => make(base + number, char);
            }
        }
    }
}

// Each line of a batch has a different name.
function batches() {
    const all = [];
    const open = { true: [], false: [] };
    for (const make of makers()) {
        if (isAlone(make(0))) {
            all.push([make(0)]);
            continue;
        }
        const kind = isControl(make(0));
        const size = open[kind].reduce((n, line) => n + line.length, 0);
        if (open[kind].length === NAMES || size > 20_000) {
            all.push(open[kind]);
            open[kind] = [];
        }
        open[kind].push(make(open[kind].length));
    }
    return [...all, open.true, open.false];
}

// ------------------------------------------------------------------- origin

const BATCHES = batches();
const TOTAL = BATCHES.reduce((n, batch) => n + batch.length, 0);
let cookieField; // the Cookie field of the last request for /echo

const head = batch => Buffer.from('HTTP/1.1 200 OK\r\n' +
    batch.map(line => `Set-Cookie: ${line}\r\n`).join('') +
    'Cache-Control: no-store\r\nContent-Type: text/html\r\n' +
    'Content-Length: 2\r\n\r\nok', 'latin1');

function answer(request) {
    const path = request.match(/^GET (\S*)/)?.[1] ?? '';
    if (path.endsWith('/echo')) {
        cookieField = request.match(/^Cookie: (.*)$/mi)?.[1] ?? '';
    }
    const at = path.match(/^\/batch-(\d+)/)?.[1];
    return head(at === undefined ? [] : BATCHES[at]);
}

const origin = createServer(socket => {
    let text = '';
    socket.on('error', () => socket.destroy());
    socket.on('data', data => {
        text += data.toString('latin1');
        let end;
        while ((end = text.indexOf('\r\n\r\n')) >= 0) {
            socket.write(answer(text.slice(0, end + 4).replace(/\r/g, '')));
            text = text.slice(end + 4);
        }
    });
});

// ------------------------------------------------------------------ Chromium

const get = (page, url) => page.evaluate(
    target => fetch(target, { mode: 'no-cors', credentials: 'include' })
        .then(() => true, () => false), url);

// RFC 6265bis trims SP and TAB only; String.trim() removes more.
const trim = text => text.replace(/^[ \t]+|[ \t]+$/g, '');

// Returns the cookies that an application gets: name to whole pair.
async function stored(pages, host, url) {
    const dir = new URL(url).pathname.replace(/\/[^/]*$/, '');
    const page = pages[host];
    await page.cdp.send('Network.clearBrowserCookies');
    await get(page, url);
    cookieField = '';
    // The directory of the URL is the cookies' default path.
    await get(page, `http://${host}:${ORIGIN}${dir}/echo`);
    return new Map(cookieField.split(';').map(trim).filter(Boolean)
        .map(pair => [trim(pair.split('=')[0]), pair]));
}

const hex = line => Buffer.from(line, 'latin1').toString('latin1')
    .replace(/[^ -~]/g, c => '\\x' + c.charCodeAt(0).toString(16)
        .padStart(2, '0')).slice(0, 120);

class Tally {
    constructor() {
        Object.assign(this, { allowed: 0, forbidden: 0, bypasses: [],
                              lost: [] });
    }

    // `without` contains the cookies without a policy, `behind` those with it.
    add(batch, without, behind) {
        for (const [name, pair] of behind) {
            if (!ALLOWED.has(name)) {
                this.bypasses.push(`${hex(pair)} of ${batch.map(hex)}`
                    .slice(0, 400));
            }
        }
        for (const [name, pair] of without) {
            if (!ALLOWED.has(name)) {
                this.forbidden++;
            } else if (behind.get(name) === pair) {
                this.allowed++;
            } else {
                this.lost.push(`${hex(pair)}, not ${behind.get(name)} of ` +
                    `${batch.map(hex)}`.slice(0, 400));
            }
        }
    }

    report(path) {
        process.stdout.write(`# ${path}: ${TOTAL} lines, ${this.forbidden} ` +
            `forbidden and ${this.allowed} allowed cookies are stored\n`);
        is(this.bypasses, [], `${path}: no forbidden cookie is stored`);
        is(this.lost, [], `${path}: no allowed cookie is lost`);
        // If nothing were stored, the checks above could not fail.
        ok(this.forbidden > TOTAL / 5, `${path}: enough lines are forbidden`);
        ok(this.allowed > TOTAL / 5, `${path}: enough lines are allowed`);
    }
}

const both = (here, there) => new Map([...here].filter(
    ([name, pair]) => there.get(name) === pair));

// A page per host, because cookies of other sites are not stored.
async function open(page, context) {
    await new Promise(done => origin.listen(ORIGIN, '127.0.0.1', done));
    const pages = {};
    for (const host of ['on.test', 'off.test']) {
        pages[host] = await context.newPage();
        pages[host].cdp = await context.newCDPSession(pages[host]);
        await pages[host].goto(`http://${host}:${ORIGIN}/`);
    }
    return pages;
}

// A malformed line must not replace the page by an error.
async function statuses(host) {
    const seen = { 200: 0, 500: 0 };
    for (const at of BATCHES.keys()) {
        const status = await new Promise(done => request({
            port: HTTPD, path: `/batch-${at}`, headers: { Host: host },
            agent: false,
        }, res => res.resume() && done(res.statusCode))
            .on('error', () => done('none')).end());
        seen[status] = (seen[status] ?? 0) + 1;
    }
    return seen;
}

const encoded = batch => head(batch).reduce((text, byte) => text + '%' +
    byte.toString(16).padStart(2, '0'), '');

await lib.run({
    'each byte in each place': async (page, context) => {
        const pages = await open(page, context);
        const proxy = new Tally();
        const script = new Tally();
        for (const [at, batch] of BATCHES.entries()) {
            const direct = await stored(pages, 'on.test',
                `http://on.test:${ORIGIN}/batch-${at}`);
            const path = `:${HTTPD}/batch-${at}`;
            const off = await stored(pages, 'off.test',
               `http://off.test${path}`);
            const on = await stored(pages, 'on.test', `http://on.test${path}`);
            proxy.add(batch, both(direct, off), on);
            if (encoded(batch).length < 50_000) {
                const raw = await stored(pages, 'on.test',
                    `http://on.test:${HTTPD}/cgi/nph-emit.pl?raw=` +
                    encoded(batch));
                // The server may refuse this header section as a whole.
                script.add(batch, isAlone(batch[0]) ? new Map() : direct, raw);
            }
        }
        proxy.report('through mod_proxy');
        script.report('from a script');
    },
    'no malformed line damages a page': async () => {
        const off = await statuses('off.test');
        const on = await statuses('on.test');
        process.stdout.write(`# without a policy: ${JSON.stringify(off)}, ` +
            `with one: ${JSON.stringify(on)}\n`);
        ok(off[500] > 0, 'httpd alone answers some with 500');
        // A bare LF can start another field with an invalid name.
        const broken = BATCHES.filter(([line]) => /\n[^ :][^:]* [^:]*:/.test(line));
        is(on[500], broken.length,
           'with a policy: 500 for other invalid fields only');
        // 502: mod_proxy itself refuses such a header section.
        is(on[200], BATCHES.length - broken.length - (off[502] ?? 0),
           'all other responses are pages');
    },
}, {}, FLAGS);
origin.close();
process.exit();
