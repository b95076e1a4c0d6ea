// SPDX-License-Identifier: Apache-2.0
//
// axe-core reports no violation in any state of the banner, the link and the
// policy page: wide and narrow, light and dark, and in all languages. Pictures
// of the states are in shots/.

import { readdirSync } from 'node:fs';
import * as lib from './lib.mjs';
import { check } from './rules.mjs';
const { is } = lib;

const SIZES = [[1280, 800], [320, 568]];

async function state(page, name, look) {
    await check(page, name);
    await lib.shot(page, `${name} ${look}`.replace(/ /g, '-'));
}

function groupFor(width, height, colorScheme, look) {
    return async page => {
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme });
        const background = () => page.evaluate(
            () => getComputedStyle(document.querySelector(
                '[data-cookie-policy="banner"]')).backgroundColor);
        await lib.visit(page, '/shop.html');
        is((await background()).match(/\d+/g).map(Number)
            .reduce((a, b) => a + b) > 380, colorScheme === 'light',
           `the banner is ${colorScheme}`);
        await state(page, 'banner', look);
        const fold = lib.banner(page).locator('.cpolicy-fold > summary');
        await fold.click();
        await state(page, 'folded', look);
        await fold.click();
        await lib.banner(page).locator('.cpolicy-choose > summary').click();
        await state(page, 'choices', look);
        await lib.visit(page, '/cookie-policy');
        await state(page, 'policy undecided', look);
        await lib.save(page, 'statistical');
        await state(page, 'policy decided', look);
        await lib.visit(page, '/shop.html');
        await state(page, 'reopen', look);
        const bad = await page.goto(`${lib.SITE}/cookie-policy/choice`);
        is(bad.status(), 405, 'GET on the address of the form is an error');
        await state(page, 'error', look);
    };
}

// The languages that have built-in texts.
const LANGUAGES = readdirSync(new URL('../../conf/locale', import.meta.url))
    .map(name => name.replace(/\.conf$/, ''));

async function inEveryLanguage(page) {
    for (const lang of LANGUAGES) {
        await lib.visit(page, `/shop.html?lang=${lang}`);
        is(await lib.banner(page).getAttribute('lang'), lang,
           `the banner is in ${lang}`);
        await lib.banner(page).locator('.cpolicy-choose > summary').click();
        await check(page, `choices in ${lang}`);
        const [yes, no] = await Promise.all(['accept', 'refuse'].map(
            value => lib.answer(page, value).boundingBox()));
        is([no.width, no.height], [yes.width, yes.height],
           `both answers in ${lang} have one size`);
        await lib.visit(page, `/cookie-policy?lang=${lang}`);
        is(await page.locator('html').getAttribute('lang'), lang,
           `the policy page is in ${lang}`);
        await check(page, `policy page in ${lang}`);
    }
}

const groups = { 'every language': inEveryLanguage };
for (const [width, height] of SIZES) {
    for (const scheme of ['light', 'dark']) {
        const look = `${width} ${scheme}`;
        groups[look] = groupFor(width, height, scheme, look);
    }
}
await lib.run(groups);
