# SPDX-License-Identifier: Apache-2.0
#
# The documents of which the manual is made: README.md, SECURITY.md and the
# Markdown below docs.
package Manual::Sources;

use strict;
use warnings;

use File::Find ();

# Folders of docs that contain no page: they are sources of other things.
my $NO_PAGES = qr{^docs/(?:man|site)/};

# Returns the names of the documents in the tree, sorted.
sub documents {
    my ($top) = @_;
    my @found;
    File::Find::find({ no_chdir => 1, wanted => sub {
        my $name = s{^\Q$top\E/}{}r;
        push @found, $name if /\.md$/ && $name !~ $NO_PAGES;
    } }, map { "$top/$_" } qw(README.md SECURITY.md docs));
    return sort @found;
}

1;
