// SPDX-License-Identifier: Apache-2.0
//
// The second judge: Chromium. If Content-Type names the encoding, the document
// is written into a frame by document.open(), write() and close(): this uses
// the same parser as loading a page, at a hundredth of the cost. Other
// documents are loaded into a frame: those whose encoding is found in their
// bytes, XHTML, and a sample of the real pages. A page costs ten times as much
// as a frame, so only some of these documents are also loaded as pages. A
// server in this script repeats the bytes that came from httpd.
//
// No script of a page may run, because scripts change the tree. But the
// parser's scripting flag must be on: a Content-Security-Policy forbids the
// scripts, which leaves the flag on. For the flag off, the frame has a sandbox
// without scripts, and the page a context without JavaScript.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { comment, is, ok, run } from '../browser/lib.mjs';
import { decoded, encodingOf } from './encoding.mjs';
import { planted } from './planted.mjs';
import { documents, isAtEnd, LONG, plain, visited, VISITS, wrongBytes } from './site.mjs';
import { Tally } from './tally.mjs';
import { complaints, serialise } from './walk.mjs';

const BATCH = 100;
// Documents per process of the browser, because its memory only grows.
const CHUNK = 3000;
const PAGES_AT_ONCE = 3;
const CSP = "default-src 'none'";
const SCRIPTING = [true, false];
// Each MADEth of the made documents is written, each WRITTENth of the real pages
// is written, and each LOADEDth is loaded. The steps have no factor in common
// with the numbers that distribute the visits.
const MADE = LONG ? 1 : 11;
const WRITTEN = LONG ? 1 : 13;
const LOADED = LONG ? 20 : 45;
// Each PAGEDth of the documents that are loaded into a frame is also loaded as a
// page.
const PAGED = LONG ? 1 : 15;
const REFRESH = /http-equiv\s*=\s*["']?refresh/i;

// ------------------------------------------------------------------- server

const HOUSE = `<!DOCTYPE html><title>judge</title><script type=module>
import { complaints, serialise } from '/walk.mjs';
// A document with thousands of resources reaches the limit of a process
// (ERR_INSUFFICIENT_RESOURCES). A few seconds later loading works again.
async function frameOf(scripting, address = '/0') {
    for (let tries = 0; tries < 600; tries++) {
        const frame = document.createElement('iframe');
        if (!scripting) {
            frame.setAttribute('sandbox', 'allow-same-origin');
        }
        frame.src = address;
        await new Promise(done => {
            frame.onload = done;
            document.body.append(frame);
        });
        if (frame.contentDocument) {
            return frame;
        }
        frame.remove();
        await new Promise(done => setTimeout(done, 100));
    }
    throw new Error('no frame could be loaded');
}
function treeOf(frame, text) {
    const doc = frame.contentDocument;
    doc.open();
    doc.write(text);
    doc.close();
    return serialise(doc);
}
// Returns the complaints about each { before, after, want, end } of a list.
// Pairs of one document follow each other: its tree is made once.
async function judge(pairs, scripting, tree) {
    const found = [];
    let last;
    let plain;
    for (const { before, after, want, end } of pairs) {
        plain = before === last ? plain : await tree(before);
        last = before;
        found.push(complaints(plain, await tree(after), want, scripting, end));
    }
    return found;
}
// Here before and after are texts.
window.judgeWritten = async (pairs, scripting) => {
    let frame = await frameOf(scripting);
    // A document can replace its frame.
    const found = await judge(pairs, scripting, async text => {
        if (!frame.contentDocument) {
            frame.remove();
            frame = await frameOf(scripting);
        }
        return treeOf(frame, text);
    });
    frame.remove();
    return found;
};
// Here before and after are numbers of responses.
const treeAt = async (number, scripting) => {
    const frame = await frameOf(scripting, '/' + number);
    const tree = serialise(frame.contentDocument);
    frame.remove();
    return tree;
};
window.treeAt = treeAt;
window.judgeLoaded = (pairs, scripting) => judge(pairs, scripting,
    number => treeAt(number, scripting));
window.added = async text => {
    const frame = await frameOf(true);
    return treeOf(frame, text).added;
};
window.noscript = async scripting => {
    const frame = await frameOf(scripting);
    treeOf(frame,
       '<body><noscript><p>x</p></noscript><script>top.ran = 1<\\/script>');
    return [frame.contentDocument.querySelector('noscript').children.length,
            String(window.ran)];
};
window.ready = true;
</script><body>`;

const answers = []; // the responses, by number
const WALK = readFileSync(new URL('walk.mjs', import.meta.url));
const server = createServer((req, res) => {
    const answer = answers[req.url.slice(1)];
    if (answer) {
        res.writeHead(200, { 'Content-Type': answer.type ?? 'text/html',
            'Content-Security-Policy': CSP, 'Cache-Control': 'no-store' });
        res.end(answer.bytes);
    } else if (req.url === '/walk.mjs') {
        res.writeHead(200, { 'Content-Type': 'text/javascript' }).end(WALK);
    } else {
        res.writeHead(req.url === '/house' ? 200 : 404,
            { 'Content-Type': 'text/html' }).end(HOUSE);
    }
});
await new Promise(done => server.listen(0, '127.0.0.1', done));
const BASE = `http://127.0.0.1:${server.address().port}`;
answers.push({ bytes: Buffer.from('<!DOCTYPE html>') });

// ---------------------------------------------------------------- documents

const all = documents();
const tally = new Tally();
let writes = []; // the { doc, visit, before, after } of one chunk
const loads = [];
const byDocument = (a, b) => a.doc.id - b.doc.id;

const isXml = type => /xhtml/.test(type ?? '');
const inHeader = type => /charset/i.test(type ?? '') && !isXml(type);

// Returns the list for a document: to be written, or to be loaded.
function wayOf(doc, { type, bytes }) {
    if (doc.made || isXml(type)) {
        return inHeader(type) ? writes : loads;
    }
    return doc.id % LOADED === 0 && !REFRESH.test(bytes.toString('latin1'))
        ? loads : writes;
}

async function collect(doc) {
    const before = await plain(doc);
    for (const visit of doc.visits) {
        const after = await visited(doc, visit);
        const bytes = wrongBytes(before, after);
        const added = !after.bytes.equals(before.bytes);
        tally.add(doc, visit, { added, wrong: bytes ? [bytes] : [],
                                clean: false });
        const list = wayOf(doc, before);
        if (added && !(list === writes && doc.made && doc.id % MADE)) {
            list.push({ doc, visit, before, after });
        }
    }
}

async function collectAll(docs) {
    const rest = [...docs];
    await Promise.all(Array.from({ length: 4 }, async () => {
        for (let doc; (doc = rest.pop());) {
            await collect(doc);
        }
    }));
}

const complain = ({ doc, visit }, how, wrong) => wrong.forEach(what =>
    tally.damaged.push(`${doc.name} (${doc.path}, ${visit}): ${how}: ${what}`));

const endOf = ({ visit, after }) => visit === 'end'
    ? isAtEnd(after.bytes.toString('latin1')) : undefined;
const textOf = ({ bytes, type }) => decoded(bytes, encodingOf(bytes, type));
const modesOf = ({ after }) =>
    /noscript/i.test(after.bytes.toString('latin1')) ? SCRIPTING : [true];
const nameOf = scripting => `scripting ${scripting ? 'on' : 'off'}`;

// -------------------------------------------------------------------- groups

async function house(page) {
    await page.goto(`${BASE}/house`);
    await page.waitForFunction(() => window.ready);
}

const want = {};

async function references(page) {
    const simple = all.find(doc => doc.name === 'made: simple');
    for (const visit of Object.keys(VISITS)) {
        const text = textOf(await visited(simple, visit));
        want[visit] = await page.evaluate(text => window.added(text), text);
        want[visit].text = text;
    }
}

// `judge` is a function of the page, and `of` returns what it gets for a
// response.
async function judgeInFrames(page, { judge, of, how }, list, scripting) {
    list.sort(byDocument);
    for (let at = 0; at < list.length; at += BATCH) {
        const batch = list.slice(at, at + BATCH);
        const found = await page.evaluate(
            ([name, pairs, flag]) => window[name](pairs, flag),
            [judge, batch.map(pair => ({ before: of(pair.before),
                after: of(pair.after), want: [...want[pair.visit]],
                end: endOf(pair) })), scripting]);
        found.forEach((wrong, number) => complain(batch[number],
            `${how}, ${nameOf(scripting)}`, wrong));
    }
}

const WRITING = { judge: 'judgeWritten', of: textOf, how: 'written' };

// A new context has a new process.
async function judgeChunk(browser, scripting) {
    const list = writes.filter(pair => modesOf(pair).includes(scripting));
    const context = await browser.newContext();
    const page = await context.newPage();
    await house(page);
    await judgeInFrames(page, WRITING, list, scripting);
    await context.close();
    return list.length;
}

async function judgeAll(browser) {
    const docs = all.filter(doc => doc.made || doc.id % WRITTEN === 0);
    const counts = SCRIPTING.map(() => 0);
    comment(`${docs.length} of ${all.length} documents`);
    for (let at = 0; at < docs.length; at += CHUNK) {
        writes = [];
        comment(`documents from number ${at}`);
        await collectAll(docs.slice(at, at + CHUNK));
        for (const [n, scripting] of SCRIPTING.entries()) {
            counts[n] += await judgeChunk(browser, scripting);
        }
    }
    for (const [n, scripting] of SCRIPTING.entries()) {
        comment(`${counts[n]} pairs written, ${nameOf(scripting)}`);
        ok(counts[n] > (scripting ? 500 : 20),
           `enough documents were written, ${nameOf(scripting)}`);
    }
}

// The judge must find each insertion at a wrong place.
async function seesPlanted(page, judge, of) {
    const [banner] = /<section[^]*<\/section>/.exec(want.undecided.text);
    const pairs = planted(banner);
    const seen = [];
    for (const scripting of SCRIPTING) {
        seen.push(await page.evaluate(
            ([name, list, flag]) => window[name](list, flag),
            [judge, pairs.map(({ before, after }) => ({ before: of(before),
                after: of(after), want: [...want.undecided] })), scripting]));
    }
    is(pairs.filter((_, n) => !seen.some(found => found[n].length))
        .map(pair => pair.before), [],
       `${judge}: banners at wrong places are found`);
}

async function written(page, context) {
    await house(page);
    await references(page);
    is([await page.evaluate(() => window.noscript(true)),
        await page.evaluate(() => window.noscript(false))],
       [[0, 'undefined'], [1, 'undefined']],
       'the parser has scripting on and off, and no script runs');
    await seesPlanted(page, 'judgeWritten', text => text);
    await seesPlanted(page, 'judgeLoaded', text => numberOf(
        { bytes: Buffer.from(text), type: 'text/html; charset=utf-8' }));
    await judgeAll(context.browser());
}

const numbers = new Map(); // of responses in `answers`
function numberOf(answer) {
    if (!numbers.has(answer)) {
        numbers.set(answer, answers.push(answer) - 1);
    }
    return numbers.get(answer);
}

const LOADING = { judge: 'judgeLoaded', of: numberOf,
                  how: 'loaded into a frame' };
const SENTINEL = { bytes: Buffer.from('<body><noscript><p>x</p></noscript>') };
const isScripting = ({ tree }, scripting) =>
    is(/<\S+ P$/m.test(tree), !scripting, `the parser has ${nameOf(scripting)}`);

const loadsFor = scripting => loads.sort(byDocument).filter((pair, n) =>
    n % 8 === 0 || modesOf(pair).includes(scripting));

async function loadedIntoFrames(page, scripting) {
    await house(page);
    isScripting(await page.evaluate(
        ([number, flag]) => window.treeAt(number, flag),
        [numberOf(SENTINEL), scripting]), scripting);
    const list = loadsFor(scripting);
    await judgeInFrames(page, LOADING, list, scripting);
    comment(`${list.length} pairs loaded into frames`);
    ok(list.length > (scripting ? 200 : 20), 'enough documents were loaded');
}

async function treeOf(page, answer) {
    await page.goto(`${BASE}/${numberOf(answer)}`, { waitUntil: 'load' });
    return page.evaluate(`(${serialise})(document)`);
}

async function loaded(page, context, scripting) {
    const list = loadsFor(scripting).filter((pair, n) => n % PAGED === 0);
    isScripting(await treeOf(page, SENTINEL), scripting);
    const rest = [...list];
    await Promise.all(Array.from({ length: PAGES_AT_ONCE }, async () => {
        const own = await context.newPage();
        for (let pair; (pair = rest.pop());) {
            const before = await treeOf(own, pair.before);
            const after = await treeOf(own, pair.after);
            complain(pair, `loaded, ${nameOf(scripting)}`,
                complaints(before, after, want[pair.visit], scripting,
                           endOf(pair)));
        }
    }));
    comment(`${list.length} pairs loaded`);
    ok(list.length > (scripting ? 40 : 4), 'enough documents were loaded');
}

await run({
    written,
    'loaded into frames, scripting on': page => loadedIntoFrames(page, true),
    'loaded into frames, scripting off': page => loadedIntoFrames(page, false),
    'loaded, scripting on': (page, context) => loaded(page, context, true),
    'loaded, scripting off': async (page, context) => {
        const off = await context.browser().newContext({
            javaScriptEnabled: false });
        await loaded(await off.newPage(), off, false);
        await off.close();
    },
    all: async () => tally.report(all, { made: 500, 'apache2-doc': 50,
        'postgresql-doc as XHTML': 50 }),
});
process.exit();
