// SPDX-License-Identifier: Apache-2.0
//
// The guard: each way to write, each kind of name, and what a refusal removes.

import { readFileSync } from 'node:fs';

import * as lib from './lib.mjs';
const { ok, is } = lib;

const SITE = `http://localhost:${process.env.SITE_PORT}`;
const LOCKED = `http://lock.localhost:${process.env.SITE_PORT}/lock/`;
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
    await page.goto(new URL(path, SITE).href);
    return errors;
}

groups['before a choice'] = async page => {
    const errors = await opened(page, '/index.html');
    is(await written(page), ['id', 'id', 'id'], 'only the exempt name');
    is(errors, [], 'no error');
};

groups['the charset of the page'] = async page => {
    // The guard follows the <meta charset>, before or after a script that sets
    // the cookie "early".
    for (const [name, cookies] of [['first', ''], ['late', 'early=1']]) {
        await opened(page, `/charset/${name}.html`);
        is(await page.evaluate(() => [document.characterSet,
            document.body.textContent.includes('\u00e4x'),
            window.text ?? '\u00e4', document.cookie]),
           ['UTF-8', true, '\u00e4', cookies],
           `${name}: the charset counts, and scripts after it are guarded`);
    }
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

// Every way to write a key that is not a method of the storage.
async function assigned(page) {
    return page.evaluate(() => {
        const whole = { value: '1', writable: true, enumerable: true,
                        configurable: true };
        for (const area of [localStorage, sessionStorage]) {
            area.none = 1;
            area['_ga'] = 1;
            Object.defineProperty(area, '_ga_1', whole);
            Reflect.set(area, '_ga_2', '1');
            Object.assign(area, { none2: '1', id: '1' });
            Storage.prototype.setItem.call(area, 'none3', '1');
            Storage.prototype.setItem.call(area, 'both', '1');
        }
        return [localStorage, sessionStorage]
            .map(area => Object.keys(area).sort().join(' '));
    });
}

groups['assignments'] = async page => {
    const errors = await opened(page, '/index.html');
    is(await assigned(page), ['both id', 'both id'],
       'only names that are allowed');
    is(await page.evaluate(() => {
        const area = localStorage;
        const found = [area === localStorage, area === window.localStorage,
            area instanceof Storage, String(area), area.length,
            [area.key(0), area.key(1)].sort(), area.key(2), 'id' in area,
            'none' in area, area.id, area.none, area.getItem('id'),
            area.getItem('none'), Object.keys({ ...area }).sort().join(),
            Object.entries(area).sort().join(),
            // Pages call it on the storage itself.
            // eslint-disable-next-line no-prototype-builtins
            area.hasOwnProperty('id'),
            Object.getPrototypeOf(area) === Storage.prototype,
            typeof area.getItem, area.getItem === Storage.prototype.getItem];
        const names = [];
        for (const name in area) { names.push(name); }
        found.push(names.includes('id') && names.includes('length'));
        found.push(delete area.id, area.length);
        area.id = 'x';
        area.removeItem('id');
        area.id = 'y';
        area[Symbol.for('x')] = 1;
        found.push(area.length, area.id);
        area.clear();
        found.push(area.length, Object.keys(area).length);
        return found;
    }), [true, true, true, '[object Storage]', 2, ['both', 'id'], null, true,
         false, '1', null, '1', null, 'both,id', 'both,1,id,1',
         true, true, 'function', true, true, true, 1, 2, 'y', 0, 0],
       'everything else is as without a guard');
    is(errors, [], 'no error');
};

groups['storage events'] = async page => {
    await opened(page, '/index.html');
    const other = await page.context().newPage();
    await other.goto(`${SITE}/index.html`);
    await page.evaluate(() => {
        addEventListener('storage', e => {
            window.event = [e.key, e.newValue,
                e.storageArea === localStorage, e.storageArea.getItem('id')];
        });
    });
    await other.evaluate(() => { localStorage.id = 'seen'; });
    await lib.isSoon(() => page.evaluate(() => window.event),
        ['id', 'seen', true, 'seen'], 'name the proxy');
    is(await page.evaluate(() => {
        class Mine extends StorageEvent {}
        const made = new StorageEvent('storage', {
            key: 'id', storageArea: localStorage });
        return [made.storageArea === localStorage, made.key,
            made instanceof StorageEvent, new StorageEvent('x').storageArea,
            new Mine('y', { key: 'k' }) instanceof Mine];
    }), [true, 'id', true, null, true], 'a library can make them');
    await other.close();
};

groups['a frame of this site'] = async page => {
    const errors = await opened(page, '/frames.html');
    const frame = page.frames()[1];
    is(await written(frame), ['id', 'id', 'id'], 'has the guard');
    is(await frame.locator('[data-cookie-policy]').count(), 1,
       'and no other element');
    is(errors, [], 'no error');
};

groups['a refusal removes cookies of scripts'] = async page => {
    await opened(page, '/deep/er/index.html');
    await lib.answered(page, () => lib.answer(page, 'accept').click());
    is(await page.evaluate(() => {
        ['/', '/deep', '/deep/', '/deep/er/', '/deep/er/index.html']
            .forEach((path, at) => {
                document.cookie = `_ga_${at}=1; path=${path}`;
            });
        document.cookie = 'id=1; path=/deep';
        const before = document.cookie.match(/_ga_/g).length;
        document.dispatchEvent(new CustomEvent('cookiepolicy:change', {
            detail: { granted: [], refused: ['statistical'] } }));
        return Promise.resolve().then(() => Promise.resolve())
            .then(() => [before, document.cookie.replace(/;? ?cookies_p[^;]*/,
                                                         '')]);
    }), [5, 'id=1'], 'of each path that leads to the page');
};

for (const [path, name] of [['/page.xhtml', 'XHTML'], ['/end.html', 'end'],
                            [LOCKED, 'a locked section'],
                            ['/uniform.html', 'a uniform page']]) {
    groups[name] = async page => {
        const errors = await opened(page, path);
        is((await written(page))[1], 'id', 'the guard runs');
        is(errors, [], 'no error');
        await lib.answered(page, () => lib.answer(page, 'accept').click());
        await page.waitForFunction(() => {
            localStorage._ga = 1;
            return '_ga' in localStorage;
        });
        ok(true, 'and allows what the visitor has allowed');
    };
}

// Returns the names in the lines CP0021 of the pages with that path.
function logged(path) {
    return [...readFileSync(process.env.LOG, 'utf8')
        .matchAll(/CP0021: suppressed script (\w+) name="([^"]*)" category="([^"]*)" reason="([^"]*)".*uri="([^"]*)"/g)]
        .filter(line => line[5] === path)
        .map(line => line.slice(1, 5).join(' ')).sort();
}

groups['reports'] = async page => {
    await opened(page, '/reports/index.html');
    await page.evaluate(() => {
        document.cookie = '_ga=1';
        document.cookie = '_ga=2';
        document.cookie = '_ga=; max-age=0';
        document.cookie = 'id=2';
        localStorage['none "<'] = 1;
        sessionStorage.setItem('none "<', '1');
        cookieStore.set('cookies_preferences', 'x');
    });
    await page.evaluate(() => { document.cookie = 'late=1'; });
    await lib.isSoon(() => logged('/reports/index.html'),
       ['cookie _ga statistical undecided',
        'cookie cookies_preferences necessary reserved',
        'cookie early - undeclared',
        'cookie late - undeclared',
        'storage none %22< - undeclared'],
       'name each name once, with the decision of the server');
};

await lib.run(groups);
