// SPDX-License-Identifier: Apache-2.0
//
// The page around the banner: which elements the module adds, to which
// documents it adds none, and that the site's own document is unchanged.

import * as lib from './lib.mjs';
const { ok, is } = lib;

const PAGES = ['/', '/shop.html', '/frame.html', '/form.html'];

// Returns the document as parsed, without the module's elements.
async function tree(page) {
    return page.evaluate(() => {
        const copy = document.cloneNode(true);
        copy.querySelectorAll('[data-cookie-policy]')
            .forEach(element => element.remove());
        return new XMLSerializer().serializeToString(copy);
    });
}

async function sameTrees(page, context, state) {
    // The site without the module must neither read nor change these cookies.
    const other = await (await context.browser().newContext()).newPage();
    for (const path of PAGES) {
        await lib.visit(page, path);
        await other.goto(lib.PLAIN + path);
        const [with_, without] = [await tree(page), await tree(other)];
        ok(with_ === without, `${path} ${state} is the site's own document`,
           `with:    ${with_}\nwithout: ${without}`);
        is(await other.locator('[data-cookie-policy]').count(), 0,
           `${path} without the module has none of its elements`);
    }
    await other.context().close();
}

const groups = {};

groups['twins'] = async page => {
    for (const [width, height] of [[1280, 800], [320, 568]]) {
        await page.setViewportSize({ width, height });
        await lib.visit(page, '/');
        const [yes, no] = await Promise.all(['accept', 'refuse'].map(
            value => lib.answer(page, value).evaluate(look)));
        is(yes, no, `at ${width} px accept and refuse look the same`);
        ok(yes.height >= 24 && yes.width >= 24, '... and are large enough');
        for (const value of ['accept', 'refuse']) {
            ok(await lib.answer(page, value).evaluate(inView),
               `at ${width} px ${value} is in view without scrolling`);
        }
        const focused = [];
        for (const value of ['accept', 'refuse']) {
            await lib.answer(page, value).focus();
            focused.push(await lib.answer(page, value).evaluate(look));
        }
        is(focused[0], focused[1],
           `at ${width} px accept and refuse look the same with the focus`);
        ok(JSON.stringify(focused[0]) !== JSON.stringify(yes),
           '... which is seen');
    }
};

// Returns all computed properties, so that no rule can make a difference.
function look(element) {
    const { width, height } = element.getBoundingClientRect();
    const style = {};
    for (const name of getComputedStyle(element)) {
        style[name] = getComputedStyle(element).getPropertyValue(name);
    }
    const level = [];
    for (let e = element.parentElement; e; e = e.parentElement) {
        level.push(e.localName);
    }
    return { tag: element.localName, type: element.type, level,
             class: element.className, width, height, style };
}

function inView(element) {
    const box = element.getBoundingClientRect();
    const hit = document.elementFromPoint(box.x + box.width / 2,
                                          box.y + box.height / 2);
    return hit === element && box.top >= 0 && box.left >= 0
        && box.bottom <= innerHeight && box.right <= innerWidth;
}

groups['the document, undecided'] = async (page, context) =>
    sameTrees(page, context, 'the document has the banner');

groups['the document, decided'] = async (page, context) => {
    await lib.decide(page, 'accept');
    await sameTrees(page, context, 'the document has the link');
};

groups['a page within a page'] = async (page, context) => {
    await lib.visit(page, '/frame.html');
    const inner = page.frames().find(f => f.url().endsWith('/shop.html'));
    is(await inner.locator('h1').count(), 1, 'the inner page is shown');
    is(await inner.locator('[data-cookie-policy]').count(), 0,
       'the inner page gets no element');
    is(await lib.banner(page).count(), 1, 'the outer page has the banner');
    is(await lib.names(context), lib.NECESSARY,
       'the inner page stored no more than the outer one');
    await lib.send(page, lib.answer(page, 'refuse'));
    const again = page.frames().find(f => f.url().endsWith('/shop.html'));
    is(await again.locator('[data-cookie-policy]').count(), 0,
       'the inner page gets no element after the choice');
};

groups['a page read by script'] = async (page, context) => {
    const read = () => page.evaluate(async () => {
        const asked = new XMLHttpRequest();
        asked.open('GET', '/shop.html', false);
        asked.send();
        return [await (await fetch('/shop.html')).text(), asked.responseText];
    });
    const asked = async name => {
        const texts = await read();
        for (const [i, way] of ['fetch()', 'XMLHttpRequest'].entries()) {
            ok(texts[i].includes('<h1>Offers</h1>'),
               `${name}, ${way} reads it`);
            ok(!texts[i].includes('data-cookie-policy'),
               `${name}, ${way} gets no element`);
        }
    };
    await lib.visit(page, '/');
    await asked('undecided');
    is(await lib.names(context), lib.NECESSARY,
       'no cookie that needs consent is stored');
    await lib.send(page, lib.answer(page, 'refuse'));
    await asked('decided');
};

groups['cookies of scripts'] = async (page, context) => {
    await lib.visit(page, '/');
    await page.evaluate(() => { document.cookie = '_ga=script; path=/'; });
    is(await lib.names(context), ['_ga', ...lib.NECESSARY],
       'a script can set one');
    await page.reload();
    is(await lib.names(context), lib.NECESSARY,
       'the next response deletes it');
};

groups['an error page'] = async page => {
    await lib.visit(page, '/no-such-page.html');
    is(await lib.banner(page).count(), 1, 'an error page has the banner');
    ok(await lib.answer(page, 'refuse').isVisible(), 'the answers are visible');
};

groups['the choice from another site'] = async (page, context) => {
    // localhost and 127.0.0.1 are different sites to a browser.
    await page.goto(lib.SITE.replace('127.0.0.1', 'localhost') + '/form.html');
    const [answer] = await Promise.all([
        page.waitForResponse(r => r.request().method() === 'POST'),
        page.evaluate(to => {
            const form = document.createElement('form');
            form.method = 'post';
            form.action = `${to}/cookie-policy/choice`;
            form.innerHTML = '<input name="choice" value="accept">';
            document.body.append(form);
            form.submit();
        }, lib.SITE),
    ]);
    is(answer.status(), 403, 'the server refuses the choice');
    is(await lib.names(context), [], 'no cookie is stored');
};

groups['narrow'] = async page => {
    await page.setViewportSize({ width: 320, height: 568 });
    const fits = async name => {
        const [wide, inner] = await page.evaluate(() => {
            const all = document.querySelectorAll('[data-cookie-policy] *');
            const over = [...all].filter(e => e.checkVisibility()
                && e.getBoundingClientRect().right > innerWidth + 0.5);
            return [document.scrollingElement.scrollWidth,
                    over.map(e => e.outerHTML)];
        });
        ok(wide <= 320, `${name} needs no horizontal scrolling`, `${wide} px`);
        is(inner, [], `${name} is within the window`);
    };
    await lib.visit(page, '/');
    await fits('the banner');
    await lib.banner(page).locator('.cpolicy-choose > summary').click();
    await fits('the banner with its choices');
    await lib.visit(page, '/cookie-policy');
    await fits('the policy page');
    await lib.decideAgain(page, 'refuse');
    await fits('the policy page after a choice');
    await lib.visit(page, '/shop.html');
    await fits('the link to the choice');
};

await lib.run(groups);
