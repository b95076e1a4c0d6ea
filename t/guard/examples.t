# SPDX-License-Identifier: Apache-2.0
#
# Every configuration that we hand out is one that httpd accepts.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Httpd;
use Test::More;

my @files = ('conf/cookie_policy.conf', glob 'conf/examples/*.conf');
cmp_ok scalar(@files), '>', 1, 'examples were found';
my @modules = qw(proxy proxy_http rewrite expires filter deflate cache
                 cache_disk ssl socache_shmcb negotiation usertrack log_debug);

for my $file (@files) {
    open my $fh, '<', $file or die "$file: $!\n";
    my $text = do { local $/; <$fh> };
    # Certificates and directories of other machines are not what is tested.
    my $httpd = CookiePolicy::Httpd->new(modules => \@modules);
    $httpd->write('example.conf', $text);
    $httpd->write('httpd.conf', CookiePolicy::Httpd::slurp(
        "$httpd->{root}/httpd.conf") . "Include $httpd->{root}/example.conf\n");
    my ($ok, $said) = $httpd->check;
    ok $ok, "$file is accepted" or diag $said;
    unlike $said, qr/CP\d{4}:/, "$file: without a word from the module";
    like $text, qr/^\s*(?:#\s*)?CookiePolicy/m, "$file: is about this module";
}

# The examples of the reference.
open my $docs, '<', 'docs/directives.md' or die "docs/directives.md: $!\n";
my $text = do { local $/; <$docs> };
my $n = 0;
while ($text =~ /^## (CookiePolicy\w*)\n(.*?)(?=^## |\z)/gms) {
    my ($name, $block) = ($1, $2);
    while ($block =~ /^```apache\n(.*?)^```/gms) {
        my $example = $1;
        my ($ok, $said) = CookiePolicy::Httpd::verdict(
            modules => \@modules, conf => $example);
        ok $ok, "$name: example $n is accepted" or diag "$example$said";
        $n++;
    }
}
cmp_ok $n, '>=', 19, 'every directive has an example';

# What Debian's a2enmod looks for.
open my $load, '<', 'conf/cookie_policy.load' or die $!;
my $line = do { local $/; <$load> };
like $line, qr{^LoadModule cookie_policy_module \S+/mod_cookie_policy\.so$}m,
    'cookie_policy.load';

done_testing;
