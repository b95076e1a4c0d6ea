# SPDX-License-Identifier: Apache-2.0
#
# The lines in the error log: one per suppressed cookie and response, in the
# documented form, escaped, and never with a value.
#
# Server: shared, every MPM
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More;

my $uri = '/cgi-bin/emit.pl';
sub line {
    my ($name, $category, $reason, $provider) = @_;
    return qq(CP0001: suppressed Set-Cookie name="$name")
        . qq( category="$category" reason="$reason")
        . qq( provider="$provider" uri="$uri");
}

sub lines_for {
    my ($path, @options) = @_;
    my $mark = mark();
    fetch('on.test', $path, @options);
    return log_since($mark, 'CP0001');
}

my @set = ('_ga=secret1; Path=/', 'sessionid=secret2', 'pref_x=secret3',
           'ad7=secret4');
my @three = map { line(@$_) } (
    ['_ga', 'statistical', 'undecided', 'Count & Co'],
    ['pref_x', 'first-party', 'undecided', 'The shop'],
    ['ad7', 'third-party', 'undecided', 'Ads Inc'],
);
is_deeply lines_for(emit(set => \@set)), \@three,
    'an undecided visitor: each suppressed cookie has its line';
(my $refused = join "\n", @three) =~ s/undecided/refused/g;
is join("\n", @{ lines_for(emit(set => \@set),
                           cookie => refused('on.test')) }),
    $refused, 'a visitor who refused: the reason is "refused"';
is_deeply lines_for(emit(set => \@set), headers => ['Sec-GPC: 1']),
    [ @three[0, 1], line('ad7', 'third-party', 'signal', 'Ads Inc') ],
    'a browser that sends Sec-GPC: the reason is "signal"';
like join("\n", @{ lines_for(emit(set => ['nobody=1'])) }),
    qr/^CP0001:\ suppressed\ Set-Cookie\ name="nobody"\ category="-"
       \ reason="undeclared"\ provider="[^"]*"\ uri="\Q$uri\E"$/x,
    'an undeclared cookie: the reason is "undeclared"';
is_deeply lines_for(emit(set => ['sessionid=1', '_ga=; Max-Age=0'])), [],
    'no line if no cookie is suppressed';
is scalar(@{ lines_for(emit(set => ['_ga=1', '_ga=2', '_ga=3'])) }), 3,
    'one line per cookie, also if they have the same name';
is_deeply lines_for('/e/cgi/nope'),
    [ 'CP0001: suppressed Set-Cookie name="_ga" category="statistical"'
      . ' reason="undecided" provider="Count & Co" uri="/e/cgi/nope"' ],
    'an error document: one line, with the URL of the request';

# No line contains a value, at any level.
my $mark = mark();
fetch('on.test', emit(set => \@set), cookie => '_ga=secret5; pref_x=secret6');
fetch('info.test', emit(set => \@set), cookie => '_ga=secret7; nobody=secret8');
fetch('info.test', '/cookie-policy/choice', method => 'POST',
      form => { choice => 'save', grant => 'secret9' });
ok scalar(grep { /CP0001/ } @{ log_since($mark) }), 'lines are written';
unlike join("\n", @{ log_since($mark) }), qr/secret/, 'they contain no value';

# Bytes from the network are escaped.
for my $row (
    ['a quote', "a\"b=1", qr/name="a%22b"/],
    ['a backslash', "a\\b=1", qr/name="a%5Cb"/],
    ['UTF-8', "caf\xc3\xa9=1", qr/name="caf%C3%A9"/],
    ['a newline that is none', "a%0Ab=1", qr/name="a%250Ab"/],
    ['a forged line', 'x" category="necessary=1',
        qr/name="x%22 category"/],
) {
    my ($what, $cookie, $want) = @$row;
    my $lines = lines_for(emit(set => [$cookie]));
    is scalar(@$lines), 1, "$what: one line";
    like $lines->[0] // '', $want, "$what: is escaped";
    unlike $lines->[0] // '', qr/[^\x20-\x7e]/, "$what: is printable ASCII";
}
# A backend can send bytes that a CGI cannot.
$mark = mark();
fetch('proxy.test', nph("HTTP/1.1 200 OK\r\nSet-Cookie: a\x1b[31mb=1\r\n"
    . "Content-Length: 0\r\nConnection: close\r\n\r\n"));
my $all = join "\n", @{ log_since($mark) };
unlike $all, qr/\x1b/, 'an escape sequence does not reach a terminal';
like $all, qr/CP0001: suppressed Set-Cookie name="a%1B\[31mb".* reason="malformed"/,
    'such a cookie is logged as malformed';

# The URL comes from the network, too.
my $lines = lines_for('/p/always/%22%0Aforged');
is scalar(@$lines), 1, 'a URL with a newline yields one line';
like $lines->[0] // '', qr{uri="/p/always/%22%0Aforged"$},
    'its newline is escaped';

# Names are cut at 64 bytes.
my $long = 'n' x 64;
like lines_for(emit(set => ["$long=1"]))->[0] // '',
    qr/name="\Q$long\E"/, 'a name of 64 bytes is complete';
my $cut = lines_for(emit(set => [ ('n' x 500) . '=1' ]))->[0] // '';
like $cut, qr/name="n{64}[^n]*"/, 'a longer name is cut';

# LogLevel applies, as for any module.
$mark = mark();
fetch('quiet.test', emit(set => \@set));
is_deeply log_since($mark), [],
    'LogLevel cookie_policy:error silences the lines';
is_deeply names_of(set_cookies(fetch('quiet.test', emit(set => \@set)))),
    ['sessionid'], 'it does not change the decision';
is scalar(@{ lines_for(emit(set => ['_ga=1']), method => 'HEAD') }), 1,
    'HEAD is logged, too';

# Cookies that are hidden from the application are logged, too.
$mark = mark();
fetch('info.test', '/cgi-bin/echo.pl', cookie => '_ga=1; sessionid=2; x=3');
my $stripped = join "\n", @{ log_since($mark, 'CP0002') };
like $stripped, qr/^CP0002: stripped Cookie name="_ga" category="statistical" reason="undecided"$/m,
    'a hidden declared cookie is logged';
like $stripped, qr/^CP0002: stripped Cookie name="x" category="-" reason="undeclared"$/m,
    'a hidden undeclared cookie is logged';
unlike $stripped, qr/sessionid/, 'a cookie that passed is not logged';

# This server has no table of observations: every line is a warning.
open my $fh, '<:raw', vars('t_logs') . '/error_log' or die $!;
my %levels = map {
    /\[cookie_policy:(\w+)\].*\b(CP000[12]: (?:would )?\w+)/ ? ("$2 $1" => 1)
                                                             : () } <$fh>;
ok $levels{'CP0001: suppressed warn'} && $levels{'CP0002: stripped warn'},
    'suppressed and hidden cookies are logged at warn';
is scalar(grep { !/warn/ } keys %levels), 0, 'and at no other level';

done_testing;
