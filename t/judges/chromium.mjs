// SPDX-License-Identifier: Apache-2.0
//
// The second judge: Chromium. If Content-Type names the encoding, the document
// is written into a frame by document.open(), write() and close(): this uses
// the same parser as loading a page, at a hundredth of the cost. Other
// documents are loaded as pages: those whose encoding is found in their bytes,
// XHTML, and a sample of the real pages. A server in this script repeats the
// bytes that came from httpd.
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
// Each WRITTENth real page is written, and each LOADEDth is loaded.
const WRITTEN = LONG ? 1 : 9;
const LOADED = LONG ? 20 : 45;
const REFRESH = /http-equiv\s*=\s*["']?refresh/i;

// ------------------------------------------------------------------- server

const HOUSE = `<!DOCTYPE html><title>judge</title><script type=module>
import { complaints, serialise } from '/walk.mjs';
// A document with thousands of resources reaches the limit of a process
// (ERR_INSUFFICIENT_RESOURCES). A few seconds later loading works again.
async function frameOf(scripting) {
    for (let tries = 0; tries < 600; tries++) {
        const frame = document.createElement('iframe');
        if (!scripting) {
            frame.setAttribute('sandbox', 'allow-same-origin');
        }
        frame.src = '/0';
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
window.judge = async (pairs, scripting) => {
    let frame = await frameOf(scripting);
    const found = [];
    // A document can replace its frame.
    const tree = async text => {
        if (!frame.contentDocument) {
            frame.remove();
            frame = await frameOf(scripting);
        }
        return treeOf(frame, text);
    };
    for (const { before, after, want, end } of pairs) {
        found.push(complaints(await tree(before), await tree(after), want,
                              scripting, end));
    }
    frame.remove();
    return found;
};
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
        if (added) {
            wayOf(doc, before).push({ doc, visit, before, after });
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

async function judgeWritten(page, list, scripting, how) {
    for (let at = 0; at < list.length; at += BATCH) {
        const batch = list.slice(at, at + BATCH);
        const found = await page.evaluate(
            ([pairs, flag]) => window.judge(pairs, flag),
            [batch.map(pair => ({ before: textOf(pair.before),
                after: textOf(pair.after), want: [...want[pair.visit]],
                end: endOf(pair) })), scripting]);
        found.forEach((wrong, number) => complain(batch[number], how, wrong));
    }
}

// A new context has a new process.
async function judgeChunk(browser, scripting) {
    const list = writes.filter(pair => modesOf(pair).includes(scripting));
    const context = await browser.newContext();
    const page = await context.newPage();
    await house(page);
    await judgeWritten(page, list, scripting, `written, ${nameOf(scripting)}`);
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
        ok(counts[n] > 20,
           `enough documents were written, ${nameOf(scripting)}`);
    }
}

async function written(page, context) {
    await house(page);
    await references(page);
    is([await page.evaluate(() => window.noscript(true)),
        await page.evaluate(() => window.noscript(false))],
       [[0, 'undefined'], [1, 'undefined']],
       'the parser has scripting on and off, and no script runs');
    const banner = /<section[^]*<\/section>/.exec(want.undecided.text)[0];
    const pairs = planted(banner).map(pair => ({ ...pair,
        want: [...want.undecided] }));
    const seen = [];
    for (const scripting of SCRIPTING) {
        seen.push(await page.evaluate(([list, flag]) =>
            window.judge(list, flag), [pairs, scripting]));
    }
    is(pairs.filter((_, n) => !seen.some(found => found[n].length))
        .map(pair => pair.before), [], 'banners at wrong places are found');
    await judgeAll(context.browser());
}

async function treeOf(page, answer) {
    const number = answers.push(answer) - 1;
    await page.goto(`${BASE}/${number}`, { waitUntil: 'load' });
    const tree = await page.evaluate(`(${serialise})(document)`);
    answers[number] = undefined;
    // The message about XML that is not well-formed names a column, which the
    // insertion changes.
    tree.tree = tree.tree.replace(/("error on line \d+) at column \d+/g, '$1');
    return tree;
}

async function judgeLoaded(context, list, scripting) {
    const how = `loaded, ${nameOf(scripting)}`;
    const rest = [...list];
    await Promise.all(Array.from({ length: PAGES_AT_ONCE }, async () => {
        const page = await context.newPage();
        for (let pair; (pair = rest.pop());) {
            const before = await treeOf(page, pair.before);
            const after = await treeOf(page, pair.after);
            complain(pair, how, complaints(before, after, want[pair.visit],
                                           scripting, endOf(pair)));
        }
    }));
    comment(`${list.length} pairs loaded, ${how}`);
}

async function loaded(page, context, scripting) {
    const list = loads.filter((pair, n) => n % 8 === 0 ||
        modesOf(pair).includes(scripting));
    const sentinel = await treeOf(page, { bytes: Buffer.from(
        '<body><noscript><p>x</p></noscript>') });
    is(/<\S+ P$/m.test(sentinel.tree), !scripting,
       `the parser has ${nameOf(scripting)}`);
    await judgeLoaded(context, list, scripting);
    ok(list.length > (scripting ? 200 : 20), 'enough documents were loaded');
}

await run({
    written,
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
