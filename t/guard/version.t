# SPDX-License-Identifier: Apache-2.0
#
# The version is in one header. The binary, CHANGES and the packages have the
# same one.
#
# Server: none
# Sanitizers: no (it runs no compiled code)
use strict;
use warnings;

use Test::More tests => 8;

sub slurp {
    my ($file) = @_;
    open my $fh, '<:raw', $file or die "$file: $!\n";
    local $/;
    return scalar <$fh>;
}

my $header = 'src/httpd/config/cp_version.h';
my @versions = slurp($header) =~ /^#define CP_VERSION "([^"]*)"$/mg;
is scalar @versions, 1, "$header defines the version once";
my ($version) = @versions;
like $version, qr/^\d+\.\d+\.\d+(?:-dev)?$/, 'it has three parts';

my ($heading) = slurp('CHANGES') =~ /\A([^\n]*)/;
is $heading, "Changes with mod_cookie_policy $version",
    'CHANGES begins with this version';

my ($binary) = slurp('.libs/mod_cookie_policy.so')
    =~ m{mod_cookie_policy/([\w.-]+)};
is $binary, $version, 'the binary contains it';

is_deeply [grep { slurp($_) =~ /"\Q$version\E"/ }
    'mod_cookie_policy.c', glob 'src/*/*/*.[ch]'], [$header],
    'no other source contains it';

# In a package, a version before the release sorts before it: 0.3.0~dev.
my $packaged = $version =~ s/-/~/r;
like slurp('debian/changelog'), qr/\Amod-cookie-policy \(\Q$packaged\E-\d+\) /,
    'debian/changelog begins with it';
my $spec = slurp('packaging/mod_cookie_policy.spec');
my ($source) = $spec =~ /^Version:\s*(\S+)$/m;
is $source, $packaged, 'the spec file has it';
my ($newest) = $spec =~ /^%changelog\n\*.* - (\S+)-\d+$/m;
is $newest, $packaged, '... and so has the newest entry of its changes';
