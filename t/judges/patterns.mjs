// SPDX-License-Identifier: Apache-2.0
//
// Prints, for each line "<expression> <name>" in hex, "1" if the expression of
// JavaScript matches the name, "0" if not, and "error" for a faulty one. With
// --make N it prints N such lines instead: random expressions, made of parts that
// the two grammars share or do not share, and random names.

import { createInterface } from 'node:readline';

const hex = text => Buffer.from(text, 'latin1').toString('hex');
const unhex = text => Buffer.from(text, 'hex').toString('latin1');

let seed = 20261130;
function random(n) {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % n;
}
const one = list => list[random(list.length)];

const ATOMS = ['a', 'b', '_', '-', '1', '.', '\\d', '\\w', '\\S', '\\W', '\\s',
    '\\.', '\\-', '[ab]', '[^a]', '[a-c_]', '[\\d-]', '[-a]', '[]a]', '[[a]',
    '[\\w-z]', '\\x61', '^', '$', '\\b', '\\B', '}', ']', '{', '\\1', '\\Z',
    '\\h', '\\v', '\\Q', '(?i)', '(?:)', '()', '#', '!', '[^\\W_]', '[+-]'];
const QUANTIFIERS = ['', '', '', '', '*', '+', '?', '*?', '+?', '??', '{2}',
    '{1,}', '{0,2}', '{,2}', '{1,2}?', '++', '*+', '**', '{2}{2}', '{0}'];
const GROUPS = ['(', '(', '(?:', '(?=', '(?!', '(?<=', '(?<!', '(?>', '(?<n>'];

function expression(depth) {
    let text = '';
    for (let n = 1 + random(4); n > 0; n--) {
        text += depth > 0 && random(4) === 0
            ? one(GROUPS) + expression(depth - 1) + ')' : one(ATOMS);
        text += one(QUANTIFIERS) + (random(8) === 0 ? '|' : '');
    }
    return text;
}

function name() {
    let text = '';
    for (let n = random(8); n >= 0; n--) {
        text += one(['a', 'a', 'b', 'c', '_', '-', '1', '2', '.', 'Z', '!', '#',
            '+', '~']);
    }
    return text;
}

function judge(line) {
    const [pattern, subject] = line.split(' ').map(unhex);
    try {
        return new RegExp(pattern, 's').test(subject) ? '1' : '0';
    }
    catch {
        return 'error';
    }
}

if (process.argv[2] === '--make') {
    for (let n = 0; n < Number(process.argv[3]); n++) {
        console.log(hex(expression(2)) + ' ' + hex(name()));
    }
}
else {
    for await (const line of createInterface({ input: process.stdin })) {
        console.log(judge(line));
    }
}
