# SPDX-License-Identifier: Apache-2.0
#
# Addresses are read as the tests of the URL standard say (t/data/url). The
# scheme, the host, the port and the path are compared. All addresses that lead
# to no host of the network are one result: those that are not valid, and those
# of other schemes.
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

my %PORT = (http => 80, https => 443, ws => 80, wss => 443, ftp => 21);

# libidn2 refuses symbols like this one in names, because IDNA2008 does. Browsers
# accept them. An address with such a name counts as not valid.
my $REFUSED = qr/\x{2603}|%e2%98%83/i;

# The standard refuses a percent sign that the conversion of a name has made.
# Chromium decodes it, so the module does.
my $DECODED = qr/\x{FF05}|%ef%bc%85/i;

sub tests {
    my ($name) = @_;
    open my $in, '<:raw', "t/data/url/$name" or die "$name: $!\n";
    local $/;
    return grep { ref } @{ JSON::PP->new->utf8->decode(<$in>) };
}

# The answers of the program to pairs of address and base.
sub answers {
    my @lines = map { join ' ', map { defined ? unpack('H*', encode_utf8($_))
                                              : '-' } @$_ } @_;
    my $pid = open2(my $out, my $in, ($ENV{CP_BUILD} || '.build')
                    . '/unit/http/cp_url', '--lines');
    if (!fork) {
        print $in map { "$_\n" } @lines;
        close $in;
        POSIX::_exit(0);
    }
    close $in;
    chomp(my @answers = <$out>);
    waitpid $pid, 0;
    return map { s/^(?:failure|other)$/none/r } @answers;
}

# The result that a test of the standard expects, in the words of the program.
sub expected {
    my ($test) = @_;
    my ($scheme) = ($test->{protocol} // '') =~ /^(.*):$/;
    return 'none' if $test->{failure} || !$PORT{$scheme};
    return join ' ', $scheme, $test->{hostname},
        length $test->{port} ? $test->{port} : $PORT{$scheme},
        $test->{pathname};
}

# Compares the answers with the expected ones; [text, got, expected] each.
sub compare {
    my ($name, @rows) = @_;
    my @known = grep { $_->[0] =~ $REFUSED && $_->[1] eq 'none' } @rows;
    my @wrong = grep { $_->[1] ne $_->[2] }
        grep { $_->[0] !~ /$REFUSED|$DECODED/ } @rows;
    is scalar @wrong, 0, "$name: " . @rows . ' addresses'
        or diag map { JSON::PP->new->ascii->encode($_), "\n" } @wrong;
    cmp_ok scalar @known, '<=', 4, "$name: names that libidn2 refuses";
    return;
}

my @tests = tests('urltestdata.json');
my @got = answers(map { [ $_->{input}, $_->{base} ] } @tests);
cmp_ok scalar @tests, '>', 800, 'the tests of addresses are there';
compare('urltestdata.json', map { [ $tests[$_]{input}, $got[$_],
                                    expected($tests[$_]) ] } 0 .. $#tests);

done_testing;
