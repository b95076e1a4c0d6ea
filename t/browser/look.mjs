// SPDX-License-Identifier: Apache-2.0
//
// The look of banner, link and policy page: each layout in each window, the
// focus, the site's own styles, and the validity of the HTML.

import { readdirSync } from 'node:fs';
import { HtmlValidate } from 'html-validate';
import * as lib from './lib.mjs';
const { ok, is } = lib;

const LAYOUTS = ['bottom', 'top', 'box', 'flow'];
// A window of 1280 x 720 with a zoom of 400 % has 320 x 180 CSS pixels.
const WINDOWS = [[1280, 800], [320, 568], [320, 180]];
const LANGUAGES = readdirSync(new URL('../../conf/locale', import.meta.url))
    .map(name => name.replace(/\.conf$/, ''));

const groups = {};

const choose = page => lib.banner(page)
    .locator('.cpolicy-choose > summary').click();

async function fits(page, name) {
    const [scrolls, wide, tall, inner] = await page.evaluate(() => {
        const e = document.querySelector('[data-cookie-policy="banner"]');
        const box = e.getBoundingClientRect();
        const style = getComputedStyle(e);
        const within = [...e.querySelectorAll('*')]
            .filter(x => x.checkVisibility()
                && x.getBoundingClientRect().right > innerWidth + 0.5);
        return [document.scrollingElement.scrollWidth > innerWidth,
                box.left >= -0.5 && box.right <= innerWidth + 0.5,
                style.position === 'relative' || box.height <= innerHeight * 0.75,
                within.map(x => x.localName)];
    });
    is([scrolls, wide, tall, inner], [false, true, true, []],
       `${name}: no horizontal scrolling, and room for the page`);
}

async function targets(page, name) {
    const small = await lib.banner(page).locator('button, summary, input').
        evaluateAll(all => all.filter(e => e.checkVisibility())
            .map(e => [e.localName, e.getBoundingClientRect()])
            .filter(([, box]) => box.width < 24 || box.height < 24)
            .map(([what]) => what));
    is(small, [], `${name}: all targets are at least 24 px wide and high`);
}

// Goes through the page by keyboard. No element with the focus may be covered.
async function uncovered(page, name) {
    const covered = [];
    for (let i = 0; i < 30; i++) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate(() => {
            const e = document.activeElement;
            if (e === document.body || e.closest('[data-cookie-policy]')) {
                return null;
            }
            const box = e.getBoundingClientRect();
            const seen = [0.05, 0.5, 0.95].some(x => [0.1, 0.5, 0.9].some(y => {
                const hit = document.elementFromPoint(
                    box.x + box.width * x, box.y + box.height * y);
                return hit && (hit === e || e.contains(hit));
            }));
            return seen ? null : e.textContent;
        });
        if (at !== null) {
            covered.push(at);
        }
    }
    is(covered, [], `${name}: no element with the focus is covered`);
}

for (const layout of LAYOUTS) {
    groups[layout] = async page => {
        for (const [width, height] of WINDOWS) {
            const name = `${width}x${height}`;
            await page.setViewportSize({ width, height });
            await lib.visit(page, `/shop.html?layout=${layout}`);
            is(await lib.banner(page).evaluate(e => getComputedStyle(e).position),
               layout === 'flow' ? 'relative' : 'fixed', `${name}: ${layout}`);
            await fits(page, name);
            await uncovered(page, name);
            await choose(page);
            await fits(page, `${name}, choices`);
            await targets(page, `${name}, choices`);
            await lib.shot(page, `${layout}-${name}`);
        }
    };
}

groups['without script'] = async (page, context) => {
    const other = await context.browser().newContext({
        javaScriptEnabled: false, viewport: { width: 1280, height: 800 } });
    const plain = await other.newPage();
    await lib.visit(plain, '/shop.html');
    const padding = await plain.locator('html').evaluate(
        e => parseFloat(getComputedStyle(e).paddingBlockEnd));
    const height = await lib.banner(plain).evaluate(e => e.offsetHeight);
    ok(padding >= height, 'the page has room for the banner below its content',
       [padding, height]);
    await other.close();
};

// The third control is as easy to find as the two answers.
async function sameForm(page, control, name) {
    const [refuse, accept, third] = await Promise.all([
        lib.answer(page, 'refuse'), lib.answer(page, 'accept'), control].map(
        e => e.evaluate(x => {
            const { y, width, height } = x.getBoundingClientRect();
            const style = getComputedStyle(x);
            return [Math.round(y), Math.round(width), Math.round(height),
                    style.fontSize, style.borderTopStyle,
                    style.borderTopWidth, style.borderRadius];
        })));
    is(third, refuse, `${name}: Choose has the row, size and form of Refuse`);
    is(accept, refuse, `${name}: Accept has the row, size and form of Refuse`);
    is(await control.innerText(), 'Choose', `${name}: the text is "Choose"`);
}

// The button to save is always visible.
async function saveIsVisible(page, name) {
    const save = lib.banner(page).locator('[value="save"]');
    for (const to of ['start', 'end']) {
        await lib.banner(page).evaluate((e, at) => {
            e.scrollTop = at === 'end' ? e.scrollHeight : 0;
        }, to);
        const seen = await save.evaluate(e => {
            const box = e.getBoundingClientRect();
            const hit = document.elementFromPoint(
                box.x + box.width / 2, box.y + box.height / 2);
            return box.bottom <= innerHeight && e.contains(hit);
        });
        ok(seen, `${name}: the button to save is visible at the ${to}`);
    }
}

groups['the choices'] = async (page, context) => {
    for (const javaScriptEnabled of [false, true]) {
        const how = javaScriptEnabled ? 'with script' : 'without script';
        const other = await context.browser().newContext(
            { javaScriptEnabled, locale: 'en' });
        const plain = await other.newPage();
        for (const [width, height] of [[1280, 800], [768, 1024], [375, 667],
                                       [320, 568]]) {
            const name = `${width}x${height} ${how}`;
            await plain.setViewportSize({ width, height });
            await lib.visit(plain, '/shop.html');
            const control = lib.banner(plain)
                .locator('.cpolicy-choose > summary');
            await sameForm(plain, control, name);
            await control.click();
            await saveIsVisible(plain, name);
        }
        await other.close();
    }
};

groups['the link'] = async page => {
    await page.setViewportSize({ width: 320, height: 400 });
    await lib.decide(page, 'refuse', '/shop.html');
    await lib.visit(page, '/shop.html');
    await uncovered(page, 'the link');
    const box = await lib.reopen(page).boundingBox();
    ok(box.height >= 24 && box.width >= 24,
       'the link is at least 24 px wide and high', box.height);
};

groups['text at 200 %'] = async page => {
    await page.setViewportSize({ width: 640, height: 800 });
    await lib.visit(page, '/shop.html');
    await page.addStyleTag({ content: 'html{font-size:200%}' });
    await choose(page);
    await fits(page, 'the banner');
    const clipped = await lib.banner(page).locator('button, label, p, h2')
        .evaluateAll(all => all.filter(e => e.scrollWidth > e.clientWidth + 1)
            .map(e => e.outerHTML));
    is(clipped, [], 'no word is cut off');
    await lib.shot(page, 'text-200');
};

groups['forced colours'] = async page => {
    await page.emulateMedia({ forcedColors: 'active' });
    await lib.visit(page, '/shop.html');
    const look = value => lib.answer(page, value).evaluate(e => {
        const style = getComputedStyle(e);
        return [style.borderTopStyle, style.borderTopWidth,
                style.borderTopColor !== style.backgroundColor, style.color
                !== style.backgroundColor];
    });
    is(await look('accept'), ['solid', '1px', true, true],
       'accept has a visible border');
    is(await look('refuse'), await look('accept'),
       'refuse has the same border');
    await choose(page);
    await lib.shot(page, 'forced-colours');
};

groups['reduced motion'] = async page => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await lib.visit(page, '/shop.html');
    const moving = await lib.banner(page).evaluate(e => [e,
        ...e.querySelectorAll('*')].filter(x => {
        const style = getComputedStyle(x);
        return style.animationName !== 'none'
            || parseFloat(style.transitionDuration) > 0;
    }).length);
    is(moving, 0, 'no animation and no transition');
};

groups['from right to left'] = async page => {
    await lib.visit(page, '/shop.html?lang=fa');
    is(await lib.banner(page).getAttribute('dir'), 'rtl', 'dir is set');
    const [title, answer] = await Promise.all(['h2', 'button'].map(
        what => lib.banner(page).locator(what).first().boundingBox()));
    ok(title.x + title.width > answer.x + answer.width,
       'the title is on the right, the answers are on the left');
    await lib.shot(page, 'rtl');
    await lib.send(page, lib.answer(page, 'refuse'));
    const link = await lib.reopen(page).boundingBox();
    ok(link.x > 640, 'the link is on the right, where a line starts', link.x);
};

// Rules that a site may have, from careless to hostile.
const SPOILED = `section,details,summary,input,form,nav{display:none}
    button{all:unset} *{float:left;letter-spacing:4px;text-transform:uppercase}
    html{font-size:62.5%} body{color:red;text-align:center;line-height:3}
    h2{font-size:80px} a{color:transparent;pointer-events:none}
    section>*{opacity:0} p{position:absolute;left:-999px} *::before{content:"x"}
    button:not(.mine){visibility:hidden} input[type=checkbox]{appearance:none}`;

groups["the site's own style"] = async page => {
    const look = async () => {
        await choose(page);
        return lib.banner(page).evaluate(e => [e, ...e.querySelectorAll(
            ':not(style)')].map(x => {
            const style = getComputedStyle(x);
            const { x: left, width, height } = x.getBoundingClientRect();
            return [x.localName, left, width, height, style.float, style.color,
                    style.display, style.opacity, style.letterSpacing,
                    style.textTransform, style.visibility, style.position];
        }));
    };
    await lib.visit(page, '/form.html');
    const plain = await look();
    await page.route('**/form.html', async route => {
        const answer = await route.fetch();
        await route.fulfill({ response: answer, body: (await answer.text())
            .replace('</head>', `<style>${SPOILED}</style></head>`) });
    });
    await lib.visit(page, '/form.html');
    const spoiled = await look();
    is(spoiled, plain, 'it changes nothing in the banner');
    await lib.shot(page, 'spoiled');
};

// The style element is in the body, next to the banner, because in the head it
// could move <meta charset> beyond the first 1,024 bytes. All browsers apply
// it.
const validator = new HtmlValidate({
    root: true,
    extends: ['html-validate:recommended'],
    elements: ['html5', { style: { flow: true } }],
    rules: {
        // The banner is a <section> with an explicit role. Tables need explicit
        // roles, because narrow windows show them as blocks. The confirmation
        // has a tabindex, so that it can have the focus.
        'no-redundant-role': 'off',
        'prefer-native-element': 'off',
        'form-dup-name': ['error', { shared: ['radio', 'button', 'reset',
                                              'submit', 'checkbox'] }],
        // XHTML pages get the same bytes.
        'void-style': ['error', { style: 'selfclosing' }],
        'attribute-boolean-style': ['error', { style: 'empty' }],
        // Style of writing, not validity.
        'long-title': 'off',
        'no-inline-style': 'error',
        'no-trailing-whitespace': 'off',
        'attr-quotes': 'off',
        'no-implicit-button-type': 'error',
        'require-sri': 'off',
    },
});

async function valid(html, name) {
    const report = await validator.validateString(html);
    is(report.results.flatMap(r => r.messages)
        .map(m => [m.ruleId, m.message, m.selector]), [], `${name} is valid`);
}

const around = html => '<!DOCTYPE html>\n<html lang="en"><head><title>x</title>'
    + `</head><body>${html}<main><h1>x</h1></main></body></html>`;

groups['valid HTML'] = async (page, context) => {
    const get = async path =>
        (await context.request.get(lib.SITE + path)).text();
    const added = html =>
        html.match(/<body[^>]*>(.*<\/script>)\s*<header>/s)[1];
    for (const lang of LANGUAGES) {
        await valid(around(added(await get(`/?lang=${lang}`))),
                    `the banner in ${lang}`);
    }
    await valid(await get('/cookie-policy'), 'the policy page');
    await valid(around(await get('/cookie-policy?fragment'))
        .replace('<h1>x</h1>', ''), 'the fragment');
    await valid(await get('/cookie-policy/none'), 'the error page');
    await lib.decide(page, 'accept');
    await valid(around(added(await get('/'))), 'the link');
    await valid(await get('/cookie-policy'), 'the policy page, decided');
};

await lib.run(groups);
