// SPDX-License-Identifier: Apache-2.0
//
// phpMyAdmin: a user logs in, runs a statement, browses a table and adds a row.
// A script loads most of its pages.

import { is } from '../browser/lib.mjs';
import { journeys } from './journey.mjs';

const AT = '/phpmyadmin/index.php?route=';

async function logsIn(v) {
    await v.go('/phpmyadmin/', 'log-in');
    await v.reach('login');
    await v.page.fill('#input_username', 'keeper');
    await v.page.fill('#input_password', 'pass');
    await v.page.click('#input_go');
    await v.page.locator('#pma_navigation').waitFor();
    await v.look('after the log-in');
    await v.reach('home');
}

async function asks(v) {
    await v.go(`${AT}/server/sql`, 'statements');
    await v.page.locator('#sqlquery ~ .CodeMirror').click();
    await v.page.keyboard.insertText(
        `SELECT CONCAT('asked by ', '${v.kind}') AS who`);
    await v.page.click('#button_submit_query');
    const cell = v.page.locator('table.table_results td.data').first();
    await cell.waitFor();
    is((await cell.innerText()).trim(), `asked by ${v.kind}`,
        'the statement was executed');
    await v.look('result');
    await v.reach('result');
}

// Follows links whose pages a script loads.
async function browses(v) {
    await v.go(`${AT}/database/structure&db=shop`, 'database');
    await v.page.locator('#tablesForm a', { hasText: 'items' }).first()
        .click();
    await v.page.locator('table.table_results').waitFor();
    await v.look('table, loaded by a script');
    is(await v.page.locator('table.table_results td.data:has-text("Lamp")')
        .count(), 1, 'the table has its rows');
    await v.reach('table');
    await v.page.locator('#topmenu a', { hasText: 'Structure' }).click();
    await v.page.locator('#tablestructure').waitFor();
    await v.look('structure, loaded by a script');
    await v.reach('structure');
}

async function inserts(v) {
    await v.go(`${AT}/table/change&db=shop&table=items`, 'new row');
    const id = { off: 10, undecided: 11, refusing: 12, accepting: 13 }[v.kind];
    const fields = v.page.locator('#insertForm input.textfield');
    await fields.nth(0).fill(String(id));
    await fields.nth(1).fill(`Inserted by ${v.kind}`);
    await v.reach('insert');
    await v.page.locator('#buttonYes').click();
    await v.page.getByText('1 row inserted').first().waitFor();
    await v.look('row, inserted');
}

await journeys({
    first: '/phpmyadmin/',
    cookies: [/^phpMyAdmin$/, /^pmaUser-1$/, /^pmaAuth-1$/, /^pma_lang$/],
    needed: [/^phpMyAdmin$/, /^pmaUser-1$/, /^pmaAuth-1$/],
    same: ['/phpmyadmin/robots.txt', '/phpmyadmin/favicon.ico'],
    async work(v) {
        await logsIn(v);
        await asks(v);
        await browses(v);
        await inserts(v);
    },
    async inside(v) {
        await v.page.goto(`${v.site}${AT}/server/databases`);
        return await v.page.locator('#pma_navigation').count() > 0;
    },
    async leave(v) {
        await v.go('/phpmyadmin/', 'before logging out');
        await v.page.click('#navipanellinks a.logout');
        await v.page.locator('#input_username').waitFor();
        await v.look('logged out');
    },
});
