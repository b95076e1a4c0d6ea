// SPDX-License-Identifier: Apache-2.0
//
// The status page: axe-core reports no violation in any size and colour scheme,
// nothing is cut off, and the page makes no error in the console. Pictures are
// in shots/.

import * as lib from './lib.mjs';
import { check } from './rules.mjs';
const { is, ok } = lib;

function groupFor(width, colorScheme) {
    return async page => {
        const errors = [];
        page.on('console', message => errors.push(message.text()));
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme });
        await page.goto(process.env.STATUS);
        const light = await page.evaluate(() =>
            getComputedStyle(document.body).backgroundColor
                .match(/\d+/g).map(Number).reduce((a, b) => a + b) > 380);
        is(light, colorScheme === 'light', `the page is ${colorScheme}`);
        for (const details of await page.locator('summary').all()) {
            await details.click();
        }
        await check(page, 'status');
        is(await page.evaluate(() =>
            document.documentElement.scrollWidth <= innerWidth), true,
           'nothing is wider than the window');
        is(await page.locator('svg').count(), 2, 'there are two charts');
        ok((await page.locator('svg').first().boundingBox()).height > 100,
           'a chart has its size');
        is(await page.locator('tbody th', { hasText: '<b>x</b>' }).count(), 1,
           'a name with markup is text');
        is(errors, [], 'the console has no message');
        await page.screenshot({ fullPage: true,
            path: `${process.env.BROWSER_SHOTS}/status-${width}-${colorScheme}.png` });
    };
}

const groups = {};
for (const width of [1280, 320]) {
    for (const scheme of ['light', 'dark']) {
        groups[`${width} ${scheme}`] = groupFor(width, scheme);
    }
}
await lib.run(groups);
