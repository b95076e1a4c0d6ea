// SPDX-License-Identifier: Apache-2.0
//
// A processor for eslint: replaces each `// @import "part.js";` by the part, as
// src/client/embed.pl does, because the parts of a script share the variables of
// one function. Each message gets the file and the line of its source.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const IMPORT = /^ *\/\/ @import "([\w./]+)";$/;

// The sources of each script: { file, line } for each joined line.
const origins = new Map();

function joined(file, text) {
    return text.split('\n').flatMap((line, index) => {
        const part = IMPORT.exec(line);
        if (!part) { return { file, line: index + 1, text: line }; }
        const name = join(dirname(file), part[1]);
        return joined(name, readFileSync(name, 'utf8'));
    });
}

export default {
    meta: { name: 'parts', version: '1' },
    preprocess(text, file) {
        const lines = joined(file, text);
        origins.set(file, lines);
        return [lines.map(line => line.text).join('\n')];
    },
    postprocess([messages], file) {
        return messages.map(message => {
            const origin = origins.get(file)[message.line - 1];
            return {
                ...message,
                line: origin.line,
                message: origin.file === file ? message.message
                    : `${origin.file}: ${message.message}`,
            };
        });
    },
};
