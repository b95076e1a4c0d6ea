#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Prints the response that its query asks for: status, type, h (a header
# line, any number), body, gz (compress the body).
use strict;
use warnings;

my (%arg, @headers);
for my $pair (split /&/, $ENV{QUERY_STRING} // '') {
    my ($key, $value) = split /=/, $pair, 2;
    $value =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
    if ($key eq 'h') { push @headers, $value }
    else             { $arg{$key} = $value }
}
my $body = $arg{body} // "emitted\n";
if ($arg{gz}) {
    require IO::Compress::Gzip;
    my $packed;
    IO::Compress::Gzip::gzip(\$body => \$packed);
    $body = $packed;
    push @headers, 'Content-Encoding: gzip';
}
binmode STDOUT;
print "Status: $arg{status}\n" if $arg{status};
print 'Content-Type: ', $arg{type} // 'text/plain', "\n";
print "$_\n" for @headers;
print "\n";
print $body unless ($arg{status} // 200) =~ /^(?:204|304)/;
