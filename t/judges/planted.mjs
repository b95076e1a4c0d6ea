// SPDX-License-Identifier: Apache-2.0
//
// Insertions at wrong places. A judge that accepts one of them is useless, and
// its test fails. ^ marks the place of the banner.

export const PLANTED = [
    '^<!DOCTYPE html><html><head></head><body>x</body></html>',
    '<!DOCTYPE html><html><head>^<title>t</title></head><body>x</body></html>',
    '<!DOCTYPE html><html><head><title>t^</title></head><body>x</body></html>',
    '<!DOCTYPE html><html><head><!-- <body>^ --></head><body>x</body></html>',
    '<!DOCTYPE html><html><head><script>"<body>^"</script></head><body>x</body>',
    '<!DOCTYPE html><html><head><template><body>^</template></head><body>x</body>',
    '<!DOCTYPE html><html><head><noscript>^</noscript></head><body>x</body></html>',
    '<!DOCTYPE html><html><head></head><body title="^">x</body></html>',
    '<!DOCTYPE html><html><head></head><body>^<p>x</p>^</body></html>',
    '<!DOCTYPE html><html><head></head><body>x^</body></html>',
    '<!DOCTYPE html><html><head></head><body><p>^x</p></body></html>',
    '<!DOCTYPE html><html><head></head><body><table><tr><td>^x</table></body>',
    '<!DOCTYPE html><html><head></head><body><select>^<option>x</select></body>',
    '<!DOCTYPE html><title>t</title>^<frameset><frame></frameset>',
    '<!DOCTYPE html><title>t</title>^<p><frameset><frame></frameset>',
    '<!DOCTYPE html><svg><title>^</title></svg>',
    '<!DOCTYPE html><html><head></head><body><p>x</p></body></html>^',
];

export const planted = banner => PLANTED.map(text => ({
    before: text.replaceAll('^', ''), after: text.replaceAll('^', () => banner) }));

// Wrong places for a banner at the end of body.
const PLANTED_AT_END = [
    '<!DOCTYPE html><body>^<p>x</p></body></html>',
    '<!DOCTYPE html><body><p>x^</p>y</body></html>',
    '<!DOCTYPE html><body><div>^</div><div>x</div></body></html>',
    '<!DOCTYPE html><head>^</head><body><p>x</p></body></html>',
    '<!DOCTYPE html><body><template>^</template><p>x</p></body></html>',
    '<!DOCTYPE html><body><p>x^</body>\n</html>',
    '<!DOCTYPE html><body><table><tr><td>x</td></tr>^</table></body></html>',
    '<!DOCTYPE html><body><form>x^</body></html>',
    '<!DOCTYPE html><body><textarea>^</body></html>',
    '<!DOCTYPE html><body><!-- ^</body></html>',
    '<!DOCTYPE html><body><p><b>x</p>^</body></html>',
];

export const plantedAtEnd = banner => PLANTED_AT_END.map(text => ({
    before: text.replace('^', ''), after: text.replace('^', () => banner) }));

// A page without traps. Other pages should get the same elements.
export const SIMPLE = '<!DOCTYPE html><html><head><title>t</title></head>' +
    '<body><p>x</p></body></html>';
