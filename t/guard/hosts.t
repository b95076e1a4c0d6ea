# SPDX-License-Identifier: Apache-2.0
#
# The table of virtual hosts in docs/CONTRIBUTING.md has each host of the shared
# server, with the file in which it is.
#
# Server: none
# Sanitizers: no (it runs no compiled code)
use strict;
use warnings;

use Test::More;

sub slurp {
    my ($file) = @_;
    open my $in, '<', $file or die "$file: $!\n";
    local $/;
    return scalar <$in>;
}

# host => file, from the configuration
my %has;
for my $file ('t/conf/extra.conf.in', glob 't/conf/groups/*.conf.in') {
    my $name = $file =~ s{^t/conf/(?:groups/(\w+)\.conf\.in|)}{$1 // ''}er;
    $has{$_} = $name for slurp($file) =~ /^<VirtualHost ([\w.]+)/gm;
}

# host => file, from the table
my %documented;
my $docs = slurp('docs/CONTRIBUTING.md');
while ($docs =~ /^\| (`[\w.]+`(?:, `[\w.]+`)*) \| `([\w.]+)` \| \S/gm) {
    my ($hosts, $file) = ($1, $2);
    $documented{$_} = $file for $hosts =~ /`([^`]+)`/g;
}
cmp_ok scalar(keys %has), '>', 30, 'the virtual hosts were found';
is_deeply \%documented, \%has,
    'docs/CONTRIBUTING.md has each virtual host with its file, and no other';

done_testing;
