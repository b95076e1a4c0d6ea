// SPDX-License-Identifier: Apache-2.0
//
// Counts what a judge has found and says it in TAP.

import { comment, is, ok } from '../browser/lib.mjs';
import { reasons } from './site.mjs';

// A page that an undecided visitor gets without a banner.
const why = (said, doc) => said.get(doc.id)
    ?.replace(/page left without banner: /, '') ?? 'ended before its place';

export class Tally {
    constructor() {
        Object.assign(this, { banners: {}, left: {}, damaged: [], missed: [],
                              unread: [], judged: 0, ends: 0 });
    }

    // One answer: `wrong` are complaints, `added` says that there was
    // something to judge, `clean` that it must have been.
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

    // `least` is how many documents of a group must have had a banner.
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
        is(few(names), [], 'where there is a clean place, there is a banner');
        for (const [group, number] of Object.entries(least)) {
            const got = (this.banners[group] ?? []).length;
            ok(got >= number, `${group}: the judge has seen banners`,
               `${got}, not ${number}`);
        }
        comment(`${this.ends} answers with a banner at the end`);
        ok(this.ends > 400, 'the judge has seen banners at the end');
        if (!all.some(doc => doc.group === 'html5lib')) {
            comment('ran without the tests of html5lib: set HTML5LIB_TESTS');
        }
    }
}
