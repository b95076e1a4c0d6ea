// SPDX-License-Identifier: Apache-2.0
//
// Applications of several frameworks that own the whole document. With the
// banner at the end of body, the console has the same messages as without the
// module, and the banner, the choice and the application work. The same pages
// with the banner at the start prove that this test notices damage.

import { apart, counts, listen, load as open } from './application.mjs';
import { answer, banner, comment, is, isSoon, ok, reopen, run, send } from
    './lib.mjs';

const PORT = process.env.FRAMEWORKS_PORT;
const at = host => `http://${host}.localhost:${PORT}`;

const load = (page, host, path) => open(page, at(host) + path);

// Returns the console messages of a new visitor.
async function console_(context, host, path) {
    const page = await context.newPage();
    const said = listen(page);
    await load(page, host, path);
    await page.close();
    return said;
}

async function journey(page, context, path) {
    const bare = await console_(context, 'plain', path);
    const said = listen(page);
    await load(page, 'end', path);
    await isSoon(() => said, bare,
        'undecided: the console has the same messages as without the module');
    is(await banner(page).count(), 1, 'one banner');
    ok(await banner(page).isVisible(), 'the banner is visible');
    is(await page.locator('head [data-cookie-policy]').count(), 0,
       'no element of the module is in head');
    await counts(page, 'the application works beside it');
    const post = await send(page, answer(page, 'accept'));
    is(post.status(), 200, 'the choice is sent in the page');
    await isSoon(() => reopen(page).isVisible(), true,
        'the link replaces the banner');
    await isSoon(() => page.evaluate(
        () => window.cookiePolicy.choice().decided), true,
    'the page knows the choice');
    await counts(page, 'the application still works');
    said.length = 0;
    await load(page, 'end', path);
    await isSoon(() => said, bare,
        'decided: the console has the same messages as without the module');
    is([await banner(page).count(), await reopen(page).count()], [0, 1],
       'one link and no banner');
    await counts(page, 'the application works beside the link');
    await reopen(page).click();
    await page.waitForURL('**/cookie-policy*');
    const form = page.locator('form[action$="/choice"]');
    await send(page, form.locator('[name="choice"][value="refuse"]').first());
    await load(page, 'end', path);
    is(await page.evaluate(() => window.cookiePolicy.choice().granted), [],
       'the withdrawn consent stays withdrawn');
}

const PAGES = [];
for (const version of ['react18', 'react19']) {
    for (const mode of ['development', 'production']) {
        for (const kind of ['document', 'stream', 'root']) {
            PAGES.push(`/${version}/${mode}/${kind}`);
        }
    }
}
PAGES.push('/vue/hydrated', '/vue/rendered', '/svelte/hydrated');

// An application with an error of its own, which React renders again.
async function mismatch(page, context, path) {
    const bare = await console_(context, 'plain', path);
    ok(bare.length > 0, 'the application reports its error', bare);
    const said = listen(page);
    await load(page, 'end', path);
    await isSoon(() => said, bare,
        'the console has the same messages as without the module');
    await isSoon(() => page.textContent('#side'), 'client',
        'React renders it again');
    await counts(page, 'the application works');
    await isSoon(() => banner(page).count(), 1, 'the banner is restored');
    await send(page, answer(page, 'accept'));
    await isSoon(() => reopen(page).isVisible(), true,
        'the link replaces the banner');
}

await run({
    ...Object.fromEntries(PAGES.map(path => [path,
        (page, context) => journey(page, context, path)])),
    ...Object.fromEntries(['react18', 'react19'].flatMap(version =>
        ['development', 'production'].map(mode => {
            const path = `/${version}/${mode}/mismatch`;
            return [path, apart((page, context) =>
                mismatch(page, context, path))];
        }))),
    'at the start': apart(async (page, context) => {
        const path = '/react18/production/document';
        const bare = await console_(context, 'plain', path);
        const said = await console_(context, 'start', path);
        comment(said.join('\n'));
        ok(said.length > bare.length,
            'React 18 reports an error for a banner there');
    }),
    'at the start of Vue': apart(async page => {
        await load(page, 'plain', '/vue/hydrated');
        is(await page.locator('main').count(), 1, 'the content exists once');
        await load(page, 'start', '/vue/hydrated');
        await isSoon(() => page.locator('main').count(), 2,
           'Vue renders its content next to the content of the server');
    }),
});
