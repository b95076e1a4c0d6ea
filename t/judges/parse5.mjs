// SPDX-License-Identifier: Apache-2.0
//
// The first judge: parse5, which implements the parser of the WHATWG standard.
// It reads each document with and without the module, with scripting and
// without. The documents are divided among workers, which run this same file.

import { availableParallelism, cpus } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { parse } from '../browser/node_modules/parse5/dist/index.js';
import { declared, decoded, encodingOf, isOddlyLabelled } from './encoding.mjs';
import { planted, plantedAtEnd } from './planted.mjs';
import { documents, isAtEnd, LONG, plain, visited, VISITS, wrongBytes } from './site.mjs';
import { Tally } from './tally.mjs';
import { complaints, serialise } from './walk.mjs';
import { comment, finish, is } from '../browser/lib.mjs';

const AT_ONCE = 4;

const SCRIPTING = [true, false];
const parsed = (text, scriptingEnabled, sourceCodeLocationInfo = false) =>
    parse(text, { scriptingEnabled, sourceCodeLocationInfo });

// ------------------------------------------------------------------- places

const childOf = (node, name) => node?.childNodes.find(n => n.nodeName === name);

// Returns the offset of the end of the tag that opens the body, or undefined.
function placeOf(text, scripting) {
    const body = childOf(childOf(parsed(text, scripting, true), 'html'),
       'body');
    return body?.sourceCodeLocation?.startTag?.endOffset ??
        (body?.sourceCodeLocation && !body.sourceCodeLocation.endTag
            ? body.sourceCodeLocation.startOffset : undefined);
}

// Documents in which the module need not insert a banner, although a <body> tag
// opens the body. docs/guide/limits.md lists them.
const EXCUSES = [
    before => /\x1b/.test(before),              // text in ISO-2022
    before => /&/.test(before),                 // white space as &#32;
    before => /<noscript>\s*<noscript/i.test(before),
    before => /<noscript>((?!<\/noscript)[^])*<template/i.test(before),
    before => /<template[^]*<noscript/i.test(before),
    before => before.length > 1024 * 1024,      // the limit of the scan
    before => /<template[\s\S]*<(svg|math|select|plaintext|col)\b/i.test(before),
];

// True if the encoding is known before the place of the banner.
function isReadable({ bytes, type }, text, place) {
    const behind = /charset/i.test(text.slice(place, 1024)) &&
        !/charset/i.test(type);
    const guessed = declared(bytes, type) === undefined &&
        /[^\x00-\x7f]/.test(bytes.toString('latin1'));
    return !behind && !guessed &&
        !isOddlyLabelled(`${type} ${text.slice(0, place)}`);
}

function isClean(before, encoding) {
    const text = decoded(before.bytes, encoding);
    const [on, off] = SCRIPTING.map(flag => placeOf(text, flag));
    return on !== undefined && on === off && !/^utf-16/.test(encoding) &&
        isReadable(before, text, on) &&
        !EXCUSES.some(excuse => excuse(text.slice(0, on)));
}

// ------------------------------------------------------------------ judging

// The trees of one text. Scripting makes a difference only with a noscript.
class Trees {
    constructor(bytes, type) {
        this.encoding = encodingOf(bytes, type);
        this.text = decoded(bytes, this.encoding);
    }

    of(scripting) {
        return this[scripting] ??= serialise(parsed(this.text, scripting));
    }

    // parse5 throws at some character references that are too large.
    get readable() {
        try {
            return Boolean(this.of(true) && this.of(false));
        } catch (error) {
            if (error instanceof RangeError) {
                return false;
            }
            throw error;
        }
    }

    modes(other) {
        return /noscript/i.test(this.text + other.text) ? SCRIPTING : [true];
    }
}

function judgeTrees(before, after, want, end) {
    const wrong = [];
    if (before.encoding !== after.encoding) {
        wrong.push(`encoding ${after.encoding} instead of ${before.encoding}`);
    }
    for (const scripting of after.modes(before)) {
        wrong.push(...complaints(before.of(scripting), after.of(scripting), want,
                                 scripting, end).map(what => `scripting ${scripting ? 'on' : 'off'}: ${what}`));
    }
    return wrong;
}

// Returns the elements that a page without traps gets, by kind of visit.
async function references() {
    const simple = documents().find(doc => doc.name === 'made: simple');
    const want = {};
    for (const visit of Object.keys(VISITS)) {
        const { bytes, type } = await visited(simple, visit);
        want[visit] = new Trees(bytes, type).of(true).added;
        want[visit].text = bytes.toString();
    }
    return want;
}

async function judge(doc, want, tally) {
    const before = await plain(doc);
    let trees;
    for (const visit of doc.visits) {
        const after = await visited(doc, visit);
        const bytes = wrongBytes(before, after);
        const added = !after.bytes.equals(before.bytes);
        const found = { added, wrong: bytes ? [bytes] : [], clean: false };
        const isHtml = /^text\/html/i.test(before.type ?? '');
        if (added && isHtml) {
            trees ??= new Trees(before.bytes, before.type);
            if (/&#/.test(trees.text) && !trees.readable) {
                tally.unread.push(doc.name);
            } else {
                found.wrong.push(...judgeTrees(trees,
                    new Trees(after.bytes, after.type), want[visit],
                    visit === 'end' ? isAtEnd(after.bytes.toString('latin1'))
                        : undefined));
            }
        } else if (!added && isHtml && visit === 'undecided' &&
                   new Trees(before.bytes, before.type).readable) {
            found.clean = isClean(before, encodingOf(before.bytes, before.type));
        }
        tally.add(doc, visit, found);
    }
}

async function work({ number, workers }) {
    const want = await references();
    const mine = documents().filter(doc => doc.id % workers === number);
    const tally = new Tally();
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
        for (let doc; (doc = mine.pop());) {
            await judge(doc, want, tally);
        }
    }));
    parentPort.postMessage(tally);
}

// ------------------------------------------------------------- the main part

// The judge must find each insertion at a wrong place.
async function judgePlanted() {
    const want = await references();
    const banner = /<section[^]*<\/section>/.exec(want.undecided.text)[0];
    const type = 'text/html; charset=utf-8';
    const unseen = planted(banner).filter(({ before, after }) => !judgeTrees(
        ...[before, after].map(text => new Trees(Buffer.from(text), type)),
        want.undecided).length);
    is(unseen.map(({ before }) => before), [],
       'banners at wrong places are found');
    const missed = plantedAtEnd(banner).filter(({ before, after }) => !judgeTrees(
        ...[before, after].map(text => new Trees(Buffer.from(text), type)),
        want.undecided.filter(added => added.kind === 'banner'), true).length);
    is(missed.map(({ before }) => before), [],
       'banners at wrong places at the end are found');
    for (const [visit, { kinds }] of Object.entries(VISITS)) {
        is(want[visit].map(added => added.kind).sort(), kinds,
           `a simple page gets the elements for the visit "${visit}"`);
    }
}

async function main() {
    const workers = (availableParallelism ?? (() => cpus().length))();
    const all = documents();
    comment(`${all.length} documents${LONG ? ', the long run' : ''}`);
    await judgePlanted();
    const tally = new Tally();
    await Promise.all(Array.from({ length: workers }, (_, number) =>
        new Promise((done, fail) => {
            new Worker(new URL(import.meta.url),
                       { workerData: { number, workers } })
                .on('message', part => tally.merge(part))
                .on('error', fail).on('exit', done);
        })));
    is(tally.judged, all.reduce((n, doc) => n + doc.visits.length, 0),
       'every document was judged');
    is(tally.unread.filter(name => !name.startsWith('html5lib')), [],
       'parse5 reads all but some tests of html5lib');
    tally.report(all, { made: 500, 'apache2-doc': 800,
        'postgresql-doc as XHTML': 800 });
    finish();
    process.exit();
}

await (isMainThread ? main() : work(workerData));
if (!isMainThread) {
    process.exit();
}
