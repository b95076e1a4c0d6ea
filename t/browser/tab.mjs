// SPDX-License-Identifier: Apache-2.0
//
// A Chromium that renders pages in advance. It does so only if DevTools is
// attached to its tabs; Playwright attaches to the pages, and then the status of
// each such page is PrerenderingDisabledByDevTools. So this file speaks the
// DevTools protocol itself, over a pipe.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FLAGS, soon } from './lib.mjs';

// Chromium reads only the last such flag. A machine with little memory may
// prepare pages, too.
const ALL_FLAGS = FLAGS.map(flag => flag.startsWith('--disable-features=')
    ? `${flag},Prerender2MemoryControls` : flag);

// Starts Chromium. Returns { send, open, close }.
export async function start(flags = []) {
    const home = mkdtempSync(join(tmpdir(), 'tab-'));
    const program = spawn(process.env.CHROMIUM || '/usr/bin/chromium',
        ['--headless=new', '--remote-debugging-pipe',
            `--user-data-dir=${home}`, ...ALL_FLAGS, ...flags, 'about:blank'],
        { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    const ended = new Promise(done => program.on('exit', done));
    const { send, on } = protocol(program.stdio[3], program.stdio[4]);
    return {
        send,
        open: () => open(send, on),
        async close() {
            await send('Browser.close');
            await ended;
            // Its other processes may still write their last files.
            rmSync(home, { recursive: true, force: true, maxRetries: 100 });
        },
    };
}

// Messages are JSON and end with a NUL.
function protocol(to, from) {
    const waiting = new Map(), listeners = [];
    let last = 0, text = '';
    from.on('data', data => {
        const parts = (text + data).split('\0');
        text = parts.pop();
        for (const message of parts.map(part => JSON.parse(part))) {
            waiting.get(message.id)?.answer(message);
            waiting.delete(message.id);
            if (message.method === 'Target.detachedFromTarget') {
                drop(message.params.sessionId);
            }
            listeners.forEach(listener => listener(message));
        }
    });
    // Nobody answers for a page that is gone.
    const drop = gone => waiting.forEach(({ sessionId, answer }, id) => {
        if (sessionId === gone) {
            waiting.delete(id);
            answer({ error: { message: 'the page is gone' } });
        }
    });
    const send = (method, params = {}, sessionId = undefined) =>
        new Promise((done, fail) => {
            const id = ++last;
            waiting.set(id, { sessionId, answer: ({ error, result }) => error
                ? fail(new Error(`${method}: ${error.message}`))
                : done(result) });
            to.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
        });
    return { send, on: listener => listeners.push(listener) };
}

// Keeps the pages of a tab, the one that is shown and those that are not yet,
// and the statuses of what Chromium prepares for them.
function follow(on, tab) {
    const pages = [], statuses = { prerender: [], prefetch: [] };
    on(({ method, params, sessionId }) => {
        if (sessionId === tab && method === 'Target.attachedToTarget') {
            pages.push({ id: params.sessionId,
                early: params.targetInfo.subtype === 'prerender' });
        } else if (method === 'Target.detachedFromTarget') {
            const at = pages.findIndex(page => page.id === params.sessionId);
            if (at >= 0) { pages.splice(at, 1); }
        } else if (pages.some(page => page.id === sessionId)) {
            const [, how] = method?.match(/^Preload\.(\w+)StatusUpdated/) ?? [];
            statuses[how]?.push(params.status === 'Failure'
                ? params[`${how}Status`] : params.status);
        }
    });
    return { pages, statuses };
}

// Opens a tab.
async function open(send, on) {
    const { targetId } = await send('Target.createTarget',
        { url: 'about:blank', forTab: true });
    const { sessionId: tab } = await send('Target.attachToTarget',
        { targetId, flatten: true });
    const { pages, statuses } = follow(on, tab);
    await send('Target.setAutoAttach', { autoAttach: true, flatten: true,
        waitForDebuggerOnStart: false }, tab);
    await soon(() => pages.length, 1);
    // A page that is rendered in advance replaces the one that is shown.
    const shown = () => pages.find(page => !page.early) ?? pages[0];
    const evaluate = page => async (act, ...args) => {
        const { result, exceptionDetails: wrong } = await send(
            'Runtime.evaluate', { awaitPromise: true, returnByValue: true,
                userGesture: true,
                expression: `(${act})(...${JSON.stringify(args)})` },
            page()?.id ?? 'none');
        if (wrong) {
            throw new Error(wrong.exception?.description ?? wrong.text);
        }
        return result.value;
    };
    return {
        statuses,
        evaluate: evaluate(shown),
        evaluateEarly: evaluate(() => pages.find(page => page.early)),
        async go(url) {
            await send('Preload.enable', {}, shown().id);
            await send('Page.navigate', { url }, shown().id);
            await soon(() => evaluate(shown)(() =>
                [location.href, document.readyState]), [url, 'complete']);
        },
        // Only the first tab shows pages that were rendered in advance.
        front: () => send('Page.bringToFront', {}, shown().id),
        close: () => send('Target.closeTarget', { targetId }),
    };
}
