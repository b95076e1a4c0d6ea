// SPDX-License-Identifier: Apache-2.0
//
// Cookies from before: planted in Chromium's store under every domain and path
// from which they are sent, HttpOnly, Secure and Partitioned ones included.
// One visit must take out what is declared and not agreed to, and nothing
// else; the next visit has nothing left to do.

import * as lib from './lib.mjs';
const { ok, is } = lib;

const HOST = 'www.shop.test';
const FLAGS = ['--host-resolver-rules=MAP *.test 127.0.0.1'];
const SITES = {
    http: `http://${HOST}:${process.env.LEFTOVERS_HTTP}`,
    https: `https://${HOST}:${process.env.LEFTOVERS_HTTPS}`,
};

const at = (name, more = {}) =>
    ({ name, value: '1', domain: HOST, path: '/', ...more });

const USUAL = [
    at('_ga', { domain: '.shop.test' }), at('_ga_1', { httpOnly: true }),
    at('placed', { domain: '.shop.test', path: '/deep/' }),
];
const EVERYWHERE = [
    at('_ga'), at('_ga', { domain: '.shop.test' }),
    at('_ga', { domain: `.${HOST}` }), at('_ga', { path: '/deep' }),
    at('_ga', { path: '/deep/' }), at('_ga', { path: '/deep/er' }),
    at('_ga', { path: '/deep/er/page.html' }),
    at('_ga', { domain: '.shop.test', path: '/deep/er' }),
    at('_ga_HTTPONLY', { httpOnly: true }),
    at('_ga_STRICT', { sameSite: 'Strict', httpOnly: true }),
    at('placed', { domain: '.shop.test', path: '/deep/' }),
];
const SECURE = [
    at('_ga_SECURE', { secure: true }),
    at('_ga_NONE', { secure: true, sameSite: 'None', httpOnly: true }),
    at('__Secure-stat', { secure: true, domain: '.shop.test' }),
    at('__Host-stat', { secure: true, httpOnly: true }),
];
const STAYING = [
    at('sid', { httpOnly: true }), at('undeclared'),
    at('undeclared', { domain: '.shop.test', path: '/deep' }),
];

const key = c => `${c.name} ${c.domain} ${c.path}` +
    (c.partitionKey ? ' partitioned' : '');
const names = list => [...new Set(list.map(c => c.name))].sort();

async function store(cdp) {
    const { cookies } = await cdp.send('Network.getAllCookies');
    return cookies;
}

// What the server said and what an application behind it was told.
async function visit(page, url) {
    const fields = [];
    const note = async response => {
        for (const { name, value } of await response.headersArray()) {
            fields.push([name.toLowerCase(), value]);
        }
    };
    const response = await page.goto(url);
    await note(response);
    return {
        deletions: fields.filter(([name]) => name === 'set-cookie')
            .map(([, value]) => value),
        clears: fields.filter(([name]) => name === 'clear-site-data').length,
    };
}

// `most` visits at most: what one response cannot hold is left for the next.
async function cleans(page, context, scheme, planted, most) {
    const site = SITES[scheme];
    const cdp = await context.newCDPSession(page);
    await page.goto(`${site}/page.html`);
    for (const cookie of planted) {
        const { success } = await cdp.send('Network.setCookie', {
            ...cookie, url: cookie.secure ? SITES.https : site,
        });
        ok(success, `${key(cookie)} is planted`);
    }
    const before = await store(cdp);
    is(before.map(key).sort(), planted.map(key).sort(), 'all are in the store');

    const left = before.filter(c => names(STAYING).includes(c.name)).map(key);
    let visits = 0, now;
    do {
        const { deletions, clears } =
            await visit(page, `${site}/deep/er/page.html`);
        visits++;
        ok(deletions.length > 0 && deletions.every(
            line => /; Max-Age=0(;|$)/.test(line)), 'deletions, nothing else');
        const size = deletions.join('').length + 14 * deletions.length;
        ok(size <= 2560, 'they leave room in a head of 4 KiB', size);
        is(clears, 0, 'never by Clear-Site-Data');
        now = (await store(cdp)).map(key);
    } while (now.length > left.length && visits < 20);
    is(now.sort(), left.sort(), 'what may stay is what is left');
    ok(visits <= most, `in ${most} visits or less`, visits);
    is((await visit(page, `${site}/deep/er/page.html`)).deletions, [],
       'nothing is deleted twice');
    await page.goto(`${site}/deep/er/echo`);
    const told = (await page.content()).match(/HTTP_COOKIE=([^\n<]*)/)?.[1];
    is(told, 'sid=1', 'an application sees the allowed one alone');
}

await lib.run({
    'what is usual': (page, context) =>
        cleans(page, context, 'http', [...USUAL, ...STAYING], 1),
    'http': (page, context) =>
        cleans(page, context, 'http', [...EVERYWHERE, ...STAYING], 3),
    'https': (page, context) =>
        cleans(page, context, 'https',
               [...EVERYWHERE, ...SECURE, ...STAYING], 5),
    'a partitioned one': async (page, context) => {
        const cdp = await context.newCDPSession(page);
        await page.goto(`${SITES.https}/page.html`);
        const { success } = await cdp.send('Network.setCookie', {
            ...at('_ga_PART', { secure: true, sameSite: 'None' }),
            url: SITES.https,
            partitionKey: { topLevelSite: 'https://shop.test',
                            hasCrossSiteAncestor: false },
        });
        ok(success, 'is planted');
        is((await store(cdp)).length, 1, 'is in the store');
        await visit(page, `${SITES.https}/page.html`);
        is((await store(cdp)).map(key), [], 'leaves it');
    },
}, { ignoreHTTPSErrors: true }, FLAGS);
