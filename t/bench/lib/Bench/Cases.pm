# SPDX-License-Identifier: Apache-2.0
#
# The cases whose instructions and system calls are counted, their limits, and
# the rows that are computed from two cases.
#
# Members of a case: name, page, base (the name of the case that it is compared
# with), ours (count the instructions of our module only), those of its server
# (see Bench::Server) and of the expected answer (see Bench::Proof); most, aim:
# added instructions; calls_most: added system calls.
package Bench::Cases;

use strict;
use warnings;

use Bench::Site ();
use Bench::Variants ();

# A list as a site with trackers needs it.
my @NAMES = ((map { sprintf 'cookie%02d', 2 * $_ } 1 .. 10),
             qw(_ga _gid _gat _gcl_au _fbp _fbc _pk_id _pk_ses fr IDE));

# ----------------------------------------------------------------- cookies

sub cookies {
    return (text(), (map { set_cookie($_) } 5, 20), observed());
}

sub text {
    my %same = (page => '1k.txt');
    my %ours = (%same, own => 1, calls_most => 0);
    my @on   = Bench::Variants::on();
    return (
        { %same, name => 'text: httpd' },
        { %ours, name => 'text: loaded, not configured',
          base => 'text: httpd', most => 300 },
        { %ours, name => 'text: Off', base => 'text: httpd', most => 300,
          lines => [ 'CookiePolicy Off', Bench::Variants::declarations() ] },
        { %ours, name => 'text: On', base => 'text: httpd', most => 1500,
          aim => 700, lines => \@on },
        { %same, name => 'text, choice sent: httpd', cookie => 1 },
        { %ours, name => 'text, choice sent: On', cookie => 1,
          base => 'text, choice sent: httpd', most => 1500, aim => 700,
          lines => \@on },
    );
}

sub set_cookie {
    my ($n) = @_;
    my $half = int $n / 2;
    my @set  = set_cookies($n);
    my @on   = Bench::Variants::on();
    my %same = (page => '1k.txt', lines => \@set, cookies => $n,
                base => "$n cookies: httpd");
    my %ours = (%same, own => 1);
    my %most = $n == 5 ? (most => 5000, aim => 3000) : (most => 12_000);
    my $list = join '|', @NAMES;
    return (
        { %same, name => "$n cookies: httpd", base => undef },
        { %ours, name => "$n cookies: Off", most => 300, calls_most => 0,
          lines => [ @set, 'CookiePolicy Off',
                     Bench::Variants::declarations() ] },
        { %ours, %most, name => "$n cookies: On, none suppressed",
          calls_most => 0,
          lines => [ @set, map { s/ statistical / necessary /r } @on ] },
        { %ours, %most, calls_most => 0, cookies => $n - $half,
          name => "$n cookies: On, $half suppressed, not logged",
          lines => [ @set, @on, 'LogLevel cookie_policy:error' ] },
        { %ours, cookies => $n - $half,
          name => "$n cookies: On, $half suppressed and logged",
          lines => [ @set, @on, 'LogLevel cookie_policy:info' ] },
        { %same, name => "$n cookies: mod_log_debug, $half such lines",
          modules => ['log_debug'],
          lines => [ @set, 'LogLevel log_debug:info', log_lines($half) ] },
        { %same, name => "$n cookies: mod_headers, Header edit*",
          cookies => $n - $half,
          lines => [ @set,
                     "Header always edit* Set-Cookie '^(?:$list)=.*\$' ''" ],
          remark => "leaves $half empty Set-Cookie lines" },
        { %same, name => "$n cookies: mod_security2, one rule",
          modules => [qw(unique_id security2)], found => qr/id "1"/,
          lines => [ @set, 'SecRuleEngine On',
                     "SecRule RESPONSE_HEADERS:Set-Cookie '^(?:$list)='"
                     . " 'id:1,phase:3,nolog,pass'" ],
          remark => 'only detects' },
    );
}

# Responses with and without the table of observations: five names
# that are declared, two that are not, two that a prefix declares. Only our
# instructions are counted: the others differ by as much as the table costs.
my %OBSERVED = (
    '5 declared'   => [ 5, map { s/ statistical / necessary /r }
                        Bench::Variants::declarations() ],
    '2 undeclared' => [ 2, 'CookiePolicyUndeclared allow' ],
    '2 of a prefix' =>
        [ 2, 'CookiePolicyCookie necessary cookie* purpose="to be counted"' ],
    '2 undeclared, suppressed' => [ 2, 'LogLevel cookie_policy:error' ],
);

sub observed {
    return map {
        my ($n, @lines) = @{ $OBSERVED{$_} };
        my %same = (page => '1k.txt', own => 1, ours => 1,
                    cookies => /suppressed/ ? 0 : $n,
                    lines => [ set_cookies($n), 'CookiePolicy On', @lines ]);
        ({ %same, name => "$_: not observed",
           lines => [ @{ $same{lines} }, 'CookiePolicyObserve Off' ] },
         { %same, name => "$_: observed", base => "$_: not observed",
           most => 150, calls_most => 0 });
    } sort keys %OBSERVED;
}

# Set early, as an application does: mod_security2 acts before mod_headers.
sub set_cookies {
    return map {
        sprintf 'Header always add Set-Cookie "cookie%02d=value%02d'
            . 'abcdefghijklmnopqrstuvwxyz; Path=/; Max-Age=31536000; '
            . 'Secure; SameSite=Lax" early', $_, $_;
    } 1 .. $_[0];
}

# Lines of the error log as long as CP0001, without our module.
sub log_lines {
    return map {
        sprintf 'LogMessage "CP0001: suppressed Set-Cookie name=\"cookie%02d\"'
            . ' category=\"statistical\" reason=\"undecided\"'
            . ' provider=\"Bench\" uri=\"/1k.txt\""', 2 * $_;
    } 1 .. $_[0];
}

# ------------------------------------------------------------------- pages

my @PAGES = qw(5k 50k 500k 500k-early 10m);

# By the size of the page: the requests that are not counted, those that are, and
# the number of servers. A parser of the whole page needs seconds for one answer.
my %ROUNDS = (
    '5k' => [ 20, 20, 3 ], '50k' => [ 20, 20, 3 ], '500k' => [ 5, 20, 1 ],
    '500k-early' => [ 5, 20, 1 ], '10m' => [ 4, 20, 1 ],
);
my %SLOW = ('5k' => [ 5, 20, 1 ], '50k' => [ 3, 6, 1 ], '500k' => [ 1, 2, 1 ],
            '10m' => [ 1, 1, 1 ]);

# With `long` also the cases that take minutes.
sub pages {
    my ($long) = @_;
    return map { page($_, $long) } @PAGES;
}

# The pages of the section "hold": [name, file, rounds].
my @HOLD = (
    [ 'plain', '500k-early.html', $ROUNDS{'500k-early'} ],
    [ 'held', 'held.html', $ROUNDS{'500k-early'} ],
    [ 'dense', 'dense.html', [ 2, 4, 1 ] ],
);

# Pages read to their end because a source waits, and the same pages where
# nothing is declared. For the page with held tags, the other modules, too.
sub hold {
    my %by = map { $_->{key} => $_ } Bench::Variants::ours();
    my @cases = map {
        my ($name, $page, $rounds) = @$_;
        my %same = (page => $page, rounds => $rounds, key => undef,
                    base => undef);
        ({ %{ $by{banner} }, %same, name => "$name: no source declared" },
         { %{ $by{hold} }, %same, name => "$name: a source waits",
           base => "$name: no source declared",
           $name eq 'held' ? (held => qr/ data-cookie-policy-src=/) : () })
    } @HOLD;
    return (@cases, granted(%{ $by{link} }), holders());
}

# A visitor who has accepted everything: with a declared source, and without.
sub granted {
    my (%link) = @_;
    my %same = (%link, key => undef, base => undef, page => 'held.html',
                rounds => [ 20, 20, 3 ]);
    my @lines = (Bench::Variants::on(), Bench::Variants::source());
    return ({ %same, name => 'all granted: no source declared' },
            { %same, name => 'all granted: a source is declared',
              base => 'all granted: no source declared', most => 300,
              policy => \@lines, lines => \@lines });
}

# The other modules on the page with held tags, and their servers without them.
sub holders {
    my %same = (page => 'held.html', rounds => [ 2, 4, 1 ]);
    my @bare = grep { !$_->{cookie} } Bench::Variants::bare();
    return map { my %case = (%$_, %same, key => undef,
                             name => "held: $_->{name}");
                 $case{base} = 'held: ' . Bench::Variants::name_of($_->{base})
                     if $_->{base};
                 \%case } @bare, Bench::Variants::holders();
}

sub page {
    my ($page, $long) = @_;
    my @cases;
    for my $v (Bench::Variants::bare(), Bench::Variants::ours(),
               Bench::Variants::rivals()) {
        my $ours = $v->{own};
        next if $page eq '500k-early' && !$ours && $v->{base};
        next if $page eq '10m' && $v->{rewrites} && !$long;
        my $slow = $v->{rewrites} || $page eq '10m' && $v->{inserts};
        my %case = (%$v, name => "page $page: $v->{name}", key => undef,
                    page => "$page." . ($v->{ext} || 'html'),
                    rounds => $slow ? $SLOW{$page} : $ROUNDS{$page});
        $case{base} = "page $page: " . Bench::Variants::name_of($v->{base})
            if $v->{base};
        reach(\%case, $page) if $ours;
        push @cases, \%case;
    }
    return @cases;
}

sub reach {
    my ($case, $page) = @_;
    return unless $page eq '5k' || $page eq '50k';
    $case->{calls_most} = 0;
    return if $case->{late} || $case->{whole};    # each byte counts: read_off
    $case->{most} = $case->{cookie} ? 8000 : 15_000;
    $case->{aim}  = 8000 unless $case->{cookie};
    return;
}

# --------------------------------------------------------------- read off

# Rows about pairs of cases, if both were measured: [text, value, 'limit',
# reached].
sub read_off {
    my (%added) = @_;
    my @found;
    for my $n (5, 20) {
        my $half = int $n / 2;
        my ($none, $quiet, $logged, $other) = map { $added{"$n cookies: $_"} }
            'On, none suppressed', "On, $half suppressed, not logged",
            "On, $half suppressed and logged",
            "mod_log_debug, $half such lines";
        push @found, [ "suppressing $half of $n cookies, without the log",
                       sprintf('%+.0f', $quiet - $none), '', '' ]
            if defined $none && defined $quiet;
        push @found, [ "one line of the log, of $half",
                       sprintf('%+.0f', ($logged - $quiet) / $half), '', '' ]
            if defined $quiet && defined $logged;
        push @found, [ 'one line of the same length by mod_log_debug',
                       sprintf('%+.0f', $other / $half), '', '' ]
            if defined $other;
    }
    my ($start, $end) = map { $added{"page 500k-early: mod_cookie_policy: $_"} }
        'banner', 'banner, end';
    push @found, tail_cost($end - $start) if defined $start && defined $end;
    push @found, hold_costs(%added);
    for my $v (grep { !$_->{late} && !$_->{whole} } Bench::Variants::ours()) {
        my ($small, $big, $late, $early) =
            map { $added{"page $_: $v->{name}"} } qw(50k 10m 500k 500k-early);
        push @found, same_cost($v->{name}, $big / $small)
            if defined $small && defined $big;
        push @found, scan_cost($v->{name}, $late - $early)
            if defined $late && defined $early;
    }
    return @found;
}

sub same_cost {
    my ($name, $ratio) = @_;
    return [ "$name, 10 MB page by 50 kB page", sprintf('%.2f', $ratio),
             '0.80 to 1.20', $ratio >= 0.8 && $ratio <= 1.2 ? 'yes' : 'no' ];
}

sub tail_cost {
    my ($more) = @_;
    my $each = $more / (length(Bench::Site::document('500k-early.html'))
                        - Bench::Site::offset('500k-early'));
    return [ 'end: instructions for a byte after <body>',
             sprintf('%.2f', $each), '<= 0.50', $each <= 0.5 ? 'yes' : 'no' ];
}

# The costs of a byte of the pages that are read to their end, and of a tag that
# is held: the difference between the pages with such tags and without.
sub hold_costs {
    my (%added) = @_;
    my ($plain, $held, $dense) = map { $added{"$_: a source waits"} }
        qw(plain held dense);
    my @rows;
    push @rows, byte_cost('plain', $plain, '500k-early', 0.5)
        if defined $plain;
    push @rows, byte_cost('dense', $dense, 'dense', 1.5) if defined $dense;
    if (defined $plain && defined $held) {
        my $each = ($held - $plain) / Bench::Site::HELD;
        push @rows, [ 'a source waits: instructions for a held tag',
                      sprintf('%.0f', $each), '<= 1,500',
                      $each <= 1500 ? 'yes' : 'no' ];
    }
    return @rows;
}

sub byte_cost {
    my ($name, $more, $page, $most) = @_;
    my $each = $more / (length(Bench::Site::document("$page.html"))
                        - Bench::Site::offset($page));
    return [ "$name: a source waits, instructions for a byte after <body>",
             sprintf('%.2f', $each), sprintf('<= %.2f', $most),
             $each <= $most ? 'yes' : 'no' ];
}

sub scan_cost {
    my ($name, $more) = @_;
    my $each = $more / (Bench::Site::offset('500k')
                        - Bench::Site::offset('500k-early'));
    return [ "$name, instructions for a byte before <body>",
             sprintf('%.2f', $each), '<= 0.60', $each <= 0.6 ? 'yes' : 'no' ];
}

1;
