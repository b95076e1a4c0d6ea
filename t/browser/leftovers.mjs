// SPDX-License-Identifier: Apache-2.0
//
// Cookies from an earlier time: planted in Chromium's store under each domain
// and path from which they are sent, also HttpOnly, Secure and Partitioned
// ones. The visits of a test must delete the declared cookies without consent,
// and no other cookies. A later visit deletes nothing.

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
// Prefixes that demand HttpOnly, too.
const HTTP_ONLY = [
    at('__Http-stat', { secure: true, httpOnly: true }),
    at('__Http-stat', { secure: true, httpOnly: true, path: '/deep' }),
    at('__Host-Http-stat', { secure: true, httpOnly: true }),
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

// Returns the Set-Cookie fields, and the number of Clear-Site-Data fields.
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

// Takes `most` visits at most: one response has a limit, and the next response
// deletes the rest.
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
            line => /; Max-Age=0(;|$)/.test(line)),
               'the response sets nothing, it only deletes');
        const size = deletions.join('').length + 14 * deletions.length;
        ok(size <= 2560,
           'the deletions leave room in a header section of 4 KiB',
           size);
        is(clears, 0, 'Clear-Site-Data is never used');
        now = (await store(cdp)).map(key);
    } while (now.length > left.length && visits < 20);
    is(now.sort(), left.sort(),
       'only the cookies that may stay are still there');
    ok(visits <= most, `${most} visits are enough`, visits);
    is((await visit(page, `${site}/deep/er/page.html`)).deletions, [],
       'the next visit deletes nothing');
    await page.goto(`${site}/deep/er/echo`);
    const told = (await page.content()).match(/HTTP_COOKIE=([^\n<]*)/)?.[1];
    is(told, 'sid=1', 'an application gets only the allowed cookie');
}

await lib.run({
    'the usual domains and paths': (page, context) =>
        cleans(page, context, 'http', [...USUAL, ...STAYING], 1),
    'http': (page, context) =>
        cleans(page, context, 'http', [...EVERYWHERE, ...STAYING], 3),
    'https': (page, context) =>
        cleans(page, context, 'https',
               [...EVERYWHERE, ...SECURE, ...STAYING], 5),
    'prefixes that demand HttpOnly': (page, context) =>
        cleans(page, context, 'https', [...HTTP_ONLY, ...STAYING], 2),
    'a partitioned cookie': async (page, context) => {
        const cdp = await context.newCDPSession(page);
        await page.goto(`${SITES.https}/page.html`);
        const { success } = await cdp.send('Network.setCookie', {
            ...at('_ga_PART', { secure: true, sameSite: 'None' }),
            url: SITES.https,
            partitionKey: { topLevelSite: 'https://shop.test',
                            hasCrossSiteAncestor: false },
        });
        ok(success, 'the cookie is planted');
        is((await store(cdp)).length, 1, 'the cookie is in the store');
        await visit(page, `${SITES.https}/page.html`);
        is((await store(cdp)).map(key), [], 'a visit deletes the cookie');
    },
}, { ignoreHTTPSErrors: true }, FLAGS);
