// SPDX-License-Identifier: Apache-2.0
//
// The content of an open page after a choice: release.t.

import * as lib from './lib.mjs';
const { ok, is, isSoon } = lib;

const FLAGS = ['--host-resolver-rules=MAP *.test 127.0.0.1'];

const log = page => page.evaluate(() => (sessionStorage.log || '').trim());
const loads = async page => (await log(page)).split('load').length - 1;

// Waits for the end of a load that the script may have started. An expected
// state may need more time; a state that must not come has this time.
async function settled(page) {
    await page.waitForTimeout(400);
    await page.waitForFunction(() => document.readyState === 'complete');
}

const isLogged = (page, expected, name) =>
    isSoon(() => log(page), expected, name);
const isLoaded = (page, times, name) =>
    isSoon(() => loads(page), times, name);
// The address of an element, or another attribute.
const isAttribute = (page, selector, attribute, value, name) =>
    isSoon(() => page.locator(selector).first().getAttribute(attribute), value,
           name);

async function choose(page, ...ids) {
    await page.evaluate(() => window.cookiePolicy.open());
    const boxes = lib.banner(page).locator('[name="grant"]');
    for (const box of await boxes.all()) {
        await box.setChecked(ids.includes(await box.getAttribute('value')));
    }
    await send(page, lib.banner(page).locator('[name="choice"][value="save"]'));
}

// A page that is loaded again may have the banner.
async function send(page, button) {
    await Promise.all([
        page.waitForResponse(response => response.url().endsWith('/choice')),
        button.click(),
    ]);
    await settled(page);
}

const press = (page, value) => send(page, lib.answer(page, value));

// Inserts a fragment as Turbo does: it is parsed without scripting, and each of
// its scripts is made again.
const insertLikeTurbo = (page, html) => page.evaluate(text => {
    const parsed = new DOMParser().parseFromString(text, 'text/html');
    const element = document.importNode(parsed.body.firstElementChild, true);
    for (const inert of element.querySelectorAll('script')) {
        const script = document.createElement('script');
        script.textContent = inert.textContent;
        script.async = false;
        for (const { name, value } of inert.attributes) {
            script.setAttribute(name, value);
        }
        inert.replaceWith(script);
    }
    document.body.append(element);
}, html);

// Waits until a frame shows this page.
async function frameAt(page, path) {
    const isThere = () => page.frames().some(one => one !== page.mainFrame()
        && new URL(one.url(), lib.SITE).pathname === path);
    if (!await lib.soon(isThere, true)) {
        throw new Error(`no frame at ${path}`);
    }
    await settled(page);
}

// Returns the list to which requests for the content of the frame are added.
function framesAsked(page) {
    const list = [];
    page.on('request', request => {
        if (new URL(request.url()).pathname === '/frame.html') {
            list.push(request.url());
        }
    });
    return list;
}

// Goes back, step by step, to a page.
async function backTo(page, path) {
    for (let i = 0; i < 4 && new URL(page.url()).pathname !== path; i++) {
        await lib.back(page);
    }
    await settled(page);
}

const HELD = 'data-cookie-policy-held="third-party"';

async function accept(page, path) {
    await lib.visit(page, path);
    await press(page, 'accept');
}

const groups = {
    'accept, content may be held': async page => {
        await lib.visit(page, '/vary/page.html');
        await press(page, 'accept');
        await isLoaded(page, 2, 'the page is loaded again');
        await isSoon(() => lib.reopen(page).isVisible(), true, 'with the link');
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
        await isSoon(async () => await loads(page) > before, true,
            'a page that comes back is loaded again');
        await isSoon(() => page.evaluate(() => window.cookiePolicy.granted(
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
        await isLogged(page, 'load one two 1 three four',
            'the scripts run in document order, without those of others');
        await isAttribute(page, 'iframe', 'src', '/frame.html',
            'the frame has its address');
        await isAttribute(page, 'img', 'src', '/x.png',
            'the image has its address');
        is(await page.evaluate(() => document.querySelector('image')
            .href.baseVal), '/x.svg', 'the image of the SVG has its address');
    },
    'uniform, a frame and the history': async page => {
        await lib.visit(page, '/uniform/page.html');
        const before = await page.evaluate(() => history.length);
        await choose(page, 'third-party');
        await frameAt(page, '/frame.html');
        is(await page.evaluate(() => history.length), before,
            'the release adds no step');
        await isAttribute(page, 'iframe', 'name', null,
            'the frame has no name of the server');
        await lib.decideAgain(page, 'refuse');
        const asked = framesAsked(page);
        await backTo(page, '/uniform/page.html');
        await frameAt(page, '/held.html');
        is(asked, [], 'back after a withdrawal: the content is not requested');
        await choose(page, 'third-party');
        await frameAt(page, '/frame.html');
        asked.length = 0;
        await choose(page);
        await frameAt(page, '/held.html');
        is(asked, [], 'nor by the page that is loaded again');
    },
    'uniform, withdrawal in another tab': async (page, context) => {
        await lib.visit(page, '/uniform/page.html');
        await choose(page, 'third-party');
        await frameAt(page, '/frame.html');
        await lib.visit(page, '/vary/other.html');
        const other = await context.newPage();
        await lib.decideAgain(other, 'refuse');
        const asked = framesAsked(page);
        await backTo(page, '/uniform/page.html');
        await frameAt(page, '/held.html');
        is(asked, [], 'the content is not requested');
        await isSoon(() => page.evaluate(() => window.cookiePolicy.granted(
            'third-party')), false, 'the page knows the withdrawal');
    },
    'uniform, the next page': async page => {
        await lib.visit(page, '/uniform/page.html');
        await choose(page, 'third-party', 'statistical');
        await page.evaluate(() => sessionStorage.clear());
        await page.reload();
        await settled(page);
        await isLogged(page, 'load one two 1 three statistical four',
            'it releases what the visitor has allowed');
    },
    'uniform, withdrawal': async page => {
        await lib.visit(page, '/uniform/page.html');
        await choose(page, 'third-party');
        await choose(page);
        await isLogged(page, 'load one two 1 three four load',
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
    'uniform, a fragment that a library inserts': async page => {
        await lib.visit(page, '/uniform/page.html');
        await choose(page, 'third-party');
        await page.evaluate(() => sessionStorage.clear());
        await insertLikeTurbo(page, `<div>
            <script ${HELD} data-cookie-policy-src="/one.js"
                type="text/plain"></script>
            <script ${HELD} type="text/plain">note('late')</script></div>`);
        await insertLikeTurbo(page, `<div><script ${HELD} type="text/plain">
            note('later')</script></div>`);
        await settled(page);
        await isLogged(page, 'one late later',
            'each of its scripts runs once, in order');
    },
    'uniform, markup whose scripts browsers ignore': async page => {
        await lib.visit(page, '/uniform/page.html');
        await choose(page, 'third-party');
        await page.evaluate(() => sessionStorage.clear());
        await page.evaluate(held => document.body.insertAdjacentHTML(
            'beforeend', `<script ${held} type="text/plain">note('no')</script>
            <script>note('no')</script><img id="late" ${held}
            data-cookie-policy-src="/x.png">`), HELD);
        await page.waitForSelector('#late[src="/x.png"]',
            { state: 'attached' });
        is(await log(page), '', 'a held one does not run either');
    },
    'uniform, elements with a type': async page => {
        await accept(page, '/uniform/types.html');
        const isType = (selector, value, name) =>
            isAttribute(page, selector, 'type', value, name);
        await isType('#picture', 'image', 'input');
        await isType('source', 'video/webm', 'source');
        await isType('link[href="/x.css"]', 'text/css', 'link');
        await isType('object', 'text/html', 'the renamed type of an object');
        await isAttribute(page, 'object', 'data', '/frame.html',
            'and its address');
    },
    'uniform, a script that never arrives': async page => {
        await page.route('**/never.js', () => {});
        await page.addInitScript(() => {
            const original = window.setTimeout;
            window.setTimeout = (call, time, ...rest) => {
                if (time >= 5000) { window.limit = time; }
                return original(call, time >= 5000 ? 300 : time, ...rest);
            };
        });
        await accept(page, '/uniform/slow.html');
        await isLogged(page, 'next', 'the next one follows');
        is(await page.evaluate(() => window.limit), 10000, 'after 10 s');
    },
    'uniform, nonces': async page => {
        await accept(page, '/uniform/nonce.html');
        await isLogged(page, 'nonce one last',
            'only scripts with the nonce run');
    },
    "uniform, nonces and 'strict-dynamic'": async page => {
        await accept(page, '/uniform/dynamic.html');
        await isLogged(page, 'three last', 'only scripts with the nonce run');
    },
    'uniform, integrity': async page => {
        await accept(page, '/uniform/integrity.html');
        await isLogged(page, 'one last',
            'a script with another digest does not run, and the next one does');
    },
    'uniform, an import map': async page => {
        await accept(page, '/uniform/map.html');
        await isLogged(page, 'three user', 'applies to the module after it');
    },
    'uniform, marks in a text of a visitor': async page => {
        const failed = page.waitForResponse('**/none.png');
        await lib.visit(page, '/uniform/foreign.html');
        await failed;
        await isAttribute(page, '#last', 'src', '/x.png', 'an address');
        await isAttribute(page, '#last', 'data-src', '/late.png',
            'an address that a script reads');
        await settled(page);
        const isNone = (selector, attribute) =>
            isAttribute(page, selector, attribute, null,
                `no ${attribute} of ${selector}`);
        await isNone('img', 'onerror');
        await isNone('iframe', 'src');
        await isNone('a:not([data-cookie-policy] a)', 'href');
        await isNone('body > p', 'style');
        is(await log(page), '', 'nothing of it runs');
    },
    'uniform, Trusted Types': async page => {
        await accept(page, '/uniform/trusted.html');
        await isLogged(page, 'inline one', 'the scripts run');
        await isAttribute(page, 'iframe', 'srcdoc', 'text',
            'the document of a frame');
    },
    'uniform, Trusted Types that exclude the script': async page => {
        await accept(page, '/uniform/untrusted.html');
        await isSoon(() => page.locator('img').last().getAttribute('src'),
            '/x.png', 'the image has its address');
        is(await log(page), '', 'the scripts do not run');
        await isSoon(() => page.locator(`[${HELD}]`).count(), 3,
            'the elements that need them stay held');
    },
};

await lib.run(groups, {}, FLAGS);
