// SPDX-License-Identifier: Apache-2.0
//
// axe-core, and the rules that it applies to a page.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { is, ok } from './lib.mjs';

const AXE = readFileSync(
    createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
              'best-practice'];

export async function check(page, name) {
    await page.evaluate(AXE);
    const result = await page.evaluate(tags => window.axe.run(document, {
        runOnly: { type: 'tag', values: tags },
        resultTypes: ['violations'],
    }), TAGS);
    // A run that applies no rule must not pass.
    ok(result.passes.length > 10, `${name}: axe-core applies rules`,
       result.passes.length);
    is(result.violations.map(v => [v.id, v.nodes.map(n => n.html)]), [],
       `${name}: no violation`);
}
