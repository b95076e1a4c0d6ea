#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Sends the bytes of its query as they are: no output filter of the request
# sees this response. `first` comes before them, as often as `times` says:
# mod_cgid of httpd 2.4.69 refuses variables of more than 4096 bytes.
use strict;
use warnings;

my %of = ($ENV{QUERY_STRING} // '') =~ /(?:^|&)(raw|first|times)=([^&]*)/g;
s/%([0-9A-Fa-f]{2})/chr hex $1/ge for values %of;
binmode STDOUT;
print +($of{first} // '') x ($of{times} // 1), $of{raw};
