# SPDX-License-Identifier: Apache-2.0
#
# A virtual host with 10,000 declared cookies: httpd reads it quickly and each
# name is known. lookups.t counts the cost of a look-up.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Httpd;
use JSON::PP ();
use Test::More;

use constant NAMES => 10_000;
# Processor time, so that a busy machine does not fail. Sanitizers add a lot.
use constant SECONDS => $ENV{CP_SANITIZER} ? 20 : 1;

sub server {
    my ($names) = @_;
    my $lines = join '', map {
        sprintf "CookiePolicyCookie %s cookie%05d provider=\"Provider %d\" "
            . "purpose=\"to be one of many\" lifetime=400d\n",
            $_ % 2 ? 'statistical' : 'necessary', $_, $_ % 50
    } 0 .. $names - 1;
    return CookiePolicy::Httpd->new(conf => <<"CONF");
<VirtualHost *:\@PORT\@>
ServerName many.test
CookiePolicy On
LogLevel cookie_policy:error
${lines}Header always add Set-Cookie "expr=%{req:X-Name}=1"
</VirtualHost>
CONF
}

# Returns the processor time of reading the configuration, in seconds.
sub reading {
    my ($httpd, $what) = @_;
    my @before = times;
    my ($ok, $said) = $httpd->check;
    my @after = times;
    ok $ok, "$what: the configuration is accepted" or diag $said;
    return $after[2] + $after[3] - $before[2] - $before[3];
}

my $few = reading(server(10), '10 names');
my $httpd = server(NAMES);
my $many = reading($httpd, NAMES . ' names');
cmp_ok $many - $few, '<', SECONDS, sprintf '%d names more take %.2f s',
    NAMES - 10, $many - $few;

$httpd->start;
for my $row (
    ['cookie00000', 1], ['cookie00001', 0], ['cookie09998', 1],
    ['cookie09999', 0], ['cookie05000', 1], ['cookie10000', 0],
    ['Cookie00000', 0],
) {
    my ($name, $passes) = @$row;
    my $res = $httpd->fetch('many.test', '/', headers => ["X-Name: $name"]);
    is_deeply [ $res->all('Set-Cookie') ], [ ("$name=1") x $passes ],
        "$name " . ($passes ? 'passes' : 'is suppressed');
}
my $policy = JSON::PP->new->utf8->decode(
    $httpd->fetch('many.test', '/cookie-policy/policy.json')->body);
my %listed = map { $_->{id} => scalar @{ $_->{cookies} } }
    @{ $policy->{categories} };
is $listed{statistical}, NAMES / 2, 'policy.json lists the statistical cookies';
cmp_ok $listed{necessary}, '>=', NAMES / 2,
    'policy.json lists the necessary cookies';

done_testing;
