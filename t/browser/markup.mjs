// SPDX-License-Identifier: Apache-2.0
//
// Markup that was written for other consent tools: markup.t. It is inert before
// the choice and after a refusal, and live after acceptance.

import * as lib from './lib.mjs';
const { is, isSoon, ok } = lib;

const FLAGS = ['--host-resolver-rules=MAP *.test 127.0.0.1'];
const FOREIGN = /^http:\/\/(?:vendor|declared)\.test/;

// For each tool: what runs, in this order, and what is loaded. `always` runs
// without consent; `statistical` is what runs if only that is granted.
const TOOLS = {
    cookieconsent: {
        ran: ['inline 1', 'one', 'two', 'old', 'three', 'module'],
        loaded: ['/module.js', '/one.js', '/three.js', '/two.js'],
        statistical: ['inline 1', 'one', 'old', 'module'],
    },
    klaro: {
        ran: ['inline', 'one', 'loaded', 'two', 'module'],
        loaded: ['/frame.html', '/module.js', '/one.js', '/two.js', '/x.css',
            '/x.png', '/y.css'],
        statistical: ['inline', 'one', 'loaded', 'module'],
    },
    cookiebot: {
        always: ['ignored'],
        ran: ['ignored', 'inline', 'one', 'both'],
        loaded: ['/frame.html', '/one.js', '/x.png'],
        statistical: ['ignored', 'inline', 'one'],
    },
    onetrust: {
        ran: ['inline', 'one', 'two', 'three', 'old'],
        loaded: ['/frame.html', '/one.js', '/x.png'],
        statistical: ['inline', 'one', 'old'],
    },
    didomi: {
        ran: ['inline', 'one', 'purposes', 'two'],
        loaded: ['/one.js', '/two.js'],
        statistical: ['inline'],
    },
    usercentrics: {
        ran: ['inline', 'one'],
        loaded: ['/frame.html', '/one.js', '/second.html', '/x.png'],
        statistical: ['inline'],
    },
    cookieyes: {
        ran: ['inline', 'one', 'two', 'plugin'],
        loaded: ['/frame.html', '/one.js', '/two.js'],
        statistical: ['inline', 'one', 'plugin'],
    },
    complianz: {
        ran: ['inline', 'one', 'module'],
        loaded: ['/frame.html', '/module.js', '/one.js', '/x.css', '/x.png'],
        statistical: ['inline', 'one'],
    },
};

// Returns the paths that the page has loaded from other sites since then.
function requests(page) {
    const paths = [];
    page.on('request', request => {
        if (FOREIGN.test(request.url())) {
            paths.push(new URL(request.url()).pathname);
        }
    });
    return paths;
}

const ran = page => page.evaluate(() => window.ran);

// Waits until the page has run and loaded as much as is expected, or no longer.
async function settled(page, scripts, paths, loaded) {
    await page.waitForLoadState();
    await lib.soon(async () => (await ran(page)).length >= scripts.length
        && paths.length >= loaded.length, true);
    await page.waitForTimeout(150);
}

// Grants one category. A uniform page learns it without a further load.
async function saveInPage(page, ...ids) {
    await page.evaluate(() => window.cookiePolicy.open());
    for (const box of await lib.banner(page).locator('[name="grant"]').all()) {
        await box.setChecked(ids.includes(await box.getAttribute('value')));
    }
    await lib.send(page, lib.banner(page)
        .locator('[name="choice"][value="save"]'));
}

async function isHeld(page, paths, always, when) {
    await settled(page, always, paths, []);
    is(await ran(page), always, `${when} no script of it runs`);
    is(paths, [], `${when} nothing is loaded`);
    is(await page.locator('#written').count(), 0, `${when} nothing is written`);
}

async function isLive(page, paths, scripts, loaded, when) {
    await settled(page, scripts, paths, loaded);
    is(await ran(page), scripts, `${when} the scripts run in their order`);
    is(paths.sort(), loaded, `${when} everything is loaded once`);
}

function groupFor(tool, mode) {
    const { always = [], ran: all, loaded, statistical } = TOOLS[tool];
    return async page => {
        const paths = requests(page);
        await lib.visit(page, `/${tool}/${mode}.html`);
        await isHeld(page, paths, always, 'before the choice');
        await lib.send(page, lib.answer(page, 'refuse'));
        await isHeld(page, paths, always, 'after a refusal');
        await page.reload();
        await isHeld(page, paths, always, 'on the next visit');
        if (mode === 'vary') {
            await lib.save(page, 'statistical');
            await lib.visit(page, `/${tool}/${mode}.html`);
        } else {
            await saveInPage(page, 'statistical');
        }
        await settled(page, statistical, paths, []);
        is(await ran(page), statistical, 'one category of several');
        await lib.decideAgain(page, 'accept');
        paths.length = 0;
        await lib.visit(page, `/${tool}/${mode}.html`);
        await isLive(page, paths, all, loaded, 'after acceptance');
        if (mode === 'vary') {
            await isSoon(() => page.locator('#written').count(), 1,
                'document.write() works');
        }
    };
}

// The wrong nonce does not run, nor does the script with another digest.
const strict = (name, scripts) => async page => {
    const paths = requests(page);
    await lib.visit(page, `/cookieconsent/${name}.html`);
    await isHeld(page, paths, [], 'before the choice');
    await lib.answer(page, 'accept').click();
    await isLive(page, paths, scripts,
        ['/module.js', '/one.js', '/two.js'], 'after acceptance');
    ok(!(await ran(page)).includes('wrong'), 'the policy of the page applies');
};

const groups = {};
for (const tool of Object.keys(TOOLS)) {
    for (const mode of ['vary', 'uniform']) {
        groups[`${tool}, ${mode}`] = groupFor(tool, mode);
    }
}
groups['a strict policy, vary'] =
    strict('strict', ['nonce', 'one', 'module', 'user']);
groups['a strict policy, uniform'] =
    strict('strict-uniform', ['nonce', 'one', 'module', 'user']);
await lib.run(groups, {}, FLAGS);
