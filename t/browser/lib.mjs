// SPDX-License-Identifier: Apache-2.0
//
// What the browser tests share: TAP on standard output, one Chromium for each
// script, and the few things that a visitor does. The scripts are started by
// t/browser/*.t, which say where the sites are.

import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const SITE = process.env.BROWSER_SITE;
export const PLAIN = process.env.BROWSER_PLAIN;
export const UNIFORM = process.env.BROWSER_UNIFORM;
export const CONSENT = 'cookies_preferences';
export const DAY = 24 * 3600;

// What the pages of the site try to set; see t/conf/groups/browser.conf.in.
export const NECESSARY = ['django_language', 'sessionid'];
export const STATISTICAL = ['_ga', 'stat_id'];
export const FIRST_PARTY = ['visitor_id'];
export const THIRD_PARTY = ['ad_id'];
export const ASKED = [...STATISTICAL, ...FIRST_PARTY, ...THIRD_PARTY];

const LIMIT = 10_000;
const SHOTS = process.env.BROWSER_SHOTS ||
    fileURLToPath(new URL('shots', import.meta.url));
const FLAGS = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-dev-shm-usage',
];

// ---------------------------------------------------------------------- TAP

let count = 0;
let failures = 0;
let group = '';

export function comment(text) {
    process.stdout.write(String(text).replace(/^/gm, '# ') + '\n');
}

export function ok(good, name, why) {
    // A hash sign would begin a TAP directive.
    const line = `${++count} - ${group}${name}`.replace(/[\n#\\]/g, ' ');
    process.stdout.write(`${good ? '' : 'not '}ok ${line}\n`);
    if (!good) {
        failures++;
        if (why !== undefined) {
            comment(why);
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

// The plan comes last; who has tested nothing has failed.
export function finish() {
    process.stdout.write(`1..${count}\n`);
    process.exitCode = failures || !count ? 1 : 0;
}

// ------------------------------------------------------------------ Chromium

const launch = (flags, script) => chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: [...FLAGS, ...flags],
    // As people have it: pages come back from memory, with all their state.
    // Without script nothing could tell such a page what has changed, so what
    // is tested then is the HTTP cache.
    ignoreDefaultArgs: script ? ['--disable-back-forward-cache'] : [],
    timeout: 30_000,
});

// Runs each group in a context of its own: no cookie passes from one to the
// next. A group that breaks off is a failure, and so is no Chromium at all.
export async function run(groups, options = {}, flags = []) {
    const script = options.javaScriptEnabled !== false;
    const browser = await launch(flags, script).catch(error => {
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
        ok(count > before, 'was tested');
        is(errors, [], 'no script complained');
    } catch (error) {
        ok(false, 'ran to its end', error.stack);
    } finally {
        await context?.close();
    }
}

export async function shot(page, name) {
    mkdirSync(SHOTS, { recursive: true });
    await page.screenshot({ path: `${SHOTS}/${name}.png` });
}

// -------------------------------------------------------------- what is there

export const banner = page => page.locator('[data-cookie-policy="banner"]');
export const reopen = page => page.locator('[data-cookie-policy="reopen"]');
export const answer = (page, value) => banner(page)
    .locator(`button[name="choice"][value="${value}"]`);

// Cookies by name, as Chromium's own store has them.
export async function store(context) {
    const cookies = await context.cookies(SITE);
    return new Map(cookies.map(cookie => [cookie.name, cookie]));
}

export async function names(context) {
    return [...(await store(context)).keys()].sort();
}

// Who was agreed to and who was not, in the order of the alphabet.
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

// ---------------------------------------------------------- what a visitor does

export async function visit(page, path) {
    await page.goto(SITE + path);
}

// Answers: by the script, which leaves the page where it is, or by the form,
// which another page follows.
export async function answered(page, act) {
    const follows = page.waitForEvent('load').catch(() => {});
    const [post] = await Promise.all([
        page.waitForResponse(r => r.request().method() === 'POST'),
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

// A page out of the back/forward cache is not loaded again: nothing but its
// return can be waited for.
export async function back(page) {
    await page.goBack({ waitUntil: 'commit' });
    await page.waitForFunction(() => document.readyState === 'complete');
}

export async function forward(page) {
    await page.goForward({ waitUntil: 'commit' });
    await page.waitForFunction(() => document.readyState === 'complete');
}

// Ticks exactly these boxes on the policy page and saves.
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

// The policy page has the answers as well: the way to withdraw everything.
export async function decideAgain(page, value) {
    const form = await policyPage(page);
    return send(page, form.locator(`[name="choice"][value="${value}"]`));
}
