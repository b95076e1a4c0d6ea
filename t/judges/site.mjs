// SPDX-License-Identifier: Apache-2.0
//
// The private httpd of the judges, which CookiePolicy::Judges starts: its
// documents, each with and without the module, and the reasons in its error log
// for the documents without a banner.

import { readFileSync, readdirSync } from 'node:fs';
import { Agent, request } from 'node:http';

const PORT = Number(process.env.JUDGE_PORT);
const agent = new Agent({ keepAlive: true, maxSockets: 4 });

export const LONG = process.env.JUDGE === 'long';
// The kinds of visits: the virtual host, and the elements that it adds.
export const VISITS = {
    undecided: { host: 'on.test', kinds: ['banner', 'script'] },
    decided: { host: 'on.test', kinds: ['nav', 'script'] },
    uniform: { host: 'uniform.test', kinds: ['banner', 'nav', 'script'] },
    end: { host: 'end.test', kinds: ['banner', 'script'] },
    signals: { host: 'signals.test', kinds: ['banner', 'consent-mode', 'script'] },
};
const OTHERS = ['decided', 'uniform', 'signals'];

function ask(host, path, headers = {}, method = 'GET', body = undefined,
             tries = 3) {
    return new Promise((done, fail) => {
        const req = request({ port: PORT, path, method, agent,
                              headers: { Host: host, ...headers } }, res => {
            const parts = [];
            res.on('data', part => parts.push(part));
            res.on('end', () => done({ status: res.statusCode,
                headers: res.headers, bytes: Buffer.concat(parts),
                type: res.headers['content-type'] }));
            res.on('error', fail);
        });
        // httpd may close a persistent connection while a request is in
        // transit.
        req.on('error', error => tries && error.code === 'ECONNRESET'
            ? done(ask(host, path, headers, method, body, tries - 1))
            : fail(new Error(`${host}${path}: ${error.message}`)));
        req.end(body);
    });
}

// The consent cookie of a visitor who has accepted all categories.
let consent;
async function decide() {
    const { headers } = await ask('on.test', '/cookie-policy/choice',
        { 'Sec-Fetch-Site': 'same-origin',
          'Content-Type': 'application/x-www-form-urlencoded' },
        'POST', 'choice=accept');
    consent = headers['set-cookie'][0].split(';')[0];
}

export const plain = doc => ask('off.test', doc.path);

export async function visited(doc, visit) {
    const headers = { 'X-Document': `${doc.id} ${visit}` };
    if (visit === 'decided') {
        if (!consent) {
            await decide();
        }
        headers.Cookie = consent;
    }
    return ask(VISITS[visit].host, doc.path, headers);
}

// ---------------------------------------------------------------- documents

const escaped = path => path.split('/').map(encodeURIComponent).join('/');

function* filesBelow(dir) {
    for (const entry of readdirSync(dir, { withFileTypes: true })) {
        const path = `${dir}/${entry.name}`;
        if (entry.isDirectory()) {
            yield* filesBelow(path);
        } else if (entry.isFile() && /\.html?$/i.test(path)) {
            yield path;
        }
    }
}

// DocBook generates HTML that is also well-formed XHTML.
const XHTML = ['postgresql-doc'];

function* pages() {
    const xhtml = [];
    for (const dir of process.env.JUDGE_PAGES.split(':').filter(Boolean)) {
        const base = dir.replace(/.*\//, '');
        for (const path of [...filesBelow(dir)].sort()) {
            const rest = path.slice(dir.length);
            yield { group: base, name: base + rest,
                    path: `/pages/${base}${escaped(rest)}` };
            if (XHTML.includes(base)) {
                xhtml.push({ group: `${base} as XHTML`, name: base + rest,
                             path: `/xml/${base}${escaped(rest)}` });
            }
        }
    }
    yield* xhtml;
}

const visitsOfMade = id => LONG ? [OTHERS[id % 3], 'end']
    : [id % 2 ? 'end' : OTHERS[id / 2 % 3]];

// All documents get the undecided visit. Each made document gets one of the
// other visits (two in the long run), and so does each tenth page.
export function documents() {
    const index = JSON.parse(readFileSync(process.env.JUDGE_INDEX, 'utf8'));
    const all = [...index.map(doc => ({ ...doc, made: true })), ...pages()];
    return all.map((doc, id) => ({ ...doc, id,
        visits: ['undecided', ...doc.made ? visitsOfMade(id)
            : id % 10 ? id % 5 ? [] : ['end'] : [OTHERS[id / 10 % 3]]] }));
}

// ---------------------------------------------------------------------- log

// Returns the reasons why an undecided visitor got no banner, by document id.
export function reasons() {
    const log = readFileSync(process.env.JUDGE_LOG, 'utf8');
    return new Map([...log.matchAll(/^\[(\d+) undecided\] .*?(CP\d{4}: .*)$/gm)]
        .map(([, id, said]) => [Number(id), said]));
}

// -------------------------------------------------------------------- bytes

const OPENING = /<([a-z]+)((?:[^<>"']|"[^"]*"|'[^']*')*)>/g;

// Returns the offset of the end of the element whose start tag ends at `from`.
function endOf(text, tag, from) {
    const tags = new RegExp(`<(/?)${tag}(?=[\\s>/])[^>]*>`, 'g');
    tags.lastIndex = from;
    for (let depth = 1, match; (match = tags.exec(text));) {
        depth += match[1] ? -1 : 1;
        if (depth === 0) {
            return tags.lastIndex;
        }
    }
    return text.length;
}

// Returns the text without the elements that have data-cookie-policy.
function withoutAdded(text) {
    let rest = '';
    let last = 0;
    let at = text.indexOf('data-cookie-policy="');
    while (at >= 0) {
        const start = text.lastIndexOf('<', at);
        OPENING.lastIndex = start;
        const match = OPENING.exec(text);
        const end = match && match.index === start
            ? endOf(text, match[1], OPENING.lastIndex) : at + 1;
        rest += text.slice(last, start);
        last = end;
        at = text.indexOf('data-cookie-policy="', end);
    }
    return rest + text.slice(last);
}

// True if no content follows the added elements, as `end` requires.
export const isAtEnd = text => /^(?:\s|<\/(?:body|html)\b[^>]*>|<!--[^]*?-->)*$/i
    .test(text.slice(text.lastIndexOf('data-cookie-policy="script"'))
        .replace(/^[^]*?<\/script>/, ''));

// Returns a complaint about the bytes of one response, or null.
export function wrongBytes(before, after) {
    if (after.status !== before.status) {
        return `status ${after.status} instead of ${before.status}`;
    }
    if (after.type !== before.type) {
        return `type ${after.type} instead of ${before.type}`;
    }
    if (after.bytes.equals(before.bytes)) {
        return null;
    }
    return withoutAdded(after.bytes.toString('latin1'))
        === before.bytes.toString('latin1')
        ? null : 'bytes differ from the original';
}
