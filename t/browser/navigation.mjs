// SPDX-License-Identifier: Apache-2.0
//
// Pages that do not come directly from the server: Turbo, htmx, service
// workers, and pages that Chromium prepares or remembers. In all cases there is
// one banner or one link, window.cookiePolicy and its event are correct, a
// choice is sent once, typed text stays, and no resource accumulates.

import { readFileSync } from 'node:fs';
import * as lib from './lib.mjs';
const { ok, is, isSoon } = lib;

const FLAGS = ['--host-resolver-rules=MAP *.test 127.0.0.1'];
const PORTS = { vary: process.env.NAVIGATION_PORT,
                uniform: process.env.NAVIGATION_UNIFORM };
const groups = {};

// 127.0.0.1 is a secure context, where Chromium sends Sec-Fetch-Dest.
const site = (host, variants = 'vary') => `http://${host}:${PORTS[variants]}`;
const SECURE = '127.0.0.1';
const PLAIN = 'www.shop.test';

// Counts the resources that a script could accumulate: observers, waiting
// timers, and listeners of objects that outlive a page. It starts before the
// first script. Listeners with `once` remove themselves and do not count.
async function watch(page) {
    await page.addInitScript(() => {
        window.told = [];
        window.live = { listeners: 0, observers: 0, timers: 0 };
        document.addEventListener('cookiepolicy:change',
            event => window.told.push(event.detail.granted.join()));
        // Turbo says why it loads a page instead of rendering it.
        window.addEventListener('turbo:reload', event => {
            sessionStorage.reloads = JSON.stringify(event.detail);
        });
    });
    await page.addInitScript(countListeners);
    await page.addInitScript(countTimers);
    await page.addInitScript(() => {
        for (const name of ['MutationObserver', 'ResizeObserver']) {
            const Old = window[name];
            window[name] = class extends Old {
                constructor(...all) { super(...all); window.live.observers++; }
            };
        }
    });
}

// Runs in the page.
function countListeners() {
    const proto = EventTarget.prototype;
    const { addEventListener: on, removeEventListener: off } = proto;
    const known = new Map([window, document, document.documentElement]
        .map(target => [target, new Map()]));
    const setOf = (target, type, what, how) => {
        const name = `${type} ${how === true || !!how?.capture}`;
        const types = known.get(target ?? window);
        if (!types || !what || how?.once) { return new Set(); }
        if (!types.has(name)) { types.set(name, new Set()); }
        return types.get(name);
    };
    const count = () => {
        window.live.listeners = [...known.values()].flatMap(types =>
            [...types.values()]).reduce((sum, all) => sum + all.size, 0);
    };
    proto.addEventListener = function (type, what, how) {
        setOf(this, type, what, how).add(what);
        count();
        return on.call(this, type, what, how);
    };
    proto.removeEventListener = function (type, what, how) {
        setOf(this, type, what, how).delete(what);
        count();
        return off.call(this, type, what, how);
    };
}

// Runs in the page.
function countTimers() {
    const waiting = new Set();
    const { setTimeout: start, clearTimeout: stop } = window;
    const count = () => { window.live.timers = waiting.size; };
    window.setTimeout = (act, wait, ...more) => {
        const id = start(() => {
            waiting.delete(id);
            count();
            act(...more);
        }, wait);
        waiting.add(id);
        count();
        return id;
    };
    window.clearTimeout = id => {
        waiting.delete(id);
        count();
        stop(id);
    };
}

// Returns the number of requests for an address in the log of httpd, which
// writes the line after the response.
const logged = address => readFileSync(process.env.NAVIGATION_LOG, 'utf8')
    .split('\n').filter(line => line === `GET ${address} 200`).length;

const shown = page => page.evaluate(() => {
    const all = name => [...document.querySelectorAll(
        `[data-cookie-policy="${name}"]`)];
    const seen = name => all(name).filter(e => e.checkVisibility()).length;
    return { banners: all('banner').length, banner: seen('banner'),
             links: all('nav').length, link: seen('nav'),
             scripts: all('script').length };
});

// A library or the script may still be at work: both wait for the state.
async function becomes(page, test, name) {
    let now;
    await lib.soon(async () => test(now = await shown(page)), true);
    ok(test(now), name, JSON.stringify(now));
}

const asked = (page, name) => becomes(page, now => now.banner === 1
    && now.banners === 1 && now.link === 0 && now.links < 2
    && now.scripts < 2, `${name}: one banner`);
const linked = (page, name) => becomes(page, now => now.link === 1
    && now.links === 1 && now.banner === 0 && now.banners < 2
    && now.scripts < 2, `${name}: one link`);

const granted = page => page.evaluate(() => cookiePolicy.granted('statistical'));

// The page with this heading is there, and the library is ready for the next:
// Turbo marks the document as busy until then, htmx the body. A click before
// that would abort the navigation that is under way.
async function arrived(page, title) {
    await page.waitForFunction(text =>
        document.querySelector('h1')?.textContent === text
            && !document.documentElement.ariaBusy
            && !document.querySelector('.htmx-request'), title);
}

async function follow(page, id, title) {
    await page.click(`#${id}`);
    await arrived(page, title);
    await page.waitForTimeout(150);
}

async function back(page, title) {
    await lib.back(page);
    await arrived(page, title);
    await page.waitForTimeout(250);
}

// Answers by a double click. The choice is sent once, and the page stays.
async function answer(page, value, name) {
    const sent = lib.choices(page);
    await page.evaluate(() => { window.stays = true; });
    await page.fill('#typed', 'half a sen');
    await lib.answer(page, value).dblclick();
    await lib.banner(page).waitFor({ state: 'hidden' });
    await page.waitForTimeout(200);
    is(sent.length, 1, `${name}: the choice is sent once`);
    ok(await page.evaluate(() => window.stays),
       `${name}: the window is the same`);
    is(await page.inputValue('#typed'), 'half a sen',
       `${name}: the typed text stays`);
}

// The visitor answers in another tab.
async function elsewhere(page, base, value) {
    const tab = await page.context().newPage();
    await tab.goto(`${base}/cookie-policy`);
    await lib.send(tab, tab.locator(`[name="choice"][value="${value}"]`));
    await tab.close();
}

// ---------------------------------------------------- libraries

async function oneUpdateForEachChange(page) {
    is(await page.evaluate(() => window.dataLayer.filter(
        call => call[1] === 'default').length), 1, 'Consent Mode: one default');
    is(await page.evaluate(() => window.dataLayer.filter(
        call => call[1] === 'update').map(call => call[2].analytics_storage)),
       ['granted', 'denied'], 'Consent Mode: one update for each change');
}

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
    await isSoon(() => page.evaluate(() => window.told), ['statistical'],
        'one event');
    ok(await granted(page), 'granted');
    await follow(page, 'to-c', 'c');
    await linked(page, 'the next page');
    await back(page, 'b');
    await linked(page, 'back on the page of the choice');
    await back(page, 'a');
    await linked(page, 'back on a page from before the choice');
    ok(await granted(page), 'still granted');
    is(await page.evaluate(() => window.told), ['statistical'],
       'no second event');
    ok(await page.evaluate(() => window.first === cookiePolicy
        && Object.isFrozen(cookiePolicy)), 'window.cookiePolicy is the same');
    // The visitor withdraws in another tab.
    await elsewhere(page, base, 'refuse');
    await follow(page, 'to-b', 'b');
    await page.waitForFunction(() => !cookiePolicy.granted('statistical'));
    await isSoon(() => page.evaluate(() => window.told), ['statistical', ''],
        'withdrawn: one event');
    await linked(page, 'withdrawn');
    await follow(page, 'to-off', 'off');
    const off = await shown(page);
    is([off.banner, off.link], [0, 0],
       'a page with both off has neither banner nor link');
    await follow(page, 'to-a', 'a');
    await linked(page, 'after it');
    await oneUpdateForEachChange(page);
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
        const sent = lib.choices(page);
        await page.click('[name="choice"][value="refuse"]');
        await page.waitForFunction(() => document.querySelector(
            '[data-state="refused"]'));
        await page.waitForTimeout(200);
        is(sent.length, 1, 'the choice is sent once');
        await isSoon(() => page.evaluate(() => window.cookiePolicy
            ? cookiePolicy.granted('statistical') : false), false,
        'not granted on the policy page');
        for (let i = 0; i < 5 && !page.url().endsWith('a.html'); i++) {
            await lib.back(page);
            await page.waitForTimeout(300);
        }
        await page.waitForFunction(() =>
            !cookiePolicy.granted('statistical'));
        ok(true, 'not granted on the page before it');
        await linked(page, 'back');
    };

    for (const state of ['asked', 'decided']) {
        groups[`${library}, 16 pages, ${state}`] = page =>
            grows(page, library, state);
    }
}

// Only an .htaccess file declares a source, so the script of the other pages
// cannot release its content.
groups['turbo, content of a folder'] = async page => {
    const held = () => page.locator('#held').getAttribute('src');
    for (const variants of ['vary', 'uniform']) {
        await page.context().clearCookies();
        await page.goto(`${site(SECURE, variants)}/turbo/a.html`);
        await follow(page, 'to-held', 'held');
        await asked(page, `${variants}, undecided`);
        is(await held(), null, `${variants}: its content is held`);
        await lib.answer(page, 'accept').click();
        await isSoon(held, 'http://other.test/x.png',
            `${variants}: accepted there, its content is there`);
        await elsewhere(page, site(SECURE, variants), 'refuse');
        await page.goto(`${site(SECURE, variants)}/turbo/a.html`);
        await elsewhere(page, site(SECURE, variants), 'accept');
        await page.reload();
        await linked(page, `${variants}, accepted`);
        await page.click('#to-held');
        await isSoon(held, 'http://other.test/x.png',
            `${variants}: accepted before, its content is there`);
    }
};

// Returns the resources of the window when no timer waits any longer.
const held = page => page.evaluate(async () => {
    await new Promise(done => requestAnimationFrame(done));
    for (let i = 0; i < 40 && window.live.timers; i++) {
        await new Promise(done => requestIdleCallback(done));
        await new Promise(done => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = done;
            port2.postMessage(0);
        });
        await scheduler.postTask(() => {}, { delay: 100 });
    }
    return { sheets: document.adoptedStyleSheets.length, ...window.live,
             ours: document.querySelectorAll('[data-cookie-policy]').length,
             elements: document.querySelectorAll('*').length };
});

async function grows(page, library, state) {
    if (state === 'decided') {
        await elsewhere(page, site(SECURE), 'accept');
    }
    await watch(page);
    await page.goto(`${site(SECURE)}/${library}/a.html`);
    // On a slow machine Turbo would add its progress bar, with a style.
    await page.evaluate(() => {
        window.stays = true;
        if (window.Turbo) {
            window.Turbo.config.drive.progressBarDelay = 600_000;
        }
    });
    await follow(page, 'to-b', 'b');
    await follow(page, 'to-c', 'c');
    let before;
    await isSoon(async () => {
        const now = await held(page);
        const isSame = JSON.stringify(now) === JSON.stringify(before);
        before = now;
        return [isSame, now.timers];
    }, [true, 0], 'no timer waits');
    ok(before.listeners > 5 && before.observers > 1,
       'listeners and observers are counted', JSON.stringify(before));
    // A resource that accumulates differs after the first round.
    for (let i = 0; i < 8; i++) {
        await page.click('#to-b');
        await arrived(page, 'b');
        await page.click('#to-c');
        await arrived(page, 'c');
    }
    await page.waitForTimeout(200);
    ok(await page.evaluate(() => window.stays), 'the window is the same',
       await page.evaluate(() => sessionStorage.reloads));
    await isSoon(() => held(page), before, 'no resource accumulates');
    await (state === 'asked' ? asked : linked)(page, 'in the end');
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
            await asked(page, 'a whole page in an element');
            is(await page.locator('#cpolicy').count(), 1, 'the id exists once');
        };
    }
}

groups['turbo, a page with only the link after a choice'] = async page => {
    // The confirmation is removed after 8 seconds; here sooner.
    await page.addInitScript(() => {
        const start = window.setTimeout;
        window.setTimeout = (act, wait, ...more) =>
            start(act, wait === 8000 ? 500 : wait, ...more);
    });
    await page.goto(`${site(SECURE)}/turbo/a.html`);
    await lib.answer(page, 'accept').click();
    await lib.banner(page).waitFor({ state: 'hidden' });
    await follow(page, 'to-c', 'c');
    await page.waitForTimeout(700);
    await linked(page, 'after it');
};

groups['turbo, a frame'] = async page => {
    await page.goto(`${site(PLAIN)}/turbo/a.html`);
    await page.locator('turbo-frame .part').waitFor();
    await asked(page, 'a fragment');
    await page.evaluate(() => {
        document.querySelector('#frame').src = 'whole.html';
    });
    await page.locator('turbo-frame .whole').waitFor();
    await asked(page, 'a whole page');
};

// Turbo morphs when the same address is visited again.
async function morph(page, name) {
    await page.evaluate(async () => {
        document.body.kept = true;
        const rendered = new Promise(done => document.addEventListener(
            'turbo:render', event => done(event.detail.renderMethod),
            { once: true }));
        window.Turbo.visit(location.href, { action: 'replace' });
        window.method = await rendered;
    });
    await page.waitForTimeout(200);
    is(await page.evaluate(() => [window.method, !!document.body.kept]),
       ['morph', true], `${name}: Turbo morphs the page`);
}

groups['turbo, morphing'] = async page => {
    await page.goto(`${site(SECURE)}/plain/morph.html`);
    await morph(page, 'asked');
    await asked(page, 'morphed');
    await answer(page, 'refuse', 'morphed');
    await morph(page, 'refused');
    await linked(page, 'morphed after the choice');
    await elsewhere(page, site(SECURE), 'accept');
    await morph(page, 'accepted elsewhere');
    await page.waitForFunction(() => cookiePolicy.granted('statistical'));
    await linked(page, 'morphed after a choice elsewhere');
    await page.context().clearCookies();
    await morph(page, 'forgotten');
    await asked(page, 'morphed without a choice');
};

groups['turbo, streams'] = async page => {
    await page.goto(`${site(SECURE)}/turbo/a.html`);
    const stream = (action, target, html) => page.evaluate(
        async ([action, target, html]) => {
            window.Turbo.renderStreamMessage(`<turbo-stream action="${action}"`
                + ` targets="${target}"><template>${html}</template>`
                + '</turbo-stream>');
            await new Promise(done => setTimeout(done, 300));
        }, [action, target, html]);
    await stream('append', '#place', '<p id="new">new</p>');
    await isSoon(() => page.locator('#place #new').count(), 1, 'appended');
    await asked(page, 'append');
    await stream('replace', '#place', '<div id="place">other</div>');
    await isSoon(() => page.textContent('#place'), 'other', 'replaced');
    await asked(page, 'replace');
    const body = () => page.evaluate(async () => {
        const answer = await fetch('b.html', { headers: {
            'HX-Boosted': 'true' } });
        return new DOMParser().parseFromString(await answer.text(),
                                               'text/html').body.innerHTML;
    });
    await stream('append', '#place', await body());
    await isSoon(() => page.locator('#place #place').count(), 1,
        'a whole page in the page');
    await asked(page, 'a whole page in the page');
    await stream('update', 'body', await body());
    await isSoon(() => page.textContent('h1'), 'b', 'the body has new content');
    await asked(page, 'update of the body');
    await answer(page, 'accept', 'update of the body');
    await stream('update', 'body', await body());
    await linked(page, 'update after the choice');
    ok(await granted(page), 'granted');
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

groups['<base> of another origin'] = async page => {
    const sent = lib.choices(page);
    await page.goto(`${site(SECURE)}/plain/base.html`);
    const post = await lib.send(page, lib.answer(page, 'accept'));
    is([sent.length, new URL(post.url()).origin], [1, site(SECURE)],
       'the choice is sent to this site');
    is(await lib.reopen(page).evaluate(e => e.href),
       `${site(SECURE)}/cookie-policy`, 'the link leads to this site');
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

groups['a site removes the banner'] = async page => {
    await page.goto(`${site(SECURE)}/plain/a.html`);
    await page.evaluate(() => {
        document.querySelector('#cpolicy').remove();
        return new Promise(done => setTimeout(done, 100));
    });
    is((await shown(page)).banners, 0, 'only the banner: it stays removed');
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
    ok(turns < 10, 'with all content, again and again: the script gives up',
       turns);
};

groups['a page by document.write()'] = async page => {
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
    await follows(page);
    await answer(page, 'refuse', 'written');
    await linked(page, 'written');
};

// Returns the number of timers that the end of a scroll starts.
const timersOfScroll = page => page.evaluate(async () => {
    let calls = 0;
    const old = window.setTimeout;
    window.setTimeout = (act, wait) => { calls++; return old(act, wait); };
    await new Promise(done => old(done, 1200));
    calls = 0;
    window.dispatchEvent(new Event('scrollend'));
    window.setTimeout = old;
    return calls;
});

// The script still reacts to the window, the keyboard and the fold.
async function follows(page) {
    const size = () => page.evaluate(() => getComputedStyle(
        document.documentElement).getPropertyValue('--cpolicy-size'));
    const fits = () => page.waitForFunction(() => {
        const high = document.querySelector('#cpolicy').offsetHeight + 16;
        return getComputedStyle(document.documentElement)
            .getPropertyValue('--cpolicy-size') === `${high}px`;
    });
    await isSoon(async () => parseInt(await size()) > 50, true,
        'room for the banner');
    await page.evaluate(() => {
        const place = document.querySelector('#place');
        place.style.height = '3000px';
        const button = document.createElement('button');
        button.id = 'under';
        button.style.cssText = 'position:fixed;bottom:1em;left:50%';
        place.append(button);
    });
    const fold = page.locator('#cpolicy .cpolicy-fold');
    await page.focus('#typed');
    await page.keyboard.press('Tab');
    await page.evaluate(() => document.querySelector('#under').focus());
    await page.waitForFunction(() => !document.querySelector('.cpolicy-fold')
        .open);
    ok(true, 'a focus below the banner folds it');
    await fits().catch(() => {});
    await fold.evaluate(e => { e.open = true; });
    await fits();
    ok(true, 'the room follows the fold');
    await page.evaluate(() => document.querySelector('#under').remove());
    await page.evaluate(() => document.documentElement.style
        .setProperty('--cpolicy-size', ''));
    is(await timersOfScroll(page), 1, 'one listener for the end of a scroll');
}

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
    await linked(page, 'the next page');
    ok(await granted(page), 'granted');
};

groups['a service worker stores the page'] = async page => {
    await worker(page, 'stored');
    await answer(page, 'accept', 'stored');
    const asks = [];
    page.on('request', request => {
        if (request.url().includes('/policy.json')) { asks.push(request); }
    });
    await page.reload();
    await page.waitForFunction(() => cookiePolicy.granted('statistical'));
    await linked(page, 'the page from before the choice');
    is(asks.length, 1, 'the script asks the server once');
};

// Chromium fetches a page before the choice, and the visitor opens it after the
// choice. Playwright attaches DevTools to the page, so Chromium only fetches a
// page for `prerender`. prerender.mjs has pages that are rendered in advance.
for (const how of ['prerender', 'prefetch', 'link']) {
    groups[`prepared by ${how}`] = async page => {
        await page.goto(`${site(SECURE)}/plain/${how}.html`);
        await isSoon(() => logged(`/plain/a.html?${how}`), 1,
            'Chromium has fetched the page');
        const post = await lib.send(page, lib.answer(page, 'accept'));
        is((await post.allHeaders())['clear-site-data'],
           '"prefetchCache", "prerenderCache"',
           'the response deletes prepared pages, and nothing else');
        await page.click('#to-a');
        await page.waitForFunction(() => document.querySelector('h1')
            ?.textContent === 'a' && cookiePolicy.granted('statistical'));
        await linked(page, 'fetched before the choice');
    };
}

groups['a prerendered page asks the server at its activation'] = async page => {
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
    ok(!await granted(page), 'the page does not know the choice yet');
    await page.evaluate(() => cookiePolicy.refresh());
    await page.waitForFunction(() => cookiePolicy.granted('statistical'));
    await linked(page, 'refresh()');
};

await lib.run(groups, {}, FLAGS);
