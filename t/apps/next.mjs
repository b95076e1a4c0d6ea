// SPDX-License-Identifier: Apache-2.0
//
// Next.js with the app router, which hydrates the whole document and renders
// further pages in the same document.

import { apart, counts, listen, load as open } from
    '../browser/application.mjs';
import { answer, banner, is, ok, reopen, run, send, shot } from
    '../browser/lib.mjs';

const at = host => `http://${host}.localhost:${process.env.NEXT_PORT}`;
const load = (page, host, path) => open(page, at(host) + path);

// Follows a link of the application, which loads no document.
async function soft(page) {
    await page.evaluate(() => { window.same = true; });
    const heading = await page.textContent('h1');
    await page.click('#next');
    await page.waitForFunction(old => document.querySelector('h1')
        .textContent !== old, heading);
    await page.waitForTimeout(200);
    ok(await page.evaluate(() => window.same), 'the document stays');
}

// Banner or link is visible. After an answer in the page, a banner is hidden.
async function shown(page, expected, name, there = expected) {
    is([await banner(page).count(), await reopen(page).count()], there,
       `${name}: the numbers of banners and links`);
    const all = [banner(page), reopen(page)];
    is(await Promise.all(all.map(e => e.filter({ visible: true }).count())),
       expected, `${name}: the numbers of visible banners and links`);
}

// Loads a page, follows its links and goes back; the same on both hosts.
async function way(page, host, path, look = () => {}) {
    await load(page, host, path);
    await look('loaded');
    for (const name of ['followed', 'followed again']) {
        await soft(page);
        await look(name);
        await counts(page, `${host}: the application works`);
    }
    await page.goBack();
    await page.waitForTimeout(200);
    await look('gone back');
}

async function bare(context, path) {
    const page = await context.newPage();
    const said = listen(page);
    await way(page, 'plain', path);
    await page.close();
    return said;
}

// A visitor has not decided, accepts in the page and withdraws.
async function journey(page, context, path) {
    const before = await bare(context, path);
    const said = listen(page);
    const same = name => is(said, before,
        `${name}: the console has the same messages as without the module`);
    await way(page, 'end', path, name => shown(page, [1, 0], name));
    same('undecided');
    is(await page.locator('head [data-cookie-policy]').count(), 0,
       'no element of the module is in head');
    await shot(page, `next${path.replaceAll('/', '-')}`);

    await load(page, 'end', path);
    said.length = 0;
    const post = await send(page, answer(page, 'accept'));
    is(post.status(), 200, 'the choice is sent in the page');
    await shown(page, [0, 1], 'accepted', [1, 1]);
    await soft(page);
    await shown(page, [0, 1], 'accepted and followed', [1, 1]);
    // Chromium logs the effect of Clear-Site-Data in the response to a choice.
    is(said.filter(text => !text.startsWith('info: Clear-Site-Data')), [],
       'accepting: the console has no other message');

    said.length = 0;
    await way(page, 'end', path, name => shown(page, [0, 1], name));
    same('decided');

    await reopened(page);
}

async function reopened(page) {
    await reopen(page).click();
    await page.waitForURL('**/cookie-policy*');
    const form = page.locator('form[action$="/choice"]');
    await form.locator('[name="choice"][value="refuse"]').first().click();
    await page.waitForLoadState();
    await load(page, 'end', '/');
    is(await page.evaluate(() => window.cookiePolicy.choice().granted), [],
       'the withdrawn consent stays withdrawn');
    await counts(page, 'the application works after it');
}

// After its error React renders the document again, without unknown elements.
async function mismatch(page, context) {
    const other = await context.newPage();
    const before = listen(other);
    await load(other, 'plain', '/mismatch');
    ok(before.length > 0, 'the application reports its error', before);
    const said = listen(page);
    await load(page, 'end', '/mismatch');
    is(said, before, 'the console has the same messages as without the module');
    is(await page.textContent('#side'), 'client', 'React renders it again');
    await banner(page).waitFor();
    await shown(page, [1, 0], 'rendered again');
    await counts(page, 'the application works');
    await send(page, answer(page, 'accept'));
    await shown(page, [0, 1], 'accepted', [1, 1]);
}

const page = path => (page, context) => journey(page, context, path);

await run({
    'a static page': page('/'),
    'a page that is streamed': page('/stream'),
    'an error of the application': apart(mismatch),
});
