// SPDX-License-Identifier: Apache-2.0
//
// Documents that contain addresses of the host held.example in every element,
// attribute and context, and what the scanner and the rewriter of tags make of
// them: t/unit/html/cp_html_held.c holds all of these addresses.

import { spawn } from 'node:child_process';
import { html5lib } from './html5lib.mjs';

export const HOST = '//held.example';
export const PREFIX = 'data-cookie-policy-';
const URL = `${HOST}/a`;
const SVG = 'http://www.w3.org/2000/svg';
const HTML = 'http://www.w3.org/1999/xhtml';

// The attributes from which browsers fetch, by namespace and element.
const BACKGROUND = ['background'];
export const FETCHES = {
    [HTML]: {
        script: ['src', 'attributionsrc'], iframe: ['src'], frame: ['src'],
        img: ['src', 'srcset', 'attributionsrc'], input: ['src'],
        source: ['src', 'srcset'], embed: ['src'], object: ['data'],
        video: ['src', 'poster'], audio: ['src'], track: ['src'],
        link: ['href', 'imagesrcset'], a: ['ping', 'attributionsrc'],
        area: ['ping', 'attributionsrc'], body: BACKGROUND, table: BACKGROUND,
        thead: BACKGROUND, tbody: BACKGROUND, tfoot: BACKGROUND,
        tr: BACKGROUND, td: BACKGROUND, th: BACKGROUND, col: BACKGROUND,
        colgroup: BACKGROUND,
    },
    [SVG]: { script: ['href'], image: ['href'], use: ['href'],
             feImage: ['href'] },
};

// ---------------------------------------------------------------- documents

const END = ['script', 'iframe', 'object', 'video', 'audio', 'a'];
const OF_TAG = { feImage: 'feimage' };

function* elements() {
    for (const [space, names] of Object.entries(FETCHES)) {
        for (const [name, attributes] of Object.entries(names)) {
            for (const attribute of attributes) {
                const rel = name === 'link' ? ' rel="preload" as="image"' : '';
                const tag = OF_TAG[name] ?? name;
                const end = space === SVG ? `</${tag}>`
                    : END.includes(name) ? `</${name}>` : '';
                yield `<${tag}${rel} ${attribute}="${URL} 1x">${end}`
                    .replace(attribute.endsWith('srcset') ? '' : ' 1x', '');
                if (space === SVG) {
                    yield `<${tag} xlink:href='${URL}'>${end}`;
                }
            }
        }
    }
    yield `<image src=${URL}>`;
    yield `<img src=x src=${URL} SRC='${URL}'>`;
    yield `<img src="&#x2f;/held.example/a">`;
}

// ^ is the place of the element.
const CONTEXTS = [
    '<head>^</head><body>x', '<title>t</title>^<p>x', '<body>^', '<body><p>x^y',
    '<body><table>^<tr><td>x</table>y', '<table><tr>^<td>x</table>',
    '<table><caption>^</caption><colgroup>^</colgroup><tbody>^</table>',
    '<table><tr><td>^</table>', '<select>^</select>x', '<select><option>^x',
    '<select><optgroup>^</optgroup></select>', '<svg>^</svg>x',
    '<svg><g>^x</svg>', '<svg><foreignObject>^</foreignObject></svg>',
    '<svg><desc>^</desc><title>^</title></svg>', '<math>^</math>',
    '<svg><foreignObject><svg>^</svg></foreignObject></svg>',
    '<math><mi>^</mi></math>', '<template>^</template>x',
    '<template><tr><td>^</template>', '<noscript>^</noscript>x',
    '<body><noscript>^</noscript><p>x', '<body>x</body>^', '<body></html>^',
    '<!-- ^ -->x', '<body><!-- ^ --!>x', '<style>^</style>', '<xmp>^</xmp>',
    '<script>"^"</script>', '<textarea>^</textarea>', '<title>^</title>',
    '<svg><![CDATA[^]]></svg>', '<noframes>^</noframes>', '<plaintext>^',
    '<frameset>^</frameset>', '<p title=\'^', '<b><p><i>x</b>^</i>y',
    '<a href=x>^<div>y', '<button><p>^</button>', '<form><input>^</form>',
    '<select><svg>^</svg></select>', '<table><tr><td><select><math>^</table>',
    '<svg><desc><table>^</table></desc></svg>', '<noscript><p></noscript>^',
    '<svg><title><svg></title>^</svg>', '<svg><p>^', '<math><annotation-xml>^',
    '<svg><font>^', '<svg><font color=x>^', '<template><svg>^</template>',
    '<ul><li>^<li>x</ul>', '<iframe>^</iframe>', '<p>^<table>^',
];

export function* made() {
    for (const element of elements()) {
        for (const context of CONTEXTS) {
            yield '<!DOCTYPE html>' + context.replaceAll('^', () => element);
        }
    }
}

// Each document of html5lib, with one element before a tag or at the end. The
// choice is the same in each run.
export function* planted() {
    const all = [...elements()];
    let n = 0;
    for (const { name, bytes, type } of html5lib(process.env.HTML5LIB_TESTS)) {
        const text = bytes.toString();
        if (!/utf-8/.test(type) || /data-cookie-policy|text\/plain/.test(text) ||
            name.includes('.test:')) {
            continue;
        }
        const places = [...text.matchAll(/</g)].map(m => m.index).slice(1);
        places.push(text.length);
        for (let i = 0; i < 2; i++) {
            const at = places[(n * 7 + i * 3) % places.length];
            yield text.slice(0, at) + all[n++ % all.length] + text.slice(at);
        }
    }
}

// ------------------------------------------------------------------ program

// Gives documents to the program. Returns [document, byte by byte, why] each.
export async function answers(program, documents) {
    const child = spawn(program, ['--lines'],
        { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.end(documents.map(text =>
        `${Buffer.from(text).toString('hex')}\n`).join(''));
    const parts = [];
    for await (const part of child.stdout) {
        parts.push(part);
    }
    return Buffer.concat(parts).toString().split('\n').slice(0, -1).map(line => {
        const [hex, same, ...why] = line.split(' ');
        return [Buffer.from(hex, 'hex').toString(), same, why.join(' ')];
    });
}
