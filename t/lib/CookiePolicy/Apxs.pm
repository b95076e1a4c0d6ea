# SPDX-License-Identifier: Apache-2.0
#
# The httpd that the tests use, and the folders of its build: the one of the
# program apxs. APXS names another apxs, and HTTPD another httpd.
package CookiePolicy::Apxs;

use strict;
use warnings;

use File::Basename qw(basename);
use version ();

my %said;

# Returns the path of apxs.
sub path {
    my $name = $ENV{APXS} || 'apxs';
    my @places = $name =~ m{/} ? $name
        : map { "$_/$name" } split(/:/, $ENV{PATH}), '/usr/sbin';
    my ($found) = grep { -x } @places;
    return $found // die "no $name\n";
}

# Returns what apxs says about a NAME, LIBEXECDIR for example.
sub asked {
    my ($name) = @_;
    return $said{$name} //= do {
        my $apxs = path();
        chomp(my $said = `$apxs -q $name`);
        $said ne '' or die "$apxs does not say its $name\n";
        $said;
    };
}

# Returns the path of httpd.
sub httpd {
    return $ENV{HTTPD} if $ENV{HTTPD};
    my $own = asked('SBINDIR') . '/' . asked('PROGNAME');
    return -x $own ? $own : die "no httpd: $own cannot be run\n";
}

# True if httpd has this version or a later one.
sub at_least {
    my ($wanted) = @_;
    my $httpd = httpd();
    my ($version) = `$httpd -v` =~ m{Apache/(\d+\.\d+\.\d+)}
        or die "$httpd does not say its version\n";
    return version->parse("v$version") >= version->parse("v$wanted");
}

# The process ids of the children of a process that are httpd, too: not its
# programs for records and logs.
sub children {
    my ($pid) = @_;
    my $name = basename(httpd());
    return split ' ', `pgrep -P $pid -x $name` // '';
}

1;
