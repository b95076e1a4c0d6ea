// SPDX-License-Identifier: Apache-2.0
//
// WordPress: a reader writes a comment. The administrator publishes a post,
// uploads a file, and uses the administration and the customizer.

import { is, ok } from '../browser/lib.mjs';
import { journeys, PICTURE } from './journey.mjs';

async function comments(v) {
    await v.go('/hello-world/', 'a post');
    await v.reach('post');
    await v.page.fill('#comment', `Said by somebody who is ${v.kind}`);
    await v.page.fill('#author', 'Somebody');
    await v.page.fill('#email', 'somebody@example.com');
    await v.page.check('#wp-comment-cookies-consent');
    await v.page.click('#submit');
    await v.look('the post with the comment');
    ok(await v.page.getByText(`Said by somebody who is ${v.kind}`).count(),
        'the comment is shown');
}

async function logsIn(v) {
    await v.go('/wp-login.php', 'log-in');
    await v.reach('login');
    await v.page.fill('#user_login', 'admin');
    await v.page.fill('#user_pass', 'pass');
    await v.page.click('#wp-submit');
    await v.page.waitForURL('**/wp-admin/**');
    await v.look('dashboard');
    await v.reach('dashboard');
}

// The block editor is a separate application in the page.
async function publishes(v) {
    await v.go('/wp-admin/post-new.php', 'editor');
    const title = v.page.locator('.editor-post-title__input');
    await title.waitFor({ timeout: 30_000 });
    const guide = v.page.locator('.components-modal__header button');
    if (await guide.isVisible()) {
        await guide.click();
    }
    await title.fill(`Written by ${v.kind}`);
    await v.shot('editor');
    const publish = v.page.getByRole('button', { name: 'Publish', exact: true });
    await publish.click();
    await v.page.locator('.editor-post-publish-panel')
        .getByRole('button', { name: 'Publish', exact: true }).click();
    await v.page.getByText('is now live').waitFor();
    await v.go(`/written-by-${v.kind}/`, 'the new post');
    is(await v.page.locator('h1').first().innerText(), `Written by ${v.kind}`,
        'the post is published');
}

async function uploads(v) {
    await v.go('/wp-admin/media-new.php?browser-uploader', 'upload');
    await v.page.setInputFiles('#async-upload', {
        name: `${v.kind}.png`, mimeType: 'image/png', buffer: PICTURE });
    await v.page.click('#html-upload');
    await v.page.waitForURL('**/upload.php**');
    await v.look('media library');
    const images = await v.page.request.get(
        `${v.site}/wp-json/wp/v2/media?search=${v.kind}`);
    is((await images.json()).length, 1, 'the file is in the library');
}

async function administers(v) {
    for (const name of ['options-general', 'profile', 'edit', 'plugins']) {
        await v.go(`/wp-admin/${name}.php`);
        await v.reach(name);
    }
    await v.go('/wp-admin/options-general.php');
    await v.page.fill('#blogdescription', `Changed by ${v.kind}`);
    await v.page.click('#submit');
    await v.page.getByText('Settings saved.').waitFor();
    await v.look('settings, saved');
}

// The preview is a frame, which must show the site without the module.
async function customizes(v) {
    await v.go('/wp-admin/customize.php', 'customizer');
    const preview = v.page.frameLocator('#customize-preview iframe').last();
    await preview.locator('.site-title, .wp-block-site-title').first().waitFor();
    await v.bare(preview, 'the preview in the customizer');
    await v.reach('customizer');
}

await journeys({
    first: '/',
    cookies: [/^wordpress_[0-9a-f]{32}$/, /^wordpress_logged_in_/,
        /^wordpress_test_cookie$/, /^wp-settings-(?:time-)?\d+$/,
        /^wp-saving-post$/, /^comment_author_/],
    needed: [/^wordpress_[0-9a-f]{32}$/, /^wordpress_logged_in_/,
        /^comment_author_[0-9a-f]/, /^comment_author_email_/],
    same: ['/feed/', '/comments/feed/', '/wp-json/', '/wp-json/wp/v2/posts',
        '/wp-sitemap.xml', '/wp-sitemap-posts-post-1.xml', '/robots.txt',
        '/wp-json/oembed/1.0/embed?url=' + encodeURIComponent(
            `${process.env.BROWSER_SITE}/hello-world/`),
        '/xmlrpc.php?rsd'],
    random: /data-secret=.{0,2}"\w+.{0,2}"|#\?secret=\w+/g,
    async work(v) {
        await comments(v);
        await logsIn(v);
        await publishes(v);
        await uploads(v);
        await administers(v);
        await customizes(v);
    },
    async inside(v) {
        await v.page.goto(`${v.site}/wp-admin/profile.php`);
        return new URL(v.page.url()).pathname === '/wp-admin/profile.php';
    },
    async leave(v) {
        await v.go('/wp-admin/', 'before logging out');
        await v.page.locator('#wp-admin-bar-my-account').hover();
        await v.page.locator('#wp-admin-bar-logout a').click();
        await v.page.waitForURL('**/wp-login.php**');
        await v.look('logged out');
    },
});
