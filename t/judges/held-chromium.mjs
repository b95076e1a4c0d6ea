// SPDX-License-Identifier: Apache-2.0
//
// node held-chromium.mjs PROGRAM: loads the documents of held-documents.mjs into
// frames of Chromium, as they were and as they are held, with scripts and
// without. All hosts are a server in this script, which notes the requests to
// the held host. The number of a document is in its addresses.
//
// No inline script may run, because it could change the page: a
// Content-Security-Policy forbids them, and leaves the scripting flag on.

import { createServer } from 'node:http';
import { comment, is, ok, run } from '../browser/lib.mjs';
import { answers, made, planted } from './held-documents.mjs';

const LONG = process.env.JUDGE === 'long';
// Each STEPth document is loaded. The step has no factor in common with the
// numbers of elements and contexts.
const STEP = LONG ? 1 : 37;
const BATCH = 100;
const AT_ONCE = 10;
const CSP = 'script-src http://held.example';

const all = [...made(), ...planted()].filter((_, i) => i % STEP === 0);
const held = await answers(process.argv[2], all);
const numbered = (text, n) => text.replaceAll('held.example/a',
    `held.example/a${n}`);

const asked = { before: new Set(), on: new Set(), off: new Set() };
let phase;

const server = createServer((request, response) => {
    const [, kind, number] = request.url.match(/^\/(\w+)\/(\d+)/) ?? [];
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.setHeader('Cache-Control', 'no-store');
    if (request.headers.host === 'held.example') {
        asked[phase].add(Number(request.url.match(/\d+/)?.[0]));
    } else if (kind) {
        response.setHeader('Content-Security-Policy', CSP);
        response.end(numbered(kind === 'before' ? all[number]
            : held[number][0], number));
        return;
    }
    response.end('<!DOCTYPE html><body>');
});

// Loads documents into frames, and waits until each of them has loaded.
const load = (page, list, kind, sandbox) => page.evaluate(
    async ([numbers, path, isSandboxed, lanes]) => {
        const rest = [...numbers];
        const one = number => new Promise(done => {
            const frame = document.createElement('iframe');
            if (isSandboxed) {
                frame.setAttribute('sandbox', '');
            }
            const end = () => {
                frame.remove();
                done();
            };
            frame.onload = end;
            setTimeout(end, 5000);
            frame.src = `/${path}/${number}`;
            document.body.append(frame);
        });
        await Promise.all(Array.from({ length: lanes }, async () => {
            while (rest.length) {
                await one(rest.pop());
            }
        }));
    }, [list, kind, sandbox, AT_ONCE]);

const groups = {
    'held documents': async page => {
        const whole = all.map((_, i) => i)
            .filter(i => held[i][2] === 'whole');
        ok(whole.length > all.length * 0.9, 'most documents are read',
            `${whole.length} of ${all.length}`);
        for (const [name, kind, sandbox] of [['before', 'before', false],
            ['on', 'after', false], ['off', 'after', true]]) {
            phase = name;
            for (let i = 0; i < whole.length; i += BATCH) {
                await page.goto('http://judge.test/');
                await load(page, whole.slice(i, i + BATCH), kind, sandbox);
            }
            await page.goto('about:blank');
        }
        comment(`${asked.before.size} of ${whole.length} ask before`);
        ok(asked.before.size > whole.length / 10,
            'as they were, many request the host', asked.before.size);
        for (const scripts of ['on', 'off']) {
            is([...asked[scripts]].map(i => held[i]?.[0]), [],
                `held, scripts ${scripts}: none does`);
        }
    },
};

await new Promise(done => server.listen(0, '127.0.0.1', done));
await run(groups, {}, ['--host-resolver-rules=MAP * 127.0.0.1:' +
    server.address().port]);
server.closeAllConnections();
server.close();
