// SPDX-License-Identifier: Apache-2.0
//
// A client of HTTP/2 over clear text for restarts.t. It keeps a connection busy
// until SIGTERM or the end of the test, and prints each response. Requests that
// httpd did not process, according to GOAWAY, are sent again on the next
// connection (RFC 9113, section 6.8). Any other error is printed as a failure.
// httpd 2.4 itself, with or without the module, ends some connections with a
// GOAWAY whose code is an internal error of nghttp2, or closes them while
// requests are open, which Node reports as cancelled. These failures are called
// OF_HTTPD.
//
//     node h2c.mjs PORT KEY COOKIE

import http2 from 'node:http2';
import { setTimeout } from 'node:timers/promises';

const [port, key, cookie] = process.argv.slice(2);
const PATHS = ['page.html', 'x.txt', 'nowhere', 'cookie-policy/policy.json'];
const AT_ONCE = 6;
const PATIENCE = 60000;
const PAUSE = 10; // ms before a request is sent again
const TEST = process.ppid;
const INTERNAL = 0x7fffffff; // errors of nghttp2 are negative
const CANCELLED = http2.constants.NGHTTP2_CANCEL; // never sent by this client
const NOT_TAKEN = new Set(['ERR_HTTP2_GOAWAY_SESSION',
                           'ERR_HTTP2_INVALID_SESSION']);

let session, stop = false, number = 0, made = 0;
process.on('SIGTERM', () => { stop = true; });

function connection() {
    if (!session || session.closed || session.destroyed) {
        session = http2.connect(`http://127.0.0.1:${port}`);
        session.on('error', () => {}); // its streams report it
        session.on('goaway', function (code, last) {
            this.last = last;
            this.broken = code > INTERNAL;
        });
        made++;
    }
    return session;
}

// Tries once. Resolves to { head, body, failure }, or to null if not processed.
function ask(path) {
    return new Promise((done) => {
        const on = connection();
        let head = '', failure = 0, stream;
        const body = [];
        try {
            stream = on.request({ ':path': path, cookie });
        }
        catch (error) {
            done(NOT_TAKEN.has(error.code) ? null : { failure: error.code });
            return;
        }
        stream.on('response', (fields, flags, raw) => {
            head = `HTTP/2 ${fields[':status']}\r\n`;
            for (let i = 0; i < raw.length; i += 2) {
                head += raw[i][0] === ':' ? '' : `${raw[i]}: ${raw[i + 1]}\r\n`;
            }
        });
        stream.on('data', (data) => body.push(data));
        stream.on('error', (error) => { failure = error.code; });
        stream.setTimeout(PATIENCE, () => stream.close());
        stream.on('close', () => {
            const refused = stream.id > on.last || NOT_TAKEN.has(failure)
                || stream.rstCode === http2.constants.NGHTTP2_REFUSED_STREAM;
            const lost = on.broken || stream.rstCode === CANCELLED;
            failure = failure || stream.rstCode;
            done(!head && refused ? null
                : { head, body: Buffer.concat(body).toString('latin1'),
                    failure: failure && lost ? 'OF_HTTPD' : failure });
        });
    });
}

async function keep_asking() {
    while (!stop && process.ppid === TEST) {
        const n = ++number;
        const path = `/${PATHS[n % PATHS.length]}?${key}-${n}`;
        const before = made;
        let answer = null;
        while (!answer && process.ppid === TEST) {
            answer = await ask(path) || await setTimeout(PAUSE);
        }
        if (!answer) {
            return;
        }
        process.stdout.write(`${answer.head || ''}\r\n${answer.body || ''}\n`
            + `--end ${answer.failure} ${made - before} `
            + `http://127.0.0.1:${port}${path}\n`);
    }
}

await Promise.all(Array.from({ length: AT_ONCE }, keep_asking));
session.destroy();
