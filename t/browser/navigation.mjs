// SPDX-License-Identifier: Apache-2.0
//
// Turbo, htmx, service workers, pages that Chromium prepares or remembers: in
// all cases there is one banner or one link, window.cookiePolicy and its event
// are right, a choice is sent once, what was typed stays, and nothing grows.

import { readFileSync } from 'node:fs';
import * as lib from './lib.mjs';
const { ok, is } = lib;

const FLAGS = ['--host-resolver-rules=MAP *.test 127.0.0.1'];
const PORTS = { vary: process.env.NAVIGATION_PORT,
                uniform: process.env.NAVIGATION_UNIFORM };
const groups = {};

// 127.0.0.1 is a secure context, where Chromium sends Sec-Fetch-Dest.
const site = (host, variants = 'vary') => `http://${host}:${PORTS[variants]}`;
const SECURE = '127.0.0.1';
const PLAIN = 'www.shop.test';

// Counts what a script could pile up, from before the first script.
async function watch(page) {
    await page.addInitScript(() => {
        window.told = [];
        window.live = { listeners: 0, observers: 0, timers: 0 };
        const on = EventTarget.prototype.addEventListener;
        const known = new WeakMap();
        EventTarget.prototype.addEventListener = function (type, what, how) {
            const key = `${type} ${how === true || !!how?.capture}`;
            const list = known.get(this) ?? new Map();
            known.set(this, list);
            const all = list.get(what) ?? new Set();
            list.set(what, all);
            if (/cookie-policy|cookiepolicy/.test(new Error().stack)
                || window.counting) {
                live.listeners += all.has(key) ? 0 : 1;
            }
            all.add(key);
            return on.call(this, type, what, how);
        };
        for (const name of ['MutationObserver', 'ResizeObserver']) {
            const Old = window[name];
            window[name] = class extends Old {
                constructor(...all) { super(...all); live.observers++; }
            };
        }
        document.addEventListener('cookiepolicy:change',
            event => told.push(event.detail.granted.join()));
    });
}

const posts = () => readFileSync(process.env.NAVIGATION_LOG, 'utf8')
    .split('\n').filter(line => line === 'POST /cookie-policy/choice 200'
        || line === 'POST /cookie-policy/choice 303').length;
const asks = () => readFileSync(process.env.NAVIGATION_LOG, 'utf8')
    .split('\n').filter(line => line.endsWith('/policy.json 200')).length;

const shown = page => page.evaluate(() => {
    const all = name => [...document.querySelectorAll(
        `[data-cookie-policy="${name}"]`)];
    const seen = name => all(name).filter(e => e.checkVisibility()).length;
    return { banners: all('banner').length, banner: seen('banner'),
             links: all('nav').length, link: seen('nav'),
             scripts: all('script').length };
});

async function asked(page, name) {
    const now = await shown(page);
    ok(now.banner === 1 && now.banners === 1 && now.link === 0
        && now.links < 2 && now.scripts < 2, `${name}: one banner`,
       JSON.stringify(now));
}

async function linked(page, name) {
    const now = await shown(page);
    ok(now.link === 1 && now.links === 1 && now.banner === 0
        && now.banners < 2 && now.scripts < 2, `${name}: one link`,
       JSON.stringify(now));
}

const granted = page => page.evaluate(() => cookiePolicy.granted('statistical'));

async function follow(page, id, title) {
    await page.click(`#${id}`);
    await page.waitForFunction(text => document.querySelector('h1')
        ?.textContent === text, title);
    await page.waitForTimeout(150);
}

async function back(page, title) {
    await page.goBack({ waitUntil: 'commit' });
    await page.waitForFunction(text => document.querySelector('h1')
        ?.textContent === text, title);
    await page.waitForTimeout(250);
}

// Answers, and shows that it was sent once and where it was.
async function answer(page, value, name) {
    const before = posts();
    await page.evaluate(() => { window.stays = true; });
    await page.fill('#typed', 'half a sen');
    await lib.answer(page, value).dblclick();
    await lib.banner(page).waitFor({ state: 'hidden' });
    await page.waitForTimeout(200);
    is(posts() - before, 1, `${name}: the choice is sent once`);
    ok(await page.evaluate(() => window.stays), `${name}: in the page`);
    is(await page.inputValue('#typed'), 'half a sen',
       `${name}: what was typed stays`);
}

// The visitor answers in another tab.
async function elsewhere(page, base, value) {
    const tab = await page.context().newPage();
    await tab.goto(`${base}/cookie-policy`);
    await tab.locator(`[name="choice"][value="${value}"]`).click();
    await tab.locator('time').first().waitFor();
    await tab.close();
}

// ---------------------------------------------------- libraries

async function journey(page, base, library) {
    await watch(page);
    await page.goto(`${base}/${library}/a.html`);
    await lib.banner(page).waitFor();
    await page.evaluate(() => { window.first = cookiePolicy; });
    await asked(page, 'at first');
    await follow(page, 'to-b', 'b');
    ok(await page.evaluate(() => !!window.first), 'the window is the same');
    await asked(page, 'next page');
    await answer(page, 'accept', 'accepted');
    await linked(page, 'accepted');
    is(await page.evaluate(() => told), ['statistical'], 'told once');
    ok(await granted(page), 'granted');
    await follow(page, 'to-c', 'c');
    await linked(page, 'the page after it');
    await back(page, 'b');
    await linked(page, 'back to the page of the answer');
    await back(page, 'a');
    await linked(page, 'back to a page from before it');
    ok(await granted(page), 'still granted');
    is(await page.evaluate(() => told), ['statistical'], 'told once only');
    ok(await page.evaluate(() => window.first === cookiePolicy
        && Object.isFrozen(cookiePolicy)), 'window.cookiePolicy is the same');
    // Withdrawn elsewhere.
    await elsewhere(page, base, 'refuse');
    await follow(page, 'to-b', 'b');
    await page.waitForFunction(() => !cookiePolicy.granted('statistical'));
    is(await page.evaluate(() => told), ['statistical', ''],
       'withdrawn: told once');
    await linked(page, 'withdrawn');
    await follow(page, 'to-off', 'off');
    const off = await shown(page);
    is([off.banner, off.link], [0, 0], 'nothing if both are off');
    await follow(page, 'to-a', 'a');
    await linked(page, 'after it');
    is(await page.evaluate(() => window.dataLayer.filter(
        call => call[1] === 'default').length), 1, 'Consent Mode: one default');
    is(await page.evaluate(() => window.dataLayer.filter(
        call => call[1] === 'update').map(call => call[2].analytics_storage)),
       ['granted', 'denied'], 'Consent Mode: one update for each change');
}

for (const library of ['turbo', 'htmx2', 'htmx4']) {
    groups[library] = page => journey(page, site(SECURE), library);
    groups[`${library}, plain http`] = page =>
        journey(page, site(PLAIN), library);
    groups[`${library}, uniform`] = page =>
        journey(page, site(SECURE, 'uniform'), library);

    groups[`${library}, the policy page and back`] = async page => {
        await page.goto(`${site(SECURE)}/${library}/a.html`);
        await lib.send(page, lib.answer(page, 'accept'));
        ok(await granted(page), 'granted');
        await page.click('#to-policy');
        await page.locator('form[action$="/choice"]').waitFor();
        const before = posts();
        await page.click('[name="choice"][value="refuse"]');
        await page.waitForFunction(() => document.querySelector(
            '[data-state="refused"]'));
        is(posts() - before, 1, 'the choice is sent once');
        await page.waitForTimeout(200);
        ok(!await page.evaluate(() => window.cookiePolicy
            ? cookiePolicy.granted('statistical') : false),
           'not granted on the policy page');
        while (!page.url().endsWith('a.html')) {
            await page.goBack({ waitUntil: 'commit' });
            await page.waitForTimeout(300);
        }
        await page.waitForFunction(() =>
            !cookiePolicy.granted('statistical'));
        ok(true, 'nor on the page before it');
        await linked(page, 'back');
    };

    groups[`${library}, 50 pages`] = async page => {
        await watch(page);
        await page.goto(`${site(SECURE)}/${library}/a.html`);
        await page.evaluate(() => { window.counting = true; });
        await follow(page, 'to-b', 'b');
        await follow(page, 'to-c', 'c');
        const count = () => page.evaluate(() => ({
            sheets: document.adoptedStyleSheets.length,
            observers: live.observers,
            elements: document.querySelectorAll('[data-cookie-policy]').length,
        }));
        const before = await count();
        for (let i = 0; i < 25; i++) {
            await page.click('#to-b');
            await page.waitForFunction(() => document.querySelector('h1')
                .textContent === 'b');
            await page.click('#to-c');
            await page.waitForFunction(() => document.querySelector('h1')
                .textContent === 'c');
        }
        await page.waitForTimeout(200);
        is(await count(), before, 'sheets, observers and elements stay as many');
        await asked(page, 'in the end');
    };
}

for (const library of ['htmx2', 'htmx4']) {
    for (const host of [SECURE, PLAIN]) {
        groups[`${library}, fragments, ${host}`] = async page => {
            await page.goto(`${site(host)}/${library}/a.html`);
            await page.click('#part');
            await page.locator('#place .part').waitFor();
            await asked(page, 'a fragment');
            await page.click('#whole');
            await page.waitForFunction(() =>
                document.querySelector('#place #place'));
            await asked(page, 'a whole page in a place');
            is(await page.locator('#cpolicy').count(), 1, 'one id');
        };
    }
}

groups['turbo, frames and morphing'] = async page => {
    await page.goto(`${site(PLAIN)}/turbo/a.html`);
    await page.locator('turbo-frame .part').waitFor();
    await asked(page, 'a frame');
    await page.goto(`${site(SECURE)}/plain/morph.html`);
    await page.fill('#typed', 'half');
    await page.evaluate(() => Turbo.visit(location.href,
                                          { action: 'replace' }));
    await page.waitForTimeout(700);
    await asked(page, 'morphed');
    await answer(page, 'refuse', 'morphed');
    await page.evaluate(() => Turbo.visit(location.href,
                                          { action: 'replace' }));
    await page.waitForTimeout(700);
    await linked(page, 'morphed after the choice');
};

// ---------------------------------------------------- the form

groups['handlers of the page'] = async page => {
    await page.goto(`${site(SECURE)}/plain/a.html`);
    await page.evaluate(() => {
        window.heard = 0;
        document.addEventListener('submit', () => window.heard++);
        document.querySelector('#cpolicy form')
            .addEventListener('submit', () => window.heard++);
    });
    await answer(page, 'refuse', 'plain');
    is(await page.evaluate(() => window.heard), 0, 'no handler got the event');
};

groups['base of another origin'] = async page => {
    const before = posts();
    await page.goto(`${site(SECURE)}/plain/base.html`);
    await lib.send(page, lib.answer(page, 'accept'));
    is(posts() - before, 1, 'the choice is sent here');
    is(await lib.reopen(page).evaluate(e => e.href),
       `${site(SECURE)}/cookie-policy`, 'the link leads here');
};

// ---------------------------------------------------- restoring

groups['a framework clears the body'] = async page => {
    await page.goto(`${site(SECURE)}/plain/a.html`);
    const clear = () => page.evaluate(() => {
        document.body.innerHTML = '<main>mine</main>';
        return new Promise(done => setTimeout(done, 100));
    });
    await clear();
    await asked(page, 'cleared');
    await page.evaluate(() => {
        const body = document.createElement('body');
        body.innerHTML = '<main><input id="typed"></main>';
        document.body.replaceWith(body);
        return new Promise(done => setTimeout(done, 100));
    });
    await asked(page, 'another body');
    await answer(page, 'accept', 'another body');
    await linked(page, 'another body');
    await clear();
    await linked(page, 'cleared after the choice');
};

groups['a site takes the banner away'] = async page => {
    await page.goto(`${site(SECURE)}/plain/a.html`);
    await page.evaluate(() => {
        document.querySelector('#cpolicy').remove();
        return new Promise(done => setTimeout(done, 100));
    });
    is((await shown(page)).banners, 0, 'alone: it is removed');
    await page.goto(`${site(SECURE)}/plain/a.html`);
    const turns = await page.evaluate(async () => {
        let turns = 0;
        const clear = () => { document.body.innerHTML = '<main>mine</main>'; };
        new MutationObserver(() => {
            if (document.querySelector('#cpolicy') && turns < 1000) {
                turns++;
                clear();
            }
        }).observe(document.body, { childList: true });
        clear();
        await new Promise(done => setTimeout(done, 500));
        return turns;
    });
    ok(turns < 10, 'with everything, again and again: it gives in', turns);
};

groups['a page that is written'] = async page => {
    await page.goto(`${site(SECURE)}/plain/a.html`);
    await page.evaluate(async () => {
        const text = await (await fetch('b.html', { headers: {
            'HX-Boosted': 'true' } })).text();
        window.first = cookiePolicy;
        document.open();
        document.write(text);
        document.close();
    });
    await page.waitForFunction(() => document.querySelector('h1')
        ?.textContent === 'b');
    await asked(page, 'written');
    ok(await page.evaluate(() => window.first === cookiePolicy),
       'window.cookiePolicy is the same');
    await answer(page, 'refuse', 'written');
    await linked(page, 'written');
};

// ---------------------------------------------------- workers and memory

async function worker(page, mode) {
    await page.goto(`${site(SECURE)}/${mode}/a.html`);
    await page.evaluate(async () => {
        await navigator.serviceWorker.register('sw.js');
        await navigator.serviceWorker.ready;
        while (!navigator.serviceWorker.controller) {
            await new Promise(done => setTimeout(done, 50));
        }
    });
    await page.reload();
}

groups['a service worker forwards'] = async page => {
    await worker(page, 'forwarded');
    await asked(page, 'forwarded');
    await answer(page, 'accept', 'forwarded');
    await page.reload();
    await linked(page, 'the page after it');
    ok(await granted(page), 'granted');
};

groups['a service worker has the page in store'] = async page => {
    await worker(page, 'stored');
    await answer(page, 'accept', 'stored');
    const before = asks();
    await page.reload();
    await page.waitForFunction(() => cookiePolicy.granted('statistical'));
    await linked(page, 'the page from before the choice');
    is(asks() - before, 1, 'it has asked once');
};

groups['prerendered'] = async page => {
    await page.goto(`${site(SECURE)}/plain/eager.html`);
    await page.waitForTimeout(800);
    const post = await lib.send(page, lib.answer(page, 'accept'));
    const answered = (await post.allHeaders())['clear-site-data'];
    is(answered, '"prefetchCache", "prerenderCache"',
       'the response deletes prepared pages, and nothing else');
    await page.click('#to-a');
    await page.waitForFunction(() => document.querySelector('h1')
        ?.textContent === 'a' && cookiePolicy.granted('statistical'));
    await linked(page, 'prepared before the choice');
};

groups['a prerendered page is told at its activation'] = async page => {
    await page.addInitScript(() => {
        Object.defineProperty(Document.prototype, 'prerendering',
                              { get: () => !window.active });
    });
    await page.goto(`${site(SECURE)}/plain/a.html`);
    await elsewhere(page, site(SECURE), 'accept');
    await page.evaluate(() => {
        window.active = true;
        document.dispatchEvent(new Event('prerenderingchange'));
    });
    await page.waitForFunction(() => cookiePolicy.granted('statistical'));
    await linked(page, 'activated');
};

groups['the site asks again'] = async page => {
    await page.goto(`${site(SECURE)}/plain/a.html`);
    await elsewhere(page, site(SECURE), 'accept');
    ok(!await granted(page), 'not yet known');
    await page.evaluate(() => cookiePolicy.refresh());
    await page.waitForFunction(() => cookiePolicy.granted('statistical'));
    await linked(page, 'refresh()');
};

await lib.run(groups, {}, FLAGS);
