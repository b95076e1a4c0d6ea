// SPDX-License-Identifier: Apache-2.0
//
// The documents of html5lib's tests, if the tests are installed. Only the
// inputs are used, not the expected trees.

import { existsSync, readdirSync, readFileSync } from 'node:fs';

const UTF8 = 'text/html; charset=utf-8';
const TOKENS = ['test1', 'test2', 'test3', 'test4', 'domjs', 'escapeFlag',
    'contentModelFlags', 'pendingSpecChanges'];

// Yields the unchanged text of each #data section of a file.
function* dataOf(text) {
    for (const part of text.split(/^#data\n/m).slice(1)) {
        const end = part.search(/\n?^#(errors|encoding)$/m);
        yield end < 0 ? part : part.slice(0, end);
    }
}

const filesBelow = dir => readdirSync(dir, { withFileTypes: true })
    .sort((a, b) => a.name < b.name ? -1 : 1)
    .flatMap(entry => entry.isDirectory() ? filesBelow(`${dir}/${entry.name}`)
        : `${dir}/${entry.name}`);

const shortOf = (file, number) =>
    `${file.replace(/.*\/(?=[^/]*\/[^/]*$)/, '')}:${number}`;

// Many tests are fragments, so each is also used after a doctype.
function* twice(name, data) {
    yield { name, type: UTF8, bytes: Buffer.from(data) };
    if (!/^\s*<!doctype/i.test(data)) {
        yield { name: `${name}, doctype`, type: UTF8,
                bytes: Buffer.from(`<!DOCTYPE html>${data}`) };
    }
}

function* trees(dir) {
    for (const file of filesBelow(dir).filter(f => f.endsWith('.dat'))) {
        let number = 0;
        for (const data of dataOf(readFileSync(file, 'utf8'))) {
            yield* twice(shortOf(file, ++number), data);
        }
    }
}

function* tokens(dir) {
    for (const base of TOKENS) {
        const file = `${dir}/${base}.test`;
        const { tests = [] } = JSON.parse(readFileSync(file, 'utf8'));
        for (const [number, { input }] of tests.entries()) {
            yield* twice(shortOf(file, number + 1), input);
        }
    }
}

// Yields documents whose encoding is not declared.
function* encodings(dir) {
    for (const file of filesBelow(dir).filter(f => f.endsWith('.dat'))) {
        let number = 0;
        for (const data of dataOf(readFileSync(file, 'latin1'))) {
            yield { name: shortOf(file, ++number), type: 'text/html',
                    bytes: Buffer.from(data, 'latin1') };
        }
    }
}

// Yields nothing if the directory does not exist.
export function* html5lib(dir) {
    if (dir && existsSync(`${dir}/tree-construction`)) {
        yield* trees(`${dir}/tree-construction`);
        yield* tokens(`${dir}/tokenizer`);
        yield* encodings(`${dir}/encoding`);
    }
}
