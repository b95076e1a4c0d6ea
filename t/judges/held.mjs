// SPDX-License-Identifier: Apache-2.0
//
// node held.mjs PROGRAM: judges the scanner and the rewriter of tags. PROGRAM
// (t/unit/html/cp_html_held.c) holds all addresses of the host held.example in
// documents that contain them in every context.

import { spawn } from 'node:child_process';
import { parse } from '../browser/node_modules/parse5/dist/index.js';
import { html5lib } from './html5lib.mjs';
import { comment, finish, is, ok } from '../browser/lib.mjs';

const HOST = '//held.example';
const URL = `${HOST}/a`;
const PREFIX = 'data-cookie-policy-';
// The name that a held frame gets.
const NAME = /^cookie-policy-held-\d+$/;
const SVG = 'http://www.w3.org/2000/svg';
const HTML = 'http://www.w3.org/1999/xhtml';

// The attributes from which browsers fetch, by namespace and element.
const BACKGROUND = ['background'];
const FETCHES = {
    [HTML]: {
        script: ['src', 'attributionsrc'], iframe: ['src'], frame: ['src'],
        img: ['src', 'srcset', 'attributionsrc'], input: ['src'],
        source: ['src', 'srcset'], embed: ['src'], object: ['data'],
        video: ['src', 'poster'], audio: ['src'], track: ['src'],
        link: ['href', 'imagesrcset'], a: ['ping', 'attributionsrc'],
        area: ['ping', 'attributionsrc'], body: BACKGROUND, table: BACKGROUND,
        thead: BACKGROUND, tbody: BACKGROUND, tfoot: BACKGROUND,
        tr: BACKGROUND, td: BACKGROUND, th: BACKGROUND, col: BACKGROUND,
        colgroup: BACKGROUND,
    },
    [SVG]: { script: ['href'], image: ['href'], use: ['href'],
             feImage: ['href'] },
};

// ---------------------------------------------------------------- documents

const END = ['script', 'iframe', 'object', 'video', 'audio', 'a'];
const OF_TAG = { feImage: 'feimage' };

function* elements() {
    for (const [space, names] of Object.entries(FETCHES)) {
        for (const [name, attributes] of Object.entries(names)) {
            for (const attribute of attributes) {
                const rel = name === 'link' ? ' rel="preload" as="image"' : '';
                const tag = OF_TAG[name] ?? name;
                const end = space === SVG ? `</${tag}>`
                    : END.includes(name) ? `</${name}>` : '';
                yield `<${tag}${rel} ${attribute}="${URL} 1x">${end}`
                    .replace(attribute.endsWith('srcset') ? '' : ' 1x', '');
                if (space === SVG) {
                    yield `<${tag} xlink:href='${URL}'>${end}`;
                }
            }
        }
    }
    yield `<image src=${URL}>`;
    yield `<img src=x src=${URL} SRC='${URL}'>`;
    yield `<img src="&#x2f;/held.example/a">`;
}

// ^ is the place of the element.
const CONTEXTS = [
    '<head>^</head><body>x', '<title>t</title>^<p>x', '<body>^', '<body><p>x^y',
    '<body><table>^<tr><td>x</table>y', '<table><tr>^<td>x</table>',
    '<table><caption>^</caption><colgroup>^</colgroup><tbody>^</table>',
    '<table><tr><td>^</table>', '<select>^</select>x', '<select><option>^x',
    '<select><optgroup>^</optgroup></select>', '<svg>^</svg>x',
    '<svg><g>^x</svg>', '<svg><foreignObject>^</foreignObject></svg>',
    '<svg><desc>^</desc><title>^</title></svg>', '<math>^</math>',
    '<svg><foreignObject><svg>^</svg></foreignObject></svg>',
    '<math><mi>^</mi></math>', '<template>^</template>x',
    '<template><tr><td>^</template>', '<noscript>^</noscript>x',
    '<body><noscript>^</noscript><p>x', '<body>x</body>^', '<body></html>^',
    '<!-- ^ -->x', '<body><!-- ^ --!>x', '<style>^</style>', '<xmp>^</xmp>',
    '<script>"^"</script>', '<textarea>^</textarea>', '<title>^</title>',
    '<svg><![CDATA[^]]></svg>', '<noframes>^</noframes>', '<plaintext>^',
    '<frameset>^</frameset>', '<p title=\'^', '<b><p><i>x</b>^</i>y',
    '<a href=x>^<div>y', '<button><p>^</button>', '<form><input>^</form>',
    '<select><svg>^</svg></select>', '<table><tr><td><select><math>^</table>',
    '<svg><desc><table>^</table></desc></svg>', '<noscript><p></noscript>^',
    '<svg><title><svg></title>^</svg>', '<svg><p>^', '<math><annotation-xml>^',
    '<svg><font>^', '<svg><font color=x>^', '<template><svg>^</template>',
    '<ul><li>^<li>x</ul>', '<iframe>^</iframe>', '<p>^<table>^',
];

function* made() {
    for (const element of elements()) {
        for (const context of CONTEXTS) {
            yield '<!DOCTYPE html>' + context.replaceAll('^', () => element);
        }
    }
}

// Each document of html5lib, with one element before a tag or at the end. The
// choice is the same in each run.
function* planted() {
    const all = [...elements()];
    let n = 0;
    for (const { name, bytes, type } of html5lib(process.env.HTML5LIB_TESTS)) {
        const text = bytes.toString();
        if (!/utf-8/.test(type) || /data-cookie-policy|text\/plain/.test(text) ||
            name.includes('.test:')) {
            continue;
        }
        const places = [...text.matchAll(/</g)].map(m => m.index).slice(1);
        places.push(text.length);
        for (let i = 0; i < 2; i++) {
            const at = places[(n * 7 + i * 3) % places.length];
            yield text.slice(0, at) + all[n++ % all.length] + text.slice(at);
        }
    }
}

// ------------------------------------------------------------------ judging

const marked = attrs => attrs.some(a => a.name === `${PREFIX}held`);

// The name as it is written, with its prefix.
const fullName = a => a.prefix ? `${a.prefix}:${a.name}` : a.name;

// Returns the attributes as they were before.
function original(node) {
    const attrs = node.attrs.map(a => ({ name: fullName(a), value: a.value }));
    const has = new Set(attrs.map(a => a.name));
    const own = attrs.filter(({ name, value }) =>
        name !== `${PREFIX}held` && !has.has(`${PREFIX}${name}`) &&
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
    .replaceAll(` ${PREFIX}held=""`, '').replaceAll(' type="text/plain"', '')
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

// Gives documents to the program. Returns [document, byte by byte, why] each.
async function answers(documents) {
    const child = spawn(process.argv[2], ['--lines'],
        { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.end(documents.map(text =>
        `${Buffer.from(text).toString('hex')}\n`).join(''));
    const parts = [];
    for await (const part of child.stdout) {
        parts.push(part);
    }
    return Buffer.concat(parts).toString().split('\n').slice(0, -1).map(line => {
        const [hex, same, ...why] = line.split(' ');
        return [Buffer.from(hex, 'hex').toString(), same, why.join(' ')];
    });
}

// The most documents, in percent, of which the scanner does not read the rest.
async function judge(name, documents, percent) {
    const wrong = [];
    const reasons = {};
    let stopped = 0, held = 0;
    const all = await answers(documents);
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
        held += answer[0].includes(`${PREFIX}held`);
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
