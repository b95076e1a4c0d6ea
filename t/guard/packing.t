# SPDX-License-Identifier: Apache-2.0
#
# The packer of src/client: a packed script or style does the same as its source,
# and the packer stops where it cannot be sure of that.
#
# Server: none
# Sanitizers: no (it runs no compiled code)
use strict;
use warnings;

use lib 'src/client/pack';
use File::Temp qw(tempdir);
use Test::More;

use Script;
use Style;

for (
    ['blanks around signs', "var a = b ? -1 : [ c, 2 ];\n",
        'var a=b?-1:[c,2];'],
    ['comments', "f(); // it's a note\n/* f(); */ g();", 'f();g();'],
    ['a blank between words stays', 'f(x in y);', 'f(x in y);'],
    ['a blank before a string goes', "return  'x' ;", "return'x';"],
    ['a string stays', "f('a + b,  // c');", "f('a + b,  // c');"],
    ['the end of a string', "f('it\\'s  ( ', a  ( 'b' ) );",
        "f('it\\'s  ( ',a('b'));"],
    ['a dollar is a letter', 'var $ = a . $ in b ;', 'var $=a.$ in b;'],
    ['the end of a line is a blank', "var a =\n    b\n    in c;\n",
        'var a=b in c;'],
    ['two signs do not become one', 'a = b + +c - -d; e = f + ++g;',
        'a=b+ +c- -d;e=f+ ++g;'],
    ['the last semicolon of a block', 'if (a) { b(); c(); }', 'if(a){b();c()}'],
    ['an empty statement stays', '{ while (a()); } { if (b) c(); else ; }',
        '{while(a());}{if(b)c();else;}'],
    ['local names become short', 'function f(one, two) { return one + two + one; }',
        'function f(a,b){return a+b+a}'],
    ['a local name in inner functions',
        'function f(one) { return function () { return one; }; }',
        'function f(a){return function(){return a}}'],
    ['global names stay', 'var one = 1; function two() { one = three; }',
        'var one=1;function two(){one=three}'],
    ['one name, global and local',
        'function f(name) { return name; } g(name);',
        'function f(a){return a}g(name);'],
    ['a local function', '(function () { function one() {} one(); })();',
        '(function(){function a(){}a()})();'],
    ['a variable after its use',
        '(function () { one = two; var two, one; })();',
        '(function(){a=b;var b,a})();'],
    ['variables of a loop', '(function () { for (var one = 0, all = 9;'
        . ' all > one; one++) { f(one); } })();',
        '(function(){for(var a=0,b=9;b>a;a++){f(a)}})();'],
    ['a comma of another level declares nothing',
        '(function () { var one = f(two, three); })();',
        '(function(){var a=f(two,three)})();'],
    ['a property stays', 'function f(one) { return one.one.one; }',
        'function f(a){return a.one.one}'],
    ['a key stays', 'function f(one) { return g({ one: one, two: { one: 1 } }); }',
        'function f(a){return g({one:a,two:{one:1}})}'],
    ['a conditional expression has no keys',
        'function f(one, two) { return two ? one : two; }',
        'function f(b,a){return a?b:a}'],
    ['a short name is never a name that is used',
        'function f(one) { return a + one; }', 'function f(b){return a+b}'],
) {
    my ($what, $script, $expected) = @$_;
    is eval { Script::packed($script) }, $expected, "script: $what";
}

for (['a = /x y/;', '/'], ['a = "x  y";', '"'], ['a = `x  y`;', '`'],
    ['a = 1; /* b', '/'], ["a = 'b\nc';", q(')], ['let a = 1;', 'let'],
    ['const a = 1;', 'const'], ['f(a => a);', '=>'], ['f(...a);', '..'],
    ['eval(a);', 'eval'], ['with (a) { b(); }', 'with'],
    ['try { a(); } catch (b) { c(); }', 'catch'], ['class A {}', 'class'],
    ['f({ a });', 'a'], ['f({ a() {} });', 'a'], ['var { a: b } = c;', '{'],
    ['var [ a ] = b;', '['], ['function f(a = 1) {}', '='],
    ['f(function g() {});', 'function'], ['function* f() {}', 'function'],
    ['f(', 'the end'], ['f(a];', ']']) {
    my ($script, $token) = @$_;
    is eval { Script::packed($script) }, undef, "script: stops at $token";
    is $@, "cannot pack '$token'\n", '... and names it';
}

for (
    ['blanks and comments',
        "/* a\n * b */\n.c > .d, e {\n    color: red;\n    margin: 0 auto;\n}\n",
        '.c>.d,e{color:red;margin:0 auto}'],
    ['a pseudo-class after a blank', '.a :hover { b: c; }', '.a :hover{b:c}'],
    ['own custom properties',
        'a { --text: red; --text-two: 0; color: var(--text); --text: blue; }',
        'a{--a:red;--b:0;color:var(--a);--a:blue}'],
    ['own custom properties with a common part',
        'a { --line: 0; --on-line: 1; b: var(--on-line) var(--line); }',
        'a{--a:0;--b:1;b:var(--b) var(--a)}'],
    ['custom properties of the site and of the script',
        'a { --text: var(--cp-text, red); b: var(--cpolicy-up); }',
        'a{--a:var(--cp-text,red);b:var(--cpolicy-up)}'],
    ["a string without signs", q(i[type="text"] { a: b; }),
        q(i[type="text"]{a:b})],
    ['classes with two hyphens', '.a--text { b: c; }', '.a--text{b:c}'],
) {
    my ($what, $style, $expected) = @$_;
    is eval { Style::packed($style) }, $expected, "style: $what";
}
is eval { Style::packed('a { content: "b; c"; }') }, undef,
    'style: a string with signs';
is $@, "cannot pack \"b; c\"\n", '... and names it';

# The module's own scripts: packing keeps all tokens except names, and gives
# each local name one other name, which no other variable has.
for my $file ('src/client/script.js', 'src/client/consent_mode.js') {
    my $source = joined($file);
    my $tokens = Script::without_last_semicolons([ Script::tokens($source) ]);
    my @packed = Script::tokens(Script::packed($source));
    is scalar @packed, scalar @$tokens, "$file: the number of tokens";
    is_deeply [ differences($tokens, \@packed) ], [], "$file: the tokens";
}

sub joined {
    my ($file) = @_;
    my $text = slurp($file);
    $text =~ s{^ *// \@import "([\w./]+)";$}{joined("src/client/$1")}gme;
    return $text;
}

sub differences {
    my ($source, $packed) = @_;
    my (%to, %from, @found);
    # The arguments of the outermost function are global names.
    my ($end) = grep { $source->[$_]{text} eq '}' } reverse 0 .. $#$source;
    for my $i (0 .. $#$source) {
        my ($old, $new) = map { $_->[$i]{text} } $source, $packed;
        my $before = $i ? $source->[ $i - 1 ]{text} : '';
        my $after = $i < $#$source ? $source->[ $i + 1 ]{text} : '';
        my $is_fixed = $i > $end || $source->[$i]{type} ne 'name' || $before eq '.'
            || $after eq ':' && $before =~ /^[{,]$/;
        my $is_same = $is_fixed ? $old eq $new
            : ($to{$old} //= $new) eq $new && ($from{$new} //= $old) eq $old;
        push @found, "$old: $new" if !$is_same;
    }
    return @found;
}

my $dir = tempdir(CLEANUP => 1);

sub put {
    my ($name, $text) = @_;
    open my $to, '>', "$dir/$name" or die "$dir/$name: $!\n";
    print $to $text;
    close $to or die "$dir/$name: $!\n";
    return;
}

sub slurp {
    my ($name) = @_;
    open my $in, '<', $name or return '';
    local $/;
    return scalar <$in>;
}

# Returns the output of embed.pl for the file NAME, then its messages.
sub embedded {
    my ($name) = @_;
    unlink "$dir/cp_assets.c";
    system "$^X src/client/embed.pl $dir $dir/$name conf/locale/en.conf"
        . " 2>$dir/messages";
    return map { slurp("$dir/$_") } 'cp_assets.c', 'messages';
}

mkdir "$dir/parts" or die "$dir/parts: $!\n";
put('parts/one.js', "// a part\nvar one = 2;\n// \@import \"two.js\";\n");
put('parts/two.js', "f(one);\n");
put('a.js', "(function () {\n    // \@import \"parts/one.js\";\n})();\n");
like +(embedded('a.js'))[0],
    qr/^const char cp_asset_a_js\[\] =\n    "\(function\(\)\{var a=2;f\(a\)\}\)\(\);";$/m,
    'a script contains the parts that it imports';
for (["f('\xc3\xa9');", "\xc3"], ['a = b < c;', '<'], ['a = b & c;', '&'],
    ["f(']]>');", ']]>'], ["f('\t');", "\t"]) {
    my ($script, $sign) = @$_;
    put('b.js', $script);
    my ($written, $message) = embedded('b.js');
    is $written, '', 'a packed script is ASCII and no markup in XML';
    is $message, "$dir/b.js: contains '$sign'\n", '... and the message names it';
}

done_testing;
