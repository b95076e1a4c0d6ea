# SPDX-License-Identifier: Apache-2.0
#
# The status of the server (SetHandler cookie-policy-status): its formats, its
# fields, its methods, the section of mod_status and the warning about access.
#
# Server: own
use strict;
use warnings;

use JSON::PP ();

use lib 't/lib';
use CookiePolicy::Exposition;
use CookiePolicy::Httpd;
use Test::More;

my $SITE = <<'CONF';
ScriptAlias "/cgi/" "@ROOT@/cgi/"
<VirtualHost *:@PORT@>
    ServerName a.test
    CookiePolicy On
    CookiePolicyCookie statistical _ga provider="A company" lifetime=13mo
    CookiePolicySource third-party cdn.example
    <Location "/status">
        SetHandler cookie-policy-status
        Require local
    </Location>
    <Location "/server-status">
        SetHandler server-status
        Require local
    </Location>
    <Location "/outside">
        SetHandler cookie-policy-status
        Require ip 192.0.2.1
    </Location>
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName b.test
    CookiePolicy ReportOnly
    <Location "/status">
        SetHandler cookie-policy-status
        Require local
    </Location>
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName hints.test
    CookiePolicy On
    CookiePolicyCookie necessary sid
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName off.test
    <Location "/open">
        SetHandler cookie-policy-status
    </Location>
    <Location "/all">
        SetHandler cookie-policy-status
        <RequireAny>
            Require all granted
        </RequireAny>
    </Location>
    <Location "/any">
        SetHandler cookie-policy-status
        <RequireAny>
            Require local
        </RequireAny>
    </Location>
</VirtualHost>
CONF
my $CGI = <<'CGI';
#!/usr/bin/perl
print "Content-Type: text/html\n";
print "Set-Cookie: $_\n" for '_ga=1', '_new=1; Path=/cart; Max-Age=31536000',
    'odd name=1', 'star*=1', '"x\\=1';
print "\n<!DOCTYPE html><html><head></head><body>x",
    "<img alt=x src=https://cdn.example/x.png></body></html>\n";
CGI

my $httpd = CookiePolicy::Httpd->new(conf => $SITE, modules => ['status'],
    files => { 'cgi/set.pl' => $CGI,
        'cgi/nph-hints.pl' => "#!/usr/bin/perl\nprint map { s/\\n/\\r\\n/gr }\n"
            . "    qq(HTTP/1.1 103 Early\nLink: </a>; rel=preload\n\n),\n"
            . "    qq(HTTP/1.1 200 OK\nSet-Cookie: sid=1\n),\n"
            . "    qq(Content-Length: 0\n\n);\n",
        'conf/catalogue/z.conf' => "# A catalogue.\n"
            . "CookiePolicyCookie statistical _n* provider=\"Known\" \\\n"
            . "    purpose=\"to know\"\nLoadModule x y\n"
            . "CookiePolicyCookie ? bad\n" });
$httpd->start;
for my $host ('a.test', 'b.test') {
    is $httpd->fetch($host, '/cgi/set.pl')->status, 200, "$host is used";
    is $httpd->fetch($host, '/cookie-policy/choice', method => 'POST',
        form => [ choice => 'refuse' ])->status, 303, 'a visitor chooses';
}
is $httpd->fetch('hints.test', '/cgi/nph-hints.pl')->status, 200,
    'a script sends an interim response';

# ------------------------------------------------------------ all formats

my %type = ('' => 'text/html; charset=utf-8', '?json' => 'application/json',
    '?prometheus' => 'text/plain; version=0.0.4; charset=utf-8',
    '?draft' => 'text/plain; charset=utf-8');
my %body;
for my $query (sort keys %type) {
    my $res = $httpd->fetch('b.test', "/status$query");
    is $res->status, 200, "/status$query: 200";
    is $res->header('Content-Type'), $type{$query}, 'its type';
    is $res->header('Cache-Control'), 'no-store', 'no cache stores it';
    $body{$query} = $res->body;
    is $httpd->fetch('b.test', "/status$query", method => 'HEAD')->body, '',
        'HEAD gets no body';
}
for my $method (qw(POST PUT DELETE)) {
    my $res = $httpd->fetch('b.test', '/status', method => $method);
    is $res->status, 405, "$method is refused";
    like $res->header('Allow') // '', qr/\bGET\b.*\bHEAD\b|\bHEAD\b.*\bGET\b/,
        'Allow names the methods';
}
is $httpd->fetch('a.test', '/outside')->status, 403,
    'Require decides who may read it';

# ---------------------------------------------------------------- the page

my $page = $httpd->fetch('a.test', '/status',
    headers => ['Sec-Fetch-Dest: document']);
unlike $page->body, qr/data-cookie-policy|<script/,
    'the page has neither a banner nor a script';
like $page->header('Content-Security-Policy'),
    qr/^default-src 'none'; style-src 'sha256-/, 'it has its own policy';
like $page->body, qr/<h2 id="host\d">\Q$_\E:\d+<\/h2>/, "it shows $_"
    for qw(a.test b.test off.test);
like $page->body, qr{<td data-label="Line">\S*/httpd\.conf:\d+</td>},
    'it shows the line of a declaration';
like $page->body, qr{<th scope="row">_new</th>}, 'it shows an undeclared cookie';

# -------------------------------------------------------------------- JSON

# The names in code type of a row of the manual, without those of values.
my $manual = CookiePolicy::Httpd::slurp('docs/guide/observation.md');

sub described {
    my ($member) = @_;
    my ($row) = $manual =~ /^\| `$member` \| one object .*?: (.*) \|$/m;
    return [ sort map { /^`(\w+)`/ } split /, (?:and )?/, $row // '' ];
}

my $json = JSON::PP->new->utf8->decode($body{'?json'});
is_deeply [ sort keys %$json ], [qw(hosts since)], 'the members of ?json';
my ($host) = grep { $_->{host} eq 'a.test' } @{ $json->{hosts} };
is_deeply [ sort keys %$host ], [qw(cookies counters host sources)],
    'the members of a host';
my ($hints) = grep { $_->{host} eq 'hints.test' } @{ $json->{hosts} };
is_deeply [ $hints->{counters}{responses},
            map { @$_{qw(name count)} } @{ $hints->{cookies} } ],
    [1, 'sid', 1], 'a cookie that follows an interim response is seen, once';
my ($new) = grep { $_->{name} eq '_new' } @{ $host->{cookies} };
is_deeply [ @$new{qw(decision reason category path lifetime sample)} ],
    ['suppress', 'undeclared', undef, '/cart', 31536000, '/cgi/set.pl'],
    'an undeclared cookie';
is_deeply [ sort keys %$new ], described('cookies'),
    'its members are those that the manual describes';
my ($source) = map { @{ $_->{sources} } } @{ $json->{hosts} };
is_deeply [ sort keys %$source ], described('sources'),
    'so are those of a source';
cmp_ok $host->{counters}{cookies_undecided}, '>=', 1, 'a counter by reason';

# -------------------------------------------------------------- Prometheus

# The parser finds what is wrong.
my $head = "# HELP a b\n# TYPE a counter\n";
for my $bad ("${head}a 1", "a 1\n", "${head}a{b=\"c} 1\n", "${head}a{b=\"\\x\"} 1\n",
    "${head}a{b=\"1\",b=\"2\"} 1\n", "${head}a 1\na 2\n", "${head}a -1\n",
    "${head}a x\n", "${head}1a 1\n", "# TYPE a count\n", "${head}${head}a 1\n",
    "${head}a 1\n# HELP c d\n# TYPE c gauge\nc 1\na{b=\"c\"} 2\n") {
    my (undef, @found) = CookiePolicy::Exposition::parse($bad);
    cmp_ok scalar(@found), '>', 0, 'not the format: ' . ($bad =~ s/\n/ /gr);
}

my ($metrics, @faults) = CookiePolicy::Exposition::parse($body{'?prometheus'});
is_deeply \@faults, [], '?prometheus follows the exposition format';
my ($undeclared) = grep { $_->{labels}{host} eq 'a.test'
    && $_->{labels}{kind} eq 'cookie' }
    @{ $metrics->{cookie_policy_undeclared_names}{samples} };
cmp_ok $undeclared->{value}, '>=', 4, 'the number of undeclared cookies';
is $metrics->{cookie_policy_responses_total}{type}, 'counter',
    'a counter has its type';

# ------------------------------------------------------------------- draft

like $body{'?draft'}, qr/^# ---- a\.test$/m, 'the draft names the host';
cmp_ok index($body{'?draft'}, <<'LINES'), '>', 0,
CookiePolicyCookie statistical _n* \
    provider="Known" purpose="to know" \
    lifetime=365d path=/cart
LINES
    'the catalogue describes a name';
unlike $body{'?draft'}, qr/cookies_preferences/,
    'the consent cookie needs no declaration';
like $httpd->log, qr/CP0171: .*'\?' is not a category id.*z\.conf:5/,
    'a mistake of the catalogue is logged';

# The lines declare what was undeclared, after somebody has filled them in.
my ($block) = $body{'?draft'} =~ /^# ---- a\.test\n(.*?)(?=^# ---- |\z)/ms;
sub verdict_with {
    my ($lines) = @_;
    return CookiePolicy::Httpd::verdict(conf => "CookiePolicy On\n"
        . "CookiePolicyCookie statistical _ga\n$lines");
}
my ($accepted, $said) = verdict_with($block);
ok !$accepted, 'configtest refuses the draft as it is';
like $said, qr/CookiePolicyCookie: '' is not a category id/, 'with a sentence';
(my $half = $block) =~ s/^(CookiePolicy\w+) ""/$1 necessary/mg;
($accepted, $said) = verdict_with($half);
ok !$accepted, 'it refuses empty texts, too';
like $said, qr/provider="" is empty; write a text, or omit provider/,
    'with a sentence';
(my $whole = $half) =~ s/=""/="Text"/g;
($accepted, $said) = verdict_with($whole);
ok $accepted, 'it accepts the completed draft' or diag $whole, $said;
unlike $whole, qr/^CookiePolicyCookie .*star/m, 'a name like a prefix is a comment';

$httpd->write('draft.conf', $whole);
my $text = CookiePolicy::Httpd::slurp("$httpd->{root}/httpd.conf");
$text =~ s/(ServerName a\.test\n)/$1Include draft.conf\n/;
$httpd->write('httpd.conf', $text);

# ------------------------------------------------------------- mod_status

like $httpd->fetch('a.test', '/server-status')->body,
    qr{<h2>Cookie policy</h2>.*Undeclared cookies: [1-9]}s,
    'mod_status has a section';
like $httpd->fetch('a.test', '/server-status?auto')->body,
    qr/^CookiePolicyUndeclaredCookies: [1-9]\d*$/m, 'so has ?auto';

# ------------------------------------------------------ who may read it

my @warned = $httpd->log =~ /CP0170: .*?httpd\.conf:(\d+)\)/g;
my @lines = split /\n/, $text; # with one line more than at the start
is_deeply [ map { $lines[$_ - 1] =~ /"(.*?)"/ } @warned ], [qw(/open /all)],
    'start-up warns of the sections that everyone may read';
$httpd->stop;

# -------------------------------------------- the draft is in the server now

unlink "$httpd->{root}/error_log";
$httpd->start;
my $res = $httpd->fetch('a.test', '/cgi/set.pl');
is_deeply [ sort map { /^([^=]*)/ } $res->all('Set-Cookie') ],
    ['"x\\', 'odd name'], 'the declared names pass';
like $httpd->fetch('a.test', '/status?draft')->body,
    qr/^# ---- a\.test\n(?:(?!^CookiePolicy|^# ----).)*^# star%?/ms,
    'they are no longer in the draft';

# ------------------------------------- what is in force, and what will change

$httpd->stop;
(my $changed = $text) =~ s/^Include draft\.conf\n//m;
$changed =~ s/CookiePolicyCookie statistical _ga/CookiePolicyCookie third-party odd*/;
$httpd->write('httpd.conf', $changed);
my ($good, $dump) = $httpd->check('-D DUMP_COOKIE_POLICY');
ok $good, 'DUMP_COOKIE_POLICY accepts the configuration';
my ($of_a) = $dump =~ /^(a\.test:\d+ \(.*?)(?=^\S)/ms;
like $of_a, qr/^a\.test:\d+ \(\S*httpd\.conf:\d+\)$/m, 'it prints the host';
like $of_a, qr/^  CookiePolicy On \(\S*httpd\.conf:\d+\)$/m,
    'the policy with its line';
like $of_a, qr/^  CookiePolicyUndeclared suppress$/m, 'a default';
like $of_a, qr/^    third-party consent, asked about, digest [0-9a-f]{6}$/m,
    'a category';
like $of_a, qr/^    CookiePolicyCookie third-party odd\* \(\S*httpd\.conf:\d+\)$/m,
    'a declaration';
like $of_a, qr/^    CookiePolicySource third-party cdn\.example \(/m, 'a source';
like $of_a, qr/^    Set-Cookie %22x%5C: passed 1 time until [\d-]+, would be stopped: it is not declared$/m,
    'the dry run: a cookie that is no longer declared';
unlike $of_a, qr/^    Set-Cookie _ga:/m, 'a cookie that never passed is not in it';
my ($pages) = $dump =~ /^Status pages:\n((?:  .*\n)+)/m;
is_deeply [ map { [ m{^  (/\S+) \(\S*httpd\.conf:\d+\)(.*)$} ] }
            split /\n/, $pages ],
    [ ['/status', ''], ['/outside', ''], ['/status', ''],
      ['/open', ', everyone may read it'], ['/all', ', everyone may read it'],
      ['/any', ''] ], 'it prints who may read the status page';
like $dump, qr{^Catalogue:\n  \Q$httpd->{root}\E/conf/catalogue\n  /\S+/catalogue\n}m,
    '... and where the catalogue is';
($good, $dump) = $httpd->check;
unlike $dump, qr/^Cookie policy:/m, 'configtest alone prints nothing of it';

# ------------------------------------------------------ nothing is observed

my $off = CookiePolicy::Httpd->new(conf => <<'CONF')->start;
CookiePolicyObserve Off
<Location "/status">
    SetHandler cookie-policy-status
    Require local
</Location>
CONF
$page = $off->fetch('localhost', '/status');
is $page->status, 200, 'without observation there is a page';
like $page->body, qr/Nothing is observed: CookiePolicyObserve is Off/,
    'it says so';
is $off->fetch('localhost', '/status?json')->body,
    qq({"since":null,"hosts":[]}\n), 'the JSON has no host';
my (undef, @wrong) = CookiePolicy::Exposition::parse(
    $off->fetch('localhost', '/status?prometheus')->body);
is_deeply \@wrong, [], 'the metrics follow the format';
like $off->fetch('localhost', '/status?draft')->body,
    qr/^# Nothing is observed/m, 'the draft says so';

done_testing;
