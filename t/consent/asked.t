# SPDX-License-Identifier: Apache-2.0
#
# Visitors are asked about categories that have something to ask, and about no
# others. If no declared cookie needs an answer, no page changes. If one
# category changes, only that category is asked about. If only an .htaccess file
# declares cookies of a category, the category is asked about in its directory.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Consent qw(asked cookie value verdict);
use CookiePolicy::Httpd;
use CookiePolicy::Page qw(added_elements);
use JSON::PP ();
use Test::More;

my $page = "<!DOCTYPE html>\n<html lang=\"en\"><head><title>x</title></head>\n"
    . "<body><p>text</p></body></html>\n";
my $necessary = "CookiePolicy On\nCookiePolicyCookie necessary sid\n";
my $mode = "CookiePolicyConsentMode analytics_storage=statistical\n";
my $two = <<'CONF';
CookiePolicy On
CookiePolicyCookie statistical _ga provider="P" purpose="to count"
CookiePolicyCookie first-party seen provider="Q" purpose="to remember"
CONF
my %hosts = (
    'off.test'      => 'CookiePolicy Off',
    'necessary.test' => $necessary,
    'empty.test'    => 'CookiePolicy On',
    'uniform.test'  => "${necessary}CookiePolicyVariants uniform",
    'mode.test'     => "$necessary$mode",
    'gpc.test'      => "${necessary}CookiePolicySignal GPC third-party",
    'exempt.test'   => "${necessary}CookiePolicyCategory statistical exempt\n"
        . 'CookiePolicyCookie statistical _ga',
    'anonymised.test' => $necessary
        . 'CookiePolicyCookie statistical _pk anonymised=yes',
    'sheet.test'    => "${necessary}CookiePolicyStylesheet /own.css",
    'section.test'  => "$necessary<Location /far>\n"
        . "CookiePolicyCookie third-party ad\n</Location>",
    'before.test'   => $two,
    'after.test'    => $two =~ s/to count/to count and to sell/r,
    'far.test'      => $two =~ s/_ga /_ga _gb /r
        . "CookiePolicyVariants uniform\n",
    'optout.test'   => "$two\nCookiePolicyCategory extras optout label=Extras\n"
        . "CookiePolicyCookie extras nice\n"
        . 'Header add Set-Cookie "nice=1"',
    'ht.test'       => $two,
    'htonly.test'   => $necessary,
    'one.test'      => "CookiePolicy On\nCookiePolicyCookie third-party ad\n",
);
my $htaccess = "CookiePolicyCookie third-party shop_ad provider=\"Shop Ads\" "
    . "purpose=\"to advertise\"\nHeader add Set-Cookie \"shop_ad=1\"\n";
my $httpd = CookiePolicy::Httpd->new(files => {
    'htdocs/page.html' => $page, 'htdocs/shop/page.html' => $page,
    'htdocs/far/page.html' => $page, 'htdocs/own.css' => "p{}\n",
    'htdocs/shop/.htaccess' => $htaccess,
    'cgi/env.pl' => "#!$^X\nprint qq{Content-Type: text/plain\\n\\n}, "
        . "map { qq{\$_=\$ENV{\$_}\\n} } sort keys %ENV;\n",
}, conf => <<'CONF' . join '', map {
<Directory "@ROOT@/htdocs">
AllowOverride All
</Directory>
ScriptAlias /cgi/ @ROOT@/cgi/
Header always set Content-Security-Policy "default-src 'none'"
ErrorDocument 404 /page.html
CONF
    "<VirtualHost *:*>\nServerName $_\n$hosts{$_}\n</VirtualHost>\n"
} sort keys %hosts);
# httpd gives a file that was just written a weak entity tag.
utime time - 9, time - 9, glob "$httpd->{root}/htdocs/{,*/}*.html";
$httpd->start;

sub get {
    my ($host, $path, %arg) = @_;
    return $httpd->fetch($host, $path, %arg);
}
sub policy { return get($_[0], '/cookie-policy/policy.json')->body }
sub elements { return join ' ', @{ added_elements(get(@_)->body) } }
sub boxes {
    my ($body) = @_;
    return join ' ', $body =~ /name="grant"\s+value="([^"]*)"/g;
}
sub about {
    my ($body) = @_;
    return join '|', $body =~ /name="about"\s+value="([^"]*)"/g;
}
sub chosen {
    my ($host, $cookie, @form) = @_;
    my $res = get($host, '/cookie-policy/choice', method => 'POST',
                  form => [@form], cookie => $cookie);
    my ($value) = map { /^cookies_preferences=\d+\.\d+\.([^;]*)/ }
        $res->all('Set-Cookie');
    return ($res, $value // 'none');
}
sub verdicts {
    my ($host, $text) = @_;
    my $policy = policy($host);
    return $text =~ s/([a-z][a-z-]*)/verdict($policy, $1)/egr;
}

# ------------------------------------------------------ nothing to ask about
my @requests = (
    ['a page', '/page.html'],
    ['HEAD', '/page.html', method => 'HEAD'],
    ['GPC', '/page.html', headers => ['Sec-GPC: 1']],
    ['a navigation', '/page.html', headers => ['Sec-Fetch-Dest: document']],
    ['a date', '/page.html', headers =>
        ['Accept: text/html', 'If-Modified-Since: '
            . get('off.test', '/page.html')->header('Last-Modified')]],
    ['a tag', '/page.html', headers =>
        ['If-None-Match: ' . get('off.test', '/page.html')->header('ETag')]],
    ['an old answer', '/page.html', cookie =>
        'cookies_preferences=1.1764000000.3f2a9c1d.~statistical'],
    ['a decided visitor', '/page.html', cookie =>
        'cookies_preferences=2.1764000000.~'],
    ['an error document', '/nowhere'],
);
my @silent = map { "$_.test" } qw(necessary empty uniform mode gpc exempt
                                  anonymised sheet);
for my $row (@requests) {
    my ($what, $path, @arg) = @$row;
    my $off = get('off.test', $path, @arg)->bytes;
    is get($_, $path, @arg)->bytes, $off,
        "$_, $what: the bytes are those without a policy"
        for @silent;
}
for my $host (@silent) {
    my $policy = JSON::PP->new->utf8->decode(policy($host));
    is join(' ', asked($policy)), '', "$host: no category is asked about";
    ok !$policy->{pending}, "$host: policy.json says that nothing is pending";
    my $own = get($host, '/cookie-policy')->body;
    is $own =~ /<form/ ? 1 : 0, 0, "$host: the policy page has no form";
    for my $choice (qw(accept refuse save add)) {
        my ($res, $value) = chosen($host, undef, choice => $choice,
                                   grant => 'first-party');
        is $res->status, 303, "$host, $choice: is answered with 303";
        is $value, '~', "$host, $choice: no verdict is stored";
    }
}
like $httpd->log, qr/CP0035: CookiePolicyConsentMode.*nothing/,
    'the log warns of Consent Mode on a site that asks about nothing';

# --------------------------------------------------- some categories to ask
# about
is join(' ', asked(policy('section.test'))), 'third-party',
    'a category that only a section declares cookies in is asked about';
like elements('section.test', '/page.html'), qr/banner/,
    'it is asked about on the whole site';
my $ask = get('before.test', '/page.html')->body;
is boxes($ask), 'statistical first-party',
    'the banner has a box for each category with cookies';
is about($ask), 'statistical first-party',
    'the field "about" of the form names these categories';
is boxes(get('before.test', '/cookie-policy')->body), 'statistical first-party',
    'the policy page has the same boxes';
my (undef, $all) = chosen('before.test', undef, choice => 'accept');
is $all, verdicts('before.test', 'statistical+first-party~'),
    '"accept" grants these categories';

# -------------------------------------------------- one category has changed
my $stat = cookie(policy('before.test'), 'statistical');
my $some = get('after.test', '/page.html', cookie => $stat)->body;
like $some, qr/data-cookie-policy="banner"/,
    'a visitor is asked about the changed category';
is boxes($some), 'statistical',
    'the banner has a box for the changed category only';
is about($some), 'statistical', 'the form is about the changed category only';
like $some, qr/data-granted="" data-refused="first-party"/,
    'the other verdict stays in force';
for my $row (['accept', 'statistical~first-party'],
             ['refuse', '~statistical+first-party'],
             ['save', '~statistical+first-party']) {
    my ($choice, $expected) = @$row;
    my ($res, $value) = chosen('after.test', $stat, choice => $choice,
                               about => about($some));
    is $value, verdicts('after.test', $expected),
        "$choice: the other verdict stays";
}
my $yes = cookie(policy('after.test'), 'statistical');
unlike elements('after.test', '/page.html', cookie => $yes), qr/banner/,
    'after the answer the banner is gone';
my ($before, $after) = map { get('after.test', '/page.html',
    cookie => $_)->header('ETag') } $stat, $yes;
isnt $before, $after, 'the two pages have different entity tags';
my $both = get('far.test', '/page.html', cookie => $stat)->body;
is boxes($both), 'statistical first-party',
    'a page that is the same for all visitors shows all categories';
is +(chosen('after.test', $stat, choice => 'accept'))[1],
    verdicts('after.test', 'statistical+first-party~'),
    'a form without the field "about" is about all categories';

# ------------------------------------------- a refusal of earlier declarations
my @no = (cookie => cookie(policy('optout.test')) =~ s/extras:\w{6}/extras:000000/r);
is scalar(get('optout.test', '/own.css', @no)->all('Set-Cookie')), 0,
    'a refusal stays in force after the category has changed';
my (undef, $kept) = chosen('optout.test', $no[1], choice => 'add',
                           grant => 'first-party');
is scalar(get('optout.test', '/own.css', cookie =>
    "cookies_preferences=2.1764000000.$kept")->all('Set-Cookie')), 0,
    'it stays in force after an answer about another category';
is boxes(get('optout.test', '/page.html', cookie =>
    "cookies_preferences=2.1764000000.$kept")->body), 'extras',
    'the changed category is asked about';
is scalar(get('optout.test', '/own.css', cookie => cookie(
    policy('optout.test'), 'extras') =~ s/extras:\w{6}/extras:000000/r)
    ->all('Set-Cookie')), 1,
        'a grant of the earlier declarations is no answer any longer';

# --------------------------------------------------------- choice=add
for my $row (
    ['for a new visitor', undef, ['first-party'], 'first-party~'],
    ['to a refusal', cookie(policy('before.test')), ['statistical'],
        'statistical~first-party'],
    ['to a grant', $stat, ['first-party'], 'statistical+first-party~'],
    ['what is granted', $stat, ['statistical'], 'statistical~first-party'],
    ['two', undef, ['first-party', 'statistical'], 'statistical+first-party~'],
    ['none', $stat, [], 'statistical~first-party'],
    ['none, for a new visitor', undef, [], '~'],
    ['what cannot be refused', $stat, ['necessary'], 'statistical~first-party'],
    ['what is not asked about', $stat, ['third-party'],
        'statistical~first-party'],
) {
    my ($what, $cookie, $grants, $expected) = @$row;
    my ($res, $value) = chosen('before.test', $cookie, choice => 'add',
        return => '/page.html', map { (grant => $_) } @$grants);
    is $res->status, 303, "add $what: is answered with 303";
    is $value, verdicts('before.test', $expected),
        "add $what: the verdicts are $expected";
}
for my $row (['add', 'statistical', { granted => ['statistical'],
                                      refused => [] }],
             ['save', 'statistical', { granted => ['statistical'],
                                       refused => ['first-party'] }]) {
    my ($choice, $grant, $expected) = @$row;
    my $res = get('before.test', '/cookie-policy/choice', method => 'POST',
        form => [ choice => $choice, grant => $grant ],
        headers => ['Accept: application/json']);
    my $told = JSON::PP->new->utf8->decode($res->body);
    ok delete $told->{time} && delete $told->{decided},
        "$choice, JSON: the response contains time and decided";
    is_deeply $told, $expected,
        "$choice, JSON: the response contains the choice";
}

# ------------------------------------------------ the field "about" of the form
for my $row (
    ['an unknown id', 400, 'about', 'nothing'],
    ['one among others', 400, 'about', 'statistical x'],
    ['another separator', 400, 'about', 'statistical,first-party'],
    ['twice', 400, 'about', 'statistical', 'about', 'first-party'],
    ['an unknown grant', 400, 'about', 'statistical', 'grant', 'x'],
    ['nothing', 303, 'about', ''],
    ['what cannot be refused', 303, 'about', 'necessary'],
    ['the same twice', 303, 'about', 'statistical statistical'],
) {
    my ($what, $status, @fields) = @$row;
    my ($res, $value) = chosen('before.test', undef, choice => 'accept', @fields);
    is $res->status, $status, "about $what: the status is $status";
    is $value, $status == 400 ? 'none' : $what =~ /same/
        ? verdicts('before.test', 'statistical~') : '~', "about $what: $value";
}
is +(chosen('before.test', undef, choice => 'save', about => 'statistical',
    grant => 'first-party'))[1], verdicts('before.test', '~statistical'),
    'a category that the form does not show cannot be granted';

# ------------------------------------------------------------------ .htaccess
my $shop = get('ht.test', '/shop/page.html')->body;
is boxes($shop), 'statistical first-party third-party',
    'categories of an .htaccess file are asked about in its directory';
like $shop, qr/Shop Ads/,
    'the banner shows the declarations of the .htaccess file';
is boxes(get('ht.test', '/page.html')->body), 'statistical first-party',
    'elsewhere the categories are not asked about';
my $decided = cookie(policy('ht.test'), 'statistical');
is boxes(get('ht.test', '/shop/page.html', cookie => $decided)->body),
    'third-party',
        'if the others are answered, only these categories are asked about';
unlike elements('ht.test', '/page.html', cookie => $decided), qr/banner/,
    'elsewhere such a visitor is not asked';
my (undef, $more) = chosen('ht.test', $decided, choice => 'accept',
    about => 'third-party', return => '/shop/page.html');
is $more, verdicts('ht.test', 'statistical+third-party~first-party'),
    'the answer keeps the other verdicts';
my @more = (cookie => "cookies_preferences=2.1764000000.$more");
is join(' ', get('ht.test', '/shop/page.html', @more)->all('Set-Cookie')),
    'shop_ad=1', 'the answer is in force';
like elements('ht.test', '/shop/page.html', @more), qr/^nav script$/,
    'after the answer the banner is gone';
my (undef, $less) = chosen('ht.test', $more[1], choice => 'refuse');
is $less, verdicts('ht.test', 'third-party~statistical+first-party'),
    'a form that does not show the category keeps its verdict';
is boxes(get('ht.test', '/cookie-policy', @more)->body),
    'statistical first-party third-party',
    'the policy page shows the category, so that consent can be withdrawn';
like get('ht.test', '/cgi/env.pl', @more)->body,
    qr/^COOKIE_POLICY_THIRD_PARTY=granted$/m,
        'a variable tells applications about it';
like get('ht.test', '/cgi/env.pl', cookie => $decided)->body,
    qr/^COOKIE_POLICY_THIRD_PARTY=undecided$/m,
        'without an answer the variable is "undecided"';

sub undecided {
    return join ' ', @{ JSON::PP->new->utf8->decode(get('ht.test',
        '/cookie-policy/policy.json?choice', @_)->body)->{undecided} };
}
is undecided(), 'statistical first-party third-party',
    'policy.json?choice lists the undecided categories';
is undecided(cookie => $decided), 'third-party',
    'the list contains categories of an .htaccess file';
is undecided(headers => ['Sec-GPC: 1']), 'statistical first-party',
    'the list does not contain a category that a signal answers';

my $tag = get('ht.test', '/shop/page.html')->header('ETag');
is get('ht.test', '/shop/page.html', headers => ["If-None-Match: $tag"])->status,
    304, 'the entity tag of such a page is valid on the next request';
$httpd->write('htdocs/shop/.htaccess', $htaccess =~ s/Shop Ads/Other Ads/r);
my $res = get('ht.test', '/shop/page.html', headers => ["If-None-Match: $tag"]);
is $res->status, 200, 'a change of the .htaccess file changes the entity tag';
like $res->body, qr/Other Ads/, 'the new page shows the new declarations';

is get('htonly.test', '/page.html')->bytes, get('off.test', '/page.html')->bytes,
    'on a site that asks about nothing, the bytes are those without a policy';
is boxes(get('htonly.test', '/shop/page.html')->body), 'third-party',
    'in the directory of the .htaccess file the visitor is asked';
is +(chosen('htonly.test', undef, choice => 'accept', about => 'third-party',
    return => '/shop/page.html'))[1], verdicts('htonly.test', 'third-party~'),
    'the answer is stored';

# -------------------------------------------- duplicates in the consent cookie
my $one = verdict(policy('one.test'), 'third-party');
for my $row (["$one+$one~", ''], ["$one~$one", 'third-party'],
             ["$one+third-party:000000~", 'third-party']) {
    my ($value, $expected) = @$row;
    is boxes(get('one.test', '/page.html',
        cookie => "cookies_preferences=2.1764000000.$value")->body), $expected,
        "$value: " . ($expected ? 'asked' : 'answered');
}

done_testing;
