// SPDX-License-Identifier: Apache-2.0
//
// CookiePolicyReports: what Chromium reports about a page with third-party
// content: each violation by itself over http, the Reporting API over https.

import { readFileSync } from 'node:fs';

import * as lib from './lib.mjs';
const { is, isSoon } = lib;

const groups = {};

// Returns "directive source reason" of the lines CP0202 of the page with that
// path.
function logged(path) {
    return [...readFileSync(process.env.LOG, 'utf8')
        .matchAll(/CP0202: page loads source="([^"]*)".*reason="([^"]*)" directive="([^"]*)" uri="([^"]*)"/g)]
        .filter(line => line[4] === path)
        .map(line => [line[3], line[1], line[2]].join(' ')).sort();
}

// The paths differ, because each source and directive is logged once.
for (const [how, scheme, port, path] of [
    ['csp-report', 'http', process.env.HTTP, '/http/'],
    ['reports+json', 'https', process.env.HTTPS, '/https/']]) {
    groups[how] = async page => {
        const other = `${scheme}://other.localhost:${port}`;
        await page.goto(`${scheme}://site.localhost:${port}${path}?secret=1`);
        await isSoon(() => logged(path),
           ['connect-src', 'font-src', 'frame-src', 'img-src', 'media-src',
            'script-src-elem', 'style-src-elem']
               .map(directive => `${directive} ${other} undeclared`),
           'each kind of content with its directive');
        is(await page.evaluate(() => [document.images[0].naturalWidth,
                                      typeof window.loaded]),
           [1, 'number'], 'nothing is blocked');
        is(await page.evaluate(async () => {
            const inline = document.createElement('script');
            inline.textContent = 'window.inline = 1;';
            document.body.append(inline);
            return [window.inline, eval('1 + 1'),
                    (await fetch(location.pathname)).status];
        }), [1, 2, 200], 'inline scripts, eval and this site work');
        await page.evaluate(at => fetch(`${at}/last`, { mode: 'no-cors' })
            .catch(() => {}), other.replace('other', 'third'));
        await isSoon(() => logged(path).length, 8, 'and are not reported');
        const types = () => [...new Set(readFileSync(process.env.TYPES, 'utf8')
            .match(new RegExp(`${port} .*(?= /cookie-policy/report)`, 'g')))];
        await isSoon(types, [`${port} application/${how}`],
            'the format of the browser');
    };
}

await lib.run(groups, { ignoreHTTPSErrors: true },
              ['--short-reporting-delay', '--ignore-certificate-errors']);
