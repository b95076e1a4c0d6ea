#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Sends the bytes of its query as they are: no output filter of the request
# sees this response.
use strict;
use warnings;

my ($raw) = ($ENV{QUERY_STRING} // '') =~ /(?:^|&)raw=([^&]*)/;
$raw =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
binmode STDOUT;
print $raw;
