// SPDX-License-Identifier: Apache-2.0
//
// No control of the site stays covered by the banner, the folded banner or the
// link, on pages whose layout leaves no room by itself (site/layouts).

import * as lib from './lib.mjs';
const { ok, is, isSoon } = lib;

const PHONE = { width: 375, height: 667 };
const DESK = { width: 1280, height: 720 };
// Pages that get room for the whole banner, and whether CSS alone makes it.
const ROOM = { savebar: false, bars: false, toolbar: false, shell: true,
               grid: true, flex: false };

const fold = page => lib.banner(page).locator('.cpolicy-fold > summary');
const isFolded = page => lib.banner(page).locator('.cpolicy-fold')
    .evaluate(e => !e.open);
const layout = (page, name, query = '') =>
    lib.visit(page, `/layouts/${name}.html${query}`);

// Waits until the page has been rendered.
const drawn = page => page.evaluate(() => new Promise(done =>
    requestAnimationFrame(() => requestAnimationFrame(done))));

// Returns the controls of the site whose middle is covered by an element of the
// module. Each control is first scrolled into view, or gets the focus.
function covered(page, way) {
    return page.evaluate(async how => {
        const list = [];
        for (const e of document.querySelectorAll('a,button,input,textarea')) {
            if (e.closest('[data-cookie-policy]') || !e.checkVisibility()) {
                continue;
            }
            if (how === 'focus') {
                e.focus();
                await new Promise(done => requestAnimationFrame(done));
            } else {
                const long = document.scrollingElement.scrollHeight
                    > innerHeight;
                e.scrollIntoView({ behavior: 'instant',
                                   block: long ? 'nearest' : 'center' });
            }
            const box = e.getBoundingClientRect();
            const hit = document.elementFromPoint(box.x + box.width / 2,
                                                  box.y + box.height / 2);
            if (hit?.closest('[data-cookie-policy]')) {
                list.push(e.textContent || e.id || e.localName);
            }
        }
        return list;
    }, way);
}

// The script examines a changed page at most once per second.
const settled = (page, name) => isSoon(() => covered(page, 'scroll'), [], name);

const groups = {};

for (const [name, size] of [['wide', DESK], ['narrow', PHONE]]) {
    groups[`the banner, ${name}`] = async page => {
        await page.setViewportSize(size);
        for (const which of Object.keys(ROOM)) {
            await layout(page, which);
            await drawn(page);
            await settled(page, `${which}: each control can be scrolled free`);
            is(await covered(page, 'focus'), [],
               `${which}: no element with the focus is covered`);
            is(await isFolded(page), false, `${which}: the banner is open`);
            await fold(page).click();
            await settled(page,
               `${which}: the folded banner covers no control`);
        }
    };
}

groups['the banner at the top, and in the page'] = async page => {
    await page.setViewportSize(DESK);
    await layout(page, 'savebar', '?layout=top');
    await drawn(page);
    await settled(page,
        'a header that is placed absolutely moves below the banner');
    await layout(page, 'savebar', '?layout=flow');
    await drawn(page);
    ok(await lib.answer(page, 'refuse').evaluate(e => {
        const { x, y, width, height } = e.getBoundingClientRect();
        return document.elementFromPoint(x + width / 2, y + height / 2) === e;
    }), 'in the page the banner is above such a header');
    await fold(page).click();
    await settled(page, 'the folded banner does not cover the header');
};

// The end of body changes the place in the document, not on the screen.
for (const name of ['top', 'flow']) {
    groups[`${name}, at the end of body`] = async page => {
        await page.setViewportSize(DESK);
        await lib.visit(page, `/shop.html?layout=${name}-end`);
        ok(await page.evaluate(() => {
            const { body } = document;
            const ours = body.querySelectorAll('[data-cookie-policy]');
            const site = [...body.children]
                .filter(e => !e.matches('[data-cookie-policy]')).at(-1);
            return ours.length && [...ours].every(e => site
                .compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING);
        }), 'all elements of the module are after the site\'s content');
        await lib.banner(page).scrollIntoViewIfNeeded();
        ok(await lib.banner(page).isVisible(), 'the banner is visible');
        const box = await lib.banner(page).boundingBox();
        const main = await page.locator('main').boundingBox();
        ok(name === 'top' ? box.y === 0 : box.y >= main.y + main.height,
           'the banner is in its place', JSON.stringify([box, main]));
        await fold(page).click();
        is(await isFolded(page), true, 'the banner folds');
        await fold(page).click();
        is(await isFolded(page), false, 'the banner unfolds');
        await lib.shot(page, `${name}-end`);
        await lib.send(page, lib.answer(page, 'refuse'));
        ok(await lib.reopen(page).isVisible(), 'its button works');
    };
}

groups['tabs that are fixed to the bottom'] = async page => {
    await page.setViewportSize(PHONE);
    await layout(page, 'tabs');
    await drawn(page);
    is(await covered(page, 'focus'), [],
        'no element with the focus is covered');
    is(await isFolded(page), true, 'the banner has folded itself');
    await settled(page, 'the folded banner is above the tabs');
    await fold(page).click();
    is(await isFolded(page), false, 'the banner unfolds');
    await fold(page).click();
    await settled(page, 'folded again, the banner does not cover the tabs');
    is(await lib.store(page.context()).then(s => s.has(lib.CONSENT)), false,
       'no choice was made');
};

groups['folding'] = async page => {
    await page.setViewportSize(PHONE);
    await lib.visit(page, '/shop.html');
    const requests = [];
    page.on('request', request => requests.push(request.url()));
    const before = await page.context().cookies();
    await fold(page).focus();
    await page.keyboard.press('Enter');
    is(await isFolded(page), true, 'Enter folds the banner');
    ok(await fold(page).evaluate(e => e === document.activeElement),
       'the summary keeps the focus');
    await drawn(page);
    const box = await lib.banner(page).boundingBox();
    ok(box.height <= 40, 'one line is visible', JSON.stringify(box));
    ok(await lib.banner(page).locator('h2').isVisible(),
       'this line is the heading');
    await lib.shot(page, 'folded');
    await page.emulateMedia({ forcedColors: 'active' });
    const seen = await fold(page).evaluate(e => {
        const style = getComputedStyle(e, '::after');
        return [style.borderBottomColor !== getComputedStyle(
            e.closest('section')).backgroundColor, style.borderBottomWidth];
    });
    is(seen, [true, '2px'], 'the arrow is visible in forced colours');
    await page.emulateMedia({ media: 'print' });
    is(await lib.banner(page).isVisible(), false, 'the banner is not printed');
    await page.emulateMedia({ media: 'screen', forcedColors: 'none' });
    is(requests, [], 'no request is sent');
    is(await page.context().cookies(), before, 'no cookie is set');
    await page.evaluate(() => window.cookiePolicy.open());
    is(await isFolded(page), false, 'cookiePolicy.open() unfolds the banner');
};

groups['without script'] = async (page, context) => {
    const other = await context.browser().newContext({
        javaScriptEnabled: false, viewport: DESK });
    const plain = await other.newPage();
    for (const [which, css] of Object.entries(ROOM)) {
        await layout(plain, which);
        if (css) {
            is(await covered(plain, 'scroll'), [],
               `${which}: each control can be scrolled free`);
        }
        await fold(plain).click();
        is(await isFolded(plain), true, `${which}: the banner is folded`);
        const box = await lib.banner(plain).boundingBox();
        ok(box.height <= 40 && box.width <= 160,
           `${which}: the folded banner is one short line`,
           JSON.stringify(box));
    }
    await plain.setViewportSize(PHONE);
    await layout(plain, 'tabs');
    await fold(plain).click();
    is(await covered(plain, 'scroll'), [],
       'the folded banner is above fixed tabs');
    is((await other.cookies()).filter(c => c.name === lib.CONSENT), [],
       'no choice was made');
    await layout(plain, 'base');
    await Promise.all([plain.waitForEvent('load'),
                       lib.answer(plain, 'refuse').click()]);
    is(new URL(plain.url()).host, new URL(lib.SITE).host,
       'a <base> of another site does not redirect the choice');
    ok((await other.cookies()).some(c => c.name === lib.CONSENT),
       'the choice is stored');
    await other.close();
};

groups['a third of a telephone'] = async page => {
    await page.setViewportSize(PHONE);
    for (const lang of ['en', 'fr', 'de', 'bg', 'el', 'fi']) {
        await lib.visit(page, `/shop.html?lang=${lang}`);
        const box = await lib.banner(page).boundingBox();
        ok(box.height <= PHONE.height / 3,
           `${lang}: the banner is at most this high`, box.height);
        const hidden = await lib.banner(page).locator(
            '[value=refuse], [value=accept], .cpolicy-choose > summary')
            .evaluateAll(all => all.filter(e => {
                const r = e.getBoundingClientRect();
                const hit = document.elementFromPoint(r.x + r.width / 2,
                                                      r.y + r.height / 2);
                return r.bottom > innerHeight || !e.contains(hit);
            }).map(e => e.textContent));
        is(hidden, [], `${lang}: answers and choices are visible`);
    }
};

// Returns the colours at the left edge, where no text is, from top to bottom.
async function edge(page, say) {
    const box = await say.boundingBox();
    const clip = { x: box.x, y: box.y + box.height - 8, width: 1, height: 8 };
    const png = (await page.screenshot({ clip })).toString('base64');
    return page.evaluate(async png => {
        const image = new Image();
        image.src = `data:image/png;base64,${png}`;
        await image.decode();
        const canvas = new OffscreenCanvas(1, 8).getContext('2d');
        canvas.drawImage(image, 0, 0);
        const { data } = canvas.getImageData(0, 0, 1, 8);
        return [...data].filter((_, i) => i % 4 === 0);
    }, png);
}

// Runs in the page. True if the last line is inside the box of the element.
function showsItsEnd(element) {
    const range = document.createRange();
    range.selectNodeContents(element);
    const end = Math.max(...[...range.getClientRects()].map(r => r.bottom));
    const box = element.getBoundingClientRect();
    return end <= box.bottom && box.height >= 40;
}

groups['a long text on a telephone'] = async page => {
    for (const size of [PHONE, { width: 320, height: 568 }]) {
        const name = `${size.width} px`;
        await page.setViewportSize(size);
        await lib.visit(page, '/shop.html');
        const say = lib.banner(page).locator('.cpolicy-say');
        const high = await lib.banner(page).evaluate(e => {
            const say = e.querySelector('.cpolicy-say');
            const text = say.querySelector('p');
            text.prepend('Many words about cookies. '.repeat(20));
            return e.offsetHeight;
        });
        await drawn(page);
        ok(high <= Math.max(size.height / 3, 190),
           `${name}: the banner is not higher`, high);
        const more = await edge(page, say);
        ok(more[0] - more[7] > 40,
           `${name}: a shadow shows that the text continues`,
           more.join());
        const link = say.locator('a').last();
        await say.evaluate(e => { e.scrollTop = e.scrollHeight; });
        await drawn(page);
        ok(await say.evaluate(showsItsEnd),
           `${name}: the whole last line is visible`);
        const end = await edge(page, say);
        ok(Math.abs(end[0] - end[7]) < 8, `${name}: no shadow at the end`,
           end.join());
        await say.evaluate(e => { e.scrollTop = 0; });
        await link.focus();
        ok(await link.evaluate(e => {
            const r = e.getBoundingClientRect();
            return e === document.activeElement && e.contains(
                document.elementFromPoint(r.x + r.width / 2, r.bottom - 2));
        }), `${name}: the link to the policy page is reachable`);
    }
};

groups['the link'] = async page => {
    await lib.decide(page, 'refuse', '/shop.html');
    for (const [name, size] of [['wide', DESK], ['narrow', PHONE]]) {
        await page.setViewportSize(size);
        for (const which of ['toolbar', 'shell', 'tabs', 'bars', 'savebar']) {
            await layout(page, which);
            await drawn(page);
            await settled(page,
               `${name}, ${which}: the link covers no control`);
            await isSoon(() => lib.reopen(page).evaluate(e => {
                const r = e.getBoundingClientRect();
                return e.contains(document.elementFromPoint(
                    r.x + r.width / 2, r.y + r.height / 2));
            }), true, `${name}, ${which}: the link is visible`);
        }
    }
};

// Adds a fixed element with `count` buttons, as a script of the site would.
const addWidget = (page, css, count = 1) => page.evaluate(([text, n]) => {
    const box = document.createElement('div');
    box.id = 'widget';
    box.style.cssText = text;
    for (let i = 0; i < n; i++) {
        const button = document.createElement('button');
        button.textContent = i;
        box.append(button);
    }
    document.body.append(box);
}, [css, count]);

// Waits until the left edge of the link is at x, or more than 99 px after it.
const linkIsAt = (page, x) => page.waitForFunction(to => document.querySelector(
    '[data-cookie-policy="reopen"]').getBoundingClientRect().x === to, x);
const linkIsAfter = (page, x) => page.waitForFunction(from =>
    document.querySelector('[data-cookie-policy="reopen"]')
        .getBoundingClientRect().x > from + 99, x);

groups['the link moves aside'] = async page => {
    await lib.decide(page, 'refuse', '/shop.html');
    await lib.visit(page, '/shop.html');
    const place = () => lib.reopen(page).boundingBox();
    const first = await place();
    await addWidget(page, 'position:fixed;left:0;bottom:0;z-index:9');
    await linkIsAfter(page, first.x);
    ok(true, 'the link moves to the other side of a chat bubble');
    await page.evaluate(() => document.getElementById('widget').remove());
    await linkIsAt(page, first.x);
    ok(true, 'it moves back when the chat bubble is removed');
    await addWidget(page, 'position:fixed;inset:0;display:grid;'
        + 'grid-auto-rows:24px;grid-template-columns:repeat(12,1fr)', 600);
    await page.waitForFunction(() => document.querySelector(
        '[data-cookie-policy="reopen"]').offsetWidth < 32);
    const icon = await place();
    ok(icon.width >= 24 && icon.height >= 24,
       'the link is an icon if no place is free', JSON.stringify(icon));
    await page.keyboard.press('Tab');
    await lib.reopen(page).focus();
    await isSoon(async () => Math.round((await place()).width),
        Math.round(first.width), 'with the focus the icon shows its text');
};

groups['above everything'] = async page => {
    const top = (one, where) => one.evaluate((e, [x, y]) => {
        const r = e.getBoundingClientRect();
        return e.contains(document.elementFromPoint(
            r.x + r.width * x, r.y + r.height * y));
    }, where);
    await page.setViewportSize(PHONE);
    await layout(page, 'modal');
    is(await page.evaluate(() => document.activeElement.localName), 'body',
       'the banner does not take the focus');
    await isSoon(() => top(lib.banner(page), [0.5, 0.97]), true,
        'the banner is above a bar with the highest z-index');
    is(await page.evaluate(() => [...document.querySelectorAll(
        'script[data-cookie-policy], style[data-cookie-policy]')]
        .filter(e => e.checkVisibility()).length), 0,
       'no script of the module is shown as text');
    is(await page.evaluate(() => [...document.querySelectorAll(
        ':popover-open')].map(e => getComputedStyle(e, '::backdrop').display)
        .filter(display => display !== 'none')), [],
       "the site's ::backdrop has no effect");
    is(await lib.banner(page).getAttribute('role'), 'region',
       'the banner is a region, not a dialog');
    const box = await lib.banner(page).boundingBox();
    is([box.x, box.width, Math.round(box.y + box.height)], [0, 375, 667],
       'rules of the site for body > * do not move the banner');
    await lib.send(page, lib.answer(page, 'refuse'));
    await layout(page, 'flex');
    await drawn(page);
    await isSoon(() => top(lib.reopen(page), [0.5, 0.5]), true,
        'a transform of the body does not move the link away');
};

groups["a dialog of the site's own"] = async page => {
    await page.setViewportSize(PHONE);
    await layout(page, 'modal');
    await page.evaluate(() => {
        const dialog = document.querySelector('dialog');
        dialog.style.cssText = 'position:fixed;inset:auto 0 0;margin:0';
        dialog.showModal();
    });
    const yes = page.locator('dialog button');
    // A resize makes the script place the banner again.
    await page.evaluate(() => dispatchEvent(new Event('resize')));
    await page.waitForTimeout(200);
    await isSoon(() => yes.evaluate(e => {
        const r = e.getBoundingClientRect();
        return e.contains(document.elementFromPoint(r.x + 5, r.y + 5));
    }), true, 'the dialog is above the banner');
    await yes.click();
    is(await page.locator('dialog').evaluate(e => e.open), false,
       'the dialog works');
    await lib.send(page, lib.answer(page, 'refuse'));
    ok(await lib.reopen(page).isVisible(), 'the banner works after the dialog');
};

// On an idle page the script runs no timer and no animation frame. On a busy
// machine, Chromium may still be at work for the load.
groups['an idle page'] = async (page, context) => {
    await lib.decide(page, 'refuse', '/shop.html');
    await lib.visit(page, '/shop.html');
    const session = await context.newCDPSession(page);
    await session.send('Performance.enable');
    const read = async () => {
        const { metrics } = await session.send('Performance.getMetrics');
        return ['LayoutCount', 'RecalcStyleCount', 'ScriptDuration']
            .map(name => metrics.find(m => m.name === name).value);
    };
    const changes = async () => {
        const before = await read();
        await page.waitForTimeout(1500);
        return (await read()).map((value, i) => value - before[i]);
    };
    await isSoon(changes, [0, 0, 0], 'no layout, no style, no script');
};

await lib.run(groups);
