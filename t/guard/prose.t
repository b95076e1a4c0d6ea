# SPDX-License-Identifier: Apache-2.0
#
# t/tools/prose finds unclear words in comments, documents, messages and names
# of tests, and nowhere else.
#
# Server: none
# Sanitizers: no (it runs no compiled code)
use strict;
use warnings;

use File::Temp ();
use Test::More;

my $dir = File::Temp->newdir;

# Writes a file and returns the lines that the tool reports about it.
sub reports {
    my ($name, $text) = @_;
    my $file = "$dir/$name";
    open my $out, '>', $file or die "$file: $!\n";
    print $out $text;
    close $out or die "$file: $!\n";
    my @lines = `t/tools/prose $file`;
    return map { s/\A\Q$file\E://r } @lines;
}

# The words are put together here, so that this file has none of them.
my ($after, $what, $is, $any) = ('be' . 'hind', 'Wh' . 'at', 'stan' . 'ds',
    'who' . 'ever');

for my $row (
    ['a.c', "int a;\n/* The byte\n * $after the tag. */\n", "3: $after"],
    ['b.c', "/* $what a caller gets. */\n", "1: $what"],
    ['c.c', "say(\"a tag \"\n    \"that $is before it\");\n", "2: $is before"],
    ['a.t', "ok 1,\n    'the page is sent to $any asks';\n", "2: $any"],
    ['b.t', "# It depends on\n# $any asks.\n", "2: $any"],
    ['a.mjs', "f(); // found $after it\n", "1: $after"],
    ['a.css', "/* $what the banner needs */\n", "1: $what"],
    ['a.conf', "# $what is sent.\n", "1: $what"],
    ['a.md', "# A\n\nText. $what\nvaries is an attribute.\n", "3: $what"],
    ['b.md', "| a | b |\n|---|---|\n| it $is in it | |\n", "3: $is in"],
) {
    my ($name, $text, $expected) = @$row;
    my @reports = reports($name, $text);
    is scalar @reports, 1, "$name: one report";
    is index($reports[0] // '', $expected), 0, "$name: its line and the words";
}

for my $row (
    ['code of C', 'd.c', "int $after = 1;\n/* Returns the byte. */\n"],
    ['markup in C', 'e.c', "put(\"<p>a word $after it\");\n"],
    ['code of perl', 'd.t', "my \$$after = 1;\n"],
    ['a block of code', 'c.md', "Text.\n\n```\na $after b\n```\n"],
    ['a word of code', 'd.md', "The name is `$after`.\n"],
    ['a question', 'e.md', "$what does the server send?\n"],
    ['a place in a network', 'f.md', "The server is $after a proxy.\n"],
) {
    my ($about, $name, $text) = @$row;
    is_deeply [reports($name, $text)], [], "$about is not reported";
}

open my $pipe, '|-', "t/tools/prose - >$dir/subject" or die "prose: $!\n";
print $pipe "Banner: the place $after body\n";
ok !close $pipe, 'a bad commit subject makes it fail';

done_testing;
