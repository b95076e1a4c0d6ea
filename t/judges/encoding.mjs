// SPDX-License-Identifier: Apache-2.0
//
// The encoding of an HTML document (WHATWG HTML, section 13.2.3): the byte
// order mark, Content-Type, or a <meta> in the first 1,024 bytes.

const PRESCAN = 1024;
const ATTRIBUTE =
    /[\s/]*([^\s/>][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?/y;

function known(label) {
    try {
        return label && new TextDecoder(label).encoding;
    } catch {
        return /^x-user-defined$/i.test(label) ? 'windows-1252' : undefined;
    }
}

const inContent = text =>
    /charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;"']+))/i.exec(text ?? '')
        ?.slice(1).find(Boolean);

// Collects the attributes of the tag whose name ends at `at`. The first
// attribute of a name wins. Returns the offset of their end.
function attributes(text, at, found) {
    ATTRIBUTE.lastIndex = at;
    for (let match; (match = ATTRIBUTE.exec(text));) {
        const [, name, ...values] = match;
        const key = name.toLowerCase();
        found[key] ??= values.find(value => value !== undefined) ?? '';
        at = ATTRIBUTE.lastIndex;
    }
    return at;
}

function ofMeta({ charset, content, 'http-equiv': pragma }) {
    const label = charset ?? (/^content-type$/i.test(pragma ?? '')
        ? inContent(content) : undefined);
    const encoding = known(label);
    // The <meta> was read as ASCII, so the page is not in UTF-16.
    return /^utf-16/.test(encoding ?? '') ? 'utf-8' : encoding;
}

// WHATWG HTML, section 13.2.3.2.
function prescan(text) {
    for (let at = 0; (at = text.indexOf('<', at)) >= 0; at++) {
        const rest = text.slice(at, at + 6);
        let end;
        if (rest.startsWith('<!--')) {
            end = text.indexOf('-->', at + 2);
        } else if (/^<meta[\s/]/i.test(rest)) {
            const found = {};
            at = attributes(text, at + 5, found);
            const encoding = ofMeta(found);
            if (encoding) {
                return encoding;
            }
        } else if (/^<\/?[a-z]/i.test(rest)) {
            const name = text.slice(at).search(/[\s>]/);
            at = name < 0 ? text.length : attributes(text, at + name, {});
        } else if (/^<[!/?]/.test(rest)) {
            end = text.indexOf('>', at);
        }
        if (end !== undefined) {
            if (end < 0) {
                return undefined;
            }
            at = end;
        }
    }
    return undefined;
}

// Returns the declared encoding, or undefined.
export function declared(bytes, type) {
    const start = bytes.subarray(0, 3).toString('hex');
    return start === 'efbbbf' ? 'utf-8' : start.startsWith('feff') ? 'utf-16be'
        : start.startsWith('fffe') ? 'utf-16le' : known(inContent(type)) ??
        prescan(bytes.subarray(0, PRESCAN).toString('latin1'));
}

export const encodingOf = (bytes, type) =>
    declared(bytes, type) ?? 'windows-1252';

// True if the text contains the label of an encoding that does not contain
// ASCII, or an unknown label.
export const isOddlyLabelled = text =>
    [...text.matchAll(/charset\s*=\s*["']?([^\s"'>;]+)/gi)].some(([, label]) =>
        /^(x-user-defined|utf-16(le|be)?)$/i.test(label) ||
        /^(utf-16|iso-2022|replacement)|^$/.test(known(label) ?? ''));

export function decoded(bytes, encoding) {
    try {
        return new TextDecoder(encoding).decode(bytes);
    } catch {
        return bytes.toString('latin1');
    }
}
