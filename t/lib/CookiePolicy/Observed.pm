# SPDX-License-Identifier: Apache-2.0
#
# Reads the file of the observations; src/core/observe/cp_table_file.h describes
# its format.
package CookiePolicy::Observed;

use strict;
use warnings;

my @KINDS = qw(response request script storage source);
my @REASONS = qw(allow undeclared undecided refused signal malformed reserved);

# read_file(path): returns { since, hosts => { key => { lost, counters => {},
# rates => [[hour, shown, accept, refuse, other]], seen => [{}] } } }; dies if
# the file is not complete.
sub read_file {
    my ($path) = @_;
    open my $fh, '<:raw', $path or die "$path: $!\n";
    local $/;
    my $bytes = <$fh>;
    my $at = 0;
    my $take = sub {
        my ($n) = @_;
        die "$path: ends at byte $at\n" if $at + $n > length $bytes;
        $at += $n;
        return substr $bytes, $at - $n, $n;
    };
    my $number = sub { my ($n) = @_;
        return unpack { 1 => 'C', 2 => 'v', 4 => 'V', 8 => 'q<' }->{$n},
            $take->($n) };
    my $text = sub { return $take->($number->(2)) };
    die "$path: not such a file\n" if $take->(8) ne 'CPOBSERV';
    die "$path: another version\n" if $number->(4) != 1;
    $take->(8);
    my $read = { since => $number->(8), summarised => $number->(8) };
    my @counters = map { $text->() } 1 .. $number->(4);
    my @hosts;
    for (1 .. $number->(4)) {
        my $key = $text->();
        my $host = { lost => $number->(8), told => $number->(8), seen => [] };
        $host->{counters} = { map { $_ => $number->(8) } @counters };
        $host->{rates} = [ map { [ map { $number->(4) } 1 .. 5 ] }
                           1 .. $number->(4) ];
        push @hosts, $read->{hosts}{$key} = $host;
    }
    for (1 .. $number->(4)) {
        my $host = $hosts[ $number->(4) ];
        my %one = (kind => $KINDS[ $number->(1) ],
                   reason => $REASONS[ $number->(1) ]);
        $one{$_} = $number->(1) for qw(enforced open);
        $one{$_} = $number->(8) for qw(count told first last lifetime);
        $one{$_} = $text->()
            for qw(name category domain path sample directive);
        push @{ $host->{seen} }, \%one;
    }
    die "$path: more bytes follow\n" if $at != length $bytes;
    return $read;
}

# entries(read, key): returns "kind name reason" => count.
sub entries {
    my ($read, $key) = @_;
    return { map { ("$_->{kind} $_->{name} $_->{reason}" => $_->{count}) }
             @{ $read->{hosts}{$key}{seen} } };
}

1;
