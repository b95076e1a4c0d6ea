// SPDX-License-Identifier: Apache-2.0
//
// node corpus.mjs DIR: writes the documents below DIR, in one directory for
// each content type, which the .htaccess file there sets. DIR/index.json lists
// them.

import { mkdirSync, writeFileSync } from 'node:fs';
import { html5lib } from './html5lib.mjs';
import { made } from './made.mjs';
import { SIMPLE } from './planted.mjs';

const [, , DIR] = process.argv;
const LONG = process.env.JUDGE === 'long';

const dirs = new Map(); // from the content type to the name of the directory
function dirOf(type) {
    if (!dirs.has(type)) {
        const name = `type-${dirs.size}`;
        mkdirSync(`${DIR}/${name}`, { recursive: true });
        writeFileSync(`${DIR}/${name}/.htaccess`,
            `ForceType "${type.replace(/"/g, '\\"')}"\n`);
        dirs.set(type, name);
    }
    return dirs.get(type);
}

const index = [];
function write(group, { name, type, bytes }) {
    const file = `${dirOf(type)}/${index.length}.html`;
    writeFileSync(`${DIR}/${file}`, bytes);
    index.push({ group, name: `${group}: ${name}`, path: `/made/${file}` });
}

// Writes each pair of bytes and type once.
function writeAll(group, documents) {
    const seen = new Set();
    for (const document of documents) {
        const key = document.type + '\0' + document.bytes.toString('latin1');
        if (!seen.has(key)) {
            seen.add(key);
            write(group, document);
        }
    }
}

write('made', { name: 'simple', type: 'text/html', bytes: SIMPLE });
writeAll('html5lib', html5lib(process.env.HTML5LIB_TESTS));
writeAll('made', made(LONG));
writeFileSync(`${DIR}/index.json`, JSON.stringify(index));
