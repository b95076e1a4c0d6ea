// SPDX-License-Identifier: Apache-2.0
//
// DokuWiki: an administrator logs in, writes a page, uploads a picture and
// changes a setting.

import { is, ok } from '../browser/lib.mjs';
import { journeys, PICTURE } from './journey.mjs';

const WIKI = '/dokuwiki/doku.php?id=';

async function logsIn(v) {
    await v.go(`${WIKI}start&do=login`, 'log-in');
    await v.reach('login');
    await v.page.fill('#dw__login input[name="u"]', 'admin');
    await v.page.fill('#dw__login input[name="p"]', 'pass');
    await v.page.check('#dw__login input[name="r"]');
    await v.page.click('#dw__login button[type="submit"]');
    await v.page.locator('.user').first().waitFor();
    await v.look('after the log-in');
}

async function edits(v) {
    await v.go(`${WIKI}page_${v.kind}&do=edit`, 'editor');
    await v.page.fill('#wiki__text', `====== By ${v.kind} ======\nText.`);
    await v.reach('editor');
    await v.page.click('#edbtn__save');
    const heading = v.page.locator('#dokuwiki__content h1');
    await heading.waitFor();
    is(await heading.innerText(), `By ${v.kind}`, 'the page is saved');
    await v.look('page, saved');
    await v.reach('page');
}

async function uploads(v) {
    await v.go(`${WIKI}start&do=media`, 'media manager');
    await v.page.getByRole('link', { name: 'Upload', exact: true }).click();
    await v.page.setInputFiles('#mediamanager__uploader input[type="file"]', {
        name: `${v.kind}.png`, mimeType: 'image/png', buffer: PICTURE });
    await v.page.click('#mediamanager__upload_button');
    await v.page.locator('.qq-upload-success').waitFor();
    await v.look('media manager, after the upload');
    await v.reach('media');
    const file = await v.page.request.get(
        `${v.site}/dokuwiki/lib/exe/fetch.php?media=${v.kind}.png`);
    ok(file.ok() && PICTURE.equals(await file.body()), 'the file is there');
}

async function administers(v) {
    await v.go(`${WIKI}start&do=admin&page=config`, 'settings');
    await v.page.fill('#config___title', `A wiki, by ${v.kind}`);
    await v.reach('settings');
    await v.page.click('#dw__configform button[type="submit"]');
    await v.page.getByText('Settings updated successfully.').waitFor();
    await v.look('settings, saved');
}

await journeys({
    first: `${WIKI}start`,
    cookies: [/^DokuWiki$/, /^DW[0-9a-f]{32}$/, /^DOKU_PREFS$/],
    needed: [/^DokuWiki$/, /^DW[0-9a-f]{32}$/],
    same: ['/dokuwiki/feed.php', `${WIKI}page_off&do=export_raw`,
        '/dokuwiki/lib/exe/fetch.php?media=off.png',
        '/dokuwiki/lib/exe/opensearch.php',
        '/dokuwiki/lib/exe/manifest.php'],
    random: /<(?:lastBuildDate|dc:date)>[^<]*|\bDokuWiki=\w+/g,
    async work(v) {
        await logsIn(v);
        await edits(v);
        await uploads(v);
        await administers(v);
    },
    async inside(v) {
        await v.page.goto(`${v.site}${WIKI}start`);
        return await v.page.locator('.user').count() > 0;
    },
    async leave(v) {
        await v.go(`${WIKI}start`, 'before logging out');
        await v.page.locator('a[href*="do=logout"]').first().click();
        await v.page.locator('a[href*="do=login"]').first().waitFor();
        await v.look('logged out');
    },
});
