// SPDX-License-Identifier: Apache-2.0
//
// Writes a document's tree as text, lists the elements of the module
// separately, and compares two such trees. It reads trees of parse5 and of a
// browser. The functions are sent to the browser as text, so each uses nothing
// outside itself.

// Returns { mode, tree, added: [{ kind, place, last, shape }] }.
// eslint-disable-next-line max-lines-per-function -- sent as one text
export function serialise(root) {
    const MARK = 'data-cookie-policy';
    const list = node => Array.from(node.attrs ?? node.attributes ?? [], a => [
        a.prefix && a.attrs === undefined && !a.name.includes(':')
            ? `${a.prefix}:${a.name}` : a.name,
        a.namespace ?? a.namespaceURI ?? '', a.value]);
    const text = node => node.value ?? node.nodeValue ?? node.data ?? '';
    const lines = [];
    const added = [];
    // Adjacent texts count as one, as with node.normalize(), because an element
    // of the module was between them.
    let open = -1; // the depth of the text in the last line, or -1
    let said = '';
    const write = (depth, value) => {
        said = open === depth ? said + value : value;
        lines.splice(lines.length - (open === depth), 1,
            `${depth} #text ${JSON.stringify(said)}`);
        open = depth;
    };
    // True if only added elements, comments and white space follow in body.
    const isLast = (siblings, at, within) => within && siblings.slice(at + 1)
        .every(node => /^\s*$/.test(node.nodeName === '#text' ? text(node) : 'x') ||
            /^#?comment$/.test(node.nodeName) ||
            (node.attrs ?? node.attributes) !== undefined &&
            list(node).some(([name]) => name === MARK));
    const children = (node, depth, rest, inside, last) => {
        const all = [...node.content?.childNodes ?? [], ...node.childNodes ?? [],
            ...node.shadowRoot?.childNodes ?? []];
        for (let at = all.length - 1; at >= 0; at--) {
            rest.push([all[at], depth + 1, inside, `${node.nodeName}:${at}`
                .toLowerCase(), isLast(all, at, last)]);
        }
    };
    const element = (node, depth) => {
        lines.push(`${depth} <${node.namespaceURI} ${node.nodeName}`);
        for (const [name, space, value] of list(node)) {
            lines.push(`${depth}  ${space} ${name}=${JSON.stringify(value)}`);
        }
    };
    const visit = ([node, depth, inside, place, last], rest) => {
        const isElement = (node.attrs ?? node.attributes) !== undefined;
        const mark = isElement && list(node).find(([name]) => name === MARK);
        let within = inside;
        if (!inside && mark) {
            within = { kind: mark[2], place, last, shape: '' };
            added.push(within);
        }
        if (within) {
            if (isElement) {
                within.shape += `${node.nodeName} `.toLowerCase();
            }
        } else if (node.nodeName === '#text') {
            write(depth, text(node));
        } else if (isElement) {
            open = -1;
            element(node, depth);
        } else if (/^#?document-?type$/i.test(node.nodeName) ||
                   node.nodeType === 10) {
            open = -1;
            lines.push(`${depth} <!${node.name} ${JSON.stringify(
                [node.publicId, node.systemId])}`);
        } else {
            open = -1;
            lines.push(`${depth} ${node.nodeName} ${JSON.stringify(text(node))}`);
        }
        children(node, depth, rest, within, last);
    };
    const rest = [];
    children(root, 0, rest, null, true);
    while (rest.length) {
        visit(rest.pop(), rest);
    }
    // Chromium's message about XML that is not well-formed names a column, which
    // the insertion changes.
    const tree = lines.join('\n')
        .replace(/("error on line \d+) at column \d+/g, '$1');
    return { mode: root.mode ?? `${root.compatMode} ${root.characterSet}`,
             tree, added };
}

// Returns a list of complaints; an intact document has none. `want` contains
// the elements that a page without traps gets. The added elements must be first
// in body, but this is not required without scripting: there, the content of a
// noscript in the head can open the body early. With `end` they must be last in
// body, or in an element that the page leaves open there.
export function complaints(before, after, want, scripting, end) {
    const found = [];
    const say = what => found.push(what);
    const cut = line => String(line).slice(0, 120);
    if (before.mode !== after.mode) {
        say(`mode ${after.mode} instead of ${before.mode}`);
    }
    if (before.tree !== after.tree) {
        const [b, a] = [before.tree.split('\n'), after.tree.split('\n')];
        const at = b.findIndex((line, n) => line !== a[n]);
        say(`tree: ${cut(a[at < 0 ? b.length : at])} instead of ${cut(b[at])}`);
    }
    const got = after.added.map(added => added.kind).sort();
    const kinds = want.map(added => added.kind).sort();
    // The Consent Mode script is also in the head of a page that has no place
    // for a banner. Chromium shows XML that is not well-formed only up to the
    // error, which is before the end of body.
    const broken = end !== undefined && !got.length &&
        /error on line \d+/.test(before.tree);
    if (`${got}` !== `${kinds}` && `${got}` !== 'consent-mode' && !broken) {
        say(`added [${got}] instead of [${kinds}]`);
    }
    for (const added of end ? after.added : []) {
        if (!added.last) {
            say(`${added.kind} is at ${added.place}, not last in body`);
        }
    }
    after.added.filter(added => end === undefined &&
        !added.place.startsWith('head:'))
        .forEach((added, number) => {
            if (scripting && added.place !== `body:${number}`) {
                say(`${added.kind} is at ${added.place}, not first in body`);
            }
        });
    for (const added of after.added) {
        if (want.some(w => w.kind === added.kind && w.shape !== added.shape)) {
            say(`${added.kind} is incomplete`);
        }
    }
    return found;
}
