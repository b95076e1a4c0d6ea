// SPDX-License-Identifier: Apache-2.0
//
// What a page gains by running scripts: the choice is sent without leaving the
// page and announced, other scripts learn it, a page from the browser's memory
// shows what holds now, and none of it needs more than a strict policy permits.

import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import * as lib from './lib.mjs';
const { ok, is, granting } = lib;

const groups = {};

// Notes, from before the first script of the page, what is told and shifted.
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

groups['without leaving the page'] = async (page, context) => {
    await listen(page);
    await lib.visit(page, '/shop.html?item=2');
    await page.evaluate(() => { window.stays = true; });
    is(await page.evaluate(() => [cookiePolicy.choice(),
        cookiePolicy.granted('necessary'), cookiePolicy.granted('statistical')]),
       [{ decided: false, time: null, granted: [], refused: [] }, true, false],
       'nothing is decided at first');
    const status = page.getByRole('status');
    is(await status.count(), 1, 'there is a place for what will be said');
    is(await status.innerText(), '', 'it is empty');
    await lib.banner(page).locator('.cpolicy-choose > summary').click();
    await lib.banner(page).getByRole('checkbox', { name: 'Statistical' }).check();
    const post = await lib.send(page, lib.answer(page, 'save'));
    is(post.status(), 200, 'the answer is the choice');
    ok(await page.evaluate(() => window.stays), 'the page is the same one');
    is(await status.innerText(), 'Your choice is saved.', 'it says so');
    ok(await lib.reopen(page).isVisible(), 'the link back appears');
    ok(await lib.reopen(page).evaluate(e => e === document.activeElement),
       'and has the focus');
    is(await state(page), granting('statistical'), 'scripts can ask');
    is(await page.evaluate(() => ['necessary', 'statistical', 'third-party',
        'nonsense'].map(cookiePolicy.granted)), [true, true, false, false],
       'for each category');
    is(await page.evaluate(() => window.told.map(d => [d.decided, d.granted])),
       [[true, ['statistical']]], 'and are told, once');
    is(await lib.choice(context), granting('statistical'), 'it is stored');
    ok(await page.evaluate(() => window.shift) === 0, 'nothing moved',
       await page.evaluate(() => window.shift));
    await page.evaluate(() => cookiePolicy.open());
    ok(await lib.banner(page).isVisible(), 'open() shows the choices again');
    is(await lib.banner(page).locator(':checked').evaluateAll(
        all => all.map(box => box.value)), ['statistical'], 'as they are');
    await lib.send(page, lib.answer(page, 'refuse'));
    is(await state(page), granting(), 'withdrawn');
    await page.reload();
    is(await state(page), granting(), 'the next page knows it');
    await page.evaluate(() => cookiePolicy.open());
    await page.waitForURL('**/cookie-policy');
    ok(true, 'without a banner open() leads to the policy page');
};

groups['no link'] = async page => {
    await lib.visit(page, '/shop.html?reopen=off');
    await lib.send(page, lib.answer(page, 'accept'));
    is(await lib.reopen(page).count(), 0, 'CookiePolicyReopen Off: none');
    ok(await page.getByRole('status').evaluate(
        e => e === document.activeElement), 'what is said has the focus');
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
    await lib.banner(page).locator('.cpolicy-choose > summary').click();
    await lib.banner(page).locator('[value="third-party"]').check();
    await lib.send(page, lib.answer(page, 'save'));
    is(await signals(), [['default', denied], ['update', all('ad_storage')]],
       'updated in the page; a signal of two categories needs both');
    await lib.decideAgain(page, 'accept');
    await lib.visit(page, '/shop.html');
    is(await signals(), [['default', denied], ['update',
        all('ad_storage', 'analytics_storage', 'ad_user_data')]],
       'and on the next page');
};

// Serves the site's pages with a policy of their own, hashes filled in.
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
    is(await lib.choice(context), granting(), 'it is stored');
    // The page has a style sheet and a script of its own.
    is(blocked.filter(text => !/style\.css|inline script/.test(text)), [],
       'nothing of ours was blocked');
};

groups['strict policy, no fetch'] = async (page, context) => {
    await withPolicy(page, STRICT);
    await lib.visit(page, '/form.html');
    const post = await lib.send(page, lib.answer(page, 'accept'));
    is(post.status(), 303, 'the form was sent as a form');
    ok(!await lib.banner(page).isVisible(), 'the banner is gone');
    is(page.url(), `${lib.SITE}/form.html`, 'back on the page');
    is(await lib.choice(context), granting(...lib.ALL_IDS), 'it is stored');
};

groups['the server does not answer'] = async (page, context) => {
    await lib.visit(page, '/shop.html');
    let calls = 0;
    await page.route('**/choice', route =>
        calls++ ? route.continue() : route.abort());
    await Promise.all([page.waitForEvent('load'),
                       lib.answer(page, 'refuse').click()]);
    is(calls, 2, 'once by the script, then by the form');
    is(await lib.choice(context), granting(), 'which stores it');
};

groups['from memory'] = async (page, context) => {
    await listen(page);
    await lib.visit(page, '/');
    await lib.visit(page, '/shop.html');
    await lib.send(page, lib.answer(page, 'refuse'));
    await lib.back(page);
    ok(!await lib.banner(page).isVisible(), 'Back shows no old banner');
    await page.waitForFunction(() => cookiePolicy.choice().decided);
    is(await state(page), granting(), 'and what holds now');
    const persisted = () => page.evaluate(() => window.persisted);
    await lib.visit(page, '/form.html');
    await page.evaluate(() => window.addEventListener('pageshow',
        event => { window.persisted = event.persisted; }));
    await lib.decideAgain(page, 'accept');
    await lib.back(page);
    await lib.back(page);
    ok(await persisted(), 'a page does come back from memory');
    await page.waitForFunction(() => cookiePolicy.choice().granted.length === 3);
    is(await page.evaluate(() => window.told.length), 1, 'and tells its scripts');
    await page.reload();
    is(await state(page), granting(...lib.ALL_IDS), 'Reload agrees');
    await context.clearCookies();
    await lib.visit(page, '/shop.html');
    ok(await lib.banner(page).isVisible(), 'without a choice it is asked again');
};

groups['uniform'] = async (page, context) => {
    const at = path => page.goto(lib.UNIFORM + path);
    await listen(page);
    await at('/shop.html');
    await lib.banner(page).waitFor();
    ok(await page.evaluate(() => window.shift) === 0, 'nothing moved');
    ok(!await lib.reopen(page).isVisible(), 'undecided: the banner alone');
    const undecided = await (await context.request.get(
        `${lib.UNIFORM}/shop.html`)).text();
    await lib.send(page, lib.answer(page, 'refuse'));
    ok(await lib.reopen(page).isVisible(), 'the link appears');
    is(await (await context.request.get(`${lib.UNIFORM}/shop.html`)).text(),
       undecided, 'decided: the same bytes');
    // A slow answer must not let the banner flash up meanwhile.
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
    is(await page.evaluate(() => window.seen), 0, 'decided: no flash of it');
    is(await state(page), granting(), 'the page knows the choice');
    await page.route('**/policy.json?choice', route => route.abort());
    await at('/');
    await lib.banner(page).waitFor();
    ok(true, 'no answer from the server: it is asked');
};

groups['in a frame, over plain http'] = async page => {
    await lib.visit(page, '/form.html');
    // As where Sec-Fetch-Dest is not sent: the whole page comes, with banner.
    const html = await (await page.context().request.get(
        `${lib.SITE}/shop.html`)).text();
    ok(html.includes('data-cookie-policy="banner"'), 'a page with the banner');
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
       'shows neither banner nor link within a frame');
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
