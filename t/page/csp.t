# SPDX-License-Identifier: Apache-2.0
#
# Content security policies: the policies of a page, from every source, allow
# the elements that the module adds, and nothing else changes. t/browser/csp.t
# tests how Chromium enforces them.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Consent ();
use CookiePolicy::Csp;
use CookiePolicy::Page qw(without_added);
use CookiePolicy::Test ();
use Digest::SHA qw(sha256_base64);
use Test::More;

my $httpd = CookiePolicy::Csp::server();
my $PORT = $httpd->{port};
my $NAME = qr/^Content-Security-Policy(?:-Report-Only)?$/i;

sub get { return $httpd->fetch(@_) }

# Returns the policies of a response, in order, each as "[ro ]value".
sub policies {
    my ($res) = @_;
    return [ map { ($_->[0] =~ /Report-Only/i ? 'ro ' : '') . $_->[1] }
             grep { $_->[0] =~ $NAME } @{ $res->{fields} } ];
}

sub escape { return CookiePolicy::Test::escape($_[0]) }

sub source { return "'sha256-" . sha256_base64($_[0]) . "='" }

# Returns the sources of the added elements: {style, script => ..., consent-mode
# => ...}
sub sources {
    my ($html) = @_;
    my %found;
    while ($html =~ m{<(style|script)\sdata-cookie-policy="([\w-]+)"[^>]*>
                      (.*?)</\1>}gsx) {
        my ($kind, $text) = ($2, $3);
        unlike $text, qr/[^\x20-\x7e]/,
            "$kind: printable ASCII without a line break";
        $found{$kind} = source($text);
    }
    return \%found;
}

my $page = get('vary.test', '/page.html');
my ($STYLE, $SCRIPT) = @{ sources($page->body) }{qw(style script)};
ok $STYLE && $SCRIPT, 'the page has a style and a script of the module';
sub answers { return "$_[0]:$PORT/cookie-policy/" }
is_deeply policies($page), [], 'a page without a policy gets none';

# ------------------------------------------------------- sources of policies
my $strict = "default-src 'none'; form-action 'self'";
sub added {
    my ($host, $style) = @_;
    return 'connect-src ' . answers($host)
        . "; script-src $SCRIPT; style-src $style";
}
sub met {
    return "default-src 'none'; " . added(@_) . "; form-action 'self'";
}
my $added = added('vary.test', $STYLE);
my $met = met('vary.test', $STYLE);
my $body = get('off.test', '/page.html')->body;
sub emitted {
    my ($prefix, @headers) = @_;
    my $query = CookiePolicy::Test::emit(type => 'text/html;charset=utf-8',
        headers => \@headers, body => $body);
    $query =~ s{^/cgi-bin/}{$prefix};
    return $query;
}
my $field = 'Content-Security-Policy';
for my $row (
    ['Header set', '/set/page.html?' . escape($strict), [$met]],
    ['Header always', '/always/page.html?' . escape($strict), [$met]],
    ['report only', '/report/page.html?' . escape($strict), ["ro $met"]],
    ['a CGI', emitted('/cgi/', "$field: $strict"), [$met]],
    ['a backend', emitted('/backend/', "$field: $strict"), [$met]],
    ['a list', emitted('/cgi/', "$field: img-src *, $strict ,style-src 'self'"),
     ["img-src *, $met ,style-src 'self' $STYLE"]],
    ['several fields',
     emitted('/backend/', "$field: $strict", "$field-Report-Only: style-src",
             "\U$field\E: img-src *"),
     # httpd joins fields of one name from a script or a backend
     ["$met, img-src *", "ro style-src $STYLE"]],
    ['an error page', emitted('/cgi/', 'Status: 404', "$field: $strict"),
     [$met]],
    ['inline allowed', '/set/page.html?' . escape("style-src 'unsafe-inline'"),
     ["style-src 'unsafe-inline'"]],
    ['a script', '/set/page.html?' . escape("script-src 'self'"),
     ["script-src 'self' $SCRIPT"]],
    ['another matter', '/set/page.html?' . escape("img-src 'self'"),
     ["img-src 'self'"]],
) {
    my ($what, $path, $want) = @$row;
    my $res = get('vary.test', $path);
    is_deeply policies($res), $want, $what;
    like $res->body, qr/data-cookie-policy="banner"/,
        "$what: the page has the banner";
    is without_added($res->body), $body, "$what: the rest is the original page";
    is_deeply policies(get('vary.test', $path, method => 'HEAD')), $want,
        "$what: HEAD has the same policies";
    is_deeply policies(get('off.test', $path)), [ map {
        my $was = $_;
        $was =~ s/; \Q$added\E//g;
        $was =~ s/ (?:\Q$STYLE\E|\Q$SCRIPT\E)//g;
        $was;
    } @$want ], "$what: without the module the policies are the site's own";
}
is_deeply [ sort @{ policies(get('vary.test',
    '/both/page.html?' . escape("style-src 'self'"))) } ],
    [ sort "style-src 'self' $STYLE", "style-src $STYLE", "img-src 'self'" ],
    'fields of headers_out and of err_headers_out';

# ---------------------------------------------------------------- encodings
my $old = get('vary.test', '/set/crlf.html1?' . escape($strict));
like $old->body, qr/\r\n/, 'a page with CRLF';
is sources($old->body)->{style}, $STYLE,
    'in ISO-8859-1 with CRLF the style has the same bytes';
is_deeply policies($old), [$met], 'its hash is the same';

# --------------------------------------------------------------------- variants

sub decided {
    my ($host, @granted) = @_;
    return CookiePolicy::Consent::cookie(
        get($host, '/cookie-policy/policy.json')->body, @granted);
}

my $all = "script-src 'none'; style-src 'none'; connect-src 'none'";
sub all_with {
    my ($host, %by) = @_;
    $by{script}  = join ' ', $SCRIPT, $by{script} || ();
    $by{connect} = answers($host);
    return join '; ', map { "$_-src " . ($by{$_} || "'none'") }
        qw(script style connect);
}
sub asked { return get($_[0], '/set/page.html?' . escape($all), @_[1 .. $#_]) }

my $back = asked('vary.test', cookie => decided('vary.test'));
my $LINK = sources($back->body)->{style};
isnt $LINK, $STYLE, 'the link has its own style';
is_deeply policies($back), [ all_with('vary.test', style => $LINK) ],
    'the policy allows the style of the link';
is_deeply policies(asked('none.test', cookie => decided('none.test'))),
    [$all], 'a page without added elements keeps its policy';
is_deeply policies(asked('none.test')),
    [ all_with('none.test', style => $STYLE) ],
    'before the choice such a site has a banner';

my $uniform = asked('uniform.test');
is_deeply policies($uniform), [ all_with('uniform.test', style => $STYLE) ],
    'uniform: the policy allows style and script of the banner';
is_deeply policies(asked('uniform.test', cookie => decided('uniform.test'))),
    policies($uniform), 'uniform: the policy is the same after the choice';

my %seen;
for my $row ([undecided => undef], ['refused'],
             [statistical => 'statistical']) {
    my ($what, @granted) = @$row;
    my $res = asked('mode.test', $what eq 'undecided' ? ()
        : (cookie => decided('mode.test', @granted)));
    my $source = sources($res->body)->{'consent-mode'};
    is_deeply policies($res), [ all_with('mode.test', script => $source,
        style => $what eq 'undecided' ? $STYLE : $LINK) ],
        "consent mode, $what";
    $seen{$source}++;
}
is scalar(keys %seen), 1,
    'all choices have the same consent mode script and hash';

my $both = asked('both.test');
my $found = sources($both->body);
is_deeply policies($both), [ all_with('both.test', style => $STYLE,
    script => $found->{'consent-mode'}) ], 'uniform and consent mode';

# ------------------------------------------------------- a stylesheet of the site
my $sheet = "sheet.test:$PORT/own.css";
for my $row (
    ["style-src 'self'", "style-src 'self'", ''],
    ["style-src 'none'", "style-src $sheet", ''],
    ["style-src 'unsafe-inline'", "style-src 'unsafe-inline' $sheet", ''],
    ["style-src 'nonce-cGFnZQ=='", "style-src 'nonce-cGFnZQ=='",
     ' nonce="cGFnZQ=="'],
    ["default-src 'nonce-cGFnZQ==', style-src 'none'",
     "default-src 'nonce-cGFnZQ=='; connect-src 'nonce-cGFnZQ==' "
         . answers('sheet.test') . "; script-src 'nonce-cGFnZQ==' $SCRIPT"
         . ", style-src $sheet", ' nonce="cGFnZQ=="'],
    ["style-src 'self' 'nonce-cGFnZQ=='", "style-src 'self' 'nonce-cGFnZQ=='",
     ''],
) {
    my ($policy, $want, $nonce) = @$row;
    for my $cookie (undef, decided('sheet.test')) {
        my $who = defined $cookie ? 'decided' : 'undecided';
        my $res = get('sheet.test', emitted('/cgi/', "$field: $policy"),
                      defined $cookie ? (cookie => $cookie) : ());
        is_deeply policies($res), [$want], "own stylesheet, $policy, $who";
        like $res->body, qr{<link\ data-cookie-policy="style"
            \ rel="stylesheet"\ href="/own\.css\?v=1"\Q$nonce\E/>}x,
            "$who: the link element";
        is without_added($res->body), $body,
            "$who: the rest is the original page";
    }
}
# mod_headers adds the field after the page: then the nonce is not known, and
# the policy gets the URL.
is_deeply policies(get('sheet.test', '/set/page.html?'
    . escape("style-src 'nonce-cGFnZQ=='"))),
    ["style-src 'nonce-cGFnZQ==' $sheet"],
        'own stylesheet, a policy of mod_headers';

# They apply to the elements after them and cannot be edited: elements that they
# forbid are not added.
sub marked {
    my ($policy) = @_;
    (my $html = $body) =~ s{(<meta charset[^>]*>)}
        {$1<meta http-equiv="Content-Security-Policy" content="$policy">};
    return $html;
}
my @forbidden = ("default-src 'none'", "style-src 'self'; script-src 'self'",
    "default-src &#39;self&#39;", "script-src 'self' &lt; style-src 'self'");
for my $row (
    (map { [ $_, '' ] } @forbidden),
    [ 'upgrade-insecure-requests', 'style script' ],
    [ "default-src 'self' 'unsafe-inline'", 'style script' ],
    [ "style-src 'self'", 'script' ],
    [ "script-src 'none'", 'style' ],
    [ "connect-src 'none'", 'style' ],
) {
    my ($policy, $want) = @$row;
    my $html = marked($policy);
    (my $path = CookiePolicy::Test::emit(type => 'text/html', body => $html))
        =~ s{^/cgi-bin/}{/cgi/};
    my $res = get('uniform.test', $path);
    is join(' ', sort { $b cmp $a } $res->body
        =~ /<(?:style|script) data-cookie-policy="(style|script)"/g), $want,
        "in the markup, $policy: " . ($want || 'neither style nor script');
    like $res->body, qr/<form method="post"[^>]*>.*name="choice"/s,
        'the form that works without them is there';
    is without_added($res->body), $html, 'the rest is the original page';
    my $length = $res->header('Content-Length');
    is $length // length $res->body, length $res->body,
        'Content-Length is its length';
}

# --------------------------------------------------- responses without a banner
my $style = "style-src 'self'";
for my $row (
    ['a text', '/set/text.txt?' . escape($style)],
    ['a frame', '/set/page.html?' . escape($style), 'Sec-Fetch-Dest: iframe'],
    ['a fetch', '/set/page.html?' . escape($style), 'Sec-Fetch-Dest: empty'],
    ['no-transform', emitted('/cgi/', "$field: $style",
                             'Cache-Control: no-transform')],
    ['a compressed page', emitted('/cgi/', "$field: $style",
                                  'Content-Encoding: br')],
    ['a download', emitted('/cgi/', "$field: $style",
                           'Content-Disposition: attachment')],
) {
    my ($what, $path, @headers) = @$row;
    is_deeply policies(get('vary.test', $path, headers => \@headers)), [$style],
        "$what: its policy is unchanged";
}
my $own = get('vary.test', '/cookie-policy')->header($field);
like $own, qr/^default-src 'none'; style-src 'sha256-/,
    'the policy page has its own policy';
unlike $own, qr/\Q$STYLE\E/, 'it does not allow the style of the banner';

# --------------------------------------------------------- 304 and mod_cache
my $tag = get('vary.test', '/always/page.html?' . escape($strict))
    ->header('ETag');
my $same = get('vary.test', '/always/page.html?' . escape($strict),
               headers => ["If-None-Match: $tag"]);
is $same->status, 304, 'revalidation yields 304';
is_deeply policies($same), [$met],
    'the policy of the 304, which replaces the stored one, allows the style';

for my $host (qw(quick.test cache.test)) {
    for my $row (
        ['a backend', emitted('/backend/', "$field: $strict",
                              'ETag: "one"')],
        ['without ETag', emitted('/backend/', "$field: $strict")],
        ['Header set', '/set/page.html?' . escape($strict)],
        ['Header always', '/always/page.html?' . escape($strict)],
    ) {
        my ($what, $path) = @$row;
        for my $state ('MISS', 'HIT') {
            my $res = get($host, $path);
            like $res->header('X-Cache') // '', qr/^$state /,
                "$host, $what: $state";
            like $res->body, qr/data-cookie-policy="banner"/,
                'the page has the banner';
            my %different = map { $_ => 1 } @{ policies($res) };
            is_deeply [ keys %different ], [ met($host, $STYLE) ],
                'its policy allows the style';
        }
        my $res = get($host, $path, cookie => decided($host));
        like $res->body, qr/data-cookie-policy="reopen"/,
            'another visitor gets another variant';
        my %different = map { $_ => 1 } @{ policies($res) };
        is_deeply [ keys %different ], [ met($host, $LINK) ],
            'its policy allows the style of the link';
        my $again = get($host, $path, headers => [ 'If-None-Match: '
            . (get($host, $path)->header('ETag') // '"none"') ]);
        %different = map { $_ => 1 } @{ policies($again) };
        is_deeply [ keys %different ], [ met($host, $STYLE) ],
            'the policy of a revalidation, ' . $again->status;
    }
}
is $httpd->log =~ /CP00(?:0[56]|1\d)|\[(?:error|crit)\]/ ? $httpd->log : '', '',
    'no warning or error was logged';

done_testing;
