# SPDX-License-Identifier: Apache-2.0
#
# Applications of React 18, React 19, Vue and Svelte as backends of mod_proxy:
# with CookiePolicyBanner ... end the module does not affect them.
#
# Server: own (30 s)
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();
use CookiePolicy::Httpd;

my ($node, $out);
END { local $?; kill TERM => $node and waitpid $node, 0 if $node }
$SIG{$_} = sub { exit 1 } for qw(INT TERM HUP);

sub start_node {
    pipe $out, my $in or die "pipe: $!\n";
    $node = fork() // die "fork: $!\n";
    if (!$node) {
        open STDOUT, '>&', $in or die "stdout: $!\n";
        CookiePolicy::Browser::drop();
        exec 'node', 't/browser/frameworks/server.mjs' or die "node: $!\n";
    }
    close $in;
    my ($port) = (<$out> // '') =~ /^(\d+)$/ or die "node serves nothing\n";
    return $port;
}

my $backend = start_node();
my @hosts = (
    plain => 'CookiePolicy Off',
    start => "CookiePolicy On\nCookiePolicyBanner On start",
    end   => "CookiePolicy On\nCookiePolicyBanner On end",
);
my $conf = '';
while (my ($name, $lines) = splice @hosts, 0, 2) {
    $conf .= <<"CONF";
<VirtualHost *:\@PORT\@>
ServerName $name.localhost
$lines
CookiePolicyCookie statistical _ga provider="Example"
ProxyPass "/" "http://127.0.0.1:$backend/"
</VirtualHost>
CONF
}
my $httpd = CookiePolicy::Httpd->new(modules => [qw(proxy proxy_http)],
                                     conf => $conf);
$httpd->start;

exit CookiePolicy::Browser::run_with({ FRAMEWORKS_PORT => $httpd->{port} },
                       'frameworks.mjs');
