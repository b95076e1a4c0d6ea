# SPDX-License-Identifier: Apache-2.0
#
# set-if and the attributes of CookiePolicyCookie outside of a response: in
# .htaccess files and under CookiePolicyLock, in the counters and the pages of
# the status handler, in DUMP_COOKIE_POLICY, in the digests that visitors answer
# to, and for requests that httpd cannot read.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Httpd;
use IO::Socket::INET ();
use JSON::PP ();
use Test::More;

my $keys = 'secure=yes httponly=yes samesite=Strict '
    . q{set-if="%{REQUEST_URI} =~ m#^/login#"};
my $host = <<'CONF';
    CookiePolicy On
    CookiePolicyCookie necessary sid KEYS
    CookiePolicyCookie statistical _ga samesite=Lax
    <LocationMatch "/x\.txt$">
        Header always add Set-Cookie "sid=1; Path=/"
    </LocationMatch>
CONF
my $with = $host =~ s/KEYS/$keys/r;
my $without = $host =~ s/ KEYS//r =~ s/ samesite=Lax//r;
my $httpd = CookiePolicy::Httpd->new(
    conf => <<"CONF",
CookiePolicyRecords Off
<VirtualHost *:\@PORT\@>
    ServerName early.test
    CookiePolicy On
    CookiePolicyCookie necessary file set-if="-F '\@ROOT\@/htdocs/x.txt'"
    CookiePolicyCookie necessary url set-if="-U 'x.txt'"
    CookiePolicyCookie necessary uri set-if="%{REQUEST_URI} =~ /./"
    Header always add Set-Cookie "file=1"
    Header always add Set-Cookie "url=1"
    Header always add Set-Cookie "uri=1"
</VirtualHost>
<VirtualHost *:\@PORT\@>
    ServerName a.test
    $with
    <Location "/status">
        SetHandler cookie-policy-status
        Require local
    </Location>
</VirtualHost>
<VirtualHost *:\@PORT\@>
    ServerName lock.test
    $with
    CookiePolicyLock On
</VirtualHost>
<VirtualHost *:\@PORT\@>
    ServerName without.test
    $without
</VirtualHost>
CONF
    files => {
        (map { ("htdocs/$_/x.txt" => 'x') } qw(always never wrong login)),
        'htdocs/x.txt' => 'x',
        'htdocs/always/.htaccess' => "CookiePolicyCookie necessary sid\n",
        'htdocs/never/.htaccess' =>
            "CookiePolicyCookie necessary sid set-if=\"-n req('X-Now')\"\n",
        'htdocs/wrong/.htaccess' =>
            "CookiePolicyCookie necessary sid set-if=\"%{NOTHING} ==\"\n",
    })->start;

sub sids {
    my ($host, $path, %arg) = @_;
    return join ' | ', $httpd->fetch($host, $path, %arg)->all('Set-Cookie');
}

my $added = 'sid=1; Path=/; HttpOnly; SameSite=Strict';
is sids('a.test', '/x.txt'), '', 'without demand';
is sids('a.test', '/login/x.txt'), $added, 'with demand, over http';

# .htaccess
is sids('a.test', '/always/x.txt'), 'sid=1; Path=/',
    'a declaration of .htaccess replaces the whole declaration of the host';
is sids('a.test', '/never/x.txt'), '', '.htaccess has a condition';
is sids('a.test', '/never/x.txt', headers => ['X-Now: yes']), 'sid=1; Path=/',
    'which is true';
is $httpd->fetch('a.test', '/wrong/x.txt')->status, 500,
    'a condition that is not an expression stops the request';
like $httpd->log, qr/CookiePolicyCookie: set-if="%\{NOTHING\} ==" is not an expression \(/,
    'the log names directive and expression';

# Requests that httpd cannot read have neither URI nor file name.
for my $line ('GET', "\x01 garbage", 'GET /%zz HTTP/1.1', 'GET / HTTP/1.1') {
    my $socket = IO::Socket::INET->new(PeerAddr => "127.0.0.1:$httpd->{port}")
        or die "no connection: $!\n";
    print $socket "$line\r\n\r\n";
    local $/;
    like scalar(<$socket>), qr/^HTTP\/1\.1 400 .*^Set-Cookie: file=1\r$/ms,
        "an answer to a request that begins with " . substr $line, 0, 6;
}

# CookiePolicyLock: each enclosing scope judges by its own declarations.
is sids('lock.test', '/always/x.txt'), '',
    'under the lock the condition of the host remains';
like $httpd->log, qr/CP0004: CookiePolicyCookie is weaker/, 'which is logged';
is sids('lock.test', '/login/x.txt'), $added, 'the attributes of the host';

# Observations
my $json = JSON::PP::decode_json($httpd->fetch('a.test', '/status?json')->body);
my ($a) = grep { $_->{host} eq 'a.test' } @{ $json->{hosts} };
is $a->{counters}{cookies_demand}, 2, 'the counter';
my ($seen) = grep { ($_->{reason} // '') eq 'demand' }
    @{ $a->{cookies} };
is_deeply [ @$seen{qw(name decision category count)} ],
    ['sid', 'suppress', 'necessary', 2], 'the entry of the cookie';
my $page = $httpd->fetch('a.test', '/status')->body;
like $page, qr/>Demand</, 'the page has a column for the reason';
like $page, qr/that are set on demand, without demand/, 'and the counter';
like $httpd->fetch('a.test', '/status?prometheus')->body,
    qr/^cookie_policy_seen_total\{[^}]*reason="demand"[^}]*\} 2$/m, 'the metric';

# The keys are not material: nobody is asked again.
my @policies = map { JSON::PP::decode_json(
    $httpd->fetch($_, '/cookie-policy/policy.json')->body) }
    qw(a.test without.test);
is_deeply [ map { $_->{digest} } @{ $policies[0]{categories} } ],
    [ map { $_->{digest} } @{ $policies[1]{categories} } ],
    'the digests do not depend on the keys';
is $policies[0]{version}, $policies[1]{version}, 'nor does the version';
$httpd->stop;

my (undef, $dump) = $httpd->check('-D DUMP_COOKIE_POLICY');
like $dump, qr/^    CookiePolicyCookie necessary sid secure=yes httponly=yes samesite=Strict set-if="%\{REQUEST_URI\} =~ m#\^\/login#" \(\S+:\d+\)$/m,
    'DUMP_COOKIE_POLICY prints the keys';
like $dump, qr/^    CookiePolicyCookie statistical _ga samesite=Lax \(/m,
    'a single key';

done_testing;
