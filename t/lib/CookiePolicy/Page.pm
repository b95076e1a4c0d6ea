# SPDX-License-Identifier: Apache-2.0
#
# Finds the elements that the module adds to a page (they have the attribute
# data-cookie-policy) and removes them.
package CookiePolicy::Page;

use strict;
use warnings;

use Exporter 'import';

our @EXPORT_OK = qw(added_elements without_added);

my %VOID = map { $_ => 1 } qw(link meta img br hr input);
my $ATTRIBUTE = qr/\sdata-cookie-policy="([^"]*)"/;

# Returns [kind, start, length] of each added element that is not inside
# another.
sub spans {
    my ($html) = @_;
    my @spans;
    pos($html) = 0;
    while ($html =~ /<([a-z][a-z0-9-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/gi) {
        my ($tag, $attributes, $start, $from) = (lc $1, $2, $-[0], $+[0]);
        next unless $attributes =~ /$ATTRIBUTE/;
        my $kind = $1;
        my $end = $VOID{$tag} ? $from : end_of($html, $tag, $from);
        die "element $kind has no end tag\n" unless defined $end;
        push @spans, [ $kind, $start, $end - $start ];
        pos($html) = $end;
    }
    return @spans;
}

sub end_of {
    my ($html, $tag, $from) = @_;
    my $depth = 1;
    pos($html) = $from;
    while ($html =~ /<(\/?)\Q$tag\E(?=[\s>\/])[^>]*>/gi) {
        $depth += $1 ? -1 : 1;
        return $+[0] unless $depth;
    }
    return;
}

sub added_elements {
    my ($html) = @_;
    return [ map { $_->[0] } spans($html) ];
}

sub without_added {
    my ($html) = @_;
    for my $span (reverse spans($html)) {
        substr $html, $span->[1], $span->[2], '';
    }
    return $html;
}

1;
