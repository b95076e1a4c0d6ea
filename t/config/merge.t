# SPDX-License-Identifier: Apache-2.0
#
# How every directive is inherited, observed in the responses. The main server
# has X; below it each kind of section has Y or nothing. X must be in force
# where there is nothing, Y where there is Y. Two virtual hosts with X and Y of
# their own show how X and Y look. The test repeats this with X and Y exchanged,
# so that neither can be the default by chance, and once without any value.
#
# Server: own (7 s)
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Consent ();
use CookiePolicy::Httpd;
use CookiePolicy::Page qw(added_elements);
use CookiePolicy::Records qw(accept_by choices lines_of);
use JSON::PP ();
use Test::More;

my $page = "<!DOCTYPE html>\n<html><head><title>t</title></head>\n"
    . "<body>\n<p>text</p>\n</body></html>\n";

# The look functions return the behaviour at a place in one word. All hosts have
# the same `base` lines.
my ($httpd, %version);

sub get {
    my ($host, $path, @options) = @_;
    return $httpd->fetch($host, "${path}index.html", @options);
}

sub passes {
    my ($name) = @_;
    return sub {
        my ($host, $path, @options) = @_;
        my $res = get($host, $path, @options);
        return (grep { /^\Q$name\E=/ } $res->all('Set-Cookie'))
            ? 'passes' : 'suppressed';
    };
}

sub log_of {
    my ($pattern, @options) = @_;
    return sub {
        my ($host, $path) = @_;
        my $mark = length $httpd->log;
        get($host, $path, @options);
        return substr($httpd->log, $mark) =~ /CP0001:[^\n]*$pattern/
            ? $1 : 'nothing';
    };
}

# Makes a choice. Returns the file that gets its record. If the configuration
# names no file, none gets it within a second.
sub recorded_in {
    my ($host) = @_;
    my @files = map { "$httpd->{root}/$_.jsonl" } qw(x y);
    my @before = map { scalar choices(lines_of($_)) } @files;
    accept_by($httpd, $host);
    my $conf = CookiePolicy::Httpd::slurp("$httpd->{root}/httpd.conf");
    for (1 .. ($conf =~ /Records file/ ? 1200 : 20)) {
        for my $i (0, 1) {
            return $files[$i] =~ s{.*/}{}r
                if choices(lines_of($files[$i])) > $before[$i];
        }
        select undef, undef, undef, 0.05;
    }
    return 'nowhere';
}

# Returns the rules in force that CP0080 shows.
sub rules_of {
    my ($pattern) = @_;
    return sub {
        my ($host, $path) = @_;
        my $mark = length $httpd->log;
        get($host, $path);
        my ($rules) = substr($httpd->log, $mark) =~ /CP0080: (.*)/;
        return ($rules // 'no line') =~ / $pattern/ ? $1 : 'nothing';
    };
}

sub body_of {
    my ($pattern) = @_;
    return sub {
        my ($host, $path, @options) = @_;
        return get($host, $path, @options)->body =~ /$pattern/ ? $1 // $& : 'none';
    };
}

sub policy_of {
    my ($host, $path) = @_;
    my $res = $httpd->fetch($host, ($path // '/cookie-policy') . '/policy.json');
    return $res->status == 200
        ? JSON::PP->new->utf8->decode($res->body) : undef;
}

# Returns the tag of the banner, which contains the layout.
sub banner_of {
    my ($host, $path) = @_;
    my $body = get($host, $path)->body;
    return 'none' if $body !~ /data-cookie-policy="banner"/;
    my ($tag) = $body =~ /(<section\b[^>]*data-cookie-policy="banner"[^>]*>)/;
    return $tag;
}

# Returns the end of <body> at which the banner is.
sub place_of {
    my ($host, $path) = @_;
    my $body = get($host, $path)->body;
    return $body =~ /<body>\s*<section\b/ ? 'start'
        : $body =~ m{</script></body>}   ? 'end' : 'none';
}

sub decided {
    my ($host) = @_;
    return (cookie =>
        CookiePolicy::Consent::cookie(policy_of($host), 'statistical'));
}

sub reopen_of {
    my ($host, $path) = @_;
    my $body = get($host, $path, decided($host))->body;
    return 'none' if $body !~ /data-cookie-policy="reopen"/;
    my ($tag) = $body =~ /(<nav\b[^>]*data-cookie-policy="nav"[^>]*>)/;
    return $tag;
}

my $on = "CookiePolicy On\nCookiePolicyCookie third-party asked-for\n";
my $debug = "LogLevel cookie_policy:debug\n";
my $ga = qq(Header always add Set-Cookie "_ga=1"\n);

# name, X, Y, default (undef: none), base lines, look function
my @anywhere = (
    ['CookiePolicy', 'On', 'Off', 'Off', $ga, passes('_ga')],
    ['CookiePolicy', 'On', 'ReportOnly', 'Off', $ga,
        log_of('(would suppress|suppressed)')],
    ['CookiePolicyCookie', 'statistical tested', 'first-party tested', undef,
        qq($on Header always add Set-Cookie "tested=1"\n),
        log_of('category="([^"]*)"')],
    ['CookiePolicyUndeclared', 'suppress', 'allow', 'suppress', "$on$ga",
        passes('_ga')],
    ['CookiePolicyRequest', 'strip', 'pass', 'strip',
        qq($on Header set X-Seen "expr=%{req:Cookie}"\n),
        sub { get(@_, cookie => '_ga=1')->header('X-Seen') // '' }],
    ['CookiePolicyLeftovers', 'expire', 'keep', 'expire',
        "$on CookiePolicyCookie statistical held\n",
        sub { (grep { /^held=;/ } get(@_, cookie => 'held=1')
                  ->all('Set-Cookie')) ? 'expired' : 'kept' }],
    ['CookiePolicyMaxLifetime', 'necessary 30d', 'necessary 60d',
        'necessary 400d', qq($on CookiePolicyCookie necessary long\n)
            . qq(Header always add Set-Cookie "long=1; Max-Age=99999999"\n),
        sub { join ' ', map { /Max-Age=(\d+)/i }
              get(@_)->all('Set-Cookie') }],
    ['CookiePolicyUndeclaredSource', 'hold', 'allow', 'allow', "$on$debug",
        rules_of('undeclared-source="(\w+)"')],
    ['CookiePolicyGuard', 'On', 'Off', 'Off', "$on$debug",
        rules_of('guard="(\w+)"')],
    ['CookiePolicyReports', 'On', 'Off', 'Off', $on, sub {
        get(@_)->header('Content-Security-Policy-Report-Only') // 'none' }],
    ['CookiePolicySource', 'statistical a.example', 'third-party a.example',
        undef, "$on$debug", rules_of('sources="([^"]*)"')],
    ['CookiePolicyMarkup', 'class=x statistical', 'class=x third-party',
        undef, "$on$debug", rules_of('marked="([^"]*)"')],
    ['CookiePolicyBanner', 'On', 'Off', 'On', $on, \&banner_of],
    ['CookiePolicyBanner', 'On top', 'On flow', 'On bottom', $on, \&banner_of],
    ['CookiePolicyBanner', 'On start', 'On end', 'On start', $on, \&place_of],
    ['CookiePolicyBanner', 'On top start', 'On box end', 'On bottom start', $on,
     \&place_of],
    ['CookiePolicyReopen', 'left', 'Off', 'left', $on, \&reopen_of],
    ['CookiePolicyReopen', 'left', 'right', 'left', $on, \&reopen_of],
    ['CookiePolicyLanguage', 'fr', 'de', 'en',
        qq($on CookiePolicyText fr banner.title "In French"\n)
            . qq(CookiePolicyText de banner.title "In German"\n)
            . qq(CookiePolicyText en banner.title "In English"\n),
        body_of(qr/In (?:French|German|English)/)],
    ['CookiePolicyVariants', 'vary', 'uniform', 'vary', $on,
        sub { join ' ', grep { $_ eq 'cookie' } get(@_)->list('Vary') }],
);

my @server = (
    ['CookiePolicyLock', 'On', 'Off', 'Off',
        "$on$ga<Location />\nCookiePolicy Off\n</Location>\n", passes('_ga')],
    ['CookiePolicyCategory', 'ads exempt label="X"', 'ads optout label="Y"',
        undef, $on, sub {
            my ($ads) = grep { $_->{id} eq 'ads' }
                @{ policy_of($_[0])->{categories} };
            return "$ads->{mode} $ads->{label}";
        }],
    ['CookiePolicyCategory', 'statistical exempt', 'statistical optout',
        'statistical consent', $on, sub {
            my ($it) = grep { $_->{id} eq 'statistical' }
                @{ policy_of($_[0])->{categories} };
            return $it->{mode};
        }],
    ['CookiePolicyPath', '/x', '/y', '/cookie-policy', $on, sub {
            join ' ', grep { policy_of($_[0], $_) } '/x', '/y', '/cookie-policy';
        }],
    ['CookiePolicyConsentCookie', 'x_choice lifetime=30d path=/x',
        'y_choice samesite=Strict',
        'cookies_preferences path=/ lifetime=180d samesite=Lax httponly=yes',
        $on, sub {
            my ($line) = $httpd->fetch($_[0], '/cookie-policy/choice',
                method => 'POST', form => { choice => 'refuse' })
                ->all('Set-Cookie');
            $line =~ s/=[^;]*/=/;
            $line =~ s/Expires=[^;]*/Expires=/;
            return $line;
        }],
    ['CookiePolicyVersion', 'spring', 'autumn', undef, $on,
        sub { policy_of($_[0])->{version} }],
    ['CookiePolicySignal', 'GPC Off', 'GPC statistical', 'GPC third-party',
        "$on CookiePolicyCookie statistical _ga\n"
            . "CookiePolicyCookie third-party ad\n"
            . qq($ga Header always add Set-Cookie "ad=1"\n),
        sub {
            my $mark = length $httpd->log;
            get(@_, headers => ['Sec-GPC: 1']);
            return join ' ', sort map { "$_->[0]:$_->[1]" }
                map { /CP0001:.*name="(\w+)".*reason="(\w+)"/ ? [$1, $2] : () }
                split /\n/, substr $httpd->log, $mark;
        }],
    ['CookiePolicySite', 'name=X contact=x@x.example', 'name=Y controller=Z', undef,
        $on, sub {
            my $site = policy_of($_[0])->{site};
            return join ' ', map { $site->{$_} // 'null' }
                qw(name controller contact privacy);
        }],
    ['CookiePolicyRecords', 'file @ROOT@/x.jsonl', 'file @ROOT@/y.jsonl', 'Off',
        "$on CookiePolicyCookie statistical _ga\n", \&recorded_in],
    ['CookiePolicyText', 'en banner.title "X title"',
        'en banner.title "Y title"', undef, $on,
        body_of(qr/[XY] title/)],
    ['CookiePolicyStylesheet', '/x.css', '/y.css', undef, $on,
        body_of(qr{"/[xy]\.css})],
);

my @sections = (
    ['/dir/', "<Directory \"\@ROOT\@/htdocs/dir\">\n%s</Directory>\n"],
    ['/loc/', "<Location \"/loc\">\n%s</Location>\n"],
    ['/files/', "<Directory \"\@ROOT\@/htdocs/files\">\n"
        . "<Files \"index.html\">\n%s</Files>\n</Directory>\n"],
    ['/if/', "<If \"%%{REQUEST_URI} =~ m#^/if/#\">\n%s</If>\n"],
);

# Directives that .htaccess files must not contain.
my %not_in_htaccess = (CookiePolicyReports => 1);

sub start {
    my ($base, $main, %vhosts) = @_;
    # each line of the log is a warning
    my $conf = "CookiePolicyObserve Off\n$base$main";
    my %files;
    for my $name (sort keys %vhosts) {
        $conf .= "<VirtualHost *:\@PORT\@>\nServerName $name\n"
            . "$vhosts{$name}</VirtualHost>\n";
    }
    $files{"htdocs/${_}index.html"} = $page
        for '', map { ("$_/", "$_/sub/") } qw(dir loc files if ht none);
    $httpd = CookiePolicy::Httpd->new(conf => $conf, files => \%files);
    return $httpd;
}

sub check_sections {
    my ($name, $x, $y, $base, $look) = @_;
    my $below = '';
    for my $section (@sections) {
        $below .= sprintf $section->[1], "$name $y\n";
    }
    $below .= "<Location \"/none\">\nSetEnv unrelated yes\n</Location>\n";
    start($base, "$name $x\n", 'a-inherits' => $below,
          'x-says' => "$name $x\n", 'y-says' => "$name $y\n");
    $httpd->write('htdocs/ht/.htaccess', "$name $y\n");
    $httpd->start;
    my ($is_x, $is_y) = map { $look->($_, '/') } qw(x-says y-says);
    isnt $is_x, $is_y, "$name: $x and $y can be told apart";
    is $look->('a-inherits', '/'), $is_x, "$name $x: a virtual host inherits";
    is $look->('a-inherits', '/none/'), $is_x,
        "$name $x: a section without it inherits";
    for my $path ((map { $_->[0] } @sections),
                  $not_in_htaccess{$name} ? () : '/ht/') {
        is $look->('a-inherits', $path), $is_y,
            "$name $x > $y: applies at $path";
    }
    is $look->('a-inherits', '/dir/sub/'), $is_y,
        "$name $x > $y: applies below /dir/";
    if ($not_in_htaccess{$name}) {
        is $httpd->fetch('a-inherits', '/ht/index.html')->status, 500,
            "$name: not in .htaccess";
    }
    else {
        is $look->('a-inherits', '/ht/sub/'), $is_y,
            "$name $x > $y: applies below .htaccess";
    }
    $httpd->stop;
    return;
}

sub check_hosts {
    my ($name, $x, $y, $base, $look) = @_;
    start($base, "$name $x\n", 'a-inherits' => '',
          'x-says' => "$name $x\n", 'y-says' => "$name $y\n");
    $httpd->start;
    my ($is_x, $is_y) = map { $look->($_, '/') } qw(x-says y-says);
    isnt $is_x, $is_y, "$name: $x and $y can be told apart";
    is $look->('a-inherits', '/'), $is_x, "$name $x: a virtual host inherits";
    $httpd->stop;
    return;
}

sub check_default {
    my ($name, $default, $base, $look) = @_;
    start($base, '', 'n-says-nothing' => '', 'd-says' => "$name $default\n");
    $httpd->start;
    is $look->('n-says-nothing', '/'), $look->('d-says', '/'),
        "$name: $default is the default";
    $httpd->stop;
    return;
}

# A category is known by its index: those of a host follow those of the main
# server, wherever a cookie is declared in them.
sub check_places {
    my $set = join '', map { qq(Header always add Set-Cookie "$_=1"\n) }
        qw(all mine below ht);
    start("CookiePolicy On\nCookiePolicyCookie shared all\n"
              . "CookiePolicyCategory shared optout\n$set", '',
          'a-host' => "CookiePolicyCookie own mine\n"
              . sprintf($sections[0][1], "CookiePolicyCookie own below\n")
              . "CookiePolicyCategory own exempt\n",
          'b-host' => "CookiePolicyCategory other exempt\n"
              . "CookiePolicyCategory own consent\n"
              . "CookiePolicyCookie own mine\nCookiePolicyCookie other below\n");
    $httpd->write('htdocs/ht/.htaccess', "CookiePolicyCookie own ht\n");
    $httpd->start;
    my %want = ('a-host' => ['all mine', 'all mine below', 'all mine ht'],
                'b-host' => ['all below', 'all below', 'all below']);
    for my $host (sort keys %want) {
        is_deeply [ map { names($host, $_) } '/', '/dir/', '/ht/' ],
            $want{$host},
            "categories of $host apply in the host, a section and an .htaccess"
                . " file";
    }
    $httpd->stop;
    return;
}

# Every directive of the command table must be tested.
open my $source, '<', 'src/httpd/config/cp_directives.c' or die $!;
my $text = do { local $/; <$source> };
my %has = map { $_ => 1 } $text =~ /AP_INIT_\w+\s*\(\s*"(CookiePolicy\w*)"/g;
my %tested = map { $_->[0] => 1 } @anywhere, @server;
# t/page/consent-mode.t tests CookiePolicyConsentMode. CookiePolicyObserve is for
# the main server alone: t/log/severity.t tests its effect in virtual hosts.
is_deeply [ sort keys %tested ],
    [ grep { !/^CookiePolicy(?:ConsentMode|Observe)$/ } sort keys %has ],
    'every directive is tested';

for my $row (@anywhere) {
    my ($name, $x, $y, $default, $base, $look) = @$row;
    check_sections($name, $x, $y, $base, $look);
    check_sections($name, $y, $x, $base, $look);
    check_default($name, $default, $base, $look) if defined $default;
}
for my $row (@server) {
    my ($name, $x, $y, $default, $base, $look) = @$row;
    check_hosts($name, $x, $y, $base, $look);
    check_hosts($name, $y, $x, $base, $look);
    check_default($name, $default, $base, $look) if defined $default;
}

# Declarations are a union: each scope adds names, and the nearest scope wins
# for a name.
start(qq($on Header always add Set-Cookie "main=1"\n)
      . qq(Header always add Set-Cookie "host=1"\n)
      . qq(Header always add Set-Cookie "near=1"\n),
      "CookiePolicyCookie necessary main near\n",
      'union' => "CookiePolicyCookie necessary host\n"
          . "<Location /loc>\nCookiePolicyCookie necessary near\n"
          . "CookiePolicyCookie statistical main\n</Location>\n");
$httpd->start;
sub names { join ' ', map { /^(\w+)=/ } get(@_)->all('Set-Cookie') }
is names('union', '/'), 'main host near',
    'declarations of all scopes are in force';
is names('union', '/loc/'), 'host near', 'the nearest scope wins for a name';
$httpd->stop;

check_places();

done_testing;
