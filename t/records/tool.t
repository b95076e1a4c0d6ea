# SPDX-License-Identifier: Apache-2.0
#
# support/cookie-policy-records: it finds each line that was changed, removed,
# added, moved or cut, selects records, answers the questions of an auditor, and
# its tables are harmless in spreadsheets.
#
# Server: none
use strict;
use warnings;

use Digest::SHA qw(sha256_hex);
use File::Temp ();
use JSON::PP ();
use Test::More;

my $dir = File::Temp->newdir;
my $json = JSON::PP->new->ascii->canonical;

# Returns the lines of a chain of records after a hash.
sub chain {
    my ($previous, @records) = @_;
    my @lines;
    for my $record (@records) {
        my $text = $json->encode($record) =~ s/\}\z//r;
        my $before = defined $previous ? qq("$previous") : 'null';
        my $linked = qq($text,"previous":$before);
        $previous = sha256_hex("$linked}");
        push @lines, qq($linked,"hash":"$previous"});
    }
    return @lines;
}

my $id = 0;
sub record {
    my ($kind, $time, %more) = @_;
    return { schema => 1, kind => $kind, id => sprintf('%032x', ++$id),
             time => $time, host => 'a.test', policy => 'p1',
             language => 'en', %more };
}

sub choice {
    my ($time, $action, $granted, $refused, %more) = @_;
    return record('choice', $time, place => 'banner', action => $action,
        granted => $granted, refused => $refused, signal => JSON::PP::false,
        %more);
}

sub file {
    my ($name, @lines) = @_;
    open my $fh, '>', "$dir/$name" or die "$name: $!";
    print $fh map { "$_\n" } @lines;
    close $fh or die $!;
    return "$dir/$name";
}

# Returns (exit status, what the tool prints to both outputs).
sub tool {
    my (@args) = @_;
    my $input = ref $args[-1] ? pop @args : undef;
    my $in = file('input', $input ? @$input : ());
    open my $out, '-|', 'sh', '-c', 'exec "$@" 2>&1 <' . "'$in'", 'sh', $^X,
        'support/cookie-policy-records', @args or die $!;
    local $/;
    my $said = <$out>;
    close $out;
    return ($? >> 8, $said);
}

my @records = (
    record('policy', '2026-11-01T00:00:00Z', document => { version => 'p1' },
        banner => { en => "Your choice\nRefuse all\n",
                    fr => "Votre choix\nTout refuser \x{e9}\n" }),
    choice('2026-11-01T08:00:00Z', 'accept', ['statistical'], []),
    choice('2026-11-02T08:00:00Z', 'refuse', [], ['statistical', 'third-party']),
    choice('2026-11-02T23:59:59Z', 'withdraw', [], ['statistical']),
    record('effect', '2026-11-03T00:00:10Z', since => '2026-11-01T00:00:00Z',
        counters => { cookies_refused => 10, sources_held => 1 }),
    choice('2026-11-03T08:00:00Z', 'save', ['statistical'], ['third-party'],
        host => 'b.test'),
    record('effect', '2026-11-04T00:00:10Z', since => '2026-11-01T00:00:00Z',
        counters => { cookies_refused => 25, sources_held => 1 }),
    record('policy', '2026-11-04T12:00:00Z', policy => 'p2',
        document => { version => 'p2' },
        banner => { en => "Another choice\n" }),
    choice('2026-11-05T08:00:00Z', 'accept', ['statistical'], [],
        policy => 'p2'),
    record('effect', '2026-11-06T00:00:10Z', since => '2026-11-05T00:00:00Z',
        counters => { cookies_refused => 3, sources_held => 0 }),
);
my @lines = chain(undef, @records);
my ($last) = $lines[-1] =~ /"hash":"(\w+)"/;
my $file = file('whole', @lines);

# ------------------------------------------------------------------- verify

is_deeply [ tool('verify', $file) ],
    [0, "10 lines, from 2026-11-01T00:00:00Z to 2026-11-06T00:00:10Z\n"
        . "the last hash is $last\nthe chain is whole\n"], 'a whole chain';
is_deeply [ tool('verify', \@lines) ], [ tool('verify', $file) ],
    'also from the standard input';
is((tool('verify', '--last', $last, $file))[0], 0, 'a noted hash is there');
my @rotated = (file('old', @lines[0 .. 3]), file('new', @lines[4 .. 9]));
is((tool('verify', @rotated))[0], 0, 'a rotated file continues the chain');
my ($status, $said) = tool('verify', $rotated[1]);
is $status, 0, 'without the old file, the rest is whole';
like $said, qr/^the first line follows the line with the hash \w+, which is not/,
    'and the tool says which line is missing';
my ($before) = $lines[3] =~ /"hash":"(\w+)"/;
is((tool('verify', '--after', $before, $rotated[1]))[0], 0,
    'it follows the hash that --after gives');

my @other = chain(undef, choice('2026-11-05T08:00:00Z', 'accept', [], []));
for my $row (
    ['a changed line', qr/:3: the hash is wrong/,
     sub { $_[0][2] =~ s/refuse/accept/ }],
    ['a changed hash', qr/:3: the hash is wrong/,
     sub { $_[0][2] =~ s/(.)("\})$/($1 eq 'a' ? 'b' : 'a') . $2/e }],
    ['a line without a hash', qr/:3: the line does not end with a hash/,
     sub { $_[0][2] =~ s/,"hash.*/}/ }],
    ['a removed line', qr/:3: the line does not follow/,
     sub { splice @{ $_[0] }, 2, 1 }],
    ['a removed first line', qr/the first line follows/,
     sub { shift @{ $_[0] } }, 0],
    ['an added line', qr/:4: a new chain begins here/,
     sub { splice @{ $_[0] }, 3, 0, @other }],
    ['two lines in another order', qr/:3: the line does not follow/,
     sub { @{ $_[0] }[2, 3] = @{ $_[0] }[3, 2] }],
    ['a line twice', qr/:4: the id \w+ is that of \S+:3/,
     sub { splice @{ $_[0] }, 3, 0, $_[0][2] }],
    ['another text', qr/:3: the line does not end/,
     sub { $_[0][2] = 'text' }],
    ['a new chain', qr/:10: a new chain begins/,
     sub { $_[0][9] = $other[0] }],
) {
    my ($about, $pattern, $change, $exit) = @$row;
    my @changed = @lines;
    $change->(\@changed);
    my ($got, $text) = tool('verify', file('changed', @changed));
    is $got, $exit // 1, "$about: exit status";
    like $text, $pattern, "$about: the place";
}

my $cut = file('cut', @lines);
truncate $cut, (-s $cut) - 10 or die $!;
($status, $said) = tool('verify', $cut);
is $status, 1, 'a cut file: exit status';
like $said, qr/:10: the line is not complete/, 'a cut file: the place';
($status, $said) = tool('verify', '--last', $last, file('short', @lines[0 .. 8]));
is $status, 1, 'a removed last line: exit status';
like $said, qr/no line has the hash $last/, 'a removed last line is missed';
like $said, qr/^1 fault$/m, 'one fault is one fault';
for my $option (qw(--last --after)) {
    is_deeply [ tool('verify', $option, substr($last, 0, 63), $file) ],
        [2, "cookie-policy-records: $option " . substr($last, 0, 63)
            . ": a hash has 64 digits, 0 to 9 and a to f\n"],
        "$option: a part of a hash does not prove a removed line";
}

my @second = chain(undef, map { choice("2026-11-0${_}T09:00:00Z", 'accept', [],
    [], host => 'c.test') } 1 .. 3);
my @table = map { ($lines[$_], $second[$_] // ()) } 0 .. 9;
($status, $said) = tool('verify', '--table', \@table);
is $status, 0, 'a table has a chain for each server';
is((() = $said =~ /a chain begins/g), 2, 'the chains are counted');
splice @table, 8, 1;
is((() = (tool('verify', '--table', \@table))[1] =~ /a chain begins after/g), 1,
    'a removed row begins another chain');

# ------------------------------------------------------------------- selection

for my $row (
    [[qw(--on 2026-11-02)], 2], [[qw(--from 2026-11-05)], 2],
    [[qw(--to 2026-11-01T07:00:00Z)], 1], [[qw(--host B.test)], 1],
    [[qw(--policy p2)], 2], [[qw(--kind effect)], 3], [[], 10],
) {
    my ($options, $want) = @$row;
    my ($exit, $out) = tool('list', @$options, $file);
    is scalar(split /\n/, $out), $want, "list @$options";
}
is((tool('list', '--from', 'yesterday', $file))[0], 2, 'a wrong time');
is((tool('lists', $file))[0], 2, 'a wrong command');
is((tool('list', "$dir/none"))[0], 2, 'a file that is not there');

# ------------------------------------------------------------------------- CSV

my @evil = ('=1+1', '+1', '-1', '@SUM(A1)', "\tx", "\rx", 'a"b', 'a,b');
($status, $said) = tool('csv', file('evil', chain(undef,
    map { choice('2026-11-01T08:00:00Z', 'accept', [$_], [], host => $_) } @evil)));
my @rows = split /\r\n/, $said;
is $rows[0], join(',', map { qq("$_") } qw(kind id time host policy language
    place action granted refused signal previous hash)), 'CSV: the first row';
is scalar(@rows), 1 + @evil, 'CSV: a row for each choice';
is scalar(grep { /(?:^|,)"[=+\-\@\t\r]/ } @rows), 0,
    'CSV: no cell begins like a formula';
like $said, qr/,"'=1\+1",.*,"'=1\+1",/, 'CSV: an apostrophe comes before it';
like $said, qr/,"a""b",/, 'CSV: quotation marks are doubled';

like((tool('csv', file('control', chain(undef, choice('2026-11-01T08:00:00Z',
    "\e[2Jx", [], [], host => "\x{ff1d}1")))))[1],
    qr/,"'\xef\xbc\x9d1",.*,"\?\[2Jx",/,
    'CSV: wide characters are formulas, too, and control characters are none');

# ------------------------------------------------------- members of wrong types

# Anybody can compute the hash of such a line.
my $DAY = '2026-11-01T08:00:00Z';
my @wrong = (
    choice($DAY, 'accept', 'x', []), choice($DAY, 'accept', [], undef),
    choice($DAY, 'accept', [['x']], []), choice($DAY, undef, [], []),
    choice($DAY, 'accept', [], [], host => undef),
    choice($DAY, 'accept', [], [], language => ['en']), choice([], 'x', [], []),
    record('policy', $DAY, document => {}, banner => 'x'),
    record('policy', $DAY, document => 1, banner => {}),
    record('policy', $DAY, document => {}, banner => { en => [] }),
    record('effect', $DAY, since => $DAY, counters => [1]),
    record('effect', $DAY, since => $DAY, counters => { a => "1\e" }),
    record('effect', $DAY, since => $DAY, counters => { a => undef }),
    record('effect', $DAY, counters => {}), record([], $DAY));
my $wrong = file('wrong', chain(undef, @wrong));
for my $command (qw(verify csv choices effect list)) {
    ($status, $said) = tool($command, $wrong);
    is scalar(() = $said =~ /:\d+: the line is not a record$/mg), @wrong,
        "$command: members of wrong types are reported";
    unlike $said, qr/ at support|HASH\(|ARRAY\(/, "$command: and is not used";
}
is((tool('banner', $wrong))[0], 2, 'banner: no record of a policy');

# ------------------------------------------------------------------- questions

like((tool('banner', '--on', '2026-11-03', $file))[1],
    qr/^a\.test, policy p1, since 2026-11-01T00:00:00Z, in en:\n\n    Your choice\n    Refuse all\n\n\z/,
    'what did the banner say on that day');
like((tool('banner', '--on', '2026-11-03', '--language', 'fr', $file))[1],
    qr/    Votre choix\n    Tout refuser \xc3\xa9\n/, 'in another language');
my $both = (tool('banner', '--on', '2026-11-04', '--document', $file))[1];
like $both, qr/p1, since.*p2, since 2026-11-04T12/s,
    'on the day of a change it said both';
like $both, qr/"version" : "p2"/, 'with the declarations';
like((tool('banner', file('esc', chain(undef, record('policy',
    '2026-11-01T00:00:00Z', document => {}, banner => { en => "a\e[2Jb" })))))[1],
    qr/    a\?\[2Jb/, 'control characters do not reach the terminal');

is((tool('choices', '--from', '2026-11-01', '--to', '2026-11-03', $file))[1],
    "4 choices\n\na.test\n"
    . join('', map { sprintf "    %-24s %8d\n", @$_ } ['accept', 1],
        ['refuse', 1], ['withdraw', 1])
    . join('', map { sprintf "    %-24s %8d granted %8d refused\n", @$_ }
        ['statistical', 1, 2], ['third-party', 0, 1])
    . "\nb.test\n" . sprintf("    %-24s %8d\n", 'save', 1)
    . join('', map { sprintf "    %-24s %8d granted %8d refused\n", @$_ }
        ['statistical', 1, 0], ['third-party', 0, 1]),
    'how many chose what');

like((tool('effect', '--on', '2026-11-04', $file))[1],
    qr/a\.test, 1 record\n    cookies_refused +15\n/,
    'what was suppressed on one day: the difference of two records');
like((tool('effect', $file))[1],
    qr/a\.test, 3 records\n    cookies_refused +28\n.*sources_held +1\n/s,
    'what was suppressed at all: a restart of the counters is not a difference');

# Lines that were changed do not count.
my @tampered = @lines;
$tampered[1] =~ s/accept/refuse/;
($status, $said) = tool('choices', file('tampered', @tampered));
is $status, 1, 'a changed line: the answer has an exit status';
like $said, qr/^4 choices/m, 'and is not counted';
like $said, qr/:2: the hash is wrong/, 'and reported';

is system("podchecker -warnings support/cookie-policy-records >$dir/pod 2>&1"), 0,
    'the manual is correct';

done_testing;
