// SPDX-License-Identifier: Apache-2.0
//
// The script: it sends the choice without leaving the page and informs other
// scripts; a page from the browser's memory shows the present choice; and all
// of this works under a strict Content-Security-Policy.

import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import * as lib from './lib.mjs';
const { ok, is, isSoon, granting } = lib;

const groups = {};

// Records events and layout shifts, from before the page's first script.
async function listen(page) {
    await page.addInitScript(() => {
        window.told = [];
        window.shift = 0;
        document.addEventListener('cookiepolicy:change',
            event => window.told.push(event.detail));
        new PerformanceObserver(list => list.getEntries().forEach(entry => {
            window.shift += entry.hadRecentInput ? 0 : entry.value;
        })).observe({ type: 'layout-shift', buffered: true });
    });
}

const state = page => page.evaluate(() => ({
    granted: cookiePolicy.choice().granted.sort(),
    refused: cookiePolicy.choice().refused.sort(),
}));

async function tick(page, id) {
    await lib.banner(page).locator('.cpolicy-choose > summary').click();
    await lib.banner(page).locator(`[value="${id}"]`).check();
}

groups['without leaving the page'] = async (page, context) => {
    await listen(page);
    await lib.visit(page, '/shop.html?item=2');
    await page.evaluate(() => { window.stays = true; });
    is(await page.evaluate(() => [cookiePolicy.choice(),
        cookiePolicy.granted('necessary'), cookiePolicy.granted('statistical')]),
       [{ decided: false, time: null, granted: [], refused: [] }, true, false],
       'at first there is no choice');
    const status = page.getByRole('status');
    is(await status.count(), 1, 'there is one status line');
    is(await status.innerText(), '', 'the status line is empty');
    await tick(page, 'statistical');
    const post = await lib.send(page, lib.answer(page, 'save'));
    is(post.status(), 200, 'the response is 200');
    ok(await page.evaluate(() => window.stays), 'the window is the same');
    is(await status.innerText(), 'Your choice is saved.',
       'the status line says that the choice is saved');
    ok(await lib.reopen(page).isVisible(), 'the link back appears');
    ok(await lib.reopen(page).evaluate(e => e === document.activeElement),
       'the link has the focus');
    is(await state(page), granting('statistical'),
       'choice() returns the choice');
    is(await page.evaluate(() => ['necessary', 'statistical', 'third-party',
        'nonsense'].map(cookiePolicy.granted)), [true, true, false, false],
       'granted() knows each category');
    is(await page.evaluate(() => window.told.map(d => [d.decided, d.granted])),
       [[true, ['statistical']]], 'one event is dispatched');
    is(await lib.choice(context), granting('statistical'),
       'the choice is stored');
    ok(await page.evaluate(() => window.shift) === 0,
       'there is no layout shift',
       await page.evaluate(() => window.shift));
};

groups['open()'] = async page => {
    await lib.visit(page, '/shop.html');
    await tick(page, 'statistical');
    await lib.send(page, lib.answer(page, 'save'));
    await page.evaluate(() => cookiePolicy.open());
    ok(await lib.banner(page).isVisible(), 'open() shows the choices again');
    is(await lib.banner(page).locator(':checked').evaluateAll(
        all => all.map(box => box.value)), ['statistical'],
           'the boxes show the present choice');
    await lib.send(page, lib.answer(page, 'refuse'));
    is(await state(page), granting(), 'withdrawn');
    await page.reload();
    is(await state(page), granting(), 'the next page knows the choice');
    await page.evaluate(() => cookiePolicy.open());
    await page.waitForURL('**/cookie-policy');
    ok(true, 'without a banner open() leads to the policy page');
};

groups['no link'] = async page => {
    await lib.visit(page, '/shop.html?reopen=off');
    await lib.send(page, lib.answer(page, 'accept'));
    is(await lib.reopen(page).count(), 0, 'CookiePolicyReopen Off: no link');
    ok(await page.getByRole('status').evaluate(
        e => e === document.activeElement), 'the status line has the focus');
};

groups['Consent Mode'] = async page => {
    const signals = () => page.evaluate(() => window.dataLayer
        .filter(call => call[0] === 'consent')
        .map(call => [call[1], call[2]]));
    const all = (...granted) => Object.fromEntries(['ad_storage',
        'analytics_storage', 'ad_user_data'].map(
        name => [name, granted.includes(name) ? 'granted' : 'denied']));
    await lib.visit(page, '/shop.html');
    const denied = { ad_storage: 'denied', analytics_storage: 'denied',
                     ad_user_data: 'denied', ad_personalization: 'denied' };
    is(await signals(), [['default', denied]], 'denied before any answer');
    await tick(page, 'third-party');
    await lib.send(page, lib.answer(page, 'save'));
    is(await signals(), [['default', denied], ['update', all('ad_storage')]],
       'updated in the page; a signal of two categories needs both');
    await lib.decideAgain(page, 'accept');
    await lib.visit(page, '/shop.html');
    is(await signals(), [['default', denied], ['update',
        all('ad_storage', 'analytics_storage', 'ad_user_data')]],
       'granted on the next page, too');
};

// Serves the site's pages with the given policy; fills in the hashes.
async function withPolicy(page, policy) {
    const blocked = [];
    page.on('console', message => {
        if (/Content Security Policy|Trusted/i.test(message.text())) {
            blocked.push(message.text());
        }
    });
    await page.route('**/*.html*', async route => {
        const answer = await route.fetch({ maxRedirects: 0 });
        const body = await answer.text();
        const hashes = [...body.matchAll(
            /<(style|script) data-cookie-policy[^>]*>(.*?)<\/\1>/gs)].map(
            ([, kind, text]) => [kind, createHash('sha256').update(text)
                .digest('base64')]);
        const list = kind => hashes.filter(([of]) => of === kind)
            .map(([, hash]) => `'sha256-${hash}'`).join(' ') || "'none'";
        await route.fulfill({ response: answer, body, headers: {
            ...answer.headers(), 'content-security-policy': policy
                .replace('STYLE', list('style'))
                .replace('SCRIPT', list('script')),
        } });
    });
    return blocked;
}

const STRICT = "default-src 'none'; script-src SCRIPT; style-src STYLE; "
    + "form-action 'self'; base-uri 'none'; require-trusted-types-for 'script'; "
    + "trusted-types 'none'";

groups['strict policy, fetch permitted'] = async (page, context) => {
    const blocked = await withPolicy(page, `${STRICT}; connect-src 'self'`);
    await lib.visit(page, '/form.html');
    is(await lib.banner(page).evaluate(e => getComputedStyle(e).position),
       'fixed', 'the style is in force');
    const post = await lib.send(page, lib.answer(page, 'refuse'));
    is(post.status(), 200, 'the choice is sent in the page');
    ok(await lib.reopen(page).isVisible(), 'the link appears');
    is(await lib.choice(context), granting(), 'the choice is stored');
    // The site's own style sheet and script may be blocked.
    is(blocked.filter(text => !/style\.css|inline script/.test(text)), [],
       'no element of the module was blocked');
};

groups['strict policy, no fetch'] = async (page, context) => {
    await withPolicy(page, STRICT);
    await lib.visit(page, '/form.html');
    const post = await lib.send(page, lib.answer(page, 'accept'));
    is(post.status(), 303, 'the browser submits the form');
    ok(!await lib.banner(page).isVisible(), 'the banner is gone');
    is(page.url(), `${lib.SITE}/form.html`, 'the visitor is back on the page');
    is(await lib.choice(context), granting(...lib.ALL_IDS),
       'the choice is stored');
};

groups['the server does not answer'] = async (page, context) => {
    await lib.visit(page, '/shop.html');
    let calls = 0;
    await page.route('**/choice', route =>
        calls++ ? route.continue() : route.abort());
    await Promise.all([page.waitForEvent('load'),
                       lib.answer(page, 'refuse').click()]);
    is(calls, 2, 'two requests: by the script, then by the form');
    is(await lib.choice(context), granting(), 'the form stores the choice');
};

groups['from memory'] = async (page, context) => {
    await listen(page);
    await lib.visit(page, '/');
    await lib.visit(page, '/shop.html');
    await lib.send(page, lib.answer(page, 'refuse'));
    await lib.back(page);
    await isSoon(() => lib.banner(page).isVisible(), false,
        'Back shows no old banner');
    await page.waitForFunction(() => cookiePolicy.choice().decided);
    is(await state(page), granting(), 'the page knows the present choice');
    const persisted = () => page.evaluate(() => window.persisted);
    await lib.visit(page, '/form.html');
    await page.evaluate(() => window.addEventListener('pageshow',
        event => { window.persisted = event.persisted; }));
    await lib.decideAgain(page, 'accept');
    await lib.back(page);
    await lib.back(page);
    ok(await persisted(), 'the page comes back from memory');
    await page.waitForFunction(() => cookiePolicy.choice().granted.length === 3);
    is(await page.evaluate(() => window.told.length), 1,
       'one event is dispatched');
    await page.reload();
    is(await state(page), granting(...lib.ALL_IDS),
       'the choice is the same after a reload');
    await context.clearCookies();
    await lib.visit(page, '/shop.html');
    ok(await lib.banner(page).isVisible(),
       'without a choice the banner is shown again');
};

groups['uniform'] = async (page, context) => {
    const at = path => page.goto(lib.UNIFORM + path);
    await listen(page);
    await at('/shop.html');
    await lib.banner(page).waitFor();
    ok(await page.evaluate(() => window.shift) === 0,
       'there is no layout shift');
    ok(!await lib.reopen(page).isVisible(), 'undecided: banner and no link');
    const undecided = await (await context.request.get(
        `${lib.UNIFORM}/shop.html`)).text();
    await lib.send(page, lib.answer(page, 'refuse'));
    ok(await lib.reopen(page).isVisible(), 'the link appears');
    is(await (await context.request.get(`${lib.UNIFORM}/shop.html`)).text(),
       undecided, 'decided: the same bytes');
    // The banner must stay hidden until a slow response arrives.
    await page.route('**/policy.json?choice', async route => {
        await new Promise(done => setTimeout(done, 700));
        await route.continue();
    });
    await page.addInitScript(() => {
        window.seen = 0;
        const look = () => {
            const e = document.querySelector('[data-cookie-policy="banner"]');
            window.seen += !!e?.checkVisibility({ visibilityProperty: true });
            requestAnimationFrame(look);
        };
        look();
    });
    await at('/shop.html');
    await lib.reopen(page).waitFor();
    is(await page.evaluate(() => window.seen), 0,
       'decided: the banner is never visible');
    is(await state(page), granting(), 'the page knows the choice');
    await page.route('**/policy.json?choice', route => route.abort());
    await at('/');
    await lib.banner(page).waitFor();
    ok(true, 'no response from the server: the banner is shown');
};

groups['in a frame, over plain http'] = async page => {
    await lib.visit(page, '/form.html');
    // Without Sec-Fetch-Dest the server sends the whole page, with the banner.
    const html = await (await page.context().request.get(
        `${lib.SITE}/shop.html`)).text();
    ok(html.includes('data-cookie-policy="banner"'), 'the page has the banner');
    await page.route('**/framed.html', route =>
        route.fulfill({ body: html, contentType: 'text/html' }));
    await page.evaluate(async () => {
        const frame = document.createElement('iframe');
        frame.src = '/framed.html';
        document.body.append(frame);
        await new Promise(done => { frame.onload = done; });
    });
    const inner = page.frames().find(f => f.url().endsWith('/framed.html'));
    is(await inner.locator('section, nav[data-cookie-policy]').count(), 0,
       'a frame shows neither banner nor link');
};

groups['weight'] = async page => {
    await lib.visit(page, '/shop.html');
    const html = await (await page.context().request.get(
        `${lib.SITE}/shop.html`)).text();
    const part = pattern => (html.match(pattern) ?? []).join('');
    const weight = text => gzipSync(Buffer.from(text), { level: 9 }).length;
    const script = part(/<script data-cookie-policy="script".*?<\/script>/s);
    const style = part(/<style data-cookie-policy.*?<\/style>/s);
    const markup = part(/<section data-cookie-policy.*?<\/section>/s)
        .replace(style, '');
    for (const [name, text, limit] of [['script', script, 5400],
        ['style', style, 2400], ['markup', markup, 4000]]) {
        ok(text.length > 500 && weight(text) <= limit,
           `${name}: at most ${limit} bytes`, weight(text));
    }
};

await lib.run(groups);
