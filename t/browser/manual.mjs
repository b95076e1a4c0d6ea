// SPDX-License-Identifier: Apache-2.0
//
// The manual: its pages are valid HTML, axe-core reports no violation in wide and
// narrow windows, and nothing is cut off, on the screen and on paper. Pictures are
// in shots/.

import { readdirSync } from 'node:fs';
import { HtmlValidate } from 'html-validate';
import * as lib from './lib.mjs';
import { check } from './rules.mjs';
const { is, ok } = lib;

const FOLDER = process.env.MANUAL;
// One page of each kind: text and pictures, a reference, a made page, a listing,
// tables with many columns, a translation.
const WIDE = ['index', 'directives', 'guide/caching', 'conf/examples/index'];
const NARROW = ['directives', 'quickreference', 'performance',
                'fr/guide/quickstart'];

const fits = page => page.evaluate(
    () => document.documentElement.scrollWidth <= innerWidth);

function groupFor(width, colorScheme, pages) {
    return async page => {
        const errors = [];
        page.on('console', message => errors.push(message.text()));
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme });
        for (const name of pages) {
            await page.goto(`file://${FOLDER}/${name}.html`);
            is(errors, [], `${name}: the console has no message`);
            await check(page, name);
            // axe-core reads the style once more, which Chromium refuses.
            errors.length = 0;
            ok(await fits(page), `${name}: nothing is wider than the window`);
            await page.screenshot({ path: `${process.env.BROWSER_SHOTS}/manual-`
                + `${name.replace(/\//g, '-')}-${width}-${colorScheme}.png` });
        }
    };
}

async function contents(page) {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(`file://${FOLDER}/directives.html`);
    const link = page.locator('aside a', { hasText: /^CookiePolicyGuard$/ });
    await link.click();
    is(await page.evaluate(() => document.querySelector(':target').textContent),
       'CookiePolicyGuard Directive ¶', 'the contents lead to a directive');
    ok(await link.isVisible(), '... and stay beside it');
    await page.setViewportSize({ width: 400, height: 800 });
    await page.goto(`file://${FOLDER}/directives.html`);
    await page.locator('header').getByText('Contents').click();
    is(await page.evaluate(() => location.hash), '#contents',
       'in a narrow window a link leads to the contents');
    ok(await page.locator('#contents h2').first().isVisible(),
       '... which are below the page');
}

async function paper(page) {
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await page.setViewportSize({ width: 700, height: 800 });
    await page.goto(`file://${FOLDER}/directives.html`);
    is(await page.locator('aside').isVisible(), false,
       'the contents are not printed');
    is(await page.locator('main h2').first().isVisible(), true,
       'the page is printed');
    ok(await fits(page), 'nothing is wider than the paper');
    is(await page.evaluate(() => getComputedStyle(document.body).color),
       'rgb(28, 42, 51)', 'the text is dark');
}

async function validity() {
    const validator = new HtmlValidate({
        root: true,
        extends: ['html-validate:recommended'],
        elements: ['html5'],
        rules: {
            // The title contains that of the document.
            'long-title': 'off',
            // A forge gives "1. Try the demo" the id "1-try-the-demo".
            'valid-id': ['error', { relaxed: true }],
        },
    });
    const pages = readdirSync(FOLDER, { recursive: true })
        .filter(name => name.endsWith('.html'));
    const wrong = [];
    for (const page of pages) {
        const { results } = await validator.validateFile(`${FOLDER}/${page}`);
        wrong.push(...results.flatMap(result => result.messages)
            .map(m => `${page}:${m.line}: ${m.ruleId}: ${m.message}`));
    }
    ok(pages.length > 20, 'there are pages');
    is(wrong, [], 'html-validate accepts every page');
}

const groups = { contents, paper, validity,
    wide: groupFor(1280, 'light', WIDE), narrow: groupFor(320, 'dark', NARROW) };
await lib.run(groups);
