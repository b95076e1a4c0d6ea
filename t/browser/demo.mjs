// SPDX-License-Identifier: Apache-2.0
//
// The home page of the demo: what the browser requests from the other site, and
// what the visitor sees, before and after the choice.

import * as lib from './lib.mjs';
import { check } from './rules.mjs';
const { is, ok } = lib;

const PORT = process.env.DEMO_PORT;
const HOME = `http://127.0.0.1:${PORT}/`;
const OTHER = `http://localhost:${PORT}/`;

// Returns the list to which the paths of requests to the other site are added.
function requests(page) {
    const list = [];
    page.on('request', request => {
        if (request.url().startsWith(OTHER)) {
            list.push(request.url().slice(OTHER.length));
        }
    });
    return list;
}

// Returns what the visitor sees of the film, the map and the counter.
async function seen(page) {
    const embeds = page.locator('.embeds');
    const frame = embeds.locator('iframe').contentFrame();
    const film = await frame.locator('.boat, button').first().evaluate(
        element => element.localName === 'button' ? 'held' : 'film');
    const map = await embeds.locator('img')
        .evaluate(image => image.naturalWidth > 0);
    return { film, map, counter: await embeds.locator('output').innerText() };
}

const NOTHING = { film: 'held', map: false, counter: 'not loaded' };

async function held(page) {
    const list = requests(page);
    await page.goto(HOME);
    is(await seen(page), NOTHING, 'nothing is shown before a choice');
    await check(page, 'the home page');
    await lib.answer(page, 'refuse').click();
    await lib.reopen(page).waitFor();
    is(await seen(page), NOTHING, 'nothing is shown after a refusal');
    await page.reload();
    is(list, [], 'and the other site gets no request');
}

// Presses a button that loads the home page again.
async function press(page, button) {
    await Promise.all([page.waitForEvent('load'), button.click()]);
}

async function frame(page) {
    const list = requests(page);
    await page.goto(HOME);
    await page.locator('.embeds iframe').scrollIntoViewIfNeeded();
    await press(page, page.locator('.embeds iframe').contentFrame()
        .locator('button'));
    is(await seen(page), { film: 'film', map: true, counter: 'not loaded' },
       'the button in the frame releases third-party content');
    is(list.sort(), ['map.svg', 'video.html'], 'and no other request');
}

async function accepted(page) {
    const list = requests(page);
    await page.goto(HOME);
    await press(page, lib.answer(page, 'accept'));
    is(await seen(page), { film: 'film', map: true, counter: 'loaded 1 time' },
       'all three are shown after acceptance');
    await check(page, 'the home page');
    is(list.sort(), ['counter.js', 'map.svg', 'video.html'],
       'with one request each');
    await page.reload();
    is((await seen(page)).counter, 'loaded 2 times',
       'the cookie of the other site is stored');
    await page.goto(OTHER);
    is(await page.locator('td', { hasText: 'counter.js' }).count(), 2,
       'the other site shows its requests');
    await check(page, 'the other site');
    ok(await page.locator(`a[href="${HOME}"]`).isVisible(),
       'and leads back to the demo');
}

await lib.run({ held, frame, accepted });
