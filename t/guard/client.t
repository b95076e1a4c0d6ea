# SPDX-License-Identifier: Apache-2.0
#
# The scripts of src/client contain no text for visitors, because texts come from
# conf/locale by way of data attributes. They use no function that makes markup
# or code of a string, and they store nothing in the browser.
#
# Server: none
# Sanitizers: no (it runs no compiled code)
use strict;
use warnings;

use lib 'src/client/pack';
use Test::More;

use IO::Compress::Gzip qw(gzip $GzipError);
use Script;

my @scripts = glob 'src/client/*.js src/client/script/*.js';
cmp_ok scalar @scripts, '>', 10, 'scripts were found';

for my $file (@scripts) {
    my @tokens = Script::tokens(slurp($file));
    my @strings = map { $_->{text} } grep { $_->{type} eq 'string' } @tokens;
    is "@{[grep { is_text($_) } @strings]}", '', "$file: no text";
    my $code = join ' ', map { $_->{text} } @tokens;
    is "@{[written_texts($code)]}", '', "$file: texts come from attributes";
    is "@{[grep { !may_use($file, $_) } sinks($code)]}", '',
        "$file: no markup, no code, no storage";
}

# The guard is in every page of a site that uses it: 1,500 bytes at most.
my $packed = Script::packed(slurp('src/client/guard.js'));
gzip \$packed => \my $small, -Level => 9 or die $GzipError;
cmp_ok length $small, '<=', 1500, 'the guard is small: ' . length $small;

# The script of uniform pages restores what the server renames.
my $release = slurp('src/client/script/release.js');
my ($renamed) = $release =~ /RENAMED = \[(.*?)\]/s;
my ($kept) = $release =~ /KEPT = \[(.*?)\]/s;
my @fetched = slurp('src/core/html/cp_fetch.c')
    =~ /\{"([\w-]+)",\s*(?:URL|SRCSET|URLS)\}/g;
cmp_ok scalar @fetched, '>', 20, 'attributes that fetch were found';
is "@{[grep { $renamed !~ /'\Q$_\E'/ } @fetched]}", '',
    'release.js restores the attributes of cp_fetch.c';
my ($prefixes) = slurp('src/core/html/cp_placeholder.c')
    =~ /lazy\[\] = (.*?)\};/s;
my @begins = $prefixes =~ /"([\w-]+)"/g;
cmp_ok scalar @begins, '>', 5, 'attributes of other tools were found';
for my $name (@begins) {
    ok scalar(grep { index($name, $_) == 0 } $kept =~ /'(.*?)'/g),
        "release.js restores $name…";
}

# The checks themselves.
ok may_use('src/client/guard.js', 'cookie'), 'the guard replaces a writer';
ok !may_use('src/client/guard.js', 'innerHTML'), 'but makes no markup';
ok !may_use('src/client/script.js', 'cookie'), 'no other script replaces it';
ok is_text($_), "a text: $_" for q('Saved'), q('Your choice is saved.'),
    q('saved now'), q('Speichern!'), q('10 days');
ok !is_text($_), "no text: $_" for q('use strict'), q('granted'), q(''),
    q('[name=about]'), q('.cpolicy-choose summary'), q('POST'),
    q('px;inline-size:1px;block-size:1px}'), q('/policy.json?choice');
for ("a . textContent = 'saved' ;", "a . title = b ;",
    "a . setAttribute ( 'aria-label' , 'x' ) ;", "alert ( data . saved ) ;") {
    is scalar(my @found = written_texts($_)), 1, "a text without attribute: $_";
}
for ("a . textContent = '' ;", "a . textContent = data . saved ;",
    "a . setAttribute ( 'aria-label' , data . label ) ;") {
    is scalar(my @found = written_texts($_)), 0, "a text from an attribute: $_";
}
for ('a . innerHTML = b', 'document . cookie = a', 'eval ( a )', 'a . src = b',
    'window . localStorage', 'document . write ( a )', 'new Function ( a )') {
    is scalar(my @found = sinks($_)), 1, "refused: $_";
}

done_testing;

sub slurp {
    my ($name) = @_;
    open my $in, '<', $name or die "$name: $!\n";
    local $/;
    return scalar <$in>;
}

# True if a literal is for people: a word with a capital letter, or two words
# with a blank between them. A selector of two words starts with a sign.
sub is_text {
    my ($literal) = @_;
    return 0 if $literal eq q('use strict') || $literal =~ /^'[.#\[:]/;
    return $literal =~ /^'\W*[A-Z][a-z]/
        || $literal =~ /\w[.,!?]?\s+\w*[A-Za-z]{2}/;
}

# Returns the places where CODE, tokens with a blank between them, shows a text
# that is not an attribute of the script element. The text of a script of the page
# is not for visitors.
sub written_texts {
    my ($code) = @_;
    my $script = qr/policy \. createScript \( element \. textContent \)/;
    my $value = qr/(?:data \. \w+|''|$script) [;)]/;
    return $code =~ /(\. (?:alt|innerText|placeholder|textContent|title) [+]?= (?!$value)[^;]*)/g,
        $code =~ /(setAttribute \( '(?:alt|aria-\w+|placeholder|title)' , (?!$value)[^;]*)/g,
        $code =~ /\b((?:alert|confirm|prompt|createTextNode) \()/g;
}

# The guard replaces the functions that store something in the browser.
sub may_use {
    my ($file, $name) = @_;
    return $file eq 'src/client/guard.js'
        && $name =~ /^(?:cookie|localStorage|sessionStorage)$/;
}

sub sinks {
    my ($code) = @_;
    return $code =~ /\. (innerHTML|outerHTML|insertAdjacent\w+|write|writeln|cookie|src|srcdoc)\b/g,
        $code =~ /\b(eval|Function|localStorage|sessionStorage|indexedDB|cookieStore)\b/g;
}
