// SPDX-License-Identifier: Apache-2.0
//
// The guard: each way to write, each kind of name, and what a refusal removes.

import * as lib from './lib.mjs';
const { ok, is } = lib;

const SITE = `http://localhost:${process.env.SITE_PORT}`;
const NAMES = process.env.NAMES.split(' ');
const groups = {};

// Returns the names that are stored, after each way to write has been tried.
async function written(page) {
    return page.evaluate(async () => {
        const names = ['id', '_ga', '_ga_1', 'none'];
        for (const name of names) {
            document.cookie = ` ${name} =1; path=/`;
            await cookieStore.set(`${name}.s`, '1');
            await cookieStore.set({ name, value: '1', path: '/s/' });
            localStorage.setItem(name, '1');
            sessionStorage.setItem(name, '1');
        }
        document.cookie = '_ga';
        document.cookie = '=none=1';
        return [document.cookie.split('; ').map(pair => pair.split('=')[0])
            .filter(name => name !== 'cookies_preferences').sort().join(' '),
        Object.keys(localStorage).sort().join(' '),
        Object.keys(sessionStorage).sort().join(' ')];
    });
}

async function opened(page, path) {
    const errors = [];
    page.on('pageerror', error => errors.push(String(error)));
    page.on('console', line => {
        if (line.type() === 'error' && !line.text().includes('404')) {
            errors.push(line.text());
        }
    });
    await page.goto(SITE + path);
    return errors;
}

groups['before a choice'] = async page => {
    const errors = await opened(page, '/index.html');
    is(await written(page), ['id', 'id', 'id'], 'only the exempt name');
    is(errors, [], 'no error');
};

groups['after consent'] = async page => {
    await opened(page, '/index.html');
    await lib.answered(page, () => lib.answer(page, 'accept').click());
    const all = ['_ga', '_ga', '_ga.s', '_ga_1', '_ga_1.s', 'id'].join(' ');
    is(await written(page), [all, '_ga _ga_1 id', '_ga _ga_1 id'],
       'declared names in the same page');
    await page.reload();
    is(await written(page), [all, '_ga _ga_1 id', '_ga _ga_1 id'],
       'and in the next one');
};

groups['a refusal'] = async page => {
    await opened(page, '/off.html');
    await page.evaluate(() => {
        for (const area of [localStorage, sessionStorage]) {
            ['id', '_ga', 'none'].forEach(name => area.setItem(name, '1'));
        }
    });
    await page.goto(`${SITE}/index.html`);
    const keys = () => page.evaluate(() => [localStorage, sessionStorage]
        .map(area => Object.keys(area).sort().join(' ')));
    is(await keys(), ['_ga id none', '_ga id none'], 'kept before an answer');
    await lib.answered(page, () => lib.answer(page, 'refuse').click());
    await page.waitForFunction(() => !('_ga' in localStorage));
    is(await keys(), ['id none', 'id none'], 'removes keys that are declared');
};

groups['deletions'] = async page => {
    await opened(page, '/off.html');
    await page.evaluate(() => {
        ['a', 'b', 'c', 'd'].forEach(name => {
            document.cookie = `${name}=1`;
        });
        localStorage.setItem('a', '1');
    });
    await page.goto(`${SITE}/index.html`);
    is(await page.evaluate(async () => {
        document.cookie = 'a=1; Max-Age=0';
        document.cookie = 'b=1; expires=Thu, 01 Jan 1970 00:00:00 GMT';
        await cookieStore.delete('c');
        await cookieStore.set({ name: 'd', value: '', expires: 1 });
        document.cookie = 'e=1; Max-Age=1; Max-Age=0';
        localStorage.removeItem('a');
        return document.cookie + Object.keys(localStorage).join(' ');
    }), 'early=1', 'pass; what the page without a guard wrote remains');
};

groups['pages without it'] = async page => {
    for (const path of ['/off.html', '/report.html']) {
        await opened(page, path);
        is((await written(page))[1], '_ga _ga_1 id none', path);
    }
};

groups['a strict policy'] = async page => {
    const errors = await opened(page, '/strict.html');
    is((await written(page))[1], 'id', 'the guard runs');
    is(errors.filter(text => !text.includes('favicon')), [], 'no error');
};

groups['the decision'] = async page => {
    const response = await page.goto(`${SITE}/names.html`);
    const fields = (await response.headersArray())
        .filter(field => field.name.toLowerCase() === 'set-cookie')
        .map(field => field.value.split('=')[0]);
    const stored = await page.evaluate(names => names.filter(name => {
        sessionStorage.setItem(name, '1');
        return sessionStorage.getItem(name) !== null;
    }), NAMES);
    ok(fields.length > 20 && fields.length < NAMES.length - 20,
       'the server allows some names', String(fields.length));
    is(stored.sort(), fields.sort(), 'is that of the server');
};

await lib.run(groups);
