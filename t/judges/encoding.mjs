// SPDX-License-Identifier: Apache-2.0
//
// The encoding of an HTML document as the standard finds it (WHATWG HTML,
// 13.2.3): byte order mark, header, a meta in the first 1,024 bytes.

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

// The attributes of the tag whose name ends at `at`; the first of a name
// counts. Returns where they end.
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
    // A page that could be read so far is not in UTF-16.
    return /^utf-16/.test(encoding ?? '') ? 'utf-8' : encoding;
}

// 13.2.3.2
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

// Undefined where the document does not say it.
export function declared(bytes, type) {
    const start = bytes.subarray(0, 3).toString('hex');
    return start === 'efbbbf' ? 'utf-8' : start.startsWith('feff') ? 'utf-16be'
        : start.startsWith('fffe') ? 'utf-16le' : known(inContent(type)) ??
        prescan(bytes.subarray(0, PRESCAN).toString('latin1'));
}

export const encodingOf = (bytes, type) =>
    declared(bytes, type) ?? 'windows-1252';

// A label anywhere in the text that is not one of an encoding which contains
// ASCII.
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
