// SPDX-License-Identifier: Apache-2.0
//
// Compares the module's reading of addresses with Chromium's `new URL`. The
// addresses are hosts, ports, slashes, blanks and paths in many spellings, each
// with several bases.
//
// Three kinds of differences are allowed. A name that the module cannot convert
// counts as unread; the module logs it, so it must contain a byte that the log
// line is for. A name that Chromium refuses is fetched by nobody, so the
// result of the module does not matter. Chromium escapes '*' and ' ' in a host, which no name of
// DNS contains, and '|' in a path, which is decoded before paths are compared.
//
// The list does not contain "[::01.2.3.4]": the standard refuses a leading zero
// there, and Chromium accepts it.

import { execFileSync } from 'node:child_process';
import { comment, is, ok, run } from './lib.mjs';

const PORTS = { 'http:': 80, 'https:': 443, 'ws:': 80, 'wss:': 443, 'ftp:': 21 };
const BASES = [null, 'https://site.test/a/b?c', 'http://site.test:8080/a/b/',
    'https://[::1]/', 'data:,x'];

const HOSTS = ['a.test', 'A.TeSt', 'a.test.', 'a..test', '.a.test', 'a%2Etest',
    'a%2etest%2E', '%61.test', '%41.test', 'a%00.test', 'a%20.test', 'a%.test',
    'a%2.test', 'a%2525.test', 'a_b.test', '-a-.test', 'a--b.test', 'a!$&.test',
    "a'()*+,;=.test", 'a"b.test', 'a`b.test', 'a{b}.test', 'a^b.test',
    'a|b.test', 'a<b>.test', 'a\u007fb.test', 'a b.test', 'a%09b.test',
    'a\u3002test', 'a\uff0etest', 'a\uff61test', '\uff41.test', '\u212a.test',
    'stra\u00dfe.test', '\u03c2.test', 'B\u00dccher.test', 'b\u0075\u0308cher.test',
    'b%C3%BCcher.test', '%C3%BC%zz.test', 'a\u00adb.test', 'a\u200bb.test',
    'a\u200db.test', 'a\u2060b.test', '\ufeffa.test', 'xn--bcher-kva.test',
    'XN--BCHER-KVA.test', 'xn--a.test', 'xn--.test', 'xn--a-.test',
    'xn--ls8h.test', '\u{1f4a9}.test', '\u2603.test', '\u05d0.test',
    '\u05d01.test', '1\u05d0.test', '\u4e2d\u56fd.test', '\u0e01.test',
    '\u1e9e.test', '\ufdd0.test', '\ufffd.test', '\u2488a.test', '\u2024test',
    '\u2260.test', 'a\u2044b.test', 'a\u2100b.test', '\uff0f.test',
    '\uff05\uff12\uff25.test',
    'a\uff05\uff12\uff25b.test', 'a%EF%BC%85%32%45b.test', 'a\uff052eb.test',
    'a\uff05\uff10\uff10b.test', 'a\uff0525b.test', '\uff05c3\uff05bcx.test', '1.2.3.4', '1.2.3.4.', '1.2.3', '1.2', '1',
    '4294967295', '4294967296', '0x7f.1', '0x7F000001', '0177.0.0.1', '0x', '0',
    '08.1', '1.2.3.4.5', '1.2.3.256', '256', '1.256', '1..2', '0x.0x', 'a.1',
    'a.0x1', 'a.0xg', 'a.09', '1.2.3.a', '%31.2.3.4', '\uff11.2.3.4', '1e2.3',
    '[::1]', '[::]', '[1::]', '[::1.2.3.4]', '[0:0:0:0:0:0:0:1]', '[::ffff:1.2]',
    '[1:2:3:4:5:6:7:8]', '[1:2:3:4:5:6:7::]', '[1::2::3]', '[::12345]', '[::1',
    '::1', '[::G]', '[::1%25eth0]', '[::1]a', '[]', '[1:0:0:2:0:0:0:3]',
    '[FE80::A]', 'user@a.test', 'u:p@a.test', '@a.test',
    'a@b@c.test', 'u:p@', 'a.test%40b.test', 'a.test\\@b.test', '', ' ',
    'a.test:80', 'a.test:443', 'a.test:0443', 'a.test:', 'a.test:65535',
    'a.test:65536', 'a.test:1a', 'a.test:-1', 'a.test: 1', 'a.test:4\t43',
    'a:b:c.test', `${'a'.repeat(63)}.test`, 'localhost', 'a.local\u0130'];
const BEFORE = ['https://', 'http://', '//', 'https:', 'https:/', 'https:///',
    '\\\\', '/\\', 'HTTPS:\\\\', ' \t//', 'ht\ntps://', 'wss://', 'ftp://',
    'https:\\/', '\u0001https://', 'x://', 'x:', 'data:', 'blob:https://',
    'javascript://', 'filesystem:https://', 'view-source:https://'];
const PATHS = ['', '/', '/x', '/x/../y', '/./x/.', '/x/..', '/%2e%2e/y',
    '/x/.%2E/y', '/../..', '//y', '\\y\\z', '/x\\..\\y', '/a b', '/\u00fc',
    '/%zz', '/a%2Fb', '/a;b=c', '/"<>`{}^|', '/a\tb\nc', '?q', '#f', '/x?../y',
    '/x#/../y', '/x/...', '/a/b/../../../c/', '/%2E', '/~.%2e/', '/\u{1f600}'];
const RELATIVE = ['', '.', '..', '../..', 'x', 'x/', './x', '?x', '#x', '/', ':',
    ':80', 'x:', 'x:y', '1:2', 'https:', 'https:x', 'https:?x', 'http:x',
    '/x:y', ';x', '%2e%2E/x', '\\', 'x\\..\\..', '&#58;//a.test', '\u0000x',
    'https', 'https\u003a', 'ht%74ps://a.test/', 'ws:x', '//', '///', '///x',
    '\\x', '/..//x', './/x', '..\\x', '\u00a0//a.test', '\u3000//a.test'];

function addresses() {
    const texts = [...RELATIVE];
    HOSTS.forEach(host => BEFORE.slice(0, 5).concat('\\\\', ' \t//')
        .forEach(before => texts.push(`${before}${host}`, `${before}${host}/p`)));
    BEFORE.forEach(before => PATHS.forEach(path => {
        texts.push(`${before}a.test${path}`, path);
    }));
    return [...new Set(texts)].flatMap(text => BASES.map(base => [text, base]));
}

const hex = text => text === null ? '-' : Buffer.from(text).toString('hex');

function ours(all) {
    const lines = all.map(pair => pair.map(hex).join(' ') + '\n').join('');
    return execFileSync(process.env.ADDRESSES_TOOL, ['--lines'],
        { input: lines, maxBuffer: 1 << 28 }).toString().split('\n');
}

// In the page: the same words as those of the tool.
function theirs({ all, ports }) {
    return all.map(([text, base]) => {
        let url;
        try {
            url = base === null ? new URL(text) : new URL(text, base);
        } catch {
            return 'failure';
        }
        const port = ports[url.protocol];
        return port === undefined ? 'other'
            : [url.protocol.slice(0, -1), url.hostname, url.port || port,
                url.pathname].join(' ');
    });
}

// The log names an address with such bytes (CP0100, CP0150).
const isLogged = text => /[\u0080-\u{10ffff}%]/u.test(text);
const isNone = result => result === 'failure' || result === 'other';

await run({
    async addresses(page) {
        const all = addresses();
        const got = ours(all);
        const want = await page.evaluate(theirs, { all, ports: PORTS });
        const wrong = [], unread = new Set(), superfluous = new Set();
        all.forEach((pair, i) => {
            want[i] = want[i].replace('%2A', '*').replace('%7C', '|')
                .replace(/^\S+ \S*%20.*/, 'failure');
            if (got[i] === want[i] || (isNone(got[i]) && isNone(want[i]))) {
                return;
            }
            if (isNone(want[i])) {
                superfluous.add(pair[0]);
            } else if (isNone(got[i]) && isLogged(pair[0])) {
                unread.add(want[i].split(' ')[1]);
            } else {
                wrong.push([...pair, got[i], want[i]]);
            }
        });
        ok(all.length > 10000, `there are ${all.length} addresses`);
        is(wrong, [], 'the module and Chromium read them in the same way');
        comment(`unread: ${JSON.stringify([...unread])}`);
        comment(`only the module accepts: ${JSON.stringify([...superfluous])}`);
        ok(unread.size < 5, 'few names are unread');
    },
});
