// SPDX-License-Identifier: Apache-2.0
//
// A visitor's journey through an application, four times: with the policy off,
// undecided, refusing and accepting. The first is the reference for the others.
//
// A journey is an object:
//   first      the page on which the visitor arrives
//   cookies    patterns: the cookies of the application that need no consent
//   needed     patterns: those of them that must exist after the log-in
//   asked      names: the cookies of the application that need consent
//   work(v)    logs in, and uses the application; v is a Visitor
//   inside(v)  true while logged in
//   leave(v)   logs out
//   same       paths that must be answered byte for byte as without a policy
//   random     a pattern of the bytes that differ from one request to the next

import { request } from 'node:http';
import { CONSENT, SITE, banner, comment, is, ok, reopen, run, shot } from
    '../browser/lib.mjs';
import { unreachable } from './reach.mjs';

const OFF = process.env.APPS_OFF;
const ASKED = ['_ga', 'ad_id'];
const PATIENCE = 50; // times 100 ms
const LIMIT = 30_000; // ms for a step, because these applications load slowly
// One transparent pixel, for uploads.
export const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAf' +
    'FcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const DESKTOP = { width: 1280, height: 800 };

// The findings without a policy, by name.
const seen = { console: new Set(), covered: new Map(), assets: new Set() };

// Replaces numbers, keys and addresses, which differ between two journeys.
const normal = text => text.replaceAll(OFF, SITE)
    .replace(/\b[0-9a-f]{8}(?:-?[0-9a-f]{4,})+\b/g, 'HEX')
    .replace(/\d+/g, 'N');

export class Visitor {
    constructor(page, context, kind) {
        Object.assign(this, { page, context, kind });
        this.on = kind !== 'off';
        this.site = this.on ? SITE : OFF;
        this.decided = false;
        this.messages = [];
        this.violations = [];
        this.choices = 0;
        context.on('console', message => this.#said(message));
        context.on('weberror', e => this.messages.push(e.error().message));
        context.on('request', r => this.#asked(r));
    }

    async watch() {
        await this.context.exposeBinding('cspViolated',
            (_, text) => this.violations.push(text));
        await this.context.addInitScript(() => {
            document.addEventListener('securitypolicyviolation', e => {
                window.cspViolated(`${e.violatedDirective} ${e.blockedURI} ` +
                    `${e.sourceFile}:${e.lineNumber}`);
            });
        });
    }

    #said(message) {
        if (['error', 'warning'].includes(message.type())) {
            this.messages.push(`${message.text()} (${message.location().url})`);
        }
    }

    #asked(r) {
        if (r.method() === 'POST' && r.url().endsWith('/choice')) {
            this.choices++;
        }
        if (!this.on && r.method() === 'GET' && r.url().startsWith(OFF) &&
            ['stylesheet', 'script', 'image', 'font']
                .includes(r.resourceType())) {
            seen.assets.add(r.url().slice(OFF.length));
        }
    }

    async go(path, name) {
        await this.page.goto(this.site + path);
        await this.look(name ?? path);
    }

    // Checks that this page has the expected elements of the module. If the
    // application removes one, the script restores it at once.
    async look(name) {
        await this.page.waitForLoadState();
        const expected = !this.on ? [0, 0] : this.decided ? [0, 1] : [1, 0];
        let shown;
        for (let i = 0; i < PATIENCE; i++) {
            shown = [await this.#shown(banner), await this.#shown(reopen)];
            if (String(shown) === String(expected)) {
                break;
            }
            await this.page.waitForTimeout(100);
        }
        is(shown, expected,
           `${name}: the numbers of visible banners and links`);
        const all = [await banner(this.page).count(),
            await reopen(this.page).count()];
        ok(all.every(n => n <= 1), `${name}: at most one of each`, all);
    }

    #shown(find) {
        return find(this.page).filter({ visible: true }).count();
    }

    // Checks that an embedded page has no element of the module.
    async bare(frame, name) {
        is(await frame.locator('[data-cookie-policy]').count(), 0,
            `${name}: no element of the module`);
    }

    async shot(name) {
        await shot(this.page, `${process.env.APPS_NAME}-${name}-${this.kind}`);
    }

    // Checks that each control that is usable without the module is usable.
    async reach(name) {
        await this.shot(name);
        const out = (await unreachable(this.page)).map(normal).sort();
        if (!this.on) {
            seen.covered.set(name, new Set(out));
            return;
        }
        const before = seen.covered.get(name);
        const lost = out.filter(control => !before?.has(control));
        is(lost, [], `${name}: each control can be reached`);
    }

    // Folds the banner, as a visitor who wants to click on a covered control.
    async fold() {
        const open = this.page.locator('details.cpolicy-fold[open] > summary');
        if (await open.count()) {
            await open.click();
        }
    }

    async choose() {
        const value = { accepting: 'accept', refusing: 'refuse' }[this.kind];
        if (!value) {
            return;
        }
        const button = banner(this.page)
            .locator(`button[name="choice"][value="${value}"]`);
        await Promise.all([
            this.page.waitForResponse(r => r.request().method() === 'POST' &&
                r.url().endsWith('/choice')),
            button.click(),
        ]);
        this.decided = true;
        await banner(this.page).waitFor({ state: 'hidden' });
    }

    // Refuses on the policy page, in another tab.
    async withdraw() {
        const page = await this.context.newPage();
        await page.goto(`${SITE}/cookie-policy`);
        await page.locator('form[action$="/choice"] ' +
            '[name="choice"][value="refuse"]').first().click();
        await page.waitForLoadState();
        await page.close();
    }

    async jar() {
        const cookies = await this.context.cookies();
        return cookies.map(cookie => cookie.name).sort();
    }
}

// The whole journey, with the checks at each step.
async function walk(journey, kind, page, context) {
    context.setDefaultTimeout(LIMIT);
    const v = new Visitor(page, context, kind);
    await v.watch();
    await v.go(journey.first, 'first visit');
    await v.shot('first');
    await v.choose();
    await v.go(journey.first, 'after the choice');
    await journey.work(v);
    ok(await journey.inside(v), 'still logged in after the work');
    await cookies(journey, v);
    await journey.leave(v);
    ok(!await journey.inside(v), 'logged out');
    judge(v);
}

async function cookies(journey, v) {
    const jar = await v.jar();
    for (const pattern of journey.needed) {
        ok(jar.some(name => pattern.test(name)),
            `a cookie like ${pattern} is kept`, jar);
    }
    const other = jar.filter(name => !journey.cookies
        .some(pattern => pattern.test(name)));
    const consent = v.decided ? [CONSENT] : [];
    const asked = [...ASKED, ...journey.asked ?? []].sort();
    const agreed = v.kind === 'accepting' ? asked : [];
    is(other, !v.on ? [...asked, 'stray'].sort()
        : [...agreed, ...consent].sort(),
        'only cookies of the application and of the choice are stored');
    if (v.kind !== 'accepting') {
        return;
    }
    await v.withdraw();
    const left = await v.jar();
    is(left.filter(name => asked.includes(name)), [],
        'cookies without consent are deleted');
    ok(await journey.inside(v), 'still logged in after the withdrawal');
}

function judge(v) {
    const messages = [...new Set(v.messages.map(normal))];
    if (!v.on) {
        messages.forEach(message => seen.console.add(message));
        messages.forEach(message => comment(`without a policy: ${message}`));
        return;
    }
    is(messages.filter(message => !seen.console.has(message)), [],
        'the console has no message that is missing without a policy');
    is(v.violations, [], 'no violation of a content security policy');
    is(v.choices, { undecided: 0, refusing: 1, accepting: 2 }[v.kind],
        'each choice was sent once');
}

// ----------------------------------------------------------- the same bytes

// Sends a request to one of the two hosts, always with the Host field of SITE,
// so that the addresses in the responses do not differ.
function ask(origin, path, encoding) {
    const { hostname, port } = new URL(origin);
    const headers = { Host: new URL(SITE).host, Accept: '*/*',
        'Accept-Encoding': encoding };
    return new Promise((resolve, reject) => {
        request({ hostname, port, path, headers, agent: false }, response => {
            const parts = [];
            response.on('data', part => parts.push(part));
            response.on('end', () => resolve({ status: response.statusCode,
                fields: fields(response.rawHeaders).join('\n'),
                body: Buffer.concat(parts).toString('latin1') }));
        }).on('error', reject).end();
    });
}

function fields(raw) {
    const pairs = [];
    for (let i = 0; i < raw.length; i += 2) {
        if (!/^(?:date|keep-alive|x-request-id)$/i.test(raw[i])) {
            pairs.push(`${raw[i]}: ${raw[i + 1]}`);
        }
    }
    return pairs.sort();
}

// Returns a list of the differences.
async function difference(path, encoding = 'gzip', mask = /(?!)/g) {
    const [off, on] = [await ask(OFF, path, encoding),
        await ask(SITE, path, encoding)];
    const part = (answer, name) => String(answer[name]).replaceAll(mask, '');
    return off.status === 404 || off.status >= 500
        ? [`${path}: status ${off.status}`]
        : ['status', 'fields', 'body']
            .filter(name => part(on, name) !== part(off, name))
            .map(name => `${path}: ${name}:\n${part(on, name).slice(0, 500)}` +
                `\nfor:\n${part(off, name).slice(0, 500)}`);
}

// Tries again after a difference, because the clock may have advanced between
// the two requests.
async function differs(...question) {
    let found = await difference(...question);
    for (let tries = 0; found.length && tries < 5; tries++) {
        found = await difference(...question);
    }
    return found;
}

// True for an HTML response: an asset that needs a log-in gets the log-in page.
async function isPage(path) {
    const { fields } = await ask(OFF, path, 'gzip');
    return /^content-type: text\/html/im.test(fields);
}

async function answers(journey) {
    for (const path of journey.same) {
        is(await differs(path, 'identity', journey.random), [],
            `${path}: the same bytes`);
    }
    const all = [];
    let count = 0;
    for (const path of seen.assets) {
        if (!await isPage(path)) {
            all.push(...await differs(path, 'gzip', journey.random));
            count++;
        }
    }
    ok(count > 3, 'the pages have assets', [...seen.assets]);
    is(all, [], 'assets: the same bytes');
    comment(`${count} assets`);
}

export async function journeys(journey) {
    const way = kind => (page, context) => walk(journey, kind, page, context);
    await run({
        off: way('off'),
        undecided: way('undecided'),
        refusing: way('refusing'),
        accepting: way('accepting'),
        answers: () => answers(journey),
    }, { viewport: DESKTOP });
}
