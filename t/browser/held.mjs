// SPDX-License-Identifier: Apache-2.0
//
// Held frames: no request for their content before consent, a page in their
// place, and the content after the button, with all other answers as they were.
// With the word "noscript" the visitor has no scripts.

import * as lib from './lib.mjs';
const { comment, is, isSoon, ok } = lib;

const PORT = process.env.HELD_PORT;
const SCRIPT = process.argv[2] !== 'noscript';
const FLAGS = ['--host-resolver-rules=MAP *.test 127.0.0.1'];
const site = (host, path) => `http://${host}.test:${PORT}${path}`;
const HOSTS = /^http:\/\/(?:video|count|other)\.test/;

// --------------------------------------------------------------- the findings

// Returns the list to which the addresses of requests to other sites are added.
function foreign(page) {
    const list = [];
    page.on('request', request => {
        if (HOSTS.test(request.url())) {
            list.push(request.url());
        }
    });
    return list;
}

async function textOf(frame) {
    return (await frame.locator('body').innerText()).replace(/\s+/g, ' ');
}

// Returns the frame whose address matches, when it is there.
async function frameAt(page, pattern) {
    const find = () => page.frames().find(f => pattern.test(f.url()));
    if (!await lib.soon(() => !!find(), true)) {
        throw new Error(`no frame at ${pattern}: ` +
            page.frames().map(f => f.url()).join(' '));
    }
    const frame = find();
    await frame.waitForLoadState();
    return frame;
}

const heldFrame = page => frameAt(page, /\/cookie-policy\/held\?/);
const film = page => frameAt(page, /video\.test.*film\.html/);

async function choice(context) {
    const cookie = (await context.cookies()).find(c => c.name === lib.CONSENT);
    const [, granted = '?', refused = '?'] =
        (cookie?.value ?? '').match(/^2\.\d+\.([^~]*)~([^~]*)$/) ?? [];
    return [granted, refused].map(list => list.replace(/:[0-9a-f]{6}/g, ''));
}

const button = frame => frame.locator('button[value="add"]');

// Presses the button. The window leaves for the page that is expected.
async function press(page, frame, url) {
    await Promise.all([
        page.waitForEvent('load'),
        button(frame).click(),
    ]);
    is(page.url(), url, 'the button leads to the page');
}

// -------------------------------------------------------- the kinds of frames

function groupFor(kind, host) {
    return async (page, context) => {
        const requests = foreign(page);
        const url = site(host, `/page/${kind}.html`);
        await page.goto(url);
        const frame = await heldFrame(page);
        const text = await textOf(frame);
        for (const part of ['Video Ltd', 'to show films', 'Third-party']) {
            ok(text.includes(part), `the page says: ${part}`, text);
        }
        is(requests, [], 'nothing of the other site is requested');
        const refuse = await context.newPage();
        await refuse.goto(site(host, '/cookie-policy'));
        await refuse.locator('input[value="first-party"]').check();
        await refuse.locator('button[value="save"]').click();
        await refuse.waitForURL(/saved/);
        await page.reload();
        await press(page, await heldFrame(page), url);
        is(await textOf(await film(page)), 'FILM', 'the content is there');
        is(await choice(context),
           ['first-party+third-party', 'statistical'],
           'the other answers are as they were');
    };
}

async function untouched(page) {
    await page.goto(site('off', '/page/iframe.html'));
    is(await textOf(await film(page)), 'FILM', 'the content is there');
}

// Only one category of two is granted.
async function otherCategory(page, context) {
    const requests = foreign(page);
    await page.goto(site('www', '/page/iframe.html'));
    await press(page, await heldFrame(page), site('www', '/page/iframe.html'));
    await film(page);
    is(await choice(context), ['third-party', ''], 'one answer is stored');
    requests.length = 0;
    await page.goto(site('www', '/page/count.html'));
    const frame = await heldFrame(page);
    ok((await textOf(frame)).includes('Count Ltd'),
       'the frame of another category is still held');
    is(requests, [], 'and requests nothing');
}

async function nested(page) {
    await page.goto(site('www', '/page/outer.html'));
    await press(page, await heldFrame(page), site('www', '/page/iframe.html'));
    is(await textOf(await film(page)), 'FILM', 'the content is there');
}

async function sandboxes(page, context) {
    const requests = foreign(page);
    await page.goto(site('www', '/page/sandbox.html'));
    const frame = await heldFrame(page);
    ok((await textOf(frame)).includes('on the cookie policy page'),
       'a text in place of the button', await textOf(frame));
    is(await frame.locator('button, a').count(), 0, 'no button, and no link');
    is(requests, [], 'nothing is requested');
    await page.goto(site('www', '/page/able.html'));
    await press(page, await heldFrame(page), site('www', '/page/able.html'));
    is(await textOf(await film(page)), 'FILM',
       'a sandbox with all permissions has the button');
    is(await choice(context), ['third-party', ''], 'the answer is stored');
}

async function undeclared(page) {
    const requests = foreign(page);
    await page.goto(site('undeclared', '/page/unknown.html'));
    const frame = await heldFrame(page);
    ok((await textOf(frame)).includes('has not declared'), 'it says so');
    is(await button(frame).count(), 0, 'there is no button');
    is(requests, [], 'nothing is requested');
}

async function links(page) {
    await page.goto(site('www', '/page/iframe.html'));
    const frame = await heldFrame(page);
    await Promise.all([page.waitForURL(site('www', '/cookie-policy')),
                       frame.locator('a').click()]);
    ok(true, 'the link shows the policy in the whole window');
}

// ------------------------------------------------ the site's own restrictions

async function isolated(page) {
    const url = site('isolated', '/page/iframe.html');
    await page.goto(url);
    await press(page, await heldFrame(page), url);
    is(await textOf(await film(page)), 'FILM', 'the content is there');
}

// Without a referrer the page is not known.
async function strict(page) {
    await page.goto(site('strict', '/page/iframe.html'));
    const frame = await heldFrame(page);
    ok((await textOf(frame)).includes('Video Ltd'), 'the page is shown');
    await press(page, frame, site('strict', '/cookie-policy'));
    await page.goto(site('strict', '/page/iframe.html'));
    is(await textOf(await film(page)), 'FILM', 'the content is there');
}

const VIDEO = `http://video.test:${PORT}`;
const POLICIES = [
    ['iframe', `frame-src ${VIDEO}`],
    ['iframe', `frame-src ${VIDEO}; frame-ancestors 'none'`],
    ['frame', `child-src ${VIDEO}`],
    ['iframe', `default-src ${VIDEO}`],
    ['iframe', `default-src 'none'; frame-src ${VIDEO}`],
    ['object', `object-src ${VIDEO}`],
    ['object', `default-src ${VIDEO}`],
    ['embed', `object-src ${VIDEO}; frame-src ${VIDEO}`],
    ['embed', `default-src ${VIDEO}`],
];

async function policies(page, context) {
    for (const [kind, policy] of POLICIES) {
        const name = `${kind} with ${policy.replaceAll(VIDEO, 'VIDEO')}`;
        // httpd does not decode %2F.
        const query = encodeURIComponent(policy).replaceAll('%2F', '/')
            .replaceAll("'", '%27');
        const url = site('www', `/page/${kind}.html?${query}`);
        await page.goto(url);
        const frame = await heldFrame(page);
        ok((await textOf(frame)).includes('Video Ltd'),
           `${name}: the page is shown`);
        await press(page, frame, url);
        is(await textOf(await film(page)), 'FILM', `${name}: the content, too`);
        await context.clearCookies();
    }
}

// ------------------------------------------------- never more than granted

async function withdraw(page) {
    await page.goto(site('www', '/cookie-policy'));
    await page.locator('form button[value="refuse"]').click();
    await page.waitForURL(/saved/);
}

// The page may be loaded again after a step back. Then the frame that was found
// is gone, and the new one is read.
async function heldText(page) {
    for (let tries = 0; tries < 4; tries++) {
        try {
            return await textOf(await heldFrame(page));
        } catch (error) {
            comment(`the frame is read again: ${error.message.split('\n')[0]}`);
        }
    }
    return textOf(await heldFrame(page));
}

// After a step back, Chromium loads into each frame what it contained then.
async function backButton(page) {
    await page.goto(site('www', '/page/iframe.html'));
    await press(page, await heldFrame(page), site('www', '/page/iframe.html'));
    await film(page);
    await withdraw(page);
    const requests = foreign(page);
    await lib.back(page);
    await lib.back(page);
    await isSoon(() => new URL(page.url()).pathname, '/page/iframe.html',
        'back on the page');
    ok((await heldText(page)).includes('Video Ltd'), 'its frame is held again');
    is(requests, [], 'nothing is requested');
}

async function twoTabs(page, context) {
    const other = await context.newPage();
    await page.goto(site('www', '/page/iframe.html'));
    await other.goto(site('www', '/page/iframe.html'));
    await press(page, await heldFrame(page), site('www', '/page/iframe.html'));
    await film(page);
    await withdraw(other);
    const requests = foreign(page);
    await page.goto(site('www', '/page/object.html'));
    ok((await textOf(await heldFrame(page))).includes('Video Ltd'),
       'the first tab holds what was withdrawn in the second');
    is(requests, [], 'nothing is requested');
}

const groups = {};
for (const kind of ['iframe', 'frame', 'object', 'embed']) {
    groups[kind] = groupFor(kind, 'www');
}
Object.assign(groups, {
    'no policy': untouched, 'two categories': otherCategory, nested, sandboxes,
    undeclared, links, isolated, 'site-wide fields': strict,
    'policies of pages': policies,
    'two tabs': twoTabs, 'back after a withdrawal': backButton,
});
await lib.run(groups, { javaScriptEnabled: SCRIPT }, FLAGS);
