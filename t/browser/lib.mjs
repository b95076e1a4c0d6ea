// SPDX-License-Identifier: Apache-2.0
//
// The library of the browser tests: TAP on standard output, one Chromium for
// each test script, and the actions of a visitor. A test t/browser/NAME.t
// starts the script and passes the addresses of the sites in its environment.

import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const SITE = process.env.BROWSER_SITE;
export const PLAIN = process.env.BROWSER_PLAIN;
export const UNIFORM = process.env.BROWSER_UNIFORM;
export const CONSENT = 'cookies_preferences';
export const DAY = 24 * 3600;

// The cookies that the pages of the site set: t/conf/groups/browser.conf.in.
export const NECESSARY = ['django_language', 'sessionid'];
export const STATISTICAL = ['_ga', 'stat_id'];
export const FIRST_PARTY = ['visitor_id'];
export const THIRD_PARTY = ['ad_id'];
export const ASKED = [...STATISTICAL, ...FIRST_PARTY, ...THIRD_PARTY];

// The limit of one action, in ms. A machine that works needs less.
export const LIMIT = 60_000;
const SHOTS = process.env.BROWSER_SHOTS ||
    fileURLToPath(new URL('shots', import.meta.url));
export const FLAGS = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-dev-shm-usage',
    // Each new window would load two hidden pages for the address bar, which no
    // test sees. They take more than half of the processor time of a test.
    '--disable-features=WebUIOmniboxPopup,WebUIOmniboxFullPopup,' +
        'WebUIOmniboxAimPopup',
];

// ---------------------------------------------------------------------- TAP

let count = 0;
let failures = 0;
let group = '';

export function comment(text) {
    process.stdout.write(String(text).replace(/^/gm, '# ') + '\n');
}

// Explains a failure on standard error, which a run of all tests prints, too.
function explain(text) {
    process.stderr.write(String(text).replace(/^/gm, '# ') + '\n');
}

export function ok(good, name, why) {
    // A hash sign would start a TAP directive.
    const line = `${++count} - ${group}${name}`.replace(/[\n#\\]/g, ' ');
    process.stdout.write(`${good ? '' : 'not '}ok ${line}\n`);
    if (!good) {
        failures++;
        if (why !== undefined) {
            explain(why);
        }
    }
    return good;
}

export function is(got, expected, name) {
    const [g, e] = [got, expected].map(v => JSON.stringify(v));
    return ok(g === e, name, `got:      ${g}\nexpected: ${e}`);
}

export function like(got, pattern, name) {
    return ok(pattern.test(got), name, `got: ${got}\nnot: ${pattern}`);
}

// Calls `read` until it returns `expected`, as JSON, or the limit is over. Returns
// the last result. If the page is loaded again meanwhile, reading fails; then it
// is repeated.
export async function soon(read, expected) {
    const wanted = JSON.stringify(expected);
    const until = Date.now() + LIMIT;
    for (let got; ;) {
        try {
            got = await read();
        } catch (error) {
            got = error.message;
        }
        if (JSON.stringify(got) === wanted || Date.now() > until) {
            return got;
        }
        await pause(50);
    }
}

// Like is(), for a state that the page or the server reaches later.
export async function isSoon(read, expected, name) {
    return is(await soon(read, expected), expected, name);
}

// Waits a moment, in ms, for what must not happen. A test that needs an event
// waits for the event.
export const pause = time => new Promise(done => setTimeout(done, time));

// Prints the plan, after all tests. A run without a test is a failure.
export function finish() {
    process.stdout.write(`1..${count}\n`);
    process.exitCode = failures || !count ? 1 : 0;
}

// ------------------------------------------------------------------ Chromium

export const launch = (flags = [], options = {}) => chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: [...FLAGS, ...flags],
    timeout: LIMIT,
    ...options,
});

// Runs each group in its own context, so that groups share no cookie. An
// exception in a group is a failure, and so is a Chromium that does not start.
export async function run(groups, options = {}, flags = []) {
    // Playwright disables the back/forward cache; visitors have it. Without
    // scripts nothing could update a page that comes back from it, so those
    // tests use the HTTP cache.
    const ignoreDefaultArgs = options.javaScriptEnabled === false
        ? [] : ['--disable-back-forward-cache'];
    const browser = await launch(flags, { ignoreDefaultArgs }).catch(error => {
        ok(false, 'Chromium runs', error.stack);
    });
    for (const [name, test] of Object.entries(browser ? groups : {})) {
        group = `${name}: `;
        await runGroup(browser, test, options);
    }
    await browser?.close();
    finish();
}

async function runGroup(browser, test, options) {
    const before = count;
    const errors = [];
    let context;
    try {
        context = await browser.newContext({ locale: 'en-GB', ...options });
        context.setDefaultTimeout(LIMIT);
        context.on('weberror', error => errors.push(error.error().message));
        await test(await context.newPage(), context);
        ok(count > before, 'contains at least one test');
        is(errors, [], 'no script threw an error');
    } catch (error) {
        ok(false, 'ends without an exception', error.stack);
    } finally {
        await context?.close();
    }
}

export async function shot(page, name) {
    mkdirSync(SHOTS, { recursive: true });
    await page.screenshot({ path: `${SHOTS}/${name}.png` });
}

// --------------------------------------------------------------- the findings

export const banner = page => page.locator('[data-cookie-policy="banner"]');
export const reopen = page => page.locator('[data-cookie-policy="reopen"]');
export const answer = (page, value) => banner(page)
    .locator(`button[name="choice"][value="${value}"]`);

// Returns the cookies of Chromium's store by name.
export async function store(context) {
    const cookies = await context.cookies(SITE);
    return new Map(cookies.map(cookie => [cookie.name, cookie]));
}

export async function names(context) {
    return [...(await store(context)).keys()].sort();
}

// Returns the granted and the refused categories in the consent cookie, in
// alphabetical order.
export async function choice(context) {
    const value = (await store(context)).get(CONSENT)?.value ?? '';
    const [, granted = '?', refused = '?'] =
        value.match(/^2\.\d+\.([^~]*)~([^~]*)$/) ?? [];
    const list = text => text.split('+').filter(Boolean)
        .map(verdict => verdict.replace(/:[0-9a-f]{6}$/, '')).sort();
    return { granted: list(granted), refused: list(refused) };
}

export const ALL_IDS = ['first-party', 'statistical', 'third-party'];
export const granting = (...granted) => ({
    granted: granted.sort(),
    refused: ALL_IDS.filter(id => !granted.includes(id)),
});
export const expected = (...asked) =>
    [...NECESSARY, ...asked, CONSENT].sort();

// ----------------------------------------------------------- visitor's actions

export async function visit(page, path) {
    await page.goto(SITE + path);
}

const isChoice = request => request.method() === 'POST' &&
    new URL(request.url()).pathname.endsWith('/choice');

// Returns the list to which the choices are added that the page sends.
export function choices(page) {
    const list = [];
    page.on('request', request => {
        if (isChoice(request)) {
            list.push(request.postData());
        }
    });
    return list;
}

// Sends the choice by `act`, and waits for its end. The script hides the banner
// of this page; a plain form leads to another page.
export async function answered(page, act) {
    const follows = page.waitForEvent('load').catch(() => {});
    const [post] = await Promise.all([
        page.waitForResponse(response => isChoice(response.request())),
        act(),
    ]);
    if (post.status() === 200) {
        await banner(page).waitFor({ state: 'hidden' });
    } else {
        await follows;
    }
    return post;
}

export const send = (page, button) => answered(page, () => button.click());

export async function policyPage(page) {
    await visit(page, '/cookie-policy');
    return page.locator('form[action$="/choice"]');
}

// A page from the back/forward cache is not loaded again, so there is no load
// event to wait for. Its script may load it again: then the step ends early.
// waitForFunction() would wait in a page without scripts for ever: it looks once
// and then for each frame that a script of the page would draw.
async function step(page, act) {
    await act({ waitUntil: 'commit' }).catch(error => {
        comment(`the step ended early: ${error.message.split('\n')[0]}`);
    });
    await soon(() => page.evaluate(() => document.readyState), 'complete');
}

export const back = page => step(page, how => page.goBack(how));
export const forward = page => step(page, how => page.goForward(how));

// Ticks exactly these categories on the policy page, and saves.
export async function save(page, ...ids) {
    const form = await policyPage(page);
    for (const box of await form.locator('input[name="grant"]').all()) {
        await box.setChecked(ids.includes(await box.getAttribute('value')));
    }
    return send(page, form.locator('[name="choice"][value="save"]'));
}

export async function decide(page, value, path = '/') {
    await visit(page, path);
    return send(page, answer(page, value));
}

// Gives one of the two answers on the policy page, for example to withdraw.
export async function decideAgain(page, value) {
    const form = await policyPage(page);
    return send(page, form.locator(`[name="choice"][value="${value}"]`));
}
