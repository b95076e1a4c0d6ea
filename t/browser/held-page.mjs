// SPDX-License-Identifier: Apache-2.0
//
// The page in place of a held frame, in Chromium: its size, look and languages.
// No other site can show it.

import { readdirSync } from 'node:fs';
import * as lib from './lib.mjs';
import { check } from './rules.mjs';
const { is, ok } = lib;

const FLAGS = ['--host-resolver-rules=MAP *.test 127.0.0.1'];
const site = (host, path) =>
    `http://${host}.test:${process.env.HELD_PORT}${path}`;
const held = query => site('www', `/cookie-policy/held?${query}`);
const LANGUAGES = readdirSync(new URL('../../conf/locale', import.meta.url))
    .map(name => name.replace(/\.conf$/, ''));

const SIZES = [[120, 60], [120, 600], [160, 90], [200, 200], [300, 250], [468, 60],
               [560, 315], [1280, 800]];

// The button is in the window without scrolling, and nothing is cut at a side.
async function fits(page, name) {
    const window = page.viewportSize();
    const box = await page.locator('button').boundingBox();
    ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= window.width
       && box.y + box.height <= window.height && box.height >= 24,
       `${name}: the whole button is visible`, JSON.stringify(box));
    ok(await page.evaluate(() => document.documentElement.scrollWidth
                                 <= innerWidth),
       `${name}: no text is cut at a side`);
}

function look(scheme, forced) {
    return async page => {
        await page.emulateMedia({ colorScheme: scheme, forcedColors: forced });
        await page.goto(held('category=third-party'));
        for (const [width, height] of SIZES) {
            const name = `${width}x${height}`;
            await page.setViewportSize({ width, height });
            await fits(page, name);
            await check(page, name);
            await lib.shot(page, `held-${name}-${scheme}-${forced}`);
        }
        await page.goto(held('category=third-party;text'));
        await check(page, 'text');
        await page.goto(held('lang=en'));
        await check(page, 'undeclared');
    };
}

async function everyLanguage(page) {
    for (const lang of LANGUAGES) {
        await page.goto(held(`category=third-party;lang=${lang}`));
        is(await page.locator('html').getAttribute('lang'), lang,
           `the page is in ${lang}`);
        for (const [width, height] of [[120, 60], [300, 150]]) {
            await page.setViewportSize({ width, height });
            await fits(page, `${lang} ${width}x${height}`);
        }
        await check(page, lang);
        await lib.shot(page, `held-${lang}`);
    }
}

// The frame of the other site shows an error of the browser.
async function framing(page) {
    await page.goto(site('www', '/page/framing.html'));
    ok(page.frames()[1].url().includes('/held?'), 'this site shows the page');
    await page.goto(site('other', '/page/framing.html'));
    ok(!page.frames()[1].url().includes('/held?'), 'another site cannot',
       page.frames()[1].url());
}

await lib.run({
    light: look('light', 'none'),
    dark: look('dark', 'none'),
    'forced colours': look('light', 'active'),
    'every language': everyLanguage,
    framing,
}, {}, FLAGS);
