# SPDX-License-Identifier: Apache-2.0
#
# Character references in attributes are read as html5lib's tests say. The tests
# of named and numeric references have them in text; those that have an attribute
# rule of their own are in the unit tests.
#
# Server: none
# Needs: unit
use strict;
use warnings;

use Encode qw(encode_utf8);
use IPC::Open2 qw(open2);
use JSON::PP ();
use POSIX ();
use Test::More;

my $DATA = ($ENV{HTML5LIB_TESTS} || '../shared/data/html5lib-tests')
    . '/tokenizer';

# Pairs of a reference and its characters. A reference without ';' that letters,
# digits or '=' follow has another meaning in text than in an attribute.
sub pairs {
    my ($name) = @_;
    open my $in, '<:raw', "$DATA/$name" or die "$name: $!\n";
    local $/;
    my $tests = JSON::PP->new->utf8->decode(<$in>)->{tests};
    return grep { $_->[0] !~ /&\w+[^;\w]?./ || $_->[0] =~ /;$/ }
        map { [ $_->{input}, join '', map { $_->[1] } @{ $_->{output} } ] }
        grep { @{ $_->{output} } && !grep { $_->[0] ne 'Character' }
            @{ $_->{output} } } @$tests;
}

sub answers {
    my @lines = map { unpack 'H*', encode_utf8($_) } @_;
    my $program = ($ENV{CP_BUILD} || '.build')
        . '/unit/html/cp_character_reference';
    my $pid = open2(my $out, my $in, $program, '--lines');
    if (!fork) {
        print $in map { "$_\n" } @lines;
        close $in;
        POSIX::_exit(0);
    }
    close $in;
    chomp(my @answers = <$out>);
    waitpid $pid, 0;
    return @answers;
}

for my $row (['namedEntities.test', 2100], ['numericEntities.test', 300]) {
    my ($name, $least) = @$row;
    my @pairs = pairs($name);
    my @got = answers(map { $_->[0] } @pairs);
    cmp_ok scalar @pairs, '>', $least, "$name: the tests are there";
    my @wrong = map { "$pairs[$_][0]: $got[$_]" }
        grep { $got[$_] ne unpack 'H*', encode_utf8($pairs[$_][1]) } 0 .. $#pairs;
    is_deeply \@wrong, [], "$name: " . @pairs . ' references';
}

done_testing;
