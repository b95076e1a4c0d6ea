# SPDX-License-Identifier: Apache-2.0
#
# Link and Speculation-Rules fields: links to held sources are removed from each
# kind of response, the other links stay byte for byte.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Consent ();
use CookiePolicy::Httpd;
use Test::More;

my $httpd = CookiePolicy::Httpd->new(
    modules => [qw(cache cache_disk headers proxy proxy_http)],
    files => {
        'cgi/emit.pl' => "#!$^X\nprint pack('H*', \$ENV{QUERY_STRING});\n",
        'cgi/nph-raw.pl' => "#!$^X\n\$| = 1;\nprint pack('H*', \$_)"
            . " for split /&/, \$ENV{QUERY_STRING};\n",
        'htdocs/a.txt' => "text\n", 'htdocs/b.txt' => "text\n",
        'htdocs/stored/a.txt' => "text\n",
        'cache/here' => '',
    }, conf => <<'CONF')->start;
LogLevel cookie_policy:info
ScriptAlias /cgi/ @ROOT@/cgi/
CookiePolicyCookie statistical _ga
CookiePolicySource statistical cdn.held.test https://*.wide.test /stats/
CookiePolicySource necessary ok.held.test
CacheRoot @ROOT@/cache
CacheIgnoreNoLastMod On
<VirtualHost *:*>
ServerName on.test
CookiePolicy On
Header set Link "<//cdn.held.test/a>; rel=preload, </own>; rel=preload" "expr=%{REQUEST_URI} == '/a.txt'"
<Location /missing>
    Header always add Link "</a>; rel=icon"
    Header always add Link "<//cdn.held.test/b>; rel=icon"
    Header always add Link "</c>; rel=icon"
</Location>
CacheEnable disk /stored/
<Location /stored/>
    Header set Cache-Control max-age=60
    Header set Link "<//cdn.held.test/a>; rel=preload, </own>; rel=preload"
</Location>
# The script ends its connection without saying so.
ProxyPass /back/ http://127.0.0.1:@PORT@/cgi/ disablereuse=on
</VirtualHost>
<VirtualHost *:*>
ServerName report.test
CookiePolicy ReportOnly
</VirtualHost>
<VirtualHost *:*>
ServerName hold.test
CookiePolicy On
CookiePolicyUndeclaredSource hold
</VirtualHost>
<VirtualHost *:*>
ServerName uniform.test
CookiePolicy On
CookiePolicyVariants uniform
Header set Link "<//cdn.held.test/a>; rel=preload, </own>; rel=preload" "expr=%{REQUEST_URI} == '/a.txt'"
</VirtualHost>
<VirtualHost *:*>
ServerName 127.0.0.1
CookiePolicy Off
</VirtualHost>
CONF

my $policy = $httpd->fetch('on.test', '/cookie-policy/policy.json')->body;
my $accepted = CookiePolicy::Consent::cookie($policy, 'statistical');
my $refused = CookiePolicy::Consent::cookie($policy);

sub script { return "/cgi/$_[0]?" . join '&', map { unpack 'H*', $_ } @_[1 .. $#_] }

sub links {
    my ($head, $name) = (@_, 'Link');
    return join "\n", $head =~ /^\Q$name\E:[ \t]*([^\r\n]*)/gmi;
}

# The fields of that name of a response of a CGI script with these.
sub sent_fields {
    my ($name, $host, $cookie, @fields) = @_;
    my $res = $httpd->fetch($host, script('emit.pl', "Content-Type: text/plain\n"
        . "ETag: \"x\"\n" . join('', map { "$name: $_\n" } @fields)
        . "\nbody\n"), defined $cookie ? (cookie => $cookie) : ());
    return wantarray ? (links($res->head, $name), $res)
                     : links($res->head, $name);
}

sub sent { return scalar sent_fields('Link', @_) }

# --------------------------------------------------------------- which links

my $held = '<https://cdn.held.test/x>';
for my $row (
    ["$held; rel=preload; as=script", ''],
    ["$held;rel=modulepreload", ''],
    ["$held; rel=prefetch", ''],
    ["$held; rel=preconnect", ''],
    ["$held; rel=\"dns-prefetch\"", ''],
    ["$held; rel=stylesheet", ''],
    ["$held; rel=\"shortcut ICON\"", ''],
    ["$held; as=image; rel=\"next pre\\load\"", ''],
    ["$held; rel=canonical"],
    ["$held; rel=alternate; title=\"rel=preload\""],
    [$held],
    ['<//ok.held.test/x>; rel=preload'],
    ['<//elsewhere.test/x>; rel=preload'],
    ['<https://a.wide.test/x>; rel=preload', ''],
    ['<https://wide.test/x>; rel=preload'],
    ['</x>; rel=preload'],
    ['</stats/x>; rel=preload', ''],
    ['<../stats/x>; rel=preload', ''],
    ['</x>; rel=preload; as=image; imagesrcset="/a 1x, //cdn.held.test/b 2x"',
     ''],
    ['</x>; rel=preload; as=image; imagesrcset="/a 1x, /b,c 2x"'],
    ['</x>; rel=next; imagesrcset="//cdn.held.test/b 2x"'],
    # several links
    ["</a,b> ; rel=preload ,$held; rel=icon, </c>;\trel=icon",
     "</a,b> ; rel=preload , </c>;\trel=icon"],
    ["$held; rel=icon,  </c>; rel=icon", '</c>; rel=icon'],
    ["</c>; rel=icon, $held; rel=icon , </d>", '</c>; rel=icon, </d>'],
    [", $held; rel=icon, ", ''],
    ["$held; rel=icon; title=\"a, <b>\", </c>; rel=x", '</c>; rel=x'],
    # addresses as browsers read them
    ['<\\\\cdn.held.test/x>; rel=preload', ''],
    ['< https:cdn.held.test >; rel=preload', ''],
    ['<http:cdn.held.test>; rel=preload'], # a path of this site
    ['<http:/CDN.held.test>; rel=preload'],
    ['<https:/CDN.held.test>; rel=preload', ''],
    ['<https://u:p@cdn%2Eheld.test:443/>; rel=preload', ''],
    # faulty fields
    ["$held; rel='preload'", ''],
    ['<https://cdn.held.test/x; rel=preload', ''],
    ["</c>; rel=icon; title=\"x, $held; rel=icon", ''],
    ['</c>; rel="icon'],
    ["</a>; rel=icon, x$held", ''],
) {
    my ($field, $want) = @$row;
    is sent('on.test', undef, $field), $want // $field, "field $field";
    is sent('on.test', $accepted, $field), $field, '... after consent';
    is sent('report.test', undef, $field), $field, '... with ReportOnly';
}
is sent('on.test', $refused, "$held; rel=preload"), '', 'after a refusal';
is sent('hold.test', undef, '<//elsewhere.test/>; rel=icon, </a>; rel=icon'),
    '</a>; rel=icon', 'an undeclared source is held';
is sent('hold.test', undef, "<data:image/png,x>; rel=icon"),
    '<data:image/png,x>; rel=icon', 'an address without a host is not held';
is sent('uniform.test', $accepted, "$held; rel=icon"), '',
    'with uniform, links are held for every visitor';

# ---------------------------------------------------------- speculation rules

my $set = '"//cdn.held.test/r.json"';
for my $row (
    ['"/r.json"'],
    [$set, ''],
    ["\"/a.json\" ,$set, \"/b.json\"", '"/a.json" , "/b.json"'],
    ["$set, \"/b.json\"", '"/b.json"'],
    ['"/a,b.json", "//ok.held.test/r", "/c"'],
    ['"/stats/r.json"', ''],
    # items that are read as a whole: one held address drops all
    ["\"/a\";x=1, $set", ''],
    ['"/a";x=1, "/b"'],
    ['token, "/b"'],
    ["token, $set", ''],
    ['"https:\\\\\\\\cdn.held.test/r.json"', ''],
    ['"//cdn.held.test/r.json', ''],
    ['"/a'],
) {
    my ($field, $want) = @$row;
    my ($got, $res) = sent_fields('Speculation-Rules', 'on.test', undef, $field);
    is $got, $want // $field, "rules $field";
    is scalar sent_fields('Speculation-Rules', 'on.test', $accepted, $field),
        $field, '... after consent';
    like $res->header('Vary'), qr/\bCookie\b/, '... with Vary'
        if defined $want;
    like $res->header('ETag'), qr/^"x-cp/, '... with a tag of its own'
        if defined $want;
    is scalar sent_fields('Speculation-Rules', 'report.test', undef, $field),
        $field, '... with ReportOnly';
}
is scalar sent_fields('Speculation-Rules', 'on.test', undef, $set, '"/b"'),
    '"/b"', 'one of two fields';
unlike $httpd->fetch('on.test', script('nph-raw.pl', "HTTP/1.1 200 OK\r\n"
    . "Content-Length: 0\r\nSpeculation-Rules: $set\r\n\r\n"))->{raw},
    qr/Speculation/, 'rules of an nph script';

# One pass over the fields finds cookies and links: in each order.
for my $order ([qw(Set-Cookie Link Speculation-Rules)],
               [qw(Speculation-Rules Link Set-Cookie)],
               [qw(Link Set-Cookie Speculation-Rules)]) {
    my %fields = ('Set-Cookie' => '_ga=1', Link => "$held; rel=icon",
                  'Speculation-Rules' => $set);
    my $path = script('emit.pl', "Content-Type: text/plain\n"
        . join('', map { "$_: $fields{$_}\n" } @$order) . "\n");
    my ($before, $after) = map { $httpd->fetch('on.test', $path, %$_)->head }
        {}, { cookie => $accepted };
    for my $name (@$order) {
        is links($before, $name), '', "$name of @$order";
        is links($after, $name), $fields{$name}, '... after consent';
    }
}

# ------------------------------------------------------- kinds of responses

for my $path ('/a.txt', '/stored/a.txt', '/stored/a.txt') {
    my $res = $httpd->fetch('on.test', $path);
    is links($res->head), '</own>; rel=preload', "$path: the held link";
    like $res->header('Vary'), qr/\bCookie\b/, "$path: Vary";
    $res = $httpd->fetch('on.test', $path, cookie => $accepted);
    is links($res->head),
        '<//cdn.held.test/a>; rel=preload, </own>; rel=preload',
        "$path: after consent";
    like $res->header('Vary'), qr/\bCookie\b/, "$path: Vary after consent";
}
# A 304 sends no Link field, so the links of one visitor need a tag of their own.
for my $path ('/a.txt', '/stored/a.txt') {
    my %tag;
    for my $row ([undecided => undef], [accepted => $accepted]) {
        my ($who, $cookie) = @$row;
        my $res = $httpd->fetch('on.test', $path,
            defined $cookie ? (cookie => $cookie) : ());
        $tag{$who} = $res->header('ETag');
        like $tag{$who}, qr/-cp[0-9a-f]{8}"/, "$path, $who: the tag is marked";
        is $res->header('Last-Modified'), undef, '... without a date';
    }
    isnt $tag{undecided}, $tag{accepted}, "$path: a tag for each variant";
    my $ask = sub {
        my ($tags, $cookie) = @_;
        return $httpd->fetch('on.test', $path, headers => ["If-None-Match: $tags"],
            defined $cookie ? (cookie => $cookie) : ());
    };
    my $both = "$tag{accepted}, $tag{undecided}";
    is $ask->($tag{accepted})->status, 200,
        "$path: no 304 for the tag of another visitor";
    is $ask->($tag{undecided}, $accepted)->status, 200, '... nor after consent';
    next if $path =~ /stored/; # mod_cache compares the tags of its storage
    my $res = $ask->($both);
    is $res->status, 304, "$path: a 304";
    is $res->header('ETag'), $tag{undecided}, '... for the own tag';
    like $res->header('Vary'), qr/\bCookie\b/, '... with Vary';
    is $ask->($both, $accepted)->header('ETag'), $tag{accepted},
        '... also after consent';
}
unlike $httpd->fetch('uniform.test', '/a.txt')->header('ETag'), qr/-cp/,
    'with uniform, the tag is that of the file';
unlike $httpd->fetch('on.test', '/b.txt')->header('ETag'), qr/-cp/,
    'without a link, the tag is that of the file';
is links($httpd->fetch('on.test', '/missing')->head),
    "</a>; rel=icon\n</c>; rel=icon", 'the links of an error, in their order';
unlike $httpd->fetch('on.test', script('emit.pl', "Content-Type: text/plain\n"
    . "Link: </a>; rel=icon\n\n"))->head, qr/Vary/,
    'a link that does not depend on the choice changes no Vary';
unlike $httpd->fetch('uniform.test', script('emit.pl', "Content-Type: "
    . "text/plain\nLink: $held; rel=icon\n\n"))->head, qr/Vary/,
    'with uniform, no Vary';

my $final = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n"
    . "link : $held; rel=icon\r\nX: y\r\n\r\nbody";
my $hints = "HTTP/1.1 103 Early Hints\r\nX: y\r\nLink: $held; rel=preload,"
    . " </b>; rel=preload\r\nLink:\r\n $held; rel=icon\r\n\r\n";
my $clean = "HTTP/1.1 103 Early Hints\r\nX: y\r\nLink: </b>; rel=preload\r\n\r\n"
    . "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nX: y\r\n"
    . "Vary: Cookie, Sec-GPC\r\n\r\nbody";
my $path = script('nph-raw.pl', $hints, $final);
is $httpd->fetch('on.test', $path)->{raw}, $clean,
    'early hints and a response of an nph script';
is $httpd->fetch('on.test', $path, cookie => $accepted)->{raw},
    $hints . $final =~ s/(?=\r\nbody)/Vary: Cookie, Sec-GPC\r\n/r,
    '... after consent';
is $httpd->fetch('report.test', $path)->{raw}, $hints . $final,
    '... with ReportOnly';
# mod_proxy accepts neither a folded line nor a blank before a colon.
my ($proxied) = script('nph-raw.pl', $hints =~ s/:\r\n /: /r,
    $final =~ s/link :/Link:/r) =~ m{^/cgi/(.*)};
my $res = $httpd->fetch('on.test', "/back/$proxied");
is $res->body, 'body', 'the response of a backend';
is links($res->{raw}), '</b>; rel=preload', 'early hints of a backend';
like $res->{raw}, qr{^HTTP/1.1 103 }, 'they are sent';
$res = $httpd->fetch('on.test', "/back/$proxied", cookie => $accepted);
like links($res->{raw}), qr/cdn\.held\.test/, '... after consent';

# -------------------------------------------------------------------- the log

my $mark = length $httpd->log;
sent('report.test', undef, "$held; rel=icon");
is scalar(() = substr($httpd->log, $mark) =~ /CP0020: would hold source="cdn.held.test" category="statistical" reason="undecided" element="Link"/g),
    1, 'ReportOnly writes one line';
$mark = length $httpd->log;
sent('on.test', undef, "$held; rel=icon");
like substr($httpd->log, $mark), qr/CP0020: held source="cdn.held.test" category="statistical" reason="undecided" element="Link" uri=/,
    'a removed link is logged';
$mark = length $httpd->log;
sent_fields('Speculation-Rules', 'on.test', undef, $set);
like substr($httpd->log, $mark), qr/CP0020: held source="cdn.held.test" category="statistical" reason="undecided" element="Speculation-Rules" uri=/,
    'so are removed rules';
$mark = length $httpd->log;
sent('on.test', undef, "<//a%FF.test/>; rel=icon, <//b%FF.test/>; rel=icon");
is scalar(() = substr($httpd->log, $mark) =~ /CP0150/g), 1,
    'a name that cannot be read is logged once';

done_testing;
