// SPDX-License-Identifier: Apache-2.0
//
// Pages that Chromium renders or fetches in advance: prerender.t. The visitor
// makes a choice in another tab before the page is shown. From then on nothing
// is requested from the other site that is not allowed, and the page that is
// shown has the content that is allowed.
//
// Over plain http browsers ignore Clear-Site-Data, so the prepared pages survive
// a choice there.

import { createServer } from 'node:http';
import * as lib from './lib.mjs';
import { start } from './tab.mjs';
const { comment, isSoon, ok } = lib;

const SITES = {
    'vary': `http://vary.test:${process.env.SITE_PORT}`,
    'uniform': `http://uniform.test:${process.env.SITE_PORT}`,
    'vary, secure': `http://127.0.0.1:${process.env.SITE_PORT}`,
    'uniform, secure': `http://127.0.0.1:${process.env.UNIFORM_PORT}`,
};
const CONTENT = ['/frame.html', '/pixel.gif', '/tag.js'];

// The other site. It notes the paths that are requested.
const asked = [];
const other = createServer((request, response) => {
    asked.push(request.url);
    response.setHeader('Content-Type', request.url === '/tag.js'
        ? 'text/javascript' : 'text/html');
    response.end(request.url === '/tag.js' ? 'window.ran = true;' : 'FILM');
});
await new Promise(done =>
    other.listen(process.env.OTHER_PORT, '127.0.0.1', done));

const browser = await start(['--host-resolver-rules=MAP *.test 127.0.0.1']);

// Answers on the policy page.
async function choose(tab, site, value) {
    await tab.go(`${site}/cookie-policy`);
    await tab.evaluate(v => document.querySelector(
        `[name="choice"][value="${v}"]`).click(), value);
    await isSoon(() => tab.evaluate(() => location.search), '?saved',
        `the choice in the other tab: ${value}`);
}

// Returns what the page is and shows.
const state = tab => tab.evaluate(() => [location.pathname,
    document.prerendering, window.cookiePolicy.granted('third-party'),
    !!window.ran, [...document.querySelectorAll('iframe')]
        .map(frame => new URL(frame.src).pathname)]);
const HELD = ['/next.html', false, false, false, ['/cookie-policy/held']];
const LIVE = ['/next.html', false, true, true, ['/frame.html']];

// True if the machine has no memory left for the page.
const isFull = status => /^Memory/.test(status ?? '');

// Opens the page that is prepared, after a choice in the other tab. `early` is
// the outcome of the preparation, and what the prepared page loads.
async function open({ site, how, before, after, early }) {
    const tab = await browser.open(), second = await browser.open();
    await browser.send('Storage.clearCookies');
    if (before) {
        await choose(second, site, before);
    }
    asked.length = 0;
    await tab.front();
    await tab.go(`${site}/${how}.html`);
    const outcome = () => tab.statuses[how].at(-1);
    await lib.soon(() => outcome() === early.status || isFull(outcome()), true);
    ok(outcome() === early.status || isFull(outcome()),
       `the page is prepared: ${early.status}`, outcome());
    if (!isFull(outcome())) {
        await isSoon(() => [...asked].sort(), early.asked ?? [],
            'the requests of the prepared page');
    }
    await choose(second, site, after);
    await tab.front();
    asked.length = 0;
    // The page can be gone before it answers.
    await tab.evaluate(() => document.querySelector('a[href="next.html"]')
        .click()).catch(error => comment(error.message));
    await isSoon(() => state(tab), after === 'accept' ? LIVE : HELD,
        'the page that is shown');
    if (early.activated && !isFull(outcome())) {
        ok(await tab.evaluate(() => performance
            .getEntriesByType('navigation')[0].activationStart) > 0,
        'it is the page that was rendered in advance');
    }
    await lib.pause(300);
    await isSoon(() => [...new Set(asked)].sort(),
        after === 'accept' ? CONTENT : [], 'the requests from then on');
    await tab.close();
    await second.close();
}

// A page with granted content is not rendered in advance over plain http. The
// script of uniform pages waits. Chromium waits with frames of other sites.
const READY = { status: 'Ready' };
const WAITS = { status: 'Ready', activated: true };
const LOADS = { status: 'Ready', asked: ['/pixel.gif', '/tag.js'] };
const REFUSED = { status: 'NavigationBadHttpStatus' };
const ROWS = [
    ['vary', 'prerender', REFUSED],
    ['uniform', 'prerender', WAITS, WAITS],
    ['vary, secure', 'prerender', LOADS],
    ['uniform, secure', 'prerender', READY],
    ['vary, secure', 'prefetch', READY],
];

const groups = {};
for (const [name, how, granted, undecided = READY] of ROWS) {
    const site = SITES[name];
    groups[`${how}, ${name}, withdrawal`] = () => open({ site, how,
        before: 'accept', after: 'refuse', early: granted });
    groups[`${how}, ${name}, acceptance`] = () => open({ site, how,
        before: null, after: 'accept', early: undecided });
}
for (const [name, test] of Object.entries(groups)) {
    comment(name);
    await test().catch(error =>
        ok(false, `${name}: ends without an exception`, error.stack));
}
await browser.close();
other.closeAllConnections();
other.close();
lib.finish();
