// SPDX-License-Identifier: Apache-2.0
//
// Makes the pictures of README.md: the banner, and the choices in dark colours.
// usage: pictures.mjs http://site directory

import { launch } from './lib.mjs';

const [site, directory] = process.argv.slice(2);
const PICTURES = [
    { name: 'banner', colorScheme: 'light', open: false, height: 640 },
    { name: 'choices', colorScheme: 'dark', open: true, height: 860 },
];

const browser = await launch();
for (const { name, colorScheme, open, height } of PICTURES) {
    const context = await browser.newContext({
        locale: 'en-GB', colorScheme, viewport: { width: 1024, height } });
    const page = await context.newPage();
    await page.goto(site);
    if (open) {
        await page.locator('#cpolicy .cpolicy-choose > summary').first().click();
    }
    await page.screenshot({ path: `${directory}/${name}.png` });
    await context.close();
}
await browser.close();
