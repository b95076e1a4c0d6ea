// SPDX-License-Identifier: Apache-2.0
//
// Roundcube: a user logs in, reads a message, writes a draft, changes a setting
// and logs out. All of this happens in one page and its frames.

import { ok } from '../browser/lib.mjs';
import { journeys } from './journey.mjs';

const AT = '/roundcube/';

async function logsIn(v) {
    await v.go(AT, 'log-in');
    await v.reach('login');
    await v.page.fill('#rcmloginuser', 'reader');
    await v.page.fill('#rcmloginpwd', 'pass');
    await v.page.click('#rcmloginsubmit');
    await v.page.locator('#messagelist').waitFor();
    await v.look('mailbox');
}

async function reads(v) {
    const message = v.page.locator('#messagelist')
        .getByText('Message 3', { exact: true });
    await message.waitFor();
    await v.reach('mailbox');
    await message.click();
    const frame = v.page.frameLocator('#messagecontframe');
    await frame.getByText('This is message 3.').waitFor();
    await v.bare(frame, 'the frame of the message');
    await v.look('mailbox, with a message');
    await v.shot('message');
}

async function writes(v) {
    await v.go(`${AT}?_task=mail&_action=compose`, 'new message');
    await v.page.locator('#compose-subject').fill(`Draft of ${v.kind}`);
    await v.page.locator('#composebody').fill('Dear writer');
    await v.reach('compose');
    await v.page.locator('#toolbar-menu a.save.draft').click();
    await v.page.getByText('Message saved to Drafts.').waitFor();
    await v.look('new message, saved');
    await v.go(`${AT}?_task=mail&_mbox=Drafts`, 'drafts');
    const draft = v.page.locator('#messagelist')
        .getByText(`Draft of ${v.kind}`);
    await draft.waitFor();
    ok(await draft.isVisible(), 'the draft is in its folder');
}

async function settles(v) {
    await v.go(`${AT}?_task=settings&_action=preferences`, 'settings');
    await v.page.locator('#rcmrowmailbox a, #rcmrowmailbox').first().click();
    const frame = v.page.frameLocator('#preferences-frame');
    await frame.locator('#rcmfd_refresh_interval, form').first().waitFor();
    await v.bare(frame, 'the frame of the settings');
    await v.reach('settings');
    await frame.getByRole('button', { name: 'Save' }).click();
    await v.page.getByText('Successfully saved.').waitFor();
    await v.look('settings, saved');
}

await journeys({
    first: AT,
    cookies: [/^roundcube_sessid$/, /^roundcube_sessauth$/, /^colorMode$/],
    needed: [/^roundcube_sessid$/, /^roundcube_sessauth$/],
    same: ['/roundcube/program/js/app.min.js',
        '/roundcube/skins/elastic/images/logo.svg'],
    async work(v) {
        await logsIn(v);
        await reads(v);
        await writes(v);
        await settles(v);
    },
    async inside(v) {
        await v.page.goto(`${v.site}${AT}?_task=settings`);
        return await v.page.locator('#rcmloginuser').count() === 0;
    },
    async leave(v) {
        await v.go(`${AT}?_task=mail`, 'before logging out');
        // The script of the page has started when the list is filled.
        await v.page.locator('#messagelist tr.message').first().waitFor();
        await v.fold();
        await v.page.locator('#taskmenu a.logout').click();
        await v.page.locator('#rcmloginuser').waitFor();
        await v.look('logged out');
    },
});
