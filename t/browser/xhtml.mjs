// SPDX-License-Identifier: Apache-2.0
//
// Pages of XHTML, which the browser reads with its XML parser. The module's
// elements are elements of XHTML, look as in HTML, work under a strict policy,
// and leave the page unchanged. The tests of choices on XHTML pages are in
// choice.mjs and script.mjs.

import { readdirSync } from 'node:fs';
import * as lib from './lib.mjs';
import { check } from './rules.mjs';
const { ok, is } = lib;

const PAGES = ['/', '/shop.html', '/frame.html', '/form.html', '/nowhere'];
const LANGUAGES = readdirSync(new URL('../../conf/locale', import.meta.url))
    .map(name => name.replace(/\.conf$/, ''));

// Returns facts about the added elements, and the document without them.
const read = page => page.evaluate(() => {
    const MARK = '[data-cookie-policy]';
    const added = [...document.querySelectorAll(`${MARK}, ${MARK} *`)];
    const copy = document.cloneNode(true);
    copy.querySelectorAll(MARK).forEach(element => element.remove());
    return {
        type: document.contentType,
        strangers: added.filter(e => e.namespaceURI !== document.documentElement
            .namespaceURI || e.localName !== e.localName.toLowerCase()).length,
        kinds: [...document.querySelectorAll(MARK)]
            .map(e => e.getAttribute('data-cookie-policy')).sort(),
        errors: document.querySelectorAll('parsererror').length,
        rest: new XMLSerializer().serializeToString(copy),
    };
});

const FULL = ['banner', 'consent-mode', 'script', 'status', 'style'];
const DECIDED = ['consent-mode', 'nav', 'reopen', 'script', 'style'];

async function sameDocument(page, other, path, kinds) {
    await lib.visit(page, path);
    await other.goto(lib.PLAIN + path);
    const [got, plain] = [await read(page), await read(other)];
    is([got.type, got.errors, got.strangers],
       ['application/xhtml+xml', 0, 0], `${path} is well-formed XHTML`);
    is(got.kinds, kinds, `${path} has the expected elements`);
    is([plain.type, plain.kinds], [got.type, []],
       `${path} without the module has no element of it`);
    ok(got.rest === plain.rest, `${path} is unchanged otherwise`,
       `with:    ${got.rest}\nwithout: ${plain.rest}`);
}

const groups = {};

groups['the document'] = async (page, context) => {
    const other = await (await context.browser().newContext()).newPage();
    for (const path of PAGES) {
        await sameDocument(page, other, path, FULL);
    }
    await lib.decide(page, 'refuse');
    for (const path of PAGES) {
        await sameDocument(page, other, path, DECIDED);
    }
    await other.context().close();
};

// The banner looks the same if the same bytes are served as HTML.
groups['the look'] = async page => {
    const look = () => lib.banner(page).evaluate(e => [e, ...e.querySelectorAll(
        'form, h2, p, a, button, summary')].map(one => {
        const { x, y, width, height } = one.getBoundingClientRect();
        const { color, font, backgroundColor, position } = getComputedStyle(one);
        return [one.localName, x, y, width, height, color, font,
                backgroundColor, position];
    }));
    for (const layout of ['bottom', 'top', 'box', 'flow']) {
        await lib.visit(page, `/shop.html?layout=${layout}`);
        const seen = await look();
        ok(await lib.banner(page).isVisible(),
           `${layout}: the banner is visible`);
        await page.route('**/shop.html?*', async route => {
            const answer = await route.fetch();
            await route.fulfill({ response: answer, headers: {
                ...answer.headers(), 'content-type': 'text/html' } });
        });
        await page.reload();
        is(await page.evaluate(() => document.contentType), 'text/html',
           `${layout}: the same bytes as HTML`);
        is(seen, await look(), `${layout}: and the same look`);
        await page.unroute('**/shop.html?*');
    }
};

groups['a strict policy'] = async (page, context) => {
    await page.addInitScript(() => {
        window.violations = [];
        document.addEventListener('securitypolicyviolation', event =>
            window.violations.push(event.effectiveDirective + event.sample));
    });
    const ours = () => page.evaluate(() => [window.violations.filter(
        text => /cpolicy|use strict/.test(text)), window.dataLayer.length]);
    await lib.visit(page, '/form.html?strict');
    is(await ours(), [[], 1],
       'no violation by the module, and signals are set');
    is(await lib.banner(page).evaluate(e => getComputedStyle(e).position),
       'fixed', 'the style is in force');
    ok(await page.evaluate(() => window.violations.length > 0),
       'the page has violations of its own');
    const post = await lib.send(page, lib.answer(page, 'accept'));
    is(post.status(), 200, 'the choice is sent in the page');
    ok(await lib.reopen(page).isVisible(), 'the link appears');
    is(await lib.reopen(page).evaluate(e => e.namespaceURI),
       'http://www.w3.org/1999/xhtml', 'the link is an element of XHTML');
    is(await ours(), [[], 2], 'still no violation by the module');
    is(await lib.choice(context), lib.granting(...lib.ALL_IDS),
       'the choice is stored');
};

groups['every language'] = async page => {
    for (const lang of LANGUAGES) {
        await lib.visit(page, `/shop.html?lang=${lang}`);
        const { type, errors } = await read(page);
        is([await lib.banner(page).getAttribute('lang'), type, errors],
           [lang, 'application/xhtml+xml', 0], `the banner in ${lang}`);
    }
};

groups['axe'] = async page => {
    await lib.visit(page, '/shop.html');
    await lib.banner(page).locator('.cpolicy-choose > summary').click();
    await check(page, 'choices');
    await lib.send(page, lib.answer(page, 'save'));
    await page.reload();
    await check(page, 'link');
};

await lib.run(groups);
