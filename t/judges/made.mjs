// SPDX-License-Identifier: Apache-2.0
//
// Documents that are easy to misread: each way to start a document combined
// with each content that can start the body, known traps, encodings, XHTML, and
// random sequences of pieces. They are the same in each run.

const UTF8 = 'text/html; charset=utf-8';
const XHTML = 'application/xhtml+xml';

// --------------------------------------------------- beginnings and contents

const DOCTYPES = ['', '<!DOCTYPE html>', '<!doctype HTML SYSTEM "a>b">\n',
    '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" ' +
    '"http://www.w3.org/TR/html4/loose.dtd">\r\n',
    '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2//EN">',
    '<!--c--> <!DOCTYPE html><!--d-->'];
const HTMLS = ['', '<html>', '<HTML lang="a>b" class=\'<body>\'>\n'];
const HEADS = [['', ''], ['<head>', ''], ['<head>', '</head>'],
    ['<head/>', '</head >'], ['\n<HEAD data-a=">">\n', '\n</HEAD>\n'],
    ['', '</head>']];
const BODIES = ['', '<body>', '<BODY class="x>y" \n onload=\'a>b\' >',
    '<body/>', '<body\ta=b/c\f>'];

const CONTENTS = {
    comment: '<!-- <body> -->',
    'odd comments': '<!--><!---><!----!><!x><?x y?></ x><!-- a --!><!--b->c-->',
    'open comment': '<!-- <body> --',
    script: '<script>"<body>"</script>',
    'escaped script': '<script><!-- <body> <script> </script> <body> --></script>',
    'half escaped': '<script><!--<body></script>',
    'doubly escaped, open': '<script><!--<script></script><body>',
    'ends that are none': '<script></scriptx></script-></ script></script\n>',
    style: '<style></styl><body></style/>',
    title: '<title><body>&lt;</title x=">">',
    'open title': '<title><body>',
    textarea: '<textarea><body></textarea>',
    noscript: '<noscript><body></noscript>',
    'noscript with a link': '<noscript><link rel=x><style>a</style></noscript>',
    'noscript with text': '<noscript>text <p>x</noscript>',
    'noscript with a comment': '<noscript><!--</noscript>--></noscript>',
    noframes: '<noframes><body></noframes>',
    iframe: '<iframe><body></iframe>',
    xmp: '<xmp><body></xmp>',
    noembed: '<noembed><body></noembed>',
    plaintext: '<plaintext><body>',
    template: '<template><body><p></template>',
    'templates': '<template><template><div></template></template>',
    'template with a table': '<template><tr><td>x</td><col></template>',
    'template with a col': '<template><col><template></template></template>',
    'template with svg': '<template><svg><style></template></style></svg></template>',
    'template with a script': '<template><script></template><body></script></template>',
    'template, frameset': '<template><frameset></template>',
    'open template': '<template><body>',
    svg: '<svg><title><body></title><desc></desc></svg>',
    'svg script': '<svg><script/><body></svg>',
    'svg cdata': '<svg><![CDATA[<body></svg>]]></svg>',
    math: '<math><mi><body></mi><annotation-xml></math>',
    'annotation': '<math><annotation-xml encoding="Text/html"><title><body></title></math>',
    'annotation with svg': '<math><annotation-xml><svg><title><body></title></svg></math>',
    'svg font': '<svg><font x><title><body></title></font></svg>',
    'font that ends svg': '<svg><font color=x><textarea><body></textarea>',
    cdata: '<![CDATA[<body>]]>',
    select: '<select><option><body></select>',
    frameset: '<frameset><frame></frameset>',
    'p and frameset': '<p><frameset>',
    'br and frameset': '<br><frameset>',
    'hidden input, frameset': '<input type=hidden><frameset>',
    'div and frameset': '<div></div> <frameset></frameset>',
    text: 'text',
    'white space': ' \n\t\f\r ',
    entity: '&nbsp;',
    'space as entity': '&#32;&#9;',
    nul: '\0',
    'no-break space': '\u00a0',
    'less than': '< body>',
    p: '<p>a',
    '/p': '</p>',
    '/br': '</br>',
    '/body': '</body>',
    '/html': '</html>',
    '/head': '</head>',
    '/template': '</template>',
    '/x': '</x>',
    'second html': '<html id=a class=b>',
    'second head': '<head id=a>',
    'second body': '<body id=a>',
    meta: '<meta charset=utf-8><meta name="a>b">',
    base: '<base href="/x/"><basefont><bgsound><link rel=stylesheet href=x>',
    image: '<image><isindex>',
    table: '<table><body><tr><td>x</table>',
    form: '<form><form></form>',
    formatting: '<b><i><a href=x><p></b>',
    list: '<li>a<li>b<dd>c',
    button: '<button><p><button>',
    'nested a': '<a><div><a>',
    h1: '<h1><h2></h1>',
    object: '<object><param></object><embed><applet>',
    'custom element': '<x-body><body-x></x-body>',
    'search and main': '<search><main></search></main>',
    'shadow root': '<template shadowrootmode=open><body></template>',
    'pre': '<pre>\n\nx</pre>',
    'ruby': '<ruby><rb>a<rt>b<rp>c',
    'attribute': '<link title="<body>" title=\'x\' a=<body>',
    'open attribute': '<link title="<body>',
    'hr': '<hr><menuitem><details><summary>',
};
const PLACES = ['before html', 'in head', 'after head', 'in body'];

function assemble(doctype, html, [open, close], body, place, text) {
    const at = where => place === where ? text : '';
    const end = body && '</body>';
    return doctype + at('before html') + html + open + at('in head') +
        close + at('after head') + body + at('in body') +
        `rest <p id=last>${end}${html && '</html>'}\n`;
}

function* beginnings() {
    for (const doctype of DOCTYPES) {
        for (const html of HTMLS) {
            for (const head of HEADS) {
                for (const body of BODIES) {
                    yield [doctype, html, head, body];
                }
            }
        }
    }
}

// Yields each `step`th combination. The step has no factor in common with the
// number of beginnings, so that all beginnings are used.
function* combinations(step) {
    const starts = [...beginnings()];
    let number = 0;
    for (const [what, text] of Object.entries(CONTENTS)) {
        for (const place of PLACES) {
            for (const start of starts) {
                if (number++ % step === 0) {
                    yield { name: `${what} ${place} (${number})`, type: UTF8,
                            bytes: Buffer.from(assemble(...start, place, text)) };
                }
            }
        }
    }
}

// -------------------------------------------------------------------- traps

const TRAPS = [
    '', ' ', '\n', '<', '<!', '<b', '<bo', '<body', '<body ', '<body a="',
    '<body>', '<html>', '<head>', '<html><body>', '<body><body>', 'text',
    '\ufeff', '\ufeff<!DOCTYPE html><body>x',
       '\ufeff\ufeff<!DOCTYPE html><body>x',
    '<p>a fragment', '<div><body>x', '{"json": "<body>"}', '<?xml version="1.0"?>',
    '<?xml version="1.0"?><!DOCTYPE html><html><body>x', '<svg><body>',
    '<?xml version="1.0"?><rss><channel><title>x</title></channel></rss>',
    '<?php echo "<body>"; ?><!DOCTYPE html><body>x',
       '<!-- saved --><html><body>x',
    '<!DOCTYPE html>', '<!DOCTYPE html><!-- open <body>', '<!DOCTYPE html>x',
    '<!DOCTYPE html><title>t</title>x', '<!DOCTYPE html><title>t</title><p>x',
    '<!DOCTYPE html><title>t</title>', '<!DOCTYPE html><title>t</title>\n\n ',
    '<!DOCTYPE html><head></head>', '<!DOCTYPE html><html></html>',
    '<!DOCTYPE html></html>x<body>', '<!DOCTYPE html></head></body><body>',
    '<!DOCTYPE html></x></p><body a>', '<!DOCTYPE html></p>',
       '<!DOCTYPE html></br>',
    '<!DOCTYPE html><head><title>t</title><p>x<frameset>',
    '<!DOCTYPE html><div><div></div></div><frameset><frame></frameset>',
    '<!DOCTYPE html><p> </p><frameset></frameset><noframes>x</noframes>',
    '<!DOCTYPE html><p>x</p><frameset>', '<!DOCTYPE html><li><frameset>',
    '<!DOCTYPE html><span></span><b></b><frameset>',
       '<!DOCTYPE html>\0<frameset>',
    '<!DOCTYPE html><svg></svg><frameset>', '<!DOCTYPE html><object><frameset>',
    '<!DOCTYPE html><img><frameset>', '<!DOCTYPE html><body><frameset>',
    '<!DOCTYPE html><head></head> <!-- c --> <frameset><frame></frameset>',
    '<!DOCTYPE html><head></head> <!-- c --> <body>x',
    '<!DOCTYPE html><head></head><title>late</title><body>x',
    '<!DOCTYPE html><head></head><script>late</script><p>x',
    '<!DOCTYPE html><head></head><template></template><body>x',
    '<!DOCTYPE html><head></head><noscript>x</noscript><body id=a>',
    '<!DOCTYPE html><head><noscript><p>x</noscript><body id=a>',
    '<!DOCTYPE html><head><noscript></head></noscript><body id=a>',
    '<!DOCTYPE html><head><noscript><!--</noscript><body>--></noscript><body id=a>',
    '<!DOCTYPE html><head><noscript><style></noscript><body></style></noscript><body id=a>',
    '<!DOCTYPE html><head><noscript><head></noscript><body id=a>',
    '<!DOCTYPE html><head><noscript><noscript></noscript></noscript><body id=a>',
    '<!DOCTYPE html><head><noscript><br></noscript>',
       '<noscript><body></noscript><body>',
    '<!DOCTYPE html><head><script><!--\nif (a<b) document.write("<script></script>");\n//-->' +
        '</script></head><body>x',
    '<!DOCTYPE html><head><script><!--<script --></script><body>x</script><body>y',
    '<!DOCTYPE html><script><!-- --> <script></script><body>x',
    '<!DOCTYPE html><script><!--></script><body>x</script><body>',
    '<!DOCTYPE html><script><!---></script><body>x',
       '<script><!--</SCRIPT/><body>',
    '<!DOCTYPE html><style><!-- </style><body>--></style>x',
    '<!DOCTYPE html><title></TITLE\t><body>x', '<!DOCTYPE html><title></title',
    '<!DOCTYPE html><titlex><body>', '<!DOCTYPE html><bodyx><body>x',
    '<!DOCTYPE html><body\0><p>', '<!DOCTYPE html><b\0ody>x',
       '<!DOCTYPE html><body=x>y',
    '<!DOCTYPE html><body"a">x', '<!DOCTYPE html><body a=">">x',
    '<!DOCTYPE html><body a = \'>\' b=x>y', '<!DOCTYPE html><body a=\'x"y\' b="x\'>">y',
    '<!DOCTYPE html><body a=b\'>x', '<!DOCTYPE html><body a="b"c=\'>\'>x',
    '<!DOCTYPE html><body / a / b=c / >x', '<!DOCTYPE html><body a==">">x',
    '<!DOCTYPE html><body ="a>b">x', '<!DOCTYPE html><body a=&quot;>&quot;x',
    '<!DOCTYPE html><html a="<body>"><body b>x', '<!DOCTYPE "<body>"><body a>x',
    '<!DOCTYPE html [ <!ENTITY a "<body>"> ]><body a>x',
    '<!DOCTYPE html><!--[if IE]><body class=ie><![endif]--><body class=other>x',
    '<!DOCTYPE html><!--[if !IE]><!--><body class=other><!--<![endif]-->x',
    '<!DOCTYPE html><!--[if lt IE 9]><html class=ie><![endif]--><html><head></head><body>x',
    '<!DOCTYPE html><![if !IE]><body>x<![endif]>',
    '<!DOCTYPE html><head></head><body><p data-cookie-policy-link>x',
    '<!DOCTYPE html><head></head>\n<body>\n<table><tr><td><p>x</table>\n',
    '<!DOCTYPE html><body></body></html><!-- after --><body a><p>more',
    '<!DOCTYPE html><body>\n<!-- first -->\n<h1>x</h1>',
       '<body><!DOCTYPE html>',
    '<!DOCTYPE html><template><col><body></template><body id=a>x',
    '<!DOCTYPE html><template></head><body></template><body id=a>',
    '<!DOCTYPE html><template><template></template><body id=a>',
    '<!DOCTYPE html><template><select><template></select></template></template><body>x',
    '<!DOCTYPE html><template><math><mtext><template></mtext></math></template><body>x',
    '<!DOCTYPE html><template><svg><foreignObject><template></svg></template><body>x',
    '<!DOCTYPE html><template><plaintext></template><body>',
    '<!DOCTYPE html><template><table></template><body id=b>x',
    '<!DOCTYPE html><select><svg><style></select><body>', '<math><body>',
    `<!DOCTYPE html><head><!--${'x'.repeat(70_000)}--></head><body>x`,
    `<!DOCTYPE html><head><style>${'/* < */'.repeat(30_000)}</style></head><body>x`,
    `<!DOCTYPE html><body a="${'<>'.repeat(40_000)}">x`,
    `<!DOCTYPE html><body>${'<div>'.repeat(600)}x`,
    `<!DOCTYPE html><head></head>${'<body a>'.repeat(300)}x`,
    `<!DOCTYPE html><title>t</title>${'\n'.repeat(20_000)}<p>x`,
    `<!DOCTYPE html><head></head><body>${'x'.repeat(70_000)}`,
    `<!DOCTYPE html>${'</x>'.repeat(2000)}<body id=a>x`,
    '<!DOCTYPE html><head></head>\u001b<body>',
       '<!DOCTYPE html>\u001b$B<body>\u001b(B<body>',
    '<!DOCTYPE html><title>\u001b[1m</title><body>x',
       '<!DOCTYPE html>\u0001<body>',
    '<!DOCTYPE html>\ud7ff<body>', '<!DOCTYPE html>\u2028<body>',
       '\f<!DOCTYPE html><body>x',
    '\u000b<!DOCTYPE html><body>x', '\0<!DOCTYPE html><body>x',
];

function* traps() {
    for (const text of TRAPS) {
        yield { name: JSON.stringify(text.slice(0, 90)), type: UTF8,
                bytes: Buffer.from(text) };
    }
}

// ------------------------------------------------------ sequences of pieces

const PIECES = [...Object.values(CONTENTS), ...DOCTYPES.filter(Boolean),
    ...HTMLS, ...HEADS.flat(), ...BODIES, '<', '>', '/', '"', '\'', '-->', '--',
    '<!--', '<script>', '</script>', '<style>', '</style>', '<noscript>',
    '</noscript>', '</template>', '</svg>', '</title>', 'x', ' ', '=', '<!', '</'];

// A linear congruential generator gives the same documents on all machines.
function* numbers(seed) {
    for (let state = seed; ;) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        yield state >>> 8;
    }
}

function* heaps(count) {
    const next = numbers(20);
    const pick = list => list[next.next().value % list.length];
    for (let number = 0; number < count; number++) {
        let text = number % 3 ? '<!DOCTYPE html>' : '';
        for (let left = 1 + number % 12; left > 0; left--) {
            text += pick(PIECES);
        }
        yield { name: `heap ${number}`, type: UTF8, bytes: Buffer.from(text) };
    }
}

// ---------------------------------------------------------------- encodings

// The label of an encoding, and a few words of a language that uses it.
const WORDS = {
    'utf-8': 'e697a5e69cace8aa9e20d180d183d181d181d0bad0b8d0b920c3a9c3a0',
    'windows-1252': '566f696ce020756e207465787465206672616ee76169732c2064e96ae02076752093636974e9942080',
    'iso-8859-1': '566f696ce020756e207465787465206672616ee76169732c2064e96ae0207675',
    'iso-8859-2': '5a61bff3b3e62067eab66cb1206a61bcf1',
    'iso-8859-7': 'c1f5f4fc20e5dfede1e920eae5dfece5edef',
    'iso-8859-9': '54fc726be76520fdf0fcfef6e7',
    'koi8-r': 'fcd4cf20d2d5d3d3cbc9ca20d4c5cbd3d420c4ccd120d0d2cfd7c5d2cbc9',
    'windows-1251': 'ddf2ee20f0f3f1f1eae8e920f2e5eaf1f220e4ebff20eff0eee2e5f0eae8',
    'windows-1255': 'e6e420e8f7f1e820e1f2e1f8e9fa',
    'windows-1256': 'e5d0c720e4d520dad1c8ed',
    shift_jis: '93fa967b8cea82cc8365834c835883678142955c8ea6945c97cd835c',
    'euc-jp': 'c6fccbdcb8eca4cea5c6a5ada5b9a5c8a1a3c9bdbca8c7bdcecf',
    'iso-2022-jp': '1b2442467c4b5c386c244e2546252d253925482123493d3c28473d4e4f1b2842',
    gb18030: 'd5e2cac7d2bbb8f6d6d0cec4cec4b1bea3acb2e2cad4b1e0c2eb',
    gbk: 'd5e2cac7d2bbb8f6d6d0cec4cec4b1bea3acb2e2cad4b1e0c2eb',
    big5: 'b36fac4fa440add3a4a4a4e5a4e5a5bba141b4fab8d5bd73bd58a55cb35cbb5c',
    'euc-kr': 'c0ccb0cdc0ba20c7d1b1b9beee20c5d8bdbac6aec0d4b4cfb4d9',
    'iso-2022-kr': '1b2429430e404c304d403a0f200e475131393e6e0f',
    'hz-gb-2312': '7e7b3c3a4a217e7d',
    'utf-7': '2b5a65572d',
    'x-user-defined': 'a0ff',
    'x-nonsense': 'e9e8',
    'utf-16': 'e9e8',
    'utf-16be': 'e9e8',
};
const FRAMES = {
    'body tag': (meta, text) => `<!DOCTYPE html><html><head>${meta}<title>${text}` +
        `</title></head><body><p>${text}</p></body></html>`,
    'no body tag': (meta, text) => `<!DOCTYPE html>${meta}<title>${text}</title>` +
        `<p>${text}</p>`,
    'late meta': (meta, text) => `<!DOCTYPE html><html><head><title>${text}</title>` +
        `<!--${'-'.repeat(900)}-->${meta}</head><body><p>${text}</p></body></html>`,
    'meta too late': (meta, text) => '<!DOCTYPE html><html><head><title>' +
        `${text}</title><!--${'-'.repeat(1100)}-->${meta}</head><body>` +
        `<p>${text}</p></body></html>`,
    'meta in body': (meta, text) => '<!DOCTYPE html><html><head><title>' +
        `${text}</title></head><body>${meta}<p>${text}</p></body></html>`,
    'meta after text': (meta, text) => `<!DOCTYPE html><html><p>${text}</p>${meta}`,
    'meta in a comment': (meta, text) => '<!DOCTYPE html><html><head><title>' +
        `${text}</title><!-- ${meta} --></head><body><p>${text}</p></body></html>`,
};

function* encodings() {
    const latin1 = text => Buffer.from(text, 'latin1');
    for (const [label, hex] of Object.entries(WORDS)) {
        const text = Buffer.from(hex, 'hex').toString('latin1');
        const http = `<meta http-equiv=Content-Type content="text/html; charset=${label}">`;
        for (const [how, frame] of Object.entries(FRAMES)) {
            yield { name: `${label}, ${how}`, type: 'text/html',
                    bytes: latin1(frame(`<meta charset="${label}">`, text)) };
            yield { name: `${label}, ${how}, http-equiv`, type: 'text/html',
                    bytes: latin1(frame(http, text)) };
        }
        for (const how of ['body tag', 'no body tag']) {
            const plain = FRAMES[how]('', text.repeat(how === 'body tag' ? 1 : 40));
            yield { name: `${label} in the header, ${how}`,
                    type: `text/html; charset=${label}`, bytes: latin1(plain) };
            yield { name: `${label} in a quoted header, ${how}`,
                    type: `text/html;charset="${label.toUpperCase()}"`,
                    bytes: latin1(plain) };
            yield { name: `${label} unsaid, ${how}`, type: 'text/html',
                    bytes: latin1(plain) };
            yield { name: `${label} in meta, UTF-8 in the header, ${how}`,
                    type: UTF8,
                    bytes: latin1(FRAMES[how](`<meta charset=${label}>`, text)) };
        }
    }
    yield* wide();
}

// UTF-16 with and without a byte order mark, which wins over Content-Type.
function* wide() {
    const little = Buffer.from(FRAMES['body tag']('', 'text é 日本'), 'utf16le');
    const big = Buffer.from(little).swap16();
    for (const type of ['text/html', UTF8, 'text/html; charset=utf-16le']) {
        for (const [name, mark, bytes] of [['LE', [0xff, 0xfe], little],
                                           ['BE', [0xfe, 0xff], big]]) {
            yield { name: `UTF-16${name} as ${type}`, type, bytes };
            yield { name: `UTF-16${name} with its mark as ${type}`, type,
                    bytes: Buffer.concat([Buffer.from(mark), bytes]) };
        }
        yield { name: `UTF-8 with its mark as ${type}`, type,
                bytes: Buffer.from('\ufeff' + FRAMES['body tag']('', 'é')) };
    }
    for (const label of ['shift_jis', 'utf-16', 'iso-2022-jp']) {
        yield { name: `UTF-8 with its mark, ${label} in the header`,
                type: `text/html; charset=${label}`,
                bytes: Buffer.from('\ufeff' + FRAMES['body tag']('', 'é')) };
    }
}

// -------------------------------------------------------------------- XHTML

const NS = 'xmlns="http://www.w3.org/1999/xhtml"';
const STRICT = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" ' +
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">';
const HEAD = '<head><title>t</title></head>';
const XHTMLS = [
    `<html ${NS}>${HEAD}<body><p>x</p></body></html>`,
    `<?xml version="1.0" encoding="utf-8"?>\n${STRICT}\n<html ${NS}>${HEAD}<body>x</body></html>`,
    `<?xml version="1.0" encoding="iso-8859-1"?><html ${NS}>${HEAD}<body>x</body></html>`,
    `<?xml version="1.0" encoding="utf-16"?><html ${NS}>${HEAD}<body>x</body></html>`,
    `<?xml version="1.0" encoding="shift_jis"?><html ${NS}>${HEAD}<body>x</body></html>`,
    `\ufeff<html ${NS}>${HEAD}<body>x</body></html>`,
    `<html ${NS}>${HEAD}<body/></html>`,
    `<html ${NS}>${HEAD}<body class="a>b" />\n</html>`,
    `<html ${NS}>${HEAD}<body\n class='a>b'\n>x</body\n></html\n>`,
    `<html ${NS}>${HEAD}<BODY>x</BODY></html>`,
    `<h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>t</h:title></h:head>` +
        '<h:body><h:p>x</h:p></h:body></h:html>',
    `<html ${NS} xmlns:h="http://www.w3.org/1999/xhtml">${HEAD}<h:body>x</h:body></html>`,
    `<html>${HEAD}<body>no name space</body></html>`,
    `<html xmlns="http://example.org/">${HEAD}<body>another</body></html>`,
    `<html ${NS}>${HEAD}<body xmlns="http://example.org/">another</body></html>`,
    `<html xmlns:x="urn:x" ${NS}>${HEAD}<body xmlns="">none</body></html>`,
    `<html ${NS}><head><title><![CDATA[<body>]]></title></head><body>x</body></html>`,
    `<html ${NS}><head><script>//<![CDATA[\n"<body>"\n//]]></script><title>t</title></head>` +
        '<body>x</body></html>',
    `<html ${NS}><head><title>t</title><!-- <body> --></head><!-- <body> --><body>x</body></html>`,
    `<html ${NS}><head><title>t</title><script src="x"/></head><body>x</body></html>`,
    `<html ${NS}><head><title/><style/></head><body>x</body></html>`,
    `<html ${NS}><head><script>&lt;body></script><title>t</title></head><body>x</body></html>`,
    `<html ${NS}><head><style><body/></style><title>t</title></head><body>x</body></html>`,
    `<html ${NS}><head><title>t</title><object><body>in</body></object></head><body>x</body></html>`,
    `<?xml-stylesheet href="<body>"?><html ${NS}>${HEAD}<body>x</body></html>`,
    `<!DOCTYPE html [<!ENTITY a "<body>"><!-- <body> -->]><html ${NS}>${HEAD}<body>x</body></html>`,
    `<!DOCTYPE html [<!ENTITY a "]>"><!ELEMENT body ANY>]><html ${NS}>${HEAD}<body>x</body></html>`,
    `<!DOCTYPE html [<!ATTLIST body class CDATA "z">]><html ${NS}>${HEAD}<body>x</body></html>`,
    `<!DOCTYPE html><html ${NS}>${HEAD}<body>&nbsp;x</body></html>`,
    `${STRICT}<html ${NS}>${HEAD}<body>&nbsp;x</body></html>`,
    `<html ${NS}>${HEAD}text<body>x</body></html>`,
    `<html ${NS}><body>x</body></html>`,
    `<html ${NS}>${HEAD}</html>`,
    `<html ${NS}>${HEAD}<p>no body</p></html>`,
    `<html ${NS}>${HEAD}<frameset><frame/></frameset></html>`,
    `<html ${NS}>${HEAD}<body>x<br></body></html>`,
    `<html ${NS}><head><title>t</head><body>x</body></html>`,
    `<html ${NS}>${HEAD}<body a=b>x</body></html>`,
    `<html ${NS}>${HEAD}<body>x`,
    `<html ${NS}>${HEAD}<div><body>x</body></div></html>`,
    '<svg xmlns="http://www.w3.org/2000/svg"><foreignObject>' +
        `<body ${NS}>x</body></foreignObject></svg>`,
    `<body ${NS}>x</body>`, `<p ${NS}>x</p>`, '', 'text', '<rss><body/></rss>',
    `<html ${NS}>${HEAD}<svg xmlns="http://www.w3.org/2000/svg"><body/></svg><body>x</body></html>`,
    `<html ${NS}>${HEAD}<body id="a">x</body><body id="b">y</body></html>`,
    `<html ${NS}>${HEAD}<body ${NS}>x</body></html>`,
    `<html ${NS}>${HEAD}<body xmlns:style="urn:x" xmlns:x="urn:y"><x:p/></body></html>`,
];

function* xhtml() {
    for (const text of XHTMLS) {
        for (const type of [XHTML, `${XHTML}; charset=utf-8`]) {
            yield { name: `XHTML ${JSON.stringify(text.slice(0, 90))}`, type,
                    bytes: Buffer.from(text) };
        }
    }
    const wideText = `\ufeff<?xml version="1.0"?><html ${NS}>${HEAD}<body>x</body></html>`;
    yield { name: 'XHTML in UTF-16', type: XHTML,
            bytes: Buffer.from(wideText, 'utf16le') };
}

// `long` yields all combinations, and a hundred times as many sequences.
export function* made(long) {
    yield* traps();
    yield* encodings();
    yield* xhtml();
    yield* combinations(long ? 7 : 83);
    yield* heaps(long ? 40_000 : 400);
}
