// SPDX-License-Identifier: Apache-2.0
//
// From the first visit to the withdrawal. What Chromium's cookie store holds
// decides what got through. All of it has to work by plain forms, so the same
// groups run with script (`choice.mjs on`) and without (`choice.mjs off`).

import * as lib from './lib.mjs';
const { ok, is, like, expected, granting } = lib;

const script = process.argv[2];
if (!['on', 'off'].includes(script)) {
    throw new Error('usage: choice.mjs on|off');
}

async function bannerGone(page, name) {
    ok(!await lib.banner(page).isVisible(), `${name}, the banner is gone`);
    is(await lib.reopen(page).count(), 1, `${name}, one link leads back`);
}

async function stored(context, name, ...asked) {
    is(await lib.names(context), expected(...asked), name);
}

// A plain form is answered with a redirect, the script with the choice.
const status = script === 'on' ? 200 : 303;

const groups = {};

groups['first visit'] = async (page, context) => {
    await lib.visit(page, '/');
    is(await page.locator('body > :first-child').evaluate(e => [
        e.localName, e.dataset.cookiePolicy, e.getAttribute('role')]),
       ['section', 'banner', 'region'], 'the banner is first in the body');
    ok(await lib.banner(page).isVisible(), 'the banner is seen');
    is(await lib.banner(page).count(), 1, 'there is one banner');
    for (const value of ['accept', 'refuse']) {
        is(await lib.answer(page, value).evaluate(b => [b.type, b.form.method,
            b.form.getAttribute('action')]),
           ['submit', 'post', '/cookie-policy/choice'],
           `${value} submits a plain form`);
    }
    is(await lib.banner(page).locator(':checked').count(), 0,
       'nothing is ticked beforehand');
    is(await lib.reopen(page).count(), 0, 'there is no link to a choice yet');
    is(await lib.names(context), lib.NECESSARY,
       'necessary cookies are stored, nothing else');
    await lib.visit(page, '/shop.html');
    is(await lib.names(context), lib.NECESSARY, 'nor by the next page');
    await lib.banner(page).locator('a[data-cookie-policy-link]').click();
    await page.waitForURL('**/cookie-policy');
    is(await page.locator('h1').count(), 1, 'the link leads to the policy');
};

groups['refuse'] = async (page, context) => {
    const post = await lib.decide(page, 'refuse', '/shop.html?item=2&b=%C3%A9');
    const now = Date.now() / 1000;
    is(post.status(), status, `the answer is ${status}`);
    is(page.url(), `${lib.SITE}/shop.html?item=2&b=%C3%A9`,
       'the visitor is back on the page');
    await bannerGone(page, 'back there');
    await stored(context, 'the choice is stored and nothing else is');
    is(await lib.choice(context), granting(), 'it says no to everything');

    const cookie = (await lib.store(context)).get(lib.CONSENT);
    is([cookie.httpOnly, cookie.secure, cookie.sameSite, cookie.path],
       [true, false, 'Lax', '/'], 'HttpOnly, not Secure on http, Lax, Path=/');
    is(cookie.domain, new URL(lib.SITE).hostname, 'it is for this host alone');
    ok(Math.abs(cookie.expires - now - 180 * lib.DAY) < 300,
       'it lives 180 days', `it lives ${(cookie.expires - now) / lib.DAY}`);
    ok(cookie.value.length <= 80, 'it is short');
    ok(Math.abs(cookie.value.split('.')[1] - now) < 300,
       'it says when that was');

    await lib.visit(page, '/');
    await bannerGone(page, 'on the next page');
    await stored(context, 'still nothing else is stored');
    is((await lib.store(context)).get(lib.CONSENT).expires, cookie.expires,
       'a visit does not renew the choice');
    await lib.reopen(page).click();
    await page.waitForURL('**/cookie-policy');
    ok(true, 'the link leads to the policy page');
};

groups['accept'] = async (page, context) => {
    const post = await lib.decide(page, 'accept');
    is(post.status(), status, `the answer is ${status}`);
    await bannerGone(page, 'back there');
    await lib.visit(page, '/shop.html');
    await stored(context, 'every declared cookie is stored', ...lib.ASKED);
    ok(!(await lib.store(context)).has('undeclared'),
       'what nobody declared is not');
    is(await lib.choice(context), granting(...lib.ALL_IDS),
       'the choice says yes to everything');
};

groups['save one category'] = async (page, context) => {
    await lib.visit(page, '/');
    await lib.save(page, 'statistical');
    is(page.url(), `${lib.SITE}/cookie-policy?saved`, 'the policy page again');
    is(await lib.choice(context), granting('statistical'), 'one yes');
    await lib.visit(page, '/shop.html');
    await bannerGone(page, 'after that');
    await stored(context, 'only that category is stored', ...lib.STATISTICAL);
};

groups['choose in the banner'] = async (page, context) => {
    await lib.visit(page, '/shop.html?item=1');
    await lib.banner(page).locator('.cpolicy-choose > summary').click();
    await lib.banner(page).locator('input[value="third-party"]').check();
    await lib.send(page, lib.answer(page, 'save'));
    is(page.url(), `${lib.SITE}/shop.html?item=1`, 'back on the page');
    await bannerGone(page, 'there');
    is(await lib.choice(context), granting('third-party'), 'one yes');
    await lib.visit(page, '/');
    await stored(context, 'only that category is stored', ...lib.THIRD_PARTY);
};

groups['save nothing'] = async (page, context) => {
    await lib.visit(page, '/');
    await lib.save(page);
    is(await lib.choice(context), granting(), 'no tick is a no');
    await lib.visit(page, '/');
    await stored(context, 'nothing more is stored');
};

groups['change'] = async (page, context) => {
    await lib.decide(page, 'accept');
    await lib.visit(page, '/');
    await lib.save(page, 'first-party');
    is(await lib.choice(context), granting('first-party'), 'one yes is left');
    await stored(context, 'the others are gone at once', ...lib.FIRST_PARTY);
    await lib.visit(page, '/');
    await lib.save(page, 'first-party', 'third-party');
    await lib.visit(page, '/shop.html');
    await stored(context, 'one more comes with its yes',
                 ...lib.FIRST_PARTY, ...lib.THIRD_PARTY);
};

groups['withdraw'] = async (page, context) => {
    await lib.decide(page, 'accept');
    await lib.visit(page, '/');
    const before = await lib.store(context);
    is([before.get('_ga')?.httpOnly, before.get('stat_id')?.httpOnly],
       [false, true], 'one cookie that scripts see and one they do not');
    await lib.decideAgain(page, 'refuse');
    await stored(context, 'both are gone with the answer');
    for (const path of ['/', '/shop.html', '/cookie-policy', '/']) {
        await lib.visit(page, path);
    }
    await page.reload();
    await lib.back(page);
    await stored(context, 'they do not come back');
    is(await lib.choice(context), granting(), 'the choice says no');
};

groups['cookies from before'] = async (page, context) => {
    const old = [...lib.ASKED].map((name, i) =>
        ({ name, value: 'old', url: lib.SITE, httpOnly: i % 2 === 1 }));
    await context.addCookies(old);
    await lib.visit(page, '/');
    is(await lib.names(context), lib.NECESSARY,
       'the first answer removes what nobody agreed to');
};

// Goes back to the first page; says what was shown on the way.
async function shownGoingBack(page) {
    const shown = [];
    while (page.url() !== `${lib.SITE}/`) {
        await lib.back(page);
        await page.waitForTimeout(300);
        shown.push([Number(await lib.banner(page).isVisible()),
                    await lib.reopen(page).count()]);
        if (shown.length > 5) {
            throw new Error('going back leads nowhere');
        }
    }
    return shown;
}

groups['Back and Reload'] = async (page, context) => {
    await lib.visit(page, '/');
    await lib.visit(page, '/shop.html');
    await lib.send(page, lib.answer(page, 'refuse'));
    await page.reload();
    await bannerGone(page, 'reloaded');
    const shown = await shownGoingBack(page);
    is(shown, shown.map(() => [0, 1]), 'going back shows no old banner');
    await page.reload();
    await bannerGone(page, 'reloaded there');
    await lib.forward(page);
    await bannerGone(page, 'going forward');
    await stored(context, 'nothing was stored on the way');
};

groups['Back after a withdrawal'] = async (page, context) => {
    await lib.visit(page, '/');
    await lib.send(page, lib.answer(page, 'accept'));
    await lib.visit(page, '/shop.html');
    await lib.decideAgain(page, 'refuse');
    is(await page.locator('input[name="grant"]:checked').count(), 0,
       'the policy page shows the new choice');
    await lib.back(page);
    is(await page.locator('input[name="grant"]:checked').count(), 0,
       'and so it does after going back');
    await shownGoingBack(page);
    await stored(context, 'the old pages bring nothing back');
};

async function focused(page) {
    // By a locator: it works where pages run no script of their own.
    const at = page.locator(':focus');
    if (!await at.count()) {
        return '';
    }
    return at.evaluate(e => e.value || (e.matches('.cpolicy-choose > *')
        ? 'choose' : e.localName));
}

// Presses Tab until the element has the focus; says how often.
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
    ok(presses <= 3, 'the answers are the first thing reached',
       `${presses} times Tab`);
    const outline = await page.locator(':focus').evaluate(e => {
        const style = getComputedStyle(e);
        return [style.outlineStyle, parseFloat(style.outlineWidth) >= 2];
    });
    is(outline, ['solid', true], 'the focus is seen');
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
    is(await lib.choice(context), granting('first-party'), 'one yes');
    await lib.visit(page, '/');
    await stored(context, 'only that is stored', ...lib.FIRST_PARTY);
};

groups['keyboard: on to the page'] = async page => {
    await lib.visit(page, '/shop.html');
    await tabTo(page, 'choose');
    await page.keyboard.press('Tab');
    like(await page.locator(':focus').evaluate(e => e.textContent),
         /Skip to the offers/, 'the banner holds nobody back');
    ok(await lib.banner(page).isVisible(), '... and stays');
};

const options = { javaScriptEnabled: script === 'on' };
const named = Object.fromEntries(Object.entries(groups).map(
    ([name, test]) => [`script ${script}, ${name}`, test]));
await lib.run(named, options);
