# SPDX-License-Identifier: Apache-2.0
#
# Applications of React 18, React 19, Vue and Svelte behind mod_proxy: with
# CookiePolicyBanner ... end none of them notices the module.
#
# Server: own (60 s)

use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);
use lib 't/lib', dirname(abs_path(__FILE__));
use Browser ();
use CookiePolicy::Httpd;

my $HERE = dirname(abs_path(__FILE__)) . '/frameworks';

my ($node, $out);
END { local $?; kill TERM => $node and waitpid $node, 0 if $node }
$SIG{$_} = sub { exit 1 } for qw(INT TERM HUP);

sub start_node {
    pipe $out, my $in or die "pipe: $!\n";
    $node = fork() // die "fork: $!\n";
    if (!$node) {
        open STDOUT, '>&', $in or die "stdout: $!\n";
        Browser::drop();
        exec 'node', "$HERE/server.mjs" or die "node: $!\n";
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

exit Browser::run_with({ FRAMEWORKS_PORT => $httpd->{port} },
                       'frameworks.mjs');
