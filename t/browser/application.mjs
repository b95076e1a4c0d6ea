// SPDX-License-Identifier: Apache-2.0
//
// Helpers for applications that own the document and have a button that counts
// (t/browser/frameworks, t/apps/next): their console messages, and whether they
// work.

import { LIMIT, ok } from './lib.mjs';

// Collects the console messages of a page, without its address.
export function listen(page) {
    const said = [];
    const add = text => said.push(text.replace(/http:\/\/\w+\.localhost:\d+/g, ''));
    page.on('console', message => add(`${message.type()}: ${message.text()}`));
    page.on('pageerror', error => add(`uncaught: ${error.message}`));
    return said;
}

export async function load(page, url) {
    await page.goto(url);
    await page.waitForFunction(() => window.hydrated);
    if (/stream/.test(url)) {
        await page.locator('#late').waitFor();
    }
    // A framework reports some errors in later tasks, which run before the page
    // is idle.
    await page.evaluate(async () => {
        for (let i = 0; i < 3; i++) {
            await new Promise(done => requestIdleCallback(done));
            await new Promise(done => setTimeout(done, 50));
        }
    });
}

export async function counts(page, name) {
    const before = Number((await page.textContent('#count')).slice(6));
    await page.click('#count');
    await page.waitForFunction(n => document.querySelector('#count')
        .textContent === `count ${n}`, before + 1);
    ok(true, name);
}

// Runs a test that expects errors in a context of its own: `run` counts each
// error of the context that it gives.
export const apart = test => async (page, context) => {
    const own = await context.browser().newContext();
    own.setDefaultTimeout(LIMIT);
    await test(await own.newPage(), own);
    await own.close();
};
