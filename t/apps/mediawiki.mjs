// SPDX-License-Identifier: Apache-2.0
//
// MediaWiki: a user logs in, writes a page, changes it and the preferences, and
// reads the recent changes.

import { is, ok } from '../browser/lib.mjs';
import { journeys } from './journey.mjs';

const WIKI = '/mediawiki/index.php?title=';

async function logsIn(v) {
    await v.go(`${WIKI}Special:UserLogin`, 'log-in');
    await v.reach('login');
    await v.page.fill('#wpName1', 'Admin');
    await v.page.fill('#wpPassword1', 'Enough-of-it-26');
    await v.page.click('#wpLoginAttempt');
    await v.page.locator('#pt-userpage').waitFor();
    await v.look('after the log-in');
}

async function edits(v) {
    for (const text of ['Written', 'Changed']) {
        await v.go(`${WIKI}Page_${v.kind}&action=edit`, 'editor');
        await v.reach('editor');
        await v.page.fill('#wpTextbox1', `${text} by somebody ${v.kind}.`);
        await v.page.click('#wpSave');
        const saved = v.page.locator('#mw-content-text')
            .getByText(`${text} by somebody ${v.kind}.`);
        await saved.waitFor();
        await v.look('page, saved');
        ok(await saved.isVisible(), `${text}: the page is saved`);
    }
    await v.reach('page');
}

async function prefers(v) {
    await v.go(`${WIKI}Special:Preferences`, 'preferences');
    const name = v.page.locator('input[name="wprealname"]');
    // The script of the page has started when the button is disabled.
    await v.page.locator('button[disabled][value="Save"]').waitFor();
    await name.fill(`Somebody ${v.kind}`);
    await name.press('End'); // the script listens for keys
    await v.reach('preferences');
    await v.page.getByRole('button', { name: 'Save', exact: true }).click();
    await v.page.getByText('Your preferences have been saved.').waitFor();
    await v.look('preferences, saved');
    is(await name.inputValue(), `Somebody ${v.kind}`, 'the name is kept');
}

async function watches(v) {
    await v.go(`${WIKI}Special:RecentChanges`, 'recent changes');
    await v.reach('changes');
    const answer = await v.page.evaluate(async () => {
        const api = new window.mw.Api();
        return api.get({ action: 'query', meta: 'userinfo' });
    });
    is(answer.query.userinfo.name, 'Admin', 'the API knows the visitor');
}

await journeys({
    first: `${WIKI}Main_Page`,
    cookies: [/^wiki_session$/, /^wikiUserID$/, /^UseDC$/, /^UseCDNCache$/,
        /^wikiPostEditRevision\d+$/],
    needed: [/^wiki_session$/, /^wikiUserID$/],
    asked: ['wikiUserName'],
    same: ['/mediawiki/api.php?action=query&meta=siteinfo&format=json',
        '/mediawiki/api.php?action=query&list=allpages&format=xml',
        '/mediawiki/rest.php/v1/page/Main_Page',
        '/mediawiki/opensearch_desc.php',
        `${WIKI}Main_Page&action=raw`,
        '/mediawiki/api.php?action=feedrecentchanges&feedformat=atom',
        '/mediawiki/load.php?lang=en&modules=startup&only=scripts&raw=1' +
            '&skin=vector',
        '/mediawiki/load.php?lang=en&modules=jquery%7Cmediawiki.api&' +
            'skin=vector'],
    async work(v) {
        await logsIn(v);
        await edits(v);
        await prefers(v);
        await watches(v);
    },
    async inside(v) {
        await v.page.goto(`${v.site}${WIKI}Main_Page`);
        return await v.page.locator('#pt-userpage').count() > 0;
    },
    async leave(v) {
        await v.go(`${WIKI}Main_Page`, 'before logging out');
        await v.page.click('#pt-logout a');
        await v.page.waitForURL('**Special:UserLogout**');
        await v.look('logged out');
    },
});
