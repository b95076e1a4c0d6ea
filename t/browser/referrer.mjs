// SPDX-License-Identifier: Apache-2.0
//
// The choice on a site with Referrer-Policy: no-referrer. Chromium sends
// Sec-Fetch-Site over https only. Without this field and without a referrer,
// the server cannot distinguish the site's own form from a foreign one. So over
// plain http the module's own pages have a referrer policy of their own.

import * as lib from './lib.mjs';
const { is } = lib;

const HOST = 'www.shop.test';
const FLAGS = ['--host-resolver-rules=MAP *.test 127.0.0.1'];
const HTTP = `http://${HOST}:${process.env.REFERRER_HTTP}`;
const HTTPS = `https://${HOST}:${process.env.REFERRER_HTTPS}`;

const press = (page, value) => lib.send(page,
    page.locator(`[name="choice"][value="${value}"]`).first());
const decided = async page => (await page.context().cookies())
    .filter(cookie => cookie.name === lib.CONSENT).length;

const groups = {};

groups['policy page, http'] = async page => {
    await page.goto(`${HTTP}/cookie-policy`);
    await press(page, 'accept');
    is(await decided(page), 1, 'accepting works');
    await page.goto(`${HTTP}/page.html`);
    is(await lib.banner(page).count(), 0, 'the banner is not shown again');
    await page.goto(`${HTTP}/cookie-policy`);
    await press(page, 'refuse');
    await page.goto(`${HTTP}/page.html`);
    is(await lib.reopen(page).count(), 1, 'withdrawing works');
};

groups['banner, https'] = async page => {
    await page.goto(`${HTTPS}/page.html`);
    await press(page, 'accept');
    is(page.url(), `${HTTPS}/page.html`, 'the visitor is back on the page');
    is(await decided(page), 1, 'the choice is stored');
    is(await lib.banner(page).count(), 0, 'the banner is not shown again');
};

groups['banner, http'] = async page => {
    await page.goto(`${HTTP}/page.html`);
    const answer = await press(page, 'accept');
    is(answer.status(), 403, 'the origin "null" is refused');
    await page.locator('a[href="/cookie-policy"]').click();
    await page.waitForURL('**/cookie-policy');
    await press(page, 'accept');
    is(await decided(page), 1,
       'the error page leads to the policy page, where it works');
};

await lib.run(groups, { javaScriptEnabled: false, ignoreHTTPSErrors: true },
              FLAGS);
