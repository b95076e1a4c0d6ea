# SPDX-License-Identifier: Apache-2.0
#
# The package of Debian, unpacked into a folder: httpd loads the module that
# cookie_policy.load names, and the installed policy changes nothing, but its log
# names the cookie. With CookiePolicy On the cookie is suppressed. Nothing is
# installed in the system.
#
# Server: own (5 s)
# Needs: deb
# Sanitizers: no (the package has none)
use strict;
use warnings;

use File::Temp qw(tempdir);
use IO::Uncompress::Gunzip qw(gunzip);
use Time::HiRes qw(sleep time);

use lib 't/lib';
use CookiePolicy::Httpd;
use Test::More tests => 20;

my ($deb, @more) = grep { !/-dbgsym_/ } glob '.build/deb/*.deb';
ok defined $deb && !@more, 'there is one package';

my $begin = time;
my $root = tempdir(CLEANUP => 1);
chmod 0755, $root;
is system('dpkg-deb', '-x', $deb, $root), 0, 'it can be unpacked';

my $available = "$root/etc/apache2/mods-available";
my ($module) = slurp("$available/cookie_policy.load")
    =~ /^LoadModule cookie_policy_module (\S+)$/m;
ok -f "$root$module", 'cookie_policy.load names the module';

my $server = CookiePolicy::Httpd->new(own => "$root$module", conf => <<"CONF");
Header always add Set-Cookie "unknown=1; path=/"
Include $available/cookie_policy.conf
<VirtualHost *:\@PORT\@>
    ServerName installed.test
</VirtualHost>
<VirtualHost *:\@PORT\@>
    ServerName on.test
    CookiePolicy On
    Header always add Set-Cookie "PHPSESSID=1; path=/"
    Include $root/usr/share/mod_cookie_policy/catalogue/php.conf
</VirtualHost>
CONF
$server->write('htdocs/index.html', "<!DOCTYPE html><title>x</title><p>x\n");
my ($ok, $said) = $server->check;
ok $ok, 'configtest' or diag $said;
$server->start;

my $reply = $server->fetch('installed.test', '/');
is $reply->status, 200, 'a page of the installed policy';
is_deeply cookies($reply), ['unknown'], '... sets its cookie';
unlike $reply->body, qr/data-cookie-policy/, '... and has no banner';
line(qr/CP0001: would suppress Set-Cookie name="unknown" .*"undeclared"/);
note sprintf 'from the package to the first line: %.1f s', time - $begin;

$reply = $server->fetch('on.test', '/');
is $reply->status, 200, 'a page with CookiePolicy On';
is_deeply cookies($reply), ['PHPSESSID'],
    '... sets the cookie that the catalogue declares, alone';
line(qr/CP0001: suppressed Set-Cookie name="unknown" .*"undeclared"/);
$server->stop;
unlike $server->log, qr/ \[[^]]*(?:crit|alert|emerg|:error)\] /, 'no error';

my %says = ('cookie-policy-records' => qr/verify/,
            'cookie-policy-advise' => qr/--draft/);
like `$root/usr/bin/$_ --help`, $says{$_}, "$_ runs" for sort keys %says;
ok -e "$root/usr/share/mod_cookie_policy/status.conf", 'the status page';
for my $page ('man1/cookie-policy-advise.1', 'man1/cookie-policy-records.1',
              'man8/mod_cookie_policy.8') {
    gunzip("$root/usr/share/man/$page.gz" => \my $text);
    like $text // '', qr/^\.SH "?NAME.*CookiePolicy.*^\.SH "?SEE ALSO/ms,
        "$page is a manual page";
}
my $html = "$root/usr/share/doc/libapache2-mod-cookie-policy/html";
is_deeply [ grep { !-f "$html/$_" } 'manual.css', 'banner.png',
    slurp("$html/index.html") =~ /href="([^":#]+)"/g ], [],
    'the files to which the first page of the manual links are there';
like slurp("$root/usr/share/doc/libapache2-mod-cookie-policy/README.Debian"),
    qr/(?:\n    \S.*){3}\n\z/, 'README.Debian ends with three commands';

sub cookies {
    my ($response) = @_;
    return [map { /^([^=]*)/ } $response->all('Set-Cookie')];
}

sub line {
    my ($line) = @_;
    my $until = time + 10;
    sleep 0.05 while $server->log !~ $line && time < $until;
    return like $server->log, $line, '... and the log names it';
}

sub slurp {
    my ($file) = @_;
    open my $in, '<:raw', $file or die "$file: $!\n";
    local $/;
    return scalar <$in>;
}
