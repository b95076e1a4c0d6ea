// SPDX-License-Identifier: Apache-2.0
//
// Each policy of a table, on a page with the module and on the same page
// without it. The field comes from a CGI script, a backend or mod_headers. With
// the module, its style applies and its scripts run. The violations that
// Chromium reports to the page, to the console and to the report endpoint are
// the same as without the module.

import { createServer } from 'node:http';
import * as lib from './lib.mjs';
const { ok, is } = lib;

const FLAGS = ['--host-resolver-rules=MAP *.test 127.0.0.1'];
const NONCE = `'nonce-cGFnZQ=='`;
const PAGE_HASH = `'sha256-KIQ3a/wkXGCkqVVE8o6WWMxB/5nnSjJaU0ljtHaAtPI='`;
const site = host => `http://${host}:${process.env.CSP_PORT}`;

// A name, then the values of the fields. "ro " marks a report-only field.
const POLICIES = [
    ['no policy', []],
    ['an empty one', ['']],
    ['nothing at all', [`default-src 'none'`]],
    ['the least', [`default-src 'none'; form-action 'self'`]],
    ['default self', [`default-src 'self'`]],
    ['scripts and styles of files', [`script-src 'self'; style-src 'self'`]],
    ['script none', [`script-src 'none'`]],
    ['style none', [`style-src 'none'`]],
    ['no source', [`style-src; script-src`]],
    ['strict', [`script-src ${NONCE} 'strict-dynamic' https: 'unsafe-inline'; `
        + `object-src 'none'; base-uri 'none'`]],
    ['strict, by default', [`default-src ${NONCE} 'strict-dynamic'`]],
    ['all inline', [`default-src 'self' 'unsafe-inline'`]],
    ['style inline', [`default-src 'self'; style-src 'unsafe-inline'`]],
    ['void by a nonce', [`style-src 'unsafe-inline' ${NONCE}`]],
    ['void by a hash', [`default-src 'self' 'unsafe-inline' ${PAGE_HASH}`]],
    ['not void', [`style-src 'unsafe-inline' 'nonce-' 'sha256-a' 'sha1-abcd'`]],
    ['not void for styles', [`style-src 'unsafe-inline' 'strict-dynamic'`]],
    ['elements', [`style-src-elem 'none'; script-src-elem 'none'`]],
    ['elements over all', [`script-src-elem 'self'; script-src 'none'; `
        + `style-src-elem 'self'; style-src 'unsafe-inline'`]],
    ['attributes', [`style-src-attr 'none'; script-src-attr 'none'`]],
    ['attributes and default', [`default-src 'self'; style-src-attr `
        + `'unsafe-inline'; script-src-attr 'unsafe-inline'`]],
    ['hashes for attributes', [`default-src 'unsafe-hashes' ${PAGE_HASH}`]],
    ['twice', [`style-src 'unsafe-inline'; style-src 'none'; script-src 'none';`
        + ` script-src 'unsafe-inline'`]],
    ['capitals and blanks', [`;; STYLE-SRC\t'SELF' ; Script-Src  'None';`]],
    ['connect', [`connect-src https://api.test`]],
    ['connect, by default', [`default-src https: 'unsafe-inline'`]],
    ['Trusted Types', [`require-trusted-types-for 'script'; trusted-types `
        + `'none'; script-src 'self'`]],
    ['a list', [`style-src 'self', default-src 'none', img-src *`]],
    ['a list of opposites', [`style-src 'unsafe-inline', style-src 'none'`]],
    ['several fields', [`style-src 'self'`, `script-src 'self'`,
        `default-src 'none'`]],
    ['report only', [`ro default-src 'none'; form-action 'self'`]],
    ['both kinds', [`default-src 'self' 'unsafe-inline'`,
        `ro style-src ${NONCE}; script-src ${NONCE}; default-src 'none'`]],
    ['a sandbox with scripts', [`sandbox allow-scripts allow-same-origin; `
        + `default-src 'none'`]],
];

// The hosts with `ways` get these in all ways. A CGI script sends all
// other fields: how a field gets into the response affects neither the variants
// nor the signals.
const IN_EVERY_WAY = ['the least', 'strict', 'void by a hash', 'all inline',
    'report only', 'a list'];

const HOSTS = {
    'vary.test': { visitors: ['new', 'decided'], ways: true },
    'uniform.test': { visitors: ['new', 'decided'], uniform: true },
    'mode.test': { visitors: ['new', 'decided'], mode: true },
    'both.test': { visitors: ['decided'], uniform: true, mode: true },
};

// ------------------------------------------------------------------ reports

const reports = [];
const endpoint = createServer((request, response) => {
    let body = '';
    request.on('data', data => { body += data; });
    request.on('end', () => {
        reports.push([request.url, body]);
        response.writeHead(204).end();
    });
});
await new Promise(done => endpoint.listen(0, '127.0.0.1', done));
endpoint.unref();

let asked = 0;
const reporting = (value, id) => value.split(',').map(policy =>
    `${policy.replace(/;\s*$/, '')}; report-uri ` +
    `http://127.0.0.1:${endpoint.address().port}/${id}`).join(',');

// ------------------------------------------------------------------ one page

const isReportOnly = value => value.startsWith('ro ');
const field = value => 'Content-Security-Policy' +
    (isReportOnly(value) ? '-Report-Only' : '');
const bare = value => isReportOnly(value) ? value.slice(3) : value;

let document_;

function address(way, values, id) {
    const policies = values.map(value =>
        [field(value), bare(value) && reporting(bare(value), id)]);
    if (way === 'cgi' || way === 'backend') {
        const query = [['type', 'text/html;charset=utf-8'],
            ['body', document_],
            ...policies.map(pair => ['h', pair.join(': ')])];
        return `/${way}/emit.pl?` + query.map(pair =>
            pair.map(encodeURIComponent).join('=')).join('&');
    }
    return `/${way}/page.html?${encodeURIComponent(policies[0][1])}`;
}

function ways(name, values, host) {
    if (!HOSTS[host]?.ways || !IN_EVERY_WAY.includes(name)) {
        return ['cgi'];
    }
    return ['cgi', 'backend',
        ...(isReportOnly(values[0]) ? ['report'] : ['set', 'always'])];
}

// Runs before any part of the page, and under no policy.
function watch() {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', e => {
        window.violations.push([e.disposition, e.effectiveDirective,
            e.blockedURI, e.sample].join(' '));
    });
}

function state() {
    const css = (name, property) => {
        const element = document.querySelector(name);
        return element && getComputedStyle(element)[property];
    };
    const ours = name => document.querySelector(`[data-cookie-policy=${name}]`);
    return {
        page: { own: window.own, h1: css('h1', 'color'), p: css(
                'body > p:not([data-cookie-policy])', 'color'),
            margin: css('h1', 'marginLeft'), mode: document.compatMode },
        violations: window.violations.sort(),
        banner: ours('banner') && !ours('banner').hidden,
        reopen: ours('reopen') && !ours('nav').hidden,
        position: css('#cpolicy:not([hidden]), #cpolicy-back:not([hidden])',
            'position'),
        calls: (window.dataLayer || []).map(call => call[1]),
    };
}

async function visit(page, host, way, values) {
    const id = ++asked;
    const said = [];
    const hear = message => {
        if (/Content Security Policy/.test(message.text())) {
            said.push(message.text());
        }
    };
    page.on('console', hear);
    await page.goto(site(host) + address(way, values, id));
    if (HOSTS[host]?.uniform) {
        // The script shows neither banner nor link until the server has
        // answered.
        await page.waitForFunction(() => {
            const shown = name => {
                const element =
                    document.querySelector(`[data-cookie-policy=${name}]`);
                return element && !element.hidden;
            };
            return shown('banner') !== shown('nav');
        }).catch(() => {});
    }
    const seen = await page.evaluate(state);
    const mine = () => reports.filter(([url]) => url === `/${id}`).length;
    // Chromium sends one report for each violation.
    await lib.soon(() => mine() >= seen.violations.length, true);
    page.off('console', hear);
    return { ...seen, reported: mine(), said: said.length };
}

// ----------------------------------------------------------------- the table

async function first(context) {
    const page = await context.newPage();
    await page.addInitScript(watch);
    return page;
}

// The findings without the module: once for each policy and way.
const seenWithout = new Map();

async function plainly(page, way, values) {
    const key = JSON.stringify([way, values]);
    if (!seenWithout.has(key)) {
        seenWithout.set(key, await visit(page, 'off.test', way, values));
    }
    return seenWithout.get(key);
}

async function compare(page, plain, host, visitor) {
    const { uniform, mode } = HOSTS[host];
    for (const [name, values] of POLICIES) {
        for (const way of ways(name, values, host)) {
            const title = `${visitor}, ${name}, ${way}`;
            const without = await plainly(plain, way, values);
            const seen = await visit(page, host, way, values);
            is(seen.violations, without.violations,
               `${title}: no new violation`);
            is(seen.reported, without.reported,
               `${title}: no violation reported`);
            is(seen.said, without.said,
               `${title}: no new message in the console`);
            is(seen.page, without.page, `${title}: the page is as it was`);
            is(seen.position, 'fixed', `${title}: the module's style applies`);
            is([seen.banner ?? false, seen.reopen ?? false],
               visitor === 'new' ? [true, false] : [false, true],
               `${title}: ${uniform ? 'our script ran' : 'what is shown'}`);
            is(seen.calls, mode ? (visitor === 'new' ? ['default']
                : ['default', 'update']) : [], `${title}: signals`);
        }
    }
}

const groups = {};

for (const [host, { visitors }] of Object.entries(HOSTS)) {
    for (const visitor of visitors) {
        groups[`${host}, ${visitor}`] = async (_, context) => {
            const page = await first(context);
            const plain = await first(context);
            document_ ??= await (await context.request.get(
                `http://127.0.0.1:${process.env.CSP_PORT}/page.html`)).text();
            if (visitor === 'decided') {
                await page.goto(`${site(host)}/page.html`);
                await lib.send(page, lib.answer(page, 'accept'));
            }
            await compare(page, plain, host, visitor);
        };
    }
}

groups['the measure'] = async () => {
    const own = [...seenWithout.values()].flatMap(seen => seen.violations);
    ok(own.length > 100,
       'the pages without the module had violations of their own');
    ok(reports.length > 100, 'the endpoint got reports');
};

// ------------------------------------------------------- a sheet of the site's

groups['a stylesheet of the site'] = async (_, context) => {
    const page = await first(context);
    const plain = await first(context);
    for (const [name, values] of POLICIES) {
        for (const way of ways(name, values, 'sheet.test')) {
            const without = await plainly(plain, way, values);
            const seen = await visit(page, 'sheet.test', way, values);
            is(seen.violations, without.violations,
               `${name}, ${way}: no new violation`);
            is(seen.position, 'sticky', `${name}, ${way}: the sheet applies`);
        }
    }
};

// ------------------------------------------------------------------- the form

const query = policy => `/set/page.html?${encodeURIComponent(policy)}`;
const given = async context => (await context.cookies(site('vary.test')))
    .some(cookie => cookie.name === lib.CONSENT);

groups['the form under the least policy'] = async (page, context) => {
    await page.goto(site('vary.test') +
        query(`default-src 'none'; form-action 'self'`));
    await lib.send(page, lib.answer(page, 'refuse'));
    ok(await given(context), 'the choice is stored');
    is(await lib.reopen(page).count(), 1, 'the page shows the link');
};

// The module does not relax form-action; the policy page has its own policy.
groups['no form allowed'] = async (page, context) => {
    await page.goto(site('vary.test') +
        query(`default-src 'none'; form-action 'none'`));
    await page.locator('[data-cookie-policy-link]').click();
    await page.waitForURL(/cookie-policy/);
    await lib.send(page, page.locator('[name="choice"][value="refuse"]'));
    ok(await given(context),
       'the link leads to the policy page, which has a form');
};

// Chromium runs no script in a sandbox, not even one of a test.
groups['a sandbox'] = async (page, context) => {
    const before = reports.length;
    await page.goto(site('vary.test') + '/set/page.html?' + encodeURIComponent(
        reporting(`sandbox; style-src 'self' 'unsafe-inline'`, 'sandbox')));
    const html = await (await context.request.get(
        `http://127.0.0.1:${process.env.CSP_PORT}/page.html`,
        { headers: { Host: 'vary.test' } })).text();
    ok(html.includes('data-cookie-policy="banner"'), 'the page has its banner');
    is(reports.slice(before).filter(([url]) => url === '/sandbox').length, 0,
       'no violation by the banner is reported');
};

await lib.run(groups, {}, FLAGS);
