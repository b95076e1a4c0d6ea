// SPDX-License-Identifier: Apache-2.0
//
// The choice, from the first visit to the withdrawal. Chromium's cookie store
// shows which cookies passed. Everything has to work with plain forms, so the
// same groups run with script (`choice.mjs on`) and without (`choice.mjs off`).

import * as lib from './lib.mjs';
const { ok, is, isSoon, like, expected, granting } = lib;

const script = process.argv[2];
if (!['on', 'off'].includes(script)) {
    throw new Error('usage: choice.mjs on|off');
}

async function bannerGone(page, name) {
    await isSoon(() => lib.banner(page).isVisible(), false,
        `${name}, the banner is gone`);
    await isSoon(() => lib.reopen(page).count(), 1,
        `${name}, one link leads back to the choice`);
}

async function stored(context, name, ...asked) {
    is(await lib.names(context), expected(...asked), name);
}

// The response to a plain form is a redirect; the script gets the choice.
const status = script === 'on' ? 200 : 303;

const groups = {};

groups['first visit'] = async (page, context) => {
    await lib.visit(page, '/');
    is(await page.locator('body > :first-child').evaluate(e => [
        e.localName, e.dataset.cookiePolicy, e.getAttribute('role')]),
       ['section', 'banner', 'region'], 'the banner is first in the body');
    ok(await lib.banner(page).isVisible(), 'the banner is visible');
    is(await lib.banner(page).count(), 1, 'there is one banner');
    for (const value of ['accept', 'refuse']) {
        is(await lib.answer(page, value).evaluate(b => [b.type, b.form.method,
            b.form.getAttribute('action')]),
           ['submit', 'post', '/cookie-policy/choice'],
           `${value} submits a plain form`);
    }
    is(await lib.banner(page).locator(':checked').count(), 0,
       'no box is ticked in advance');
    is(await lib.reopen(page).count(), 0, 'there is no link to a choice yet');
    is(await lib.names(context), lib.NECESSARY,
       'only necessary cookies are stored');
    await lib.visit(page, '/shop.html');
    is(await lib.names(context), lib.NECESSARY,
       'the next page stores only necessary cookies, too');
    await lib.banner(page).locator('a[data-cookie-policy-link]').click();
    await page.waitForURL('**/cookie-policy');
    is(await page.locator('h1').count(), 1,
       'the link leads to the policy page');
};

groups['refuse'] = async (page, context) => {
    const post = await lib.decide(page, 'refuse', '/shop.html?item=2&b=%C3%A9');
    const now = Date.now() / 1000;
    is(post.status(), status, `the status of the response is ${status}`);
    is(page.url(), `${lib.SITE}/shop.html?item=2&b=%C3%A9`,
       'the visitor is back on the page');
    await bannerGone(page, 'back there');
    await stored(context,
       'the choice is stored, and no cookie that needs consent');
    is(await lib.choice(context), granting(),
       'the choice refuses all categories');

    const cookie = (await lib.store(context)).get(lib.CONSENT);
    is([cookie.httpOnly, cookie.secure, cookie.sameSite, cookie.path],
       [true, false, 'Lax', '/'], 'HttpOnly, not Secure on http, Lax, Path=/');
    is(cookie.domain, new URL(lib.SITE).hostname,
       'the consent cookie is for this host only');
    ok(Math.abs(cookie.expires - now - 180 * lib.DAY) < 300,
       'the consent cookie expires after 180 days',
          `it lives ${(cookie.expires - now) / lib.DAY}`);
    ok(cookie.value.length <= 80, 'the consent cookie is short');
    ok(Math.abs(cookie.value.split('.')[1] - now) < 300,
       'the consent cookie contains the time of the choice');

    await lib.visit(page, '/');
    await bannerGone(page, 'on the next page');
    await stored(context, 'still no cookie that needs consent is stored');
    is((await lib.store(context)).get(lib.CONSENT).expires, cookie.expires,
       'a visit does not renew the choice');
    await lib.reopen(page).click();
    await page.waitForURL('**/cookie-policy');
    ok(true, 'the link leads to the policy page');
};

groups['accept'] = async (page, context) => {
    const post = await lib.decide(page, 'accept');
    is(post.status(), status, `the status of the response is ${status}`);
    await bannerGone(page, 'back there');
    await lib.visit(page, '/shop.html');
    await stored(context, 'every declared cookie is stored', ...lib.ASKED);
    ok(!(await lib.store(context)).has('undeclared'),
       'an undeclared cookie is not stored');
    is(await lib.choice(context), granting(...lib.ALL_IDS),
       'the choice grants all categories');
};

groups['save one category'] = async (page, context) => {
    await lib.visit(page, '/');
    await lib.save(page, 'statistical');
    is(page.url(), `${lib.SITE}/cookie-policy?saved`,
       'the policy page is shown again');
    is(await lib.choice(context), granting('statistical'),
       'one category is granted');
    await lib.visit(page, '/shop.html');
    await bannerGone(page, 'after that');
    await stored(context, 'only that category is stored', ...lib.STATISTICAL);
};

groups['choose in the banner'] = async (page, context) => {
    await lib.visit(page, '/shop.html?item=1');
    await lib.banner(page).locator('.cpolicy-choose > summary').click();
    await lib.banner(page).locator('input[value="third-party"]').check();
    await lib.send(page, lib.answer(page, 'save'));
    is(page.url(), `${lib.SITE}/shop.html?item=1`,
       'the visitor is back on the page');
    await bannerGone(page, 'there');
    is(await lib.choice(context), granting('third-party'),
       'one category is granted');
    await lib.visit(page, '/');
    await stored(context, 'only that category is stored', ...lib.THIRD_PARTY);
};

groups['save nothing'] = async (page, context) => {
    await lib.visit(page, '/');
    await lib.save(page);
    is(await lib.choice(context), granting(),
       'a box that is not ticked refuses its category');
    await lib.visit(page, '/');
    await stored(context, 'no cookie that needs consent is stored');
};

groups['change'] = async (page, context) => {
    await lib.decide(page, 'accept');
    await lib.visit(page, '/');
    await lib.save(page, 'first-party');
    is(await lib.choice(context), granting('first-party'),
       'one category is still granted');
    await stored(context, 'the cookies of the others are deleted at once',
                 ...lib.FIRST_PARTY);
    await lib.visit(page, '/');
    await lib.save(page, 'first-party', 'third-party');
    await lib.visit(page, '/shop.html');
    await stored(context, 'another granted category may store its cookie',
                 ...lib.FIRST_PARTY, ...lib.THIRD_PARTY);
};

groups['withdraw'] = async (page, context) => {
    await lib.decide(page, 'accept');
    await lib.visit(page, '/');
    const before = await lib.store(context);
    is([before.get('_ga')?.httpOnly, before.get('stat_id')?.httpOnly],
       [false, true], 'one cookie is readable by scripts, one is HttpOnly');
    await lib.decideAgain(page, 'refuse');
    await stored(context, 'the response deletes both');
    for (const path of ['/', '/shop.html', '/cookie-policy', '/']) {
        await lib.visit(page, path);
    }
    await page.reload();
    await lib.back(page);
    await stored(context, 'both stay deleted');
    is(await lib.choice(context), granting(),
       'the choice refuses all categories');
};

groups['cookies from before'] = async (page, context) => {
    const old = [...lib.ASKED].map((name, i) =>
        ({ name, value: 'old', url: lib.SITE, httpOnly: i % 2 === 1 }));
    await context.addCookies(old);
    await lib.visit(page, '/');
    is(await lib.names(context), lib.NECESSARY,
       'the first response deletes the cookies without consent');
};

// Goes back to the first page. No page on the way shows an old banner, and all
// have the link. The policy page has neither.
async function goBack(page) {
    for (let i = 0; i < 6 && page.url() !== `${lib.SITE}/`; i++) {
        await lib.back(page);
        const { pathname } = new URL(page.url());
        await isSoon(async () => [await lib.banner(page).isVisible(),
                                  await lib.reopen(page).count()],
        [false, pathname === '/cookie-policy' ? 0 : 1],
        `back on ${pathname}, no old banner is shown`);
    }
    is(page.url(), `${lib.SITE}/`, 'going back reaches the first page');
}

groups['Back and Reload'] = async (page, context) => {
    await lib.visit(page, '/');
    await lib.visit(page, '/shop.html');
    await lib.send(page, lib.answer(page, 'refuse'));
    await page.reload();
    await bannerGone(page, 'reloaded');
    await goBack(page);
    await page.reload();
    await bannerGone(page, 'reloaded there');
    await lib.forward(page);
    await bannerGone(page, 'going forward');
    await stored(context, 'no cookie that needs consent was stored');
};

groups['Back after a withdrawal'] = async (page, context) => {
    await lib.visit(page, '/');
    await lib.send(page, lib.answer(page, 'accept'));
    await lib.visit(page, '/shop.html');
    await lib.decideAgain(page, 'refuse');
    is(await page.locator('input[name="grant"]:checked').count(), 0,
       'the policy page shows the new choice');
    await lib.back(page);
    await isSoon(() => page.locator('input[name="grant"]:checked').count(), 0,
        'the policy page shows it after going back, too');
    await goBack(page);
    await stored(context, 'the old pages restore no cookie');
};

async function focused(page) {
    // A locator also works in pages that run no script of their own.
    const at = page.locator(':focus');
    if (!await at.count()) {
        return '';
    }
    return at.evaluate(e => e.value || (e.matches('.cpolicy-choose > *')
        ? 'choose' : e.localName));
}

// Presses Tab until the element has the focus. Returns the number of presses.
async function tabTo(page, wanted) {
    for (let presses = 1; presses <= 12; presses++) {
        await page.keyboard.press('Tab');
        if (await focused(page) === wanted) {
            return presses;
        }
    }
    throw new Error(`no Tab leads to ${wanted}`);
}

async function press(page, key) {
    await lib.answered(page, () => page.keyboard.press(key));
}

groups['keyboard: refuse'] = async (page, context) => {
    await lib.visit(page, '/shop.html');
    const presses = await tabTo(page, 'refuse');
    ok(presses <= 3, 'an answer is among the first three stops',
       `${presses} presses of Tab`);
    const outline = await page.locator(':focus').evaluate(e => {
        const style = getComputedStyle(e);
        return [style.outlineStyle, parseFloat(style.outlineWidth) >= 2];
    });
    is(outline, ['solid', true], 'the focus is visible');
    await press(page, 'Enter');
    await bannerGone(page, 'after Enter');
    await stored(context, 'the choice is stored');
};

groups['keyboard: choose'] = async (page, context) => {
    await lib.visit(page, '/shop.html');
    await tabTo(page, 'choose');
    await page.keyboard.press('Enter');
    await tabTo(page, 'first-party');
    await page.keyboard.press('Space');
    await tabTo(page, 'save');
    await press(page, 'Enter');
    is(await lib.choice(context), granting('first-party'),
       'one category is granted');
    await lib.visit(page, '/');
    await stored(context, 'only the cookie of that category is stored',
                 ...lib.FIRST_PARTY);
};

groups['keyboard: on to the page'] = async page => {
    await lib.visit(page, '/shop.html');
    await tabTo(page, 'choose');
    await page.keyboard.press('Tab');
    like(await page.locator(':focus').evaluate(e => e.textContent),
         /Skip to the offers/, 'Tab leaves the banner for the page');
    ok(await lib.banner(page).isVisible(), 'the banner stays visible');
};

const options = { javaScriptEnabled: script === 'on' };
const named = Object.fromEntries(Object.entries(groups).map(
    ([name, test]) => [`script ${script}, ${name}`, test]));
await lib.run(named, options);
