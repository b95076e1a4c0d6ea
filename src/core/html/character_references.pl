#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Turns character_references.txt into a C table that is sorted by name. The
# Makefile calls it:
#     character_references.pl INPUT > cp_reference_names.c
use strict;
use warnings;

use Encode qw(encode_utf8);

my %row;
while (my $line = <>) {
    next if $line =~ /^(?:#|$)/;
    my ($name, $bare, $codes) = $line =~ /^(\w+)(\*?) ([0-9A-F ]+)$/
        or die "character_references.pl: line $.: not a reference\n";
    my $text = encode_utf8(join '', map { chr hex } split ' ', $codes);
    my $bytes = join '', map { sprintf '\\%03o', ord } split //, $text;
    $row{$name} = sprintf "    {\"%s\", \"%s\", %d},\n", $name, $bytes, !!$bare;
}
print "/* Made by src/core/html/character_references.pl; do not edit. */\n",
    "#include \"core/html/cp_reference_names.h\"\n\n",
    "const cp_reference_name cp_reference_names[] = {\n",
    (map { $row{$_} } sort keys %row), "};\n",
    "const unsigned cp_n_reference_names = ", scalar(keys %row), ";\n";
