// SPDX-License-Identifier: Apache-2.0
//
// The policy page as a reader sees it: headings, one table for each category,
// the present choice, and the form to change it.

import * as lib from './lib.mjs';
const { ok, is, like } = lib;

const COLUMNS = ["Service provider's name", 'Function and location',
                 'Cookie name(s)', 'Purposes', 'Lifetime',
                 'Third-party access'];

// As declared in t/conf/groups/browser.conf.in, and in the example it includes.
const OWN = 'Opendatasoft';
const ROWS = {
    'necessary': [
        [OWN, 'Authentication (front and back office)', 'sessionid',
         'to remember the user from one page to another', /./, 'No'],
        [OWN, 'Language selection (front and back office)', 'django_language',
         "to remember the visitor's language", /./, 'No'],
        [OWN, 'API (CSRF) (front and back office)', 'csrftoken',
         'to retrieve data via API calls', /./, 'No'],
        [OWN, 'Choices related to your cookie preferences',
         'cookies_preferences',
         "to remember the visitor's cookie preferences", /./, 'No'],
    ],
    'statistical': [['Count & Co', 'Every page', '_ga, stat_id',
                     'to count <b>visits</b>', '13 months', 'No']],
    'first-party': [['The shop', 'Offers', 'visitor_id',
                     'to remember what you looked at', '30 days', 'No']],
    'third-party': [['Ads Inc', 'Offers', 'ad_id',
                     'to choose advertisements', 'Until the browser is closed',
                     'Yes']],
};

const tidy = text => text.replace(/[\u2018\u2019]/g, "'")
    .replace(/\s+/g, ' ').trim();
const texts = async locator => (await locator.allInnerTexts()).map(tidy);

async function state(page) {
    const boxes = page.locator('input[name="grant"]');
    const ticked = await boxes.evaluateAll(
        all => all.filter(box => box.checked).map(box => box.value));
    return ticked.sort();
}

const groups = {};

groups['outline'] = async page => {
    await lib.visit(page, '/cookie-policy');
    is(await texts(page.locator('h1')), ['Cookie policy'], 'one main heading');
    const levels = await page.locator('h1,h2,h3,h4,h5,h6').evaluateAll(
        all => all.map(heading => Number(heading.localName[1])));
    ok(levels.length >= 4, 'there are headings below it', levels);
    ok(levels.every((n, i) => !i || n <= levels[i - 1] + 1),
       'no level of headings is missing', levels);
    is(await page.locator('html').getAttribute('lang'), 'en',
       'the page names its language');
    ok((await page.title()).includes('Cookie policy'), 'it has a title');
    is(await lib.banner(page).count() + await lib.reopen(page).count(), 0,
       'the page has neither banner nor link');
    const text = tidy(await page.locator('main').innerText());
    like(text, /small named piece of data/i,
       'the page explains the term cookie');
    for (const kind of ['Necessary', 'Statistical', 'First-party',
                        'Third-party']) {
        ok((await texts(page.locator('dt'))).includes(kind),
           `it explains ${kind} cookies`);
    }
};

groups['tables'] = async page => {
    await lib.visit(page, '/cookie-policy');
    const tables = await page.locator('table').all();
    is(tables.length, Object.keys(ROWS).length, 'one table for each category');
    for (const [i, [id, rows]] of Object.entries(ROWS).entries()) {
        const table = tables[i];
        const head = table.locator('thead th[scope="col"]');
        is(await texts(head), COLUMNS, `${id}: the columns`);
        like(await table.locator('caption').innerText(), new RegExp(id, 'i'),
             `${id}: the caption`);
        const lines = await table.locator('tbody tr').all();
        const got = [];
        for (const line of lines) {
            got.push(await texts(line.locator('td')));
        }
        const same = got.length === rows.length && rows.every(row =>
            got.some(line => line.length === row.length && row.every(
                (cell, n) => cell.test?.(line[n]) ?? cell === line[n])));
        ok(same, `${id}: the declared cookies`,
           JSON.stringify(got, null, 1));
    }
};

async function document(page) {
    const answer = await page.goto(`${lib.SITE}/cookie-policy/policy.json`);
    return answer.json();
}

// The page and policy.json are made from the same records.
groups['policy.json'] = async page => {
    const policy = await document(page);
    is(policy.categories.map(c => c.id), Object.keys(ROWS),
       'the same categories');
    const listed = policy.categories.map(c => c.cookies.flatMap(k => k.names));
    is(listed, Object.values(ROWS).map(
        rows => rows.flatMap(row => row[2].split(', '))), 'the same names');
    is(policy.choice.decided, false, 'no choice yet');
    await lib.decideAgain(page, 'accept');
    const { choice } = await document(page);
    is([choice.decided, choice.granted.sort(), choice.refused],
       [true, lib.ALL_IDS, []], 'the choice that was made');
};

groups['the choice in force'] = async page => {
    await lib.visit(page, '/cookie-policy');
    like(await page.locator('main').innerText(), /not chosen yet/i,
         'nothing is chosen at first');
    is(await state(page), [], 'nothing is ticked');
    is(await page.locator('input[name="grant"]').evaluateAll(
        all => all.map(box => box.value).sort()), lib.ALL_IDS,
       'each category that needs consent has a box');
    for (const value of ['accept', 'refuse', 'save']) {
        ok(await page.locator(`form [name="choice"][value="${value}"]`)
            .isVisible(), `the visitor can ${value}`);
    }
    await lib.decideAgain(page, 'accept');
    is(await state(page), lib.ALL_IDS, 'accept: all boxes are ticked');
    const today = new Date();
    const time = page.locator('.choice time');
    is(await time.getAttribute('datetime'), today.toISOString().slice(0, 10),
       'the date of the choice is in <time>');
    is(await time.innerText(), today.toLocaleDateString('en-GB',
        { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }),
       'the date is in words');
    await lib.save(page, 'third-party');
    is(await state(page), ['third-party'], 'save: the saved box is ticked');
    await lib.decideAgain(page, 'refuse');
    is(await state(page), [], 'refuse: no box is ticked');
};

groups['confirmation'] = async (page, context) => {
    for (const javaScriptEnabled of [true, false]) {
        const other = await context.browser().newContext(
            { javaScriptEnabled, locale: 'en' });
        const plain = await other.newPage();
        const said = plain.locator('[role="status"]');
        await lib.visit(plain, '/cookie-policy?saved');
        is(await said.count(), 0, 'nothing is confirmed before a choice');
        await lib.save(plain, 'statistical');
        is(await said.innerText(), 'Your choice is saved.',
           'the confirmation is there');
        ok(await said.evaluate(e => {
            const box = e.getBoundingClientRect();
            return box.top >= 0 && box.bottom <= innerHeight;
        }), 'the confirmation is visible without scrolling');
        is(await state(plain), ['statistical'], 'the form shows the choice');
        await lib.visit(plain, '/cookie-policy');
        is(await said.count(), 0, 'the next visit has no confirmation');
        await other.close();
    }
};

groups['layout'] = async page => {
    await lib.visit(page, '/cookie-policy');
    const columns = await page.locator('table').evaluateAll(
        all => all.map(table => [...table.querySelectorAll('thead th')].map(
            th => Math.round(th.getBoundingClientRect().width)).join(' ')));
    is(columns.length, 4, 'four tables');
    is([...new Set(columns)].length, 1,
       'all tables have the same column widths');
    for (const [width, height] of [[1280, 800], [768, 1024], [375, 667],
                                   [320, 568]]) {
        await page.setViewportSize({ width, height });
        const sizes = await page.locator('form button').evaluateAll(
            all => all.map(e => `${e.offsetWidth}x${e.offsetHeight}`));
        is([sizes.length, [...new Set(sizes)].length], [3, 1],
           `${width}: all buttons have one size (${sizes})`);
        is(await page.evaluate(() =>
            document.scrollingElement.scrollWidth > innerWidth), false,
           `${width}: nothing is wider than the window`);
    }
};

groups['in French'] = async page => {
    await lib.visit(page, '/cookie-policy?lang=fr');
    const text = await page.locator('main').innerText();
    for (const own of ['mémoriser la langue du visiteur',
                       'Authentification (front-office et back-office)']) {
        ok(text.includes(own), `the example says: ${own}`);
    }
    ok(!/to remember the (?:user|visitor)/.test(text),
       'no English text remains');
    const labels = await page.locator('td').evaluateAll(
        all => all.map(td => td.dataset.label));
    is([text, ...labels].flatMap(s => s.match(/[^\u202f]:(?=\s|$)/g) ?? []), [],
       'each colon has a narrow space before it');
};

groups['printed'] = async page => {
    await page.emulateMedia({ media: 'print' });
    await lib.visit(page, '/cookie-policy');
    ok(await page.locator('table').first().isVisible(),
       'the tables are printed');
    ok(!await page.locator('form').isVisible(), 'the form is not printed');
    await lib.visit(page, '/');
    ok(!await lib.banner(page).isVisible(), 'a printed page has no banner');
};

await lib.run(groups);
