# SPDX-License-Identifier: Apache-2.0
#
# support/cookie-policy-advise: its lines for servers in different states, their
# order, its exit status, and names from the network, which are harmless in a
# terminal and in a shell.
#
# Server: own (8 s)
# Sanitizers: no (the program under test is a script)
use strict;
use warnings;

use File::Copy qw(copy);

use lib 't/lib';
use CookiePolicy::Apxs;
use CookiePolicy::Httpd;
use Test::More;

# Cookies of WordPress, Matomo and PHP, one of the site, and hostile ones.
my $CGI = <<'CGI';
#!/usr/bin/perl
print "Content-Type: text/html\n";
print "Set-Cookie: $_=1\n" for 'wordpress_test_cookie', 'wp-settings-1',
    '_pk_id.1.1fff', '_pk_ses.1.1fff', 'font_size', '$(reboot)';
print "\n<!DOCTYPE html><html><head></head><body>x</body></html>\n";
CGI

# Answers like a status page of somebody else.
my $FALSE = <<'CGI';
#!/usr/bin/perl
print "Content-Type: text/plain\n\n";
my ($name) = $ENV{PATH_INFO} =~ /(\w+)/;
my %json = (counters => '{"hosts":[{"counters":{"x":"-1"},'
    . '"cookies":[]}]}', names => '{"hosts":[{"counters":{},"cookies":[{}]}]}',
    cut => '{"hosts":[', hostile => '{"since":1,"hosts":[{"host":"localhost","counters":'
    . '{"responses":1},"cookies":[{"name":"\u001b[2Jx","lifetime":0}]}]}');
print $ENV{QUERY_STRING} eq 'json' ? $json{$name} : join "\n",
    "# ---- other.test", '# x: 1 time from 2026-11-30',
    '# ---- localhost', '# ---- other.test: 1 time from 2026-11-30',
    "# \e]0;x\a => reboot: 3 times from 2026-11-30 ",
    "# \xe2\x80\xaex: 2 times from 2026-11-30 ", 'CookiePolicyCookie "" x',
    '# Described by the catalogue, ../../etc/x.conf.', '';
CGI

my $httpd = CookiePolicy::Httpd->new(modules => [qw(cache remoteip ssl)],
    files => { 'cgi/set.pl' => $CGI, 'cgi/false.pl' => $FALSE,
               'status.conf' => CookiePolicy::Httpd::slurp('conf/status.conf'),
               'htdocs/cdn.html' => "x\n", 'htdocs/embedded.html' => <<'HTML' });
<!DOCTYPE html><html><head><title>x</title></head><body>
<iframe src="https://www.youtube-nocookie.com/embed/x"></iframe>
<script src="https://cdn.example/x.js"></script></body></html>
HTML
mkdir "$httpd->{root}/conf";
mkdir "$httpd->{root}/conf/catalogue";
copy($_, "$httpd->{root}/conf/catalogue/") for glob 'conf/catalogue/*.conf';
my $preamble = CookiePolicy::Httpd::slurp("$httpd->{root}/httpd.conf");

# Writes a configuration that httpd does not load before it is started again.
sub configure {
    my ($conf) = @_;
    $httpd->write('httpd.conf', $preamble
        . $httpd->filled(qq(ScriptAlias "/cgi/" "\@ROOT\@/cgi/"\n$conf)));
    my $written = time - 100;
    utime $written, $written, glob("$httpd->{root}/*.conf");
    return;
}

# advise(options): returns (exit status, what it prints to both outputs).
sub advise {
    my (@options) = @_;
    open my $out, '-|', 'sh', '-c', 'exec "$@" 2>&1', 'sh', $^X,
        'support/cookie-policy-advise', '--apachectl',
        CookiePolicy::Apxs::httpd(), '--config', "$httpd->{root}/httpd.conf",
        @options or die $!;
    local $/;
    my $said = <$out>;
    close $out;
    return ($? >> 8, $said =~ s/\Q$httpd->{root}\E/ROOT/gr);
}

# lines(name, [patterns], options): the lines match the patterns, one by one.
sub lines {
    my ($name, $expected, @options) = @_;
    my ($status, $said) = advise(@options);
    my @lines = split /\n/, $said;
    is $status, @$expected ? 1 : 0, "$name: exit status";
    if (!@$expected) {
        like $said, qr/^Nothing to do: /, "$name: nothing to do";
        return;
    }
    is scalar(@lines), scalar(@$expected), "$name: number of lines"
        or return diag $said;
    for my $n (0 .. $#$expected) {
        like $lines[$n], qr/^@{[ $n + 1 ]}\. [^=]+ => \S/, "$name: its form";
        like $lines[$n], $expected->[$n], "$name: line " . ($n + 1);
    }
    return;
}

# ------------------------------------------- what httpd says before it starts

my $no_status = qr{No status page is configured, .* => Include /\S+/status\.conf$};

configure('');
lines('nothing configured', [
    qr/CookiePolicy is Off in localhost: .* => CookiePolicy ReportOnly$/,
    $no_status ]);

configure("CookiePolicy On\nCookiePolicyCookie statistical _ga\n");
lines('On', [ $no_status,
    qr/Content of other hosts is not held in localhost: .* => CookiePolicyReports On sample=10$/,
    qr/weaken the policy of localhost => CookiePolicyLock On$/,
    qr{No record proves .* => CookiePolicyRecords file ROOT/consent\.jsonl$} ]);

# A default that is written down is a decision.
configure(<<'CONF');
CookiePolicy On
CookiePolicyLock Off
CookiePolicyRecords Off
CookiePolicyUndeclaredSource allow
CookiePolicyCookie statistical _ga
CONF
lines('decided', [ $no_status ]);

configure(<<'CONF');
<VirtualHost *:@PORT@>
    ServerName a.test
    CookiePolicy On
    CookiePolicyLock On
    CookiePolicySource third-party cdn.example
    <Location "/status">
        SetHandler cookie-policy-status
    </Location>
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName b.test
    CookiePolicy Off
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName c.test
</VirtualHost>
CONF
lines('a policy that was never set, and httpd is not running', [
    qr/CookiePolicy is Off in c\.test: /,
    qr{status page http://127\.0\.0\.1:\d+/status cannot be read \(.*refused.* => apachectl start$},
    qr/Declared sources are held in a\.test, others are not => CookiePolicyUndeclaredSource hold$/,
    qr/No record proves the choices of visitors of a\.test => /,
    qr{Everyone may read the status page \(ROOT/httpd\.conf:\d+\) => Require local$} ]);

configure(<<'CONF');
CookiePolicy On
CookiePolicyLock On
CookiePolicyRecords Off
CookiePolicyUndeclaredSource hold
CookiePolicyCookie statistical _ga
CacheEnable disk /
RemoteIPHeader CF-Connecting-IP
CONF
lines('a cache, and something in front', [ $no_status,
    qr{mod_cache \(ROOT/httpd\.conf:\d+\) stores .* => CacheIgnoreHeaders Set-Cookie Set-Cookie2$},
    qr{A proxy or a CDN is before httpd \(ROOT/httpd\.conf:\d+\)\. .* => CookiePolicyVariants uniform$} ]);

configure(<<'CONF');
CookiePolicy On
CookiePolicyLock On
CookiePolicyRecords Off
CookiePolicyUndeclaredSource allow
CookiePolicyVariants uniform
CookiePolicyCookie statistical _ga
CacheEnable disk /
CacheIgnoreHeaders \
    Set-Cookie Set-Cookie2
RemoteIPHeader CF-Connecting-IP
CONF
lines('a cache that is configured', [ $no_status ]);

# Lines that httpd does not load are neither a decision nor a cache.
configure(<<'CONF');
CookiePolicy On
CookiePolicyRecords Off
CookiePolicyCookie statistical _ga
<IfModule mod_nothing.c>
    CookiePolicyLock On
    CacheEnable disk /
    RemoteIPHeader CF-Connecting-IP
</IfModule>
<IfDefine NOTHING>
    CookiePolicyUndeclaredSource hold
</IfDefine>
<IfModule mod_headers.c>
    CookiePolicyReports Off
</IfModule>
CONF
lines('lines that are not loaded', [ $no_status,
    qr/weaken the policy of localhost => CookiePolicyLock On$/ ]);

configure("CookiePolicy On\nCookiePolicyLock Maybe\n");
lines('a mistake', [ qr{httpd refuses its configuration: .*line \d+ of ROOT/httpd\.conf: CookiePolicyLock.* => apachectl configtest$} ]);

my ($code, $why) = advise('--draft');
is $code, 2, 'no draft without a configuration';
like $why, qr/^cookie-policy-advise: httpd refuses its configuration: /,
    '... and why';

(my $without = $preamble) =~ s/^LoadModule cookie_policy_module.*\n//m;
$httpd->write('httpd.conf', $without);
lines('a module that is not loaded',
    [ qr{The module is not loaded => LoadModule cookie_policy_module \S+$} ]);

# --------------------------------------------------- the site of an httpd

my $REPORT = <<'CONF';
CookiePolicy ReportOnly
Include status.conf
Header always set CF-Ray 1 "expr=%{REQUEST_URI} == '/cdn.html'"
CONF
configure($REPORT);
$httpd->start;
my $after = qr/CookiePolicy is ReportOnly in localhost, .* after the steps below => CookiePolicy On$/;
my $report = qr/Content of other hosts .* => CookiePolicyUndeclaredSource hold$/;
lines('nobody has used the site', [ $after,
    qr/No response was judged yet: .* => \S*cookie-policy-advise /, $report ]);

is $httpd->fetch('localhost', '/cgi/set.pl')->status, 200, 'somebody uses it'
    for 1, 2;
$httpd->fetch('localhost', '/', cookie => 'a_visitor=1; _ga=1; __cf_bm=1');
my @undeclared = ($after,
    qr/do not describe %24\(reboot\), font_size, a_visitor in localhost => \S*cookie-policy-advise .* --draft$/,
    qr{describes the undeclared _pk_id\.1\.1fff, _pk_ses\.1\.1fff in localhost => Include ROOT/conf/catalogue/matomo\.conf$},
    qr{describes the undeclared wordpress_test_cookie, wp-settings-1 in localhost => Include ROOT/conf/catalogue/wordpress\.conf$},
    $report);
lines('undeclared cookies', [ @undeclared ]);
lines('all lines', [ @undeclared[0 .. 3],
    qr{__cf_bm .*/cloudflare\.conf$}, qr{_ga .*/google-analytics\.conf$},
    $report ], '--all');

my ($status, $draft) = advise('--draft');
is $status, 0, 'the draft';
like $draft, qr/^CookiePolicyCookie "" font_size \\\n/m, '... has declarations';

# ------------------------------------------------------- a changed file

$httpd->write('status.conf', CookiePolicy::Httpd::slurp('conf/status.conf'));
my $later = time + 1000;
utime $later, $later, "$httpd->{root}/status.conf";
lines('a file that httpd has not read yet', [
    qr{ROOT/status\.conf was changed after httpd has read it => apachectl graceful$},
    @undeclared[0 .. 3] ]);
utime 1, 1, "$httpd->{root}/status.conf";

# ------------------------------------------- addresses of something else

my $local = "http://127.0.0.1:$httpd->{port}";
for my $row (
    ['/nothing', qr/\(404\)/],
    map { [ "/cgi/false.pl/$_", qr/\(it is not such a page\)/ ] }
        qw(counters names cut)
) {
    my ($path, $reason) = @$row;
    lines($path, [ $after,
        qr{status page \Q$local$path\E cannot be read $reason, .* => \S*cookie-policy-advise --url ADDRESS$},
        $report ], '--url', $local . $path);
}
my $closed = 'http://127.0.0.1:1/'; # a port that no server of today uses
lines('no answer', [ $after, qr/cannot be read \(.*refused/, $report ],
    '--url', $closed);
($status, my $said) = advise('--draft', '--url', "$local/nothing");
is $status, 2, 'a draft of no status page';
like $said, qr/^cookie-policy-advise: The status page .* cannot be read/,
    '... with a sentence';

# --------------------------------------------------------- hostile answers

for my $option ('--all', '--draft') {
    ($status, $said) = advise($option, '--url', "$local/cgi/false.pl/hostile");
    is $status, $option eq '--draft' ? 0 : 1, "$option: a hostile status page";
    unlike $said, qr/[^\n -~]/, '... has no control character';
    unlike $said, qr/ => reboot|Include \S*etc/,
        '... and no command or file of its own' if $option eq '--all';
}
lines('a hostile status page', [ $after,
    qr/do not describe %1B]0%3Bx%07%20%3D%3E%20reboot, %E2%80%AEx, ----%20other\.test in localhost => /,
    $report ], '--url', "$local/cgi/false.pl/hostile");

# -------------------------------------------------------- a policy that is on

my $ON = <<'CONF';
CookiePolicy On
CookiePolicyLock On
CookiePolicyRecords file ROOT/consent.jsonl
CookiePolicyUndeclaredSource hold
Include conf/catalogue/matomo.conf
Include conf/catalogue/wordpress.conf
Include status.conf
CookiePolicyCookie necessary font_size a_visitor _ga __cf_bm
CookiePolicyCookie necessary "$(reboot)"
Header always set CF-Ray 1 "expr=%{REQUEST_URI} == '/cdn.html'"
CONF
$ON =~ s/ROOT/$httpd->{root}/;
$httpd->stop;
unlink "$httpd->{root}/error_log";
configure($ON =~ s/On$/ReportOnly/mr);
$httpd->start;
lines('everything is declared', [
    qr/ReportOnly in localhost, and all that was seen is declared: .* => CookiePolicy On$/ ]);
is $httpd->fetch('localhost', '/embedded.html')->status, 200, 'another page';
lines('undeclared sources', [ $after,
    qr{describes the undeclared www\.youtube-nocookie\.com in localhost => Include ROOT/conf/catalogue/youtube\.conf$},
    qr/Pages load content of the undeclared cdn\.example in localhost => .* --draft$/ ]);
$ON .= "CookiePolicySource third-party cdn.example\nInclude conf/catalogue/youtube.conf\n";
$httpd->stop;
unlink "$httpd->{root}/error_log";
configure($ON);
$httpd->start;
lines('all is done', []);
lines('a page with a field of a CDN', [
    qr/A cache is before httpd \(the fields cf-ray\): .* => CookiePolicyVariants uniform$/ ],
    '--page', "$local/cdn.html");
lines('a page without such a field', [], '--page', "$local/");

# ------------------------------- a site that redirects to its name, and to https

$httpd->stop;
unlink "$httpd->{root}/error_log";
$httpd->make_certificate('www.a.test');
my $secure = CookiePolicy::Port::free();
configure(<<"CONF");
CookiePolicy ReportOnly
Include status.conf
Listen 127.0.0.1:$secure https
<VirtualHost *:\@PORT\@>
    ServerName a.test
    Redirect permanent / https://www.a.test:$secure/
</VirtualHost>
<VirtualHost *:$secure>
    ServerName www.a.test
    SSLEngine on
    SSLCertificateFile \@ROOT\@/cert.pem
    SSLCertificateKeyFile \@ROOT\@/key.pem
</VirtualHost>
CONF
$httpd->start;
lines('a redirection to https', [ qr/ReportOnly in a\.test, www\.a\.test,/,
    qr/No response was judged yet: /, qr/Content of other hosts / ]);
$httpd->write('without/IO/Socket/SSL.pm', "die;\n");
{
    local $ENV{PERL5LIB} = "$httpd->{root}/without";
    lines('https without the module of perl', [ qr/ReportOnly/,
        qr{https://www\.a\.test:$secure/cookie-policy-status cannot be read \(IO::Socket::SSL .* => apt install libio-socket-ssl-perl$},
        qr/Content of other hosts / ]);
}

# ------------------------------------------------------------ its arguments

for my $row (
    [2, qr/Usage:/, '--nothing'], [2, qr/Usage:/, 'word'],
    [0, qr/^Usage:.*--url/ms, '--help'],
    [2, qr/^cookie-policy-advise: --url: an address begins/, '--url', 'x'],
    [2, qr/^cookie-policy-advise: --page: .*refused/, '--page', $closed],
    [2, qr/No such file/, '--apachectl', '/nonexistent'],
) {
    my ($expected, $pattern, @options) = @$row;
    ($status, $said) = advise(@options);
    is $status, $expected, "@options: exit status";
    like $said, $pattern, "@options: the text";
}
$httpd->stop;

done_testing;
