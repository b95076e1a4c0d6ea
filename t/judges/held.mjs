// SPDX-License-Identifier: Apache-2.0
//
// node held.mjs PROGRAM: judges the scanner and the rewriter of tags. PROGRAM
// (t/unit/html/cp_html_held.c) holds all addresses of the host held.example in
// documents that contain them in every context.

import { parse } from '../browser/node_modules/parse5/dist/index.js';
import { comment, finish, is, ok } from '../browser/lib.mjs';
import { answers, FETCHES, HOST, made, planted, PREFIX } from
    './held-documents.mjs';

const URL = `${HOST}/a`;
// The name that a held frame gets.
const NAME = /^cookie-policy-held-\d+$/;

// ------------------------------------------------------------------ judging

const marked = attrs => attrs.some(a => a.name.startsWith(PREFIX));

// The name as it is written, with its prefix.
const fullName = a => a.prefix ? `${a.prefix}:${a.name}` : a.name;

// Returns the attributes as they were before.
function original(node) {
    const attrs = node.attrs.map(a => ({ name: fullName(a), value: a.value }));
    const has = new Set(attrs.map(a => a.name));
    const own = attrs.filter(({ name, value }) =>
        !has.has(`${PREFIX}${name}`) &&
        !(name === 'type' && value === 'text/plain' && node.tagName === 'script') &&
        !(name === 'name' && NAME.test(value)));
    return own.map(a => `${a.name.replace(PREFIX, '')}=${a.value}`).sort();
}

// Writes a tree as text. `live` gets the elements that fetch.
function write(node, live, lines = [], depth = 0) {
    const isText = ['#text', '#comment'].includes(node.nodeName);
    const text = /^(noscript)$/.test(node.parentNode?.nodeName) && isText
        ? '' : node.value ?? node.data ?? '';
    const attrs = node.attrs ?? [];
    lines.push([depth, node.nodeName, node.namespaceURI, text,
        ...marked(attrs) ? original(node)
            : attrs.map(a => `${fullName(a)}=${a.value}`).sort()].join('\t'));
    const names = FETCHES[node.namespaceURI]?.[node.tagName] ?? [];
    for (const { name, value } of attrs) {
        if (names.includes(name) &&
            value.includes(HOST)) {
            live.push(`${node.tagName} ${name}`);
        }
    }
    for (const child of [...node.content?.childNodes ?? [],
                         ...node.childNodes ?? []]) {
        write(child, live, lines, depth + 1);
    }
    return lines;
}

const withoutInsertions = text => text
    .replaceAll(' type="text/plain"', '')
    .replace(/ name="cookie-policy-held-\d+"/g, '')
    .replace(/ (src|data)="\/held-page"/g, '').replaceAll(PREFIX, '');

// Returns what is wrong with an answer.
function complaint(before, [after, same, why]) {
    if (same !== '=') {
        return 'byte by byte the result is another one';
    }
    if (withoutInsertions(after) !== before) {
        return 'bytes changed';
    }
    for (const scriptingEnabled of [true, false]) {
        const [old, now] = [before, after].map(text =>
            parse(text, { scriptingEnabled }));
        const live = [];
        if (write(old, []).join('\n') !== write(now, live).join('\n')) {
            return `scripting ${scriptingEnabled}: another tree`;
        }
        if (why === 'whole' && live.length) {
            return `scripting ${scriptingEnabled}: live ${live[0]}`;
        }
    }
    return undefined;
}

// The most documents, in percent, of which the scanner does not read the rest.
async function judge(name, documents, percent) {
    const wrong = [];
    const reasons = {};
    let stopped = 0, held = 0;
    const all = await answers(process.argv[2], documents);
    is(all.length, documents.length, `${name}: ${all.length} documents`);
    for (const [i, answer] of all.entries()) {
        let what;
        try {
            what = complaint(documents[i], answer);
        } catch (error) {
            if (!(error instanceof RangeError)) {
                throw error; // parse5 refuses some character references
            }
        }
        if (what) {
            wrong.push(`${what}: ${documents[i]} => ${answer[0]} (${answer[2]})`);
        }
        held += answer[0].includes(PREFIX);
        stopped += answer[2] !== 'whole';
        reasons[answer[2]] = (reasons[answer[2]] ?? 0) + 1;
    }
    is(wrong.length, 0, `${name}: none is wrong`);
    wrong.slice(0, 20).forEach(comment);
    ok(held > documents.length / 4, `${name}: elements are held in ${held}`);
    ok(stopped <= documents.length * percent / 100,
       `${name}: the scanner stops in at most ${percent} percent`, stopped);
    comment(JSON.stringify(reasons));
}

// The judge must find each of these answers.
function judgeWrong() {
    const img = `<img src=${URL}>`;
    for (const [before, after, same] of [
        [img, img, '='],
        [`<!-- ${img} -->`, `<!-- <img ${PREFIX}src=${URL}> -->`, '='],
        [img, `<img ${PREFIX}src=x>`, '='],
        [img, `<img ${PREFIX}src=${URL}>`, '!'],
    ]) {
        ok(complaint(before, [after, same, 'whole']), `it finds: ${after}`);
    }
}

judgeWrong();
await judge('made', [...made()], 2);
const documents = [...planted()];
if (documents.length) {
    await judge('html5lib', documents, 8);
}
finish();
