# SPDX-License-Identifier: Apache-2.0
#
# The environment variables are the same, whether the module copies its own
# table (no other module has set a variable yet) or adds to a table that has
# variables, also if it has some of the same names.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Consent ();
use CookiePolicy::Httpd;
use Test::More;

my %before = (
    'copied.test' => '',
    'added.test' => 'SetEnvIf Host . OTHER=1',
    'replaced.test' => 'SetEnvIf Host . COOKIE_POLICY=forged '
        . 'COOKIE_POLICY_STATISTICAL=forged',
);
my $conf = '';
for my $host (sort keys %before) {
    $conf .= <<"CONF";
<VirtualHost *:\@PORT\@>
ServerName $host
$before{$host}
CookiePolicy On
ScriptAlias /cgi/ \@ROOT\@/cgi/
CookiePolicyCookie statistical _ga
CookiePolicyCookie third-party ad*
</VirtualHost>
CONF
}
my $httpd = CookiePolicy::Httpd->new(
    files => { 'cgi/env.pl' => "#!$^X\nprint qq{Content-Type: text/plain\\n\\n}, "
        . "map { qq{\$_=\$ENV{\$_}\\n} } sort keys %ENV;\n" },
    conf => $conf);
$httpd->start;

my $json = $httpd->fetch('copied.test', '/cookie-policy/policy.json')->body;
my $yes = CookiePolicy::Consent::cookie($json, 'statistical');

sub variables {
    my ($host, %arg) = @_;
    my $body = $httpd->fetch($host, '/cgi/env.pl', %arg)->body;
    return { $body =~ /^(COOKIE_POLICY\w*)=(.*)$/mg };
}

my %visitors = (
    'without a choice' => {},
    'with a choice' => { cookie => $yes },
    'with a signal' => { headers => ['Sec-GPC: 1'] },
    'with both' => { cookie => $yes, headers => ['Sec-GPC: 1'] },
);
for my $visitor (sort keys %visitors) {
    my $expected = variables('copied.test', %{ $visitors{$visitor} });
    cmp_ok scalar(keys %$expected), '>=', 5, "$visitor: the variables are set";
    for my $host (qw(added.test replaced.test)) {
        is_deeply variables($host, %{ $visitors{$visitor} }), $expected,
            "$visitor: the same on $host";
    }
}
is variables('copied.test', cookie => $yes)->{COOKIE_POLICY_STATISTICAL},
    'granted', 'a value of a choice';
is variables('copied.test')->{COOKIE_POLICY}, 'undecided', 'without one';

done_testing;
