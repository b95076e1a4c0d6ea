# SPDX-License-Identifier: Apache-2.0
#
# Next.js with the app router, built and served by its own server as the backend
# of mod_proxy: with CookiePolicyBanner ... end the module does not affect it.
#
# Server: own (150 s)
# Needs: browser, next

use strict;
use warnings;

use Cwd qw(getcwd);
use File::Temp ();
use IO::Socket::INET ();
use lib 't/lib';
use CookiePolicy::Browser ();
use CookiePolicy::Httpd ();
use CookiePolicy::Port ();
use CookiePolicy::Process ();

# Next.js must not use the network.
@ENV{qw(NEXT_TELEMETRY_DISABLED NODE_ENV)} = (1, 'production');

my $root = "$ENV{CP_UNPACKED}/next";
-d "$root/app" or die "no Next.js: run t/tools/deps apps\n";
my $logs = File::Temp->newdir('cp-next.XXXXXX', TMPDIR => 1);
my ($major) = `node --version` =~ /^v(\d+)/;
($major // 0) >= 20 or die "Next.js needs Node.js 20.9 or later\n";
my @next = ('node', "$root/node_modules/next/dist/bin/next");

CookiePolicy::Process::run("$logs/build", @next, 'build', $root);
my $port = CookiePolicy::Port::free();
my $next = CookiePolicy::Process->start(name => 'Next.js',
    log => "$logs/start",
    command => [@next, 'start', $root, '-H', '127.0.0.1', '-p', $port],
    up => sub { IO::Socket::INET->new("127.0.0.1:$port") });

my %hosts = (
    plain => 'CookiePolicy Off',
    end   => "CookiePolicy On\nCookiePolicyBanner On bottom end",
);
my $conf = join '', map { <<"CONF" } sort keys %hosts;
<VirtualHost *:\@PORT\@>
ServerName $_.localhost
$hosts{$_}
CookiePolicyCookie statistical _ga provider="Example"
ProxyPreserveHost On
ProxyPass "/" "http://127.0.0.1:$port/"
</VirtualHost>
CONF
my $httpd = CookiePolicy::Httpd->new(modules => [qw(proxy proxy_http)],
                                     conf => $conf)->start;

local $ENV{BROWSER_SHOTS} = getcwd() . '/t/apps/shots';
exit CookiePolicy::Browser::run_with({ NEXT_PORT => $httpd->{port} }, '../apps/next.mjs');
