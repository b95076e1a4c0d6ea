// SPDX-License-Identifier: Apache-2.0
//
// What a choice does to the content of the page that is open: release.t.

import * as lib from './lib.mjs';
const { ok, is } = lib;

const FLAGS = ['--host-resolver-rules=MAP *.test 127.0.0.1'];

const log = page => page.evaluate(() => (sessionStorage.log || '').trim());
const loads = async page => (await log(page)).split('load').length - 1;

// Waits for the end of a load that the script may have started.
async function settled(page) {
    await page.waitForTimeout(400);
    await page.waitForFunction(() => document.readyState === 'complete');
}

async function choose(page, ...ids) {
    await page.evaluate(() => window.cookiePolicy.open());
    const boxes = lib.banner(page).locator('[name="grant"]');
    for (const box of await boxes.all()) {
        await box.setChecked(ids.includes(await box.getAttribute('value')));
    }
    await lib.banner(page).locator('[name="choice"][value="save"]').click();
    await settled(page);
}

async function press(page, value) {
    await lib.answer(page, value).click();
    await settled(page);
}

const groups = {
    'accept, content may be held': async page => {
        await lib.visit(page, '/vary/page.html');
        await press(page, 'accept');
        is(await loads(page), 2, 'the page is loaded again');
        ok(await lib.reopen(page).isVisible(), 'with the link');
    },
    'refuse, nothing was allowed': async page => {
        await lib.visit(page, '/vary/page.html');
        await press(page, 'refuse');
        is(await loads(page), 1, 'the page stays');
    },
    'accept, nothing can be held': async page => {
        await lib.visit(page, '/none/page.html');
        await press(page, 'accept');
        is(await loads(page), 1, 'the page stays');
    },
    'another category than that of the content': async page => {
        await lib.visit(page, '/vary/page.html');
        await choose(page, 'statistical');
        is(await loads(page), 1, 'the page stays');
        await lib.visit(page, '/vary/page.html');
        is(await loads(page), 2, 'the next visit');
    },
    'a listener that cancels the event': async page => {
        await lib.visit(page, '/vary/page.html');
        await page.evaluate(() => document.addEventListener(
            'cookiepolicy:change', event => event.preventDefault()));
        await press(page, 'accept');
        is(await loads(page), 1, 'the page stays');
    },
    'withdrawal in another tab': async (page, context) => {
        await lib.visit(page, '/vary/page.html');
        await press(page, 'accept');
        await lib.visit(page, '/vary/other.html');
        const other = await context.newPage();
        await lib.decideAgain(other, 'refuse');
        const before = await loads(page);
        await lib.back(page);
        await settled(page);
        ok(await loads(page) > before,
            'a page that comes back is loaded again');
        is(await page.evaluate(() => window.cookiePolicy.granted(
            'third-party')), false, 'and knows the withdrawal');
    },
    'uniform, no choice': async page => {
        await lib.visit(page, '/uniform/page.html');
        await settled(page);
        is(await log(page), 'load', 'nothing is released');
    },
    'uniform, accept': async page => {
        await lib.visit(page, '/uniform/page.html');
        await choose(page, 'third-party');
        is(await log(page), 'load one two 1 three four',
            'the scripts run in document order, without those of others');
        is(await page.locator('iframe').getAttribute('src'), '/frame.html',
            'the frame has its address');
        is(await page.locator('img').getAttribute('src'), '/x.png',
            'the image has its address');
        is(await page.evaluate(() => document.querySelector('image')
            .href.baseVal), '/x.svg', 'the image of the SVG has its address');
    },
    'uniform, the next page': async page => {
        await lib.visit(page, '/uniform/page.html');
        await choose(page, 'third-party', 'statistical');
        await page.evaluate(() => sessionStorage.clear());
        await page.reload();
        await settled(page);
        is(await log(page), 'load one two 1 three statistical four',
            'it releases what the visitor has allowed');
    },
    'uniform, withdrawal': async page => {
        await lib.visit(page, '/uniform/page.html');
        await choose(page, 'third-party');
        await choose(page);
        is(await log(page), 'load one two 1 three four load',
            'the page is loaded again and holds everything');
    },
    'uniform, a fragment that is inserted later': async page => {
        await lib.visit(page, '/uniform/page.html');
        await choose(page, 'third-party');
        await page.evaluate(() => {
            const div = document.createElement('div');
            div.innerHTML = '<img id="late" data-cookie-policy-src="/x.png"' +
                ' data-cookie-policy-held="third-party">';
            document.body.append(div);
        });
        await page.waitForSelector('#late[src="/x.png"]',
            { state: 'attached' });
        ok(true, 'it is released');
    },
};

await lib.run(groups, {}, FLAGS);
