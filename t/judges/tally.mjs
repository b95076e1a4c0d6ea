// SPDX-License-Identifier: Apache-2.0
//
// Counts the findings of a judge, and reports them in TAP.

import { comment, is, ok } from '../browser/lib.mjs';
import { reasons } from './site.mjs';

// Returns the reason why an undecided visitor got no banner.
const why = (said, doc) => said.get(doc.id)
    ?.replace(/page left without banner: /, '') ?? 'ended before its place';

export class Tally {
    constructor() {
        Object.assign(this, { banners: {}, left: {}, damaged: [], missed: [],
                              unread: [], judged: 0, ends: 0 });
    }

    // Adds one response. `wrong` are the complaints. `added` is true if the
    // module added elements; `clean` is true if it should have.
    add(doc, visit, { added, wrong, clean }) {
        this.judged++;
        this.ends += visit === 'end' && added;
        for (const what of wrong) {
            this.damaged.push(`${doc.name} (${doc.path}, ${visit}): ${what}`);
        }
        if (visit !== 'undecided') {
            return;
        }
        const to = added ? this.banners : this.left;
        (to[doc.group] ??= []).push(doc.id);
        if (clean && !added) {
            this.missed.push(doc.id);
        }
    }

    merge(other) {
        for (const list of ['damaged', 'missed', 'unread']) {
            this[list].push(...other[list]);
        }
        this.judged += other.judged;
        this.ends += other.ends;
        for (const kind of ['banners', 'left']) {
            for (const [group, ids] of Object.entries(other[kind])) {
                (this[kind][group] ??= []).push(...ids);
            }
        }
    }

    counts(all) {
        const said = reasons();
        const groups = new Set([...Object.keys(this.banners),
            ...Object.keys(this.left)]);
        for (const group of groups) {
            const left = this.left[group] ?? [];
            comment(`${group}: ${(this.banners[group] ?? []).length} ` +
                `with a banner, ${left.length} without`);
            const count = {};
            for (const id of left) {
                const reason = why(said, all[id]);
                count[reason] = (count[reason] ?? 0) + 1;
            }
            for (const [reason, number] of Object.entries(count)) {
                comment(`    ${number} without: ${reason}`);
            }
        }
    }

    // `least` is the minimum number of documents with a banner, by group.
    report(all, least) {
        this.counts(all);
        const said = reasons();
        const silent = Object.values(this.left).flat().filter(id => !said.has(id));
        for (const id of silent.slice(0, 5)) {
            comment(`no line in the log: ${all[id].name} (${all[id].path})`);
        }
        const names = this.missed.map(id =>
            `${all[id].name} (${all[id].path}): ${why(said, all[id])}`);
        comment(`${this.judged} answers judged, ${this.damaged.length} ` +
            `damaged, ${this.missed.length} missed`);
        const few = list => [...list.slice(0, 30),
            ...list.length > 30 ? [`and ${list.length - 30} more`] : []];
        is(few(this.damaged), [], 'no document is damaged');
        is(few(names), [], 'each document with a clean place has a banner');
        for (const [group, number] of Object.entries(least)) {
            const got = (this.banners[group] ?? []).length;
            ok(got >= number, `${group}: enough documents have a banner`,
               `${got}, not ${number}`);
        }
        comment(`${this.ends} answers with a banner at the end`);
        ok(this.ends > 400, 'enough documents have a banner at the end');
        if (!all.some(doc => doc.group === 'html5lib')) {
            comment('ran without the tests of html5lib: set HTML5LIB_TESTS');
        }
    }
}
