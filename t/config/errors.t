# SPDX-License-Identifier: Apache-2.0
#
# A wrong argument of a directive stops the start. The sentence names the
# directive, the wrong word and the words that are accepted.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Httpd;
use Test::More;

# directive => [[arguments, the wrong word, the words that are accepted], ...]
my %wrong = (
    CookiePolicy => [
        ['Maybe', 'Maybe', [qw(Off ReportOnly On)]],
        ['""', '', [qw(Off ReportOnly On)]],
        ['report-only', 'report-only', [qw(Off ReportOnly On)]],
    ],
    CookiePolicyLock => [
        ['Maybe', 'Maybe', [qw(Off On)]],
    ],
    CookiePolicyCategory => [
        ['Statistics consent', 'Statistics', qr/lower[- ]case|a-z/],
        ['9lives consent', '9lives', qr/letter|a-z/],
        ['my_ads consent', 'my_ads', qr/a-z|hyphen|-/],
        ['ads', 'ads', [qw(exempt consent optout)]],
        ['necessary consent', 'consent', qr/exempt/],
        ['ads consent label="open', 'open', qr/quot|"/],
        ['ads sometimes', 'sometimes', [qw(exempt consent optout)]],
        ['ads consent colour=red', 'colour', [qw(label description)]],
        ['ads consent nonsense', 'nonsense', [qw(label description)]],
    ],
    CookiePolicyCookie => [
        ['nonsense _ga', 'nonsense', qr/CookiePolicyCategory|declared/],
        ['statistical _ga colour=red', 'colour', [qw(provider purpose)]],
        ['statistical _ga lifetime=long', 'long', qr/13mo|400d|session/],
        ['statistical _ga lifetime=-1d', '-1d', qr/13mo|400d|session/],
        ['statistical _ga lifetime=5', '5', qr/13mo|400d|session/],
        ['statistical _ga lifetime=5xy', '5xy', qr/13mo|400d|session/],
        ['statistical _ga lifetime=', 'lifetime', qr/13mo|400d|session/],
        ['statistical _ga third-party=maybe', 'maybe', [qw(yes no)]],
        ['statistical _ga anonymised=maybe', 'maybe', [qw(yes no)]],
        ['statistical _ga shown="Analytics"', 'Analytics', qr/prefix.*PCRE/],
        ['statistical _ga path=shop', 'shop', qr/slash|\//],
        ['statistical _ga purpose=""', 'purpose', qr/purpose="" is empty; write/],
        ['"" _ga', '', qr/category id/],
        ['necessary sid secure=no', 'no', qr/for secure; use yes;/],
        ['necessary sid httponly=1', '1', qr/for httponly; use yes;/],
        ['necessary sid samesite=None', 'None', qr/for samesite; use Lax or Strict/],
        ['necessary sid samesite=Lax samesite=Strict', 'Strict',
            qr/for samesite; use Lax or Strict, not both/],
        ['necessary sid set-if=""', 'set-if', qr/set-if="" is empty/],
        ['necessary sid set-if="%{REQUEST_URI"', '%{REQUEST_URI',
            [qr/set-if="%\{REQUEST_URI" is not an expression/, qr/as in <If>/]],
        ['necessary sid set-if="req(\'a\') == nofunction(\'b\')"',
            'nofunction', qr/is not an expression \(.*does not exist/],
        ['necessary sid set-if=%{REQUEST_URI} == 1', undef, qr/expression|quotes/],
        ['statistical _ga domain=a/b', 'a/b', qr/host|domain/i],
        ['statistical /(/', '/(/', qr/expression|PCRE/i],
        ['statistical "a;b"', 'a;b', qr/name|character/i],
        ['statistical /^shop_[0-9]+$', '/^shop_[0-9]+$', qr/PCRE/],
        ['statistical _ga lifetime=13m', '13m', [qr/s, min, h, d, w, mo or y/]],
        ['statistical provider="x"', undef, qr/name/],
        # Missing quotes must never declare a cookie.
        ['necessary sid provider=Our site', 'site',
            [qr/provider="\.\.\."/, qr/quotes/, qr/names come before/]],
        ['necessary sid provider=Our site purpose=to keep the session',
            'site', qr/quotes/],
        ['statistical _ga lifetime=13mo _gid', '_gid', qr/names come before/],
        ['statistical provider="x" _ga', '_ga', qr/names come before/],
        ['statistical _ga purpose="to count" /^x/', '/^x/', qr/quotes/],
        ["statistical _ga\nCookiePolicyCookie third-party _ga", '_ga',
            [qr/'statistical'/, qr/httpd\.conf:\d+/, qr/one category/]],
        ["necessary a* b\nCookiePolicyCookie statistical c a*", 'a*',
            [qr/'necessary'/, qr/one category/]],
        ["necessary /^x/\nCookiePolicyCookie statistical /^x/", '/^x/',
            qr/'necessary'/],
        ["necessary a\n<VirtualHost *>\nCookiePolicyCookie necessary b\n"
            . "CookiePolicyCookie statistical b\n</VirtualHost>", 'b',
            qr/'necessary'/],
        ["necessary a\n<Location /x>\nCookiePolicyCookie necessary b\n"
            . "CookiePolicyCookie statistical b\n</Location>", 'b',
            qr/'necessary'/],
    ],
    CookiePolicySource => [
        ['nonsense a.example', 'nonsense', qr/CookiePolicyCategory|declared/],
        ['statistical', 'statistical', qr/at least one source/],
        ['statistical provider="x"', 'statistical', qr/at least one source/],
        ['statistical *', '*', qr/UndeclaredSource hold/],
        ["statistical \"'self'\"", "'self'", qr/keyword of CSP/],
        ['statistical https:', 'https:', qr/with a host/],
        ['statistical ftp://a.example', 'ftp://a.example', qr/https, ws, wss/],
        ['statistical a..example', 'a..example', qr/scheme:\/\/.*host/],
        ['statistical [::1]', '[::1]', qr/IPv6.*host name/],
        ['statistical 127.1', '127.1', qr/four decimal numbers/],
        ['statistical a.example:0', 'a.example:0', qr/65535/],
        ['statistical a.example/x?y', 'a.example/x?y', qr/query/],
        ['statistical a.example/x*', 'a.example/x*', qr/prefix/],
        ['statistical "a.example/a;b"', 'a.example/a;b', qr/%3B/],
        ['statistical /', '/', qr/longer path/],
        ['statistical //a.example', '//a.example', qr/host/],
        ['statistical *.example', '*.example', qr/many parties/],
        ['statistical *.co.uk', '*.co.uk', qr/many parties/],
        ['statistical *.github.io', '*.github.io', qr/many parties/],
        ['statistical https://*.com:*/a/', '*.com', qr/many parties/],
        ['statistical *.xn--55qx5d.cn', '*.xn--55qx5d.cn', qr/many parties/],
        ['statistical a.example colour=red', 'colour', [qw(provider cookies)]],
        ['statistical a.example lifetime=long', 'long', qr/13mo|400d|session/],
        ['statistical a.example provider=""', 'provider', qr/provider="" is empty/],
        ['statistical a.example cookies=""', 'cookies', qr/cookies="" is empty/],
        ['statistical a.example cookies="a;b"', 'a;b', qr/names of cookies/],
        # Missing quotes must never declare a source.
        ['statistical a.example provider=Video b.example', 'b.example',
            [qr/provider="\.\.\."/, qr/quotes/, qr/sources come before/]],
        ["statistical a.example\nCookiePolicySource third-party A.example.", 'A.example.',
            [qr/'statistical'/, qr/httpd\.conf:\d+/, qr/one category/]],
        ["necessary b.example\n<Location /x>\nCookiePolicySource necessary /a/\n"
            . "CookiePolicySource statistical /b/../a/\n</Location>", '/b/../a/',
            qr/'necessary'/],
    ],
    CookiePolicyMarkup => [
        ['data-category nonsense', 'nonsense', qr/CookiePolicyCategory|declared/],
        ['data-category', 'data-category', qr/attribute=word.*category/],
        ['data-category statistical x', 'x', qr/attribute=word.*category/],
        ['"data category" statistical', 'data category', qr/attribute=word/],
        ['9x statistical', '9x', qr/attribute=word/],
        ['data-category= statistical', 'data-category', qr/one word/],
        ['data-category=* statistical', '*', qr/one word/],
        ["data-category=a statistical\nCookiePolicyMarkup DATA-category=A third-party",
            'DATA-category=A', [qr/'statistical'/, qr/one category/]],
    ],
    CookiePolicyGuard => [
        ['Maybe', 'Maybe', [qw(Off On)]],
        ["On\nCookiePolicyCookie statistical /^a++\$/", '/^a++$/',
            [qr/possessive/, qr/JavaScript/, qr/httpd\.conf:\d+/]],
        ["On\n<Location /x>\nCookiePolicyCookie statistical /(?i)a/\n</Location>",
            '/(?i)a/', qr/a group that begins/],
        ["Off\n<Location /x>\nCookiePolicyGuard On\n</Location>\n"
            . 'CookiePolicyCookie statistical /\Aa/', undef, qr/a backslash before/],
        ["On\n<VirtualHost *>\nCookiePolicyCookie statistical /[[:alpha:]]/\n"
            . '</VirtualHost>', '/[[:alpha:]]/', qr/in brackets/],
    ],
    CookiePolicyReports => [
        ['Maybe', 'Maybe', qr/Off or On/],
        ['On sample=0', 'sample=0', qr/1 to 100/],
        ['On sample=101', 'sample=101', qr/1 to 100/],
        ['On sample=', 'sample=', qr/1 to 100/],
        ['On 50', '50', qr/sample=/],
        ['Off sample=10', 'sample=10', qr/after On/],
    ],
    CookiePolicyUndeclaredSource => [
        ['suppress', 'suppress', [qw(allow hold)]],
    ],
    CookiePolicyUndeclared => [
        ['forbid', 'forbid', [qw(suppress allow)]],
    ],
    CookiePolicyRequest => [
        ['hide', 'hide', [qw(strip pass)]],
    ],
    CookiePolicyLeftovers => [
        ['remove', 'remove', [qw(expire keep)]],
    ],
    CookiePolicyMaxLifetime => [
        ['nonsense 30d', 'nonsense', qr/categor/i],
        ['statistical soon', 'soon', qr/13mo|400d|12h/],
        ['statistical 0d', '0d', qr/13mo|400d|12h/],
        ['statistical 500d', '500d', qr/400d/],
        ['statistical session', 'session', qr/400d/],
        ['statistical -3d', '-3d', qr/13mo|400d|12h/],
    ],
    CookiePolicyBanner => [
        ['Maybe', 'Maybe', [qw(Off On)]],
        ['On middle', 'middle', [qw(bottom top box flow start end)]],
        ['On top middle', 'middle', [qw(bottom top box flow start end)]],
        ['On end top', 'top', 
            [qr/one word of bottom, top, box or flow/,
                qr/one of start or end/, qr/both in this order/]],
        ['On start end', 'end', 
            [qr/one word of bottom, top, box or flow/,
                qr/one of start or end/, qr/both in this order/]],
        ['On top box', 'box', 
            [qr/one word of bottom, top, box or flow/,
                qr/one of start or end/, qr/both in this order/]],
    ],
    CookiePolicyReopen => [
        ['centre', 'centre', [qw(Off left right)]],
    ],
    CookiePolicyPath => [
        ['cookies', 'cookies', qr/slash/],
        ['/', '/', qr/path|prefix/i],
        ['http://evil.example/', 'http://evil.example/', qr/slash/],
        ['"/a b?c"', '/a b?c', qr/path|character/i],
    ],
    CookiePolicyConsentCookie => [
        ['"a b"', 'a b', qr/name|token/i],
        ['"a;b"', 'a;b', qr/name|token/i],
        ['x lifetime=long', 'long', qr/180d|400d|13mo/],
        ['x lifetime=session', 'session', qr/180d|400d/],
        ['x lifetime=500d', '500d', qr/400d/],
        ['x samesite=Loose', 'Loose', [qw(Lax Strict None)]],
        ['x httponly=maybe', 'maybe', [qw(yes no)]],
        ['x path=shop', 'shop', qr/slash|\//],
        ['x colour=red', 'colour', [qw(lifetime samesite)]],
        ['x domain=a/b', 'a/b', qr/host|domain/i],
        ['__Host-x path=/a', '__Host-x', qr/needs path=\/ and no domain/],
        ['__http-x httponly=no', '__http-x', qr/needs httponly=yes/],
        ['__Host-Http-x httponly=no', '__Host-Http-x', qr/needs httponly=yes/],
    ],
    CookiePolicyVersion => [
        ['"two words"', 'two words', qr/word|blank|character/i],
        ['""', '', qr/word|empty|character/i],
    ],
    CookiePolicySignal => [
        ['DNT Off', 'DNT', qr/GPC/],
        ['GPC nonsense', 'nonsense', qr/categor/i],
        ['GPC Off statistical', undef, qr/Off|categor/i],
    ],
    CookiePolicyRecords => [
        ['', undef, qr/Off.*file.*program.*dbd/],
        ['On', 'On', qr/Off.*file.*program.*dbd/],
        ['file', 'file', qr/file with a path/],
        ['consent.jsonl', 'consent.jsonl', qr/file with a path/],
        ['"|"', '|', qr/program/],
        ['logs/x keep', 'keep', qr/keep=12mo/],
        ['dbd keep=0', 'keep=0', qr/duration.*12mo/],
        ['dbd keep=session', 'keep=session', qr/duration/],
        ['dbd days=3', 'days=3', qr/keep=/],
    ],
    CookiePolicyObserve => [
        ['Maybe', 'Maybe', qr/Off or On/],
        ['entries=64', 'entries=64', qr/Off or On/],
        ['On entries', 'entries', qr/entries=, file= or summary=/],
        ['On size=64', 'size=64', qr/entries=, file= or summary=/],
        map({ ["On entries=$_", $_, qr/from 64 to 65536/] }
            '63', '65537', '-1', '1e3'),
        ['On file=', 'file=', qr/path/],
        map({ ["On summary=$_", $_, qr/duration, such as 1h/] }
            '0s', 'session', '1', 'often'),
        ["On\n<VirtualHost *>\nCookiePolicyObserve On\n</VirtualHost>",
            undef, qr/cannot occur within <VirtualHost>/],
    ],
    CookiePolicySite => [
        ['City of Rivemont', 'City', [qw(name controller contact privacy)]],
        ['title=x', 'title=x', [qw(name controller contact privacy)]],
        ['name=""', 'name=', qr/1 to 200 bytes/],
        ['name=' . 'x' x 201, 'xxx', qr/1 to 200 bytes/],
        map({ [qq{contact="$_"}, $_, qr/mail address.*URL/] }
            'Town Hall', 'javascript:x', 'a@', '@b.example', 'a b@c.example',
            'a@b.example?subject=x', 'http://', 'https:///x',
            q{https://a.example/'>}, 'mailto:a@b.example', '/contact'),
        map({ [qq{privacy="$_"}, $_, qr/https URL.*path/] }
            'privacy.html', '//evil.example/', 'javascript:alert(1)',
            '/a b', 'data:text/html,x', 'https://a.example/<x>'),
    ],
    CookiePolicyConsentMode => [
        ['ad_nonsense=statistical', 'ad_nonsense',
            [qw(ad_storage analytics_storage)]],
        ['ad_storage=nonsense', 'nonsense', qr/categor/i],
        ['ad_storage', 'ad_storage', qr/=/],
        ['ad_storage=', undef, qr/categor/i],
        ['On', 'On', qr/=|Off/],
    ],
    CookiePolicyLanguage => [
        ['"two words"', 'two words', qr/language|tag/i],
        ['en_GB!', 'en_GB!', qr/language|tag/i],
        map { [$_, $_, [qr/two or three letters/, qw(en fr pt-BR)]] }
            'english', 'e', 'e1', 'en-', '-en', 'en--GB', 'en-abcdefghi',
        # No page can be in that language.
        ['ja', 'ja', [qw(ar bg de en fr sv CookiePolicyText)]],
        ['zz-FR', 'zz-FR', [qw(en fr)]],
        ["en\n<Location /x>\nCookiePolicyLanguage ja\n</Location>", 'ja',
            [qw(en fr CookiePolicyText)]],
    ],
    CookiePolicyText => [
        ['en nonsense "text"', 'nonsense', qr/key|title|one of/i],
        ['"not a tag" title "text"', 'not a tag', qr/language|tag/i],
        ['english banner.title "text"', 'english', qr/two or three letters/],
    ],
    CookiePolicyStylesheet => [
        ['style.css', 'style.css', qr/slash/],
        ['javascript:x', 'javascript:x', qr/slash/],
        ['//evil.example/x.css', '//evil.example/x.css', qr/slash/],
    ],
    CookiePolicyVariants => [
        ['some', 'some', [qw(vary uniform)]],
    ],
);

# The table has every directive of the module.
open my $source, '<', 'src/httpd/config/cp_directives.c'
    or die "src/httpd/config/cp_directives.c: $!\n";
my $text = do { local $/; <$source> };
my %has = map { $_ => 1 } $text =~ /AP_INIT_\w+\s*\(\s*"(CookiePolicy\w*)"/g;
cmp_ok scalar(keys %has), '>=', 19, 'the command table was found';
is_deeply [ sort keys %wrong ], [ sort keys %has ],
    'the table has wrong arguments for every directive';

for my $directive (sort keys %wrong) {
    for my $row (@{ $wrong{$directive} }) {
        my ($arguments, $bad, $accepts) = @$row;
        my ($ok, $said) = CookiePolicy::Httpd::verdict(
            conf => "$directive $arguments\n");
        $arguments =~ s/\n/ | /g;
        # The sentence follows the line that names the file.
        $said =~ s/.*?Syntax error on line \d+ of [^\n]*\n//s;
        $said =~ s/.*?(?=CP\d{4}:)//s;
        ok !$ok, "$directive $arguments: stops the start";
        like $said, qr/\b\Q$directive\E\b/,
            "$directive $arguments: the sentence names the directive";
        like $said, qr/\Q$bad\E/,
            "$directive $arguments: the sentence names the wrong word"
            if defined $bad && length $bad;
        my @accepts = ref $accepts eq 'ARRAY'
            ? map({ ref $_ ? $_ : qr/\b$_\b/ } @$accepts) : $accepts;
        is scalar(grep { $said =~ $_ } @accepts), scalar(@accepts),
            "$directive $arguments: the sentence names the accepted"
                . " words" or diag $said;
        # httpd escapes other bytes when it writes the sentence.
        unlike $said, qr/\\x[0-9a-f]{2}|[^\x00-\x7e]/,
            "$directive $arguments: the sentence is ASCII";
    }
    # No argument at all: httpd itself rejects it.
    my ($ok, $said) = CookiePolicy::Httpd::verdict(conf => "$directive\n");
    ok !$ok, "$directive: needs an argument";
    like $said, qr/\b\Q$directive\E\b/,
        "$directive: the sentence names the directive";
}

# Directives for servers only are rejected in a directory.
for my $directive (qw(Lock Category Path ConsentCookie Version Signal
                      Site ConsentMode Text Stylesheet Observe)) {
    my %argument = (Lock => 'On', Category => 'ads consent', Path => '/x',
        ConsentCookie => 'x', Version => 'x', Signal => 'GPC Off', Site => 'name=x',
        ConsentMode => 'Off', Text => 'en title "x"', Stylesheet => '/x.css',
        Observe => 'On');
    my ($ok, $said) = CookiePolicy::Httpd::verdict(conf =>
        "<Directory \"\@ROOT\@\">\nCookiePolicy$directive "
        . "$argument{$directive}\n</Directory>\n");
    ok !$ok, "CookiePolicy$directive: is rejected in a directory";
    like $said, qr/CookiePolicy$directive not allowed/,
        'the sentence says that it is not allowed there';
}

# One name twice in one category, or in categories of several scopes.
for my $row (
    ['twice in one category', "CookiePolicyCookie statistical _ga\n"
        . "CookiePolicyCookie statistical _ga provider=x\n"],
    ['a name and a prefix', "CookiePolicyCookie statistical _ga*\n"
        . "CookiePolicyCookie necessary _ga\n"],
    ['in a section', "CookiePolicyCookie statistical _ga\n<Location /x>\n"
        . "CookiePolicyCookie necessary _ga\n</Location>\n<Location /y>\n"
        . "CookiePolicyCookie third-party _ga\n</Location>\n"],
    ['in a virtual host', "CookiePolicyCookie statistical _ga\n"
        . "<VirtualHost *>\nCookiePolicyCookie necessary _ga\n"
        . "</VirtualHost>\n"],
) {
    my ($what, $conf) = @$row;
    my ($ok, $said) = CookiePolicy::Httpd::verdict(conf => $conf);
    ok $ok, "one name, $what: is accepted" or diag $said;
}

# Patterns of JavaScript, and others where no guard is on.
for my $row (
    ['alike', "CookiePolicyGuard On\nCookiePolicyCookie statistical "
        . '"/^_ga(?:_[A-Z0-9]+)?$/" /^node[0-9]{2}$/'],
    ['without a guard', "CookiePolicyGuard Off\n"
        . 'CookiePolicyCookie statistical /(?i)a++/'],
    ['of another host', "<VirtualHost *>\nCookiePolicyGuard On\n</VirtualHost>\n"
        . "<VirtualHost *>\nCookiePolicyCookie statistical /(?i)a/\n</VirtualHost>"],
) {
    my ($what, $conf) = @$row;
    my ($ok, $said) = CookiePolicy::Httpd::verdict(conf => "$conf\n");
    ok $ok, "patterns, $what: are accepted" or diag $said;
}

# A language that is not built in needs all texts.
sub texts {
    my ($tag, $skip) = @_;
    open my $in, '<', 'conf/locale/en.conf' or die "en.conf: $!\n";
    return join '', map { s/^CookiePolicyText en /CookiePolicyText $tag /r }
        grep { /^CookiePolicyText/ && !/$skip/ } <$in>;
}
for my $row (
    ['built in', 'CookiePolicyLanguage fr', undef],
    ['a region of one', 'CookiePolicyLanguage fr-CA', undef],
    ['a region with a text of its own',
        'CookiePolicyText fr-CA banner.title "Témoins"', undef],
    ['a text in it', 'CookiePolicyText fr banner.title "Cookies"', undef],
    ['supplied', texts('ja', '^$') . 'CookiePolicyLanguage ja', undef],
    ['after the directive', 'CookiePolicyLanguage ja' . "\n"
        . texts('ja', '^$'), undef],
    ['three letters', texts('yue', '^$') . 'CookiePolicyLanguage yue-Hant',
        undef],
    ['in another virtual host', "<VirtualHost *>\nCookiePolicyLanguage ja\n"
        . texts('ja', '^$') . '</VirtualHost>', undef],
    ['all but one', texts('ja', 'banner\.accept')
        . 'CookiePolicyLanguage ja', qr/'ja' has no text for 1 .* such as banner\.accept/],
    ['one text', 'CookiePolicyText ja banner.title "x"',
        qr/'ja' has no text for [1-9]\d\d? .* such as \w+/],
) {
    my ($what, $conf, $warns) = @$row;
    my ($ok, $said) = CookiePolicy::Httpd::verdict(conf => "$conf\n");
    ok $ok, "a language, $what: is accepted" or diag $said;
    my @lines = grep { /CP0061/ } split /\n/, $said;
    is scalar(@lines), $warns ? 1 : 0, "$what: " . ($warns ? 'one' : 'no')
        . ' warning' or diag $said;
    like $lines[0], $warns,
        "$what: the warning says which texts are missing" if $warns;
}

# In an .htaccess file a mistake results in 500 and the same sentence.
my %htaccess = (
    name     => ['CookiePolicyCookie necessary sid provider=Our site', 'site'],
    category => ["CookiePolicyCookie necessary a\n"
        . 'CookiePolicyCookie statistical a', 'a'],
    language => ['CookiePolicyLanguage ja', 'ja'],
    source   => ['CookiePolicySource ads a.example', 'ads'],
    markup   => ['CookiePolicyMarkup class=x ads', 'ads'],
    sources  => ['CookiePolicySource statistical a.example'],
    right    => ['CookiePolicyLanguage fr-CA'],
);
my $httpd = CookiePolicy::Httpd->new(conf => "CookiePolicy On\n",
    files => { map { ("htdocs/$_/.htaccess" => "$htaccess{$_}[0]\n",
                      "htdocs/$_/x.txt" => 'x') } keys %htaccess });
$httpd->start;
for my $dir (sort keys %htaccess) {
    my $bad = $htaccess{$dir}[1];
    is $httpd->fetch('localhost', "/$dir/x.txt")->status, $bad ? 500 : 200,
        ".htaccess, $dir: the status";
    like $httpd->log, qr/htdocs\/$dir\/\.htaccess: CookiePolicy\w+: .*'$bad'/,
        ".htaccess, $dir: the log has the sentence" if $bad;
}

# The case of modes, keys and fixed words does not matter.
for (<<'CONF' =~ /(.+)\n/g) {
CookiePolicyCategory ads OptOut Label="Ads"
CookiePolicyCookie statistical a Third-Party=Yes ANONYMISED=no SameSite=strict
CookiePolicySource statistical a.example PROVIDER="P"
CookiePolicyConsentCookie x HttpOnly=NO SameSite=none Applications=Yes
CookiePolicyConsentMode AD_storage=statistical
CookiePolicySite NAME="N"
CookiePolicyObserve On Entries=64
CookiePolicyReports on Sample=5
CookiePolicyRecords FILE consent.jsonl Keep=12mo
CONF
    my ($is_right, $sentence) = CookiePolicy::Httpd::verdict(conf => $_);
    ok $is_right, "the case does not matter: $_" or diag $sentence;
}

# Right arguments are accepted, one example for each directive.
my ($ok, $said) = CookiePolicy::Httpd::verdict(conf => <<'CONF');
CookiePolicyCategory ads optout label="Ads" description="What is sold"
CookiePolicyLock On
CookiePolicyCookie ads a b* /^c[0-9]$/ provider="P" function="F" purpose="Q" \
    lifetime=13mo domain=example.org path=/shop third-party=yes \
    anonymised=no controller="C"
CookiePolicyCookie necessary d lifetime=session
CookiePolicyMaxLifetime ads 12h
CookiePolicyBanner On box end
CookiePolicyReopen right
CookiePolicyPath /about/cookies
CookiePolicyConsentCookie choice domain=example.org path=/ lifetime=90d \
    samesite=Strict httponly=no
CookiePolicyVersion spring
CookiePolicySignal GPC ads third-party
CookiePolicySite name="Town & Country" controller="Town Hall, 1 Street" contact=dpo+web@town.example privacy=/privacy?a=b&c#d
CookiePolicyObserve On entries=64 file=observed summary=2s
CookiePolicyConsentMode ad_storage=ads analytics_storage=statistical \
    ad_user_data=ads ad_personalization=ads
CookiePolicyLanguage pt-BR
CookiePolicyStylesheet /style.css
CookiePolicyVariants uniform
CookiePolicySource ads video.example *.video.example:* https://x.example:8443/a/b \
    https://bücher.example *.example.co.uk *.localhost /stats/ \
    provider="P" function="F" purpose="Q" cookies="a b* c" lifetime=13mo \
    controller="C"
CookiePolicyMarkup data-category ads
CookiePolicyMarkup class=ad-* ads
CookiePolicyMarkup "data-name=Google Analytics" statistical
CookiePolicyUndeclaredSource hold
CookiePolicyGuard On
CookiePolicyReports On sample=100
CookiePolicyUndeclared allow
CookiePolicyRequest pass
CookiePolicyLeftovers keep
CookiePolicy ReportOnly
CONF
ok $ok, 'right arguments of every directive are accepted' or diag $said;

done_testing;
