# SPDX-License-Identifier: Apache-2.0
#
# Tables on standard output: columns for a terminal, or Markdown with
# BENCH_FORMAT=markdown.
package Bench::Report;

use strict;
use warnings;

# Calls for one request below this number are noise, such as a rare allocation.
use constant CALLS_NOISE => 0.25;

my $markdown = ($ENV{BENCH_FORMAT} // '') eq 'markdown';

sub title {
    my ($text) = @_;
    print $markdown ? "\n### $text\n" : "\n== $text\n";
    return;
}

# table([column, ...], [cell, ...], ...): the first column holds words, as does
# the last if its heading says `remark`.
sub table {
    my ($columns, @rows) = @_;
    print "\n";
    my @left = map { $_ == 0 || $columns->[$_] eq 'remark' } 0 .. $#$columns;
    if ($markdown) {
        my ($top, @body) = map { '| ' . join(' | ', map { s/([|<])/\\$1/gr }
            @$_) . " |\n" } $columns, @rows;
        print $top, '|', join('|', map { $_ ? '---' : '---:' } @left), "|\n",
            @body;
        return;
    }
    my @width = map { length } @$columns;
    for my $row (@rows) {
        for (0 .. $#$row) {
            $width[$_] = length $row->[$_] if length $row->[$_] > $width[$_];
        }
    }
    for my $row ($columns, @rows) {
        my $line = join '  ', map {
            sprintf $left[$_] ? '%-*s' : '%*s', $width[$_], $row->[$_]
        } 0 .. $#$columns;
        print $line =~ s/\s+\z//r, "\n";
    }
    return;
}

# 12345678 as 12,345,678; with a sign if asked for.
sub number {
    my ($value, $sign) = @_;
    my $text = sprintf '%.0f', abs $value;
    1 while $text =~ s/^(\d+)(\d{3})/$1,$2/;
    $text = '-' . $text if $value <= -0.5;
    return $sign && $value > -0.5 ? "+$text" : $text;
}

sub median {
    my @sorted = sort { $a <=> $b } @_;
    return ($sorted[$#sorted / 2] + $sorted[@sorted / 2]) / 2;
}

# The table of cases whose instructions and system calls were counted.
sub counted {
    my (@cases) = @_;
    my %by = map { $_->{name} => $_ } @cases;
    my @rows;
    for my $case (@cases) {
        my $base = $case->{base} && $by{ $case->{base} };
        my @row = ($case->{name});
        if (!defined $case->{count}) {
            push @row, ('') x 6,
                $case->{failed} ? "FAILED: $case->{failed}" : $case->{note};
        }
        elsif (!$base || !defined $base->{count}) {
            push @row, number($case->{count}), '', '',
                sprintf('%.1f', $case->{calls}), '', '', $case->{remark} // '';
        }
        else {
            push @row, against($case, $base);
        }
        push @rows, \@row;
    }
    table([ 'case', 'instructions', 'added', 'ratio', 'system calls', 'added',
            'reached', 'remark' ], @rows);
    return;
}

sub against {
    my ($case, $base) = @_;
    my $added = $case->{count} - $base->{count};
    my $calls = $case->{calls} - $base->{calls};
    return (number($case->{count}), number($added, 1),
            sprintf('%.2f', $case->{count} / $base->{count}),
            sprintf('%.1f', $case->{calls}), sprintf('%+.1f', $calls),
            reached($case, $added, $calls), $case->{remark} // '');
}

# Tells whether a case is within its limits.
sub reached {
    my ($case, $added, $calls) = @_;
    my @says;
    if (my $most = $case->{most}) {
        my $goal = number($most);
        push @says, $added > $most ? "no: > $goal"
            : $case->{aim} && $added <= $case->{aim}
            ? 'aim ' . number($case->{aim}) : "<= $goal";
    }
    push @says, 'no: system calls'
        if defined $case->{calls_most}
        && $calls > $case->{calls_most} + CALLS_NOISE;
    return join '; ', @says;
}

1;
