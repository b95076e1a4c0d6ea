# SPDX-License-Identifier: Apache-2.0
#
# The catalogue (conf/catalogue): it is complete, httpd accepts each file alone
# and all together, no file calls necessary what its maker calls something else,
# and visitors read its texts in five languages.
#
# Server: own (4 s)
use strict;
use warnings;

use Cwd qw(getcwd);
use Encode qw(decode);
use File::Temp ();

use lib 't/lib';
use CookiePolicy::Httpd;
use Test::More;

my @LANGUAGES = qw(fr de es it);
my $DATE = qr/\(\d{4}-\d\d-\d\d\)/;

# The software that the catalogue promises; docs/guide/catalogue.md lists it.
my @PRODUCTS = qw(
    wordpress woocommerce mediawiki phpmyadmin dokuwiki roundcube nextcloud
    drupal joomla typo3 django rails laravel php java-servlet aspnet
    apache-balancer haproxy aws-alb cloudflare matomo google-analytics
    google-tag-manager google-ads youtube vimeo google-maps google-fonts
    recaptcha hcaptcha turnstile meta-pixel linkedin-insight x tiktok pinterest
    microsoft-clarity microsoft-advertising hotjar hubspot intercom zendesk
    disqus stripe paypal klarna spotify soundcloud openstreetmap mapbox);

# What the maker calls it (# maker: …), and may it be necessary?
my %MAKER = (map({ $_ => 1 } qw(session log-in security load-balancing consent
                                function preference)),
             map({ $_ => 0 } qw(analytics advertising personalisation
                                convenience chat content)));

# Words of a purpose for which visitors are asked.
my $ASKED = qr/\b(?:statistic|advert|measur|recogni|record|analy|campaign
                  |tell\ visitors\ apart|personal|offers?\b)/xi;

# Returns the declarations of a text, and what else is in it.
sub parsed {
    my ($text) = @_;
    my (@declared, %text, @faults, $maker);
    $text =~ s/\s*\\\n\s*/ /g;
    for (split /\n/, $text) {
        if (/^# maker: (\S+)$/) {
            $maker = $1;
        }
        elsif (/^CookiePolicy(Cookie|Source) (\S+) (.*)$/) {
            my %is = (kind => lc $1, category => $2, maker => $maker, line => $_);
            my ($names, $keys) = $3 =~ /^(.*?)((?: [a-z-]+=(?:"[^"]*"|\S+))+)$/;
            $is{names} = [ map { tr/"//dr } split ' ', $names // '' ];
            @is{qw(provider function purpose)} = ('') x 3;
            $is{$1} = $2 // $3
                while ($keys // '') =~ / ([a-z-]+)=(?:"([^"]*)"|(\S+))/g;
            push @declared, \%is;
            $maker = undef;
        }
        elsif (/^CookiePolicyText (\S+) ("?)(\S+)\2 "(.*)"$/) {
            push @faults, "twice: $1 $3" if defined $text{"$1 $3"};
            $text{"$1 $3"} = $4;
        }
        elsif (!/^(?:#.*)?$/) {
            push @faults, "not a plain line of the catalogue: $_";
        }
    }
    return (\@declared, \%text, @faults);
}

# Returns the faults of one declaration. It uses up its texts.
sub faults_of {
    my ($is, $text) = @_;
    my @faults;
    return 'not a declaration' unless @{ $is->{names} };
    for my $key (qw(provider function purpose)) {
        push @faults, "no $key" unless length $is->{$key};
    }
    push @faults, 'no lifetime'
        if !$is->{lifetime} && ($is->{kind} eq 'cookie' || $is->{cookies});
    push @faults, 'a pattern without shown'
        if !$is->{shown} && grep { m{^/\^} && $is->{kind} eq 'cookie' } @{ $is->{names} };
    push @faults, 'no word of the maker, or an unknown one'
        unless defined $MAKER{ $is->{maker} // '' };
    if ($is->{category} eq 'necessary') {
        push @faults, "necessary, but the maker says $is->{maker}"
            unless $MAKER{ $is->{maker} // '' };
        push @faults, "necessary, but its words are: $&"
            if "$is->{function} $is->{purpose}" =~ $ASKED;
    }
    return (@faults, map { text_faults($is, $text, $_) } @LANGUAGES);
}

# A provider with a name of its own needs no translation.
sub text_faults {
    my ($is, $text, $language) = @_;
    my @faults;
    for my $part (qw(function purpose), $is->{provider} eq 'This site' ? 'provider' : ()) {
        my $is_text = delete $text->{"$language $is->{kind}.$is->{names}[0].$part"};
        push @faults, "no $part in $language" unless length($is_text // '');
        push @faults, "the $part in $language is English"
            if $part ne 'function' && ($is_text // '') eq $is->{$part};
    }
    return @faults;
}

sub faults {
    my ($text) = @_;
    my ($declared, $texts, @faults) = parsed($text);
    push @faults, 'no address of the maker with a date'
        unless $text =~ m{^# (?:From|Source): https://\S+ $DATE$}m
        || $text =~ m{^# Not read: https://\S+ $DATE\n(?:# Not read: .*\n)*# Not verified: \S}m;
    push @faults, 'no declaration' unless @$declared;
    for my $is (@$declared) {
        push @faults, map { "$_: $is->{line}" } faults_of($is, $texts);
    }
    return (@faults, map { "a text of no declaration: $_" } sort keys %$texts);
}

my %file = map { m{([^/]+)\.conf$}; $1 => CookiePolicy::Httpd::slurp($_) }
    glob 'conf/catalogue/*.conf';
is_deeply [ sort keys %file ], [ sort @PRODUCTS ], 'each product has a file';
for my $name (sort keys %file) {
    is_deeply [ faults($file{$name}) ], [], "$name is complete";
}

# Each fact is in one file.
my %where;
for my $name (sort keys %file) {
    for my $is (@{ (parsed($file{$name}))[0] }) {
        push @{ $where{"$is->{kind} $_"} }, $name for @{ $is->{names} };
    }
}
is_deeply [ grep { @{ $where{$_} } > 1 } sort keys %where ], [],
    'no name and no source is declared twice';

# The check finds what it is for. The correct file has one address.
(my $good = $file{matomo}) =~ s/^# Source: .*\n//mg;
for my $row (
    ['CookiePolicyCookie statistical', 'CookiePolicyCookie necessary', qr/^necessary, but the maker/],
    ['# maker: analytics', '# maker: session', undef],
    ['# maker: analytics', '# maker: statistics', qr/^no word of the maker/],
    [' \\' . "\n    lifetime=13mo", '', qr/^no lifetime/],
    ['provider="This site"', 'provider=""', qr/^no provider/],
    [$good =~ /(CookiePolicyText de .*\n)/, '', qr/^no \w+ in de/],
    ['cookie._pk_id.*.purpose', 'cookie._pk_id.purpose', qr/^a text of no declaration/],
    ['# From:', '# Seen:', qr/^no address/],
    ['CookiePolicyText it', 'CookiePolicyCookie', qr/^not a declaration/],
    ['# maker', "CookiePolicy On\n# maker", qr/^not a plain line/],
) {
    my ($old, $new, $fault) = @$row;
    my $at = index $good, $old;
    die "no $old" if $at < 0;
    my $bad = $good;
    substr($bad, $at, length $old) = $new;
    my @found = faults($bad);
    if ($fault) {
        ok scalar(grep { $_ =~ $fault } @found), "found: $fault" or diag "@found";
    }
    else {
        is_deeply \@found, [], 'a category that asks needs no reason';
    }
}
(my $called = $file{matomo}) =~ s/# maker: analytics\n(CookiePolicyCookie) \w+/# maker: session\n$1 necessary/;
ok scalar(grep { /^necessary, but its words are/ } faults($called)),
    'found: the words of a purpose';

# One configuration with each file in a virtual host of its own, and one with
# all files in the same scope. CookiePolicyGuard reads the patterns, too.
my $top = getcwd();
my $each = join '', map {
    "<VirtualHost *>\nServerName $_.test\nInclude $top/conf/catalogue/$_.conf\n</VirtualHost>\n"
} @PRODUCTS;
my $all = join '', "CookiePolicy On\nCookiePolicyGuard On\n",
    map { "Include $top/conf/catalogue/$_.conf\n" } reverse @PRODUCTS;
for my $row (['each file alone', $each], ['all files together', $all]) {
    my ($what, $conf) = @$row;
    my ($ok, $said) = CookiePolicy::Httpd::verdict(conf => $conf);
    ok $ok, "httpd accepts $what" or diag $said;
    unlike $said, qr/CP\d{4}/, "$what: the module logs nothing";
}

# The policy page contains every text: each key names its declaration.
# It writes letters outside of ASCII, and & and ", as numbers.
sub escaped {
    my $text = decode('UTF-8', $_[0]);
    return $text =~ s/([^\x20-\x7e]|[&"'<>])/'&#' . ord($1) . ';'/egr;
}

my $httpd = CookiePolicy::Httpd->new(conf => $all)->start;
my @declared = map { @{ (parsed($file{$_}))[0] } } @PRODUCTS;
for my $language ('en', @LANGUAGES) {
    my $page = $httpd->fetch('all.test', '/cookie-policy',
        headers => ["Accept-Language: $language"])->body;
    my %text = map { %{ (parsed($file{$_}))[1] } } @PRODUCTS;
    my %missing;
    for my $is (@declared) {
        for my $part (qw(provider function purpose)) {
            my $text = $text{"$language $is->{kind}.$is->{names}[0].$part"} // $is->{$part};
            $missing{$text}++ if index($page, escaped($text)) < 0;
        }
    }
    is_deeply [ sort keys %missing ], [], "the policy page has the texts in $language";
    is scalar(() = $page =~ /to remember you from one page to another/g),
        $language eq 'en' ? scalar(grep {
            $_->{purpose} eq 'to remember you from one page to another' } @declared) : 0,
        "the number of English texts in $language is right";
}
$httpd->stop;

# The draft of the status handler reads these files as data: it knows their names,
# and rejects the line of a file that is wrong, and no other.
my $drafts = CookiePolicy::Httpd->new(
    files => { 'conf/catalogue/wrong.conf' => "CookiePolicyCookie statistics _wrong\n",
               map { ("conf/catalogue/$_.conf" => $file{$_}) } @PRODUCTS },
    conf => <<'CONF')->start;
CookiePolicy ReportOnly
Header always add Set-Cookie "_pk_id.1.abcd=1; Max-Age=60"
Header always add Set-Cookie "nobody=1"
<Location /status>
    SetHandler cookie-policy-status
</Location>
CONF
$drafts->fetch('draft.test', '/');
my $draft = $drafts->fetch('draft.test', '/status?draft')->body =~ s/\s*\\\n\s*/ /gr;
like $draft, qr/^CookiePolicyCookie statistical _pk_id\.\* .*function="Audience measurement"/m,
    'the draft knows the names of the catalogue';
like $draft, qr/^CookiePolicyCookie \S+ nobody .*purpose=""/m, 'and no others';
my @rejected = $drafts->log =~ /(CP017[12]: .*)/g;
is scalar(@rejected), 1, 'the draft uses each line of the catalogue';
like $rejected[0], qr/^CP0171: .*wrong\.conf:1/, 'and not a wrong one';
$drafts->stop;

# make install copies the files to the folder that the guide names.
my $to = File::Temp->newdir;
is system("make -s install-data DESTDIR='$to' >'$to/said' 2>&1"), 0,
    'make installs the catalogue' or diag CookiePolicy::Httpd::slurp("$to/said");
my ($folder) = CookiePolicy::Httpd::slurp('docs/guide/catalogue.md')
    =~ m{Include (/\S+)/\w+\.conf};
is_deeply [ map { m{([^/]+)\.conf$} } glob "$to$folder/*.conf" ],
    [ sort @PRODUCTS ], 'all files are installed where the guide says';

# The guide lists each file.
my $guide = CookiePolicy::Httpd::slurp('docs/guide/catalogue.md');
is_deeply [ grep { $guide !~ /`\Q$_\E\.conf`/ } @PRODUCTS ], [],
    'the guide lists each file';

done_testing;
