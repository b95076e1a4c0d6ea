# SPDX-License-Identifier: Apache-2.0
#
# The failures of a test run. After a failure the last lines of the output name
# the test files that failed, and in each the numbers and names of its tests.
# Logs come before them, and no line that reports success comes after them.
package CookiePolicy::Report;

use strict;
use warnings;

use POSIX ();

use CookiePolicy::Sanitizer ();

use constant {
    LOG_LINES => 8,      # of each server whose tests failed
    SANITIZER_LINES => 60,
    TESTS_PER_FILE => 15,
};

sub new {
    my ($class) = @_;
    return bless { problems => [], failed => [], logs => {}, running => {} },
        $class;
}

# A failure that is not in the result of a test file.
sub problem {
    my ($self, $sentence) = @_;
    push @{ $self->{problems} }, $sentence;
    return;
}

# The error log of the server of an MPM.
sub watch_log {
    my ($self, $mpm, $file) = @_;
    $self->{logs}{$mpm} = $file;
    return;
}

# Collects the failures of each file that a TAP::Harness runs.
sub watch {
    my ($self, $harness) = @_;
    $harness->callback(made_parser => sub {
        my ($parser, $job) = @_;
        my $record = { title => $job->[1], tests => [] };
        $self->{running}{ $job->[1] } = $record;
        _watch_parser($parser, $record);
    });
    $harness->callback(after_test => sub {
        my ($job, $parser) = @_;
        my $record = delete $self->{running}{ $job->[1] };
        $record->{faults} = [ _faults($parser, $record) ];
        push @{ $self->{failed} }, $record
            if @{ $record->{tests} } || @{ $record->{faults} };
    });
    # The supervisor stops a run that takes too long.
    $SIG{TERM} = sub {
        $self->problem("still running: $_") for sort keys %{ $self->{running} };
        $self->_print_failures;
        POSIX::_exit(1);
    };
    return;
}

# Lines of a subtest precede the line of the test that contains them.
sub _watch_parser {
    my ($parser, $record) = @_;
    my @nested;
    $parser->callback(unknown => sub {
        push @nested, $1 if $_[0]->raw =~ /^ +not ok (\d+.*)$/;
    });
    $parser->callback(test => sub {
        my ($test) = @_;
        push @{ $record->{tests} },
            [ $test->number . ' ' . $test->description, @nested ]
            unless $test->is_ok;
        @nested = ();
    });
    return;
}

# The reasons why a file failed, except its failed tests. A skipped test has
# checked nothing: it is a failure.
sub _faults {
    my ($parser, $record) = @_;
    my @faults = $parser->parse_errors;
    push @faults, 'skipped: ' . $parser->skip_all if $parser->skip_all;
    push @faults, 'skipped: test ' . join ', ', $parser->skipped
        if $parser->skipped;
    push @faults, 'unexpectedly passed: test ' . join ', ',
        $parser->todo_passed if $parser->todo_passed;
    # A failed test results in an exit status, too.
    push @faults, 'exit status ' . $parser->exit . " after test "
        . $parser->tests_run
        if $parser->exit && (!@{ $record->{tests} } || $parser->exit == 255);
    push @faults, 'ended by signal ' . ($parser->wait & 127)
        if $parser->wait && !$parser->exit;
    return @faults;
}

# Prints the end of the output. Returns the exit status of the run.
sub finish {
    my ($self, $harness, $results) = @_;
    $self->problem('nothing was tested') unless $results->total;
    my @reports = CookiePolicy::Sanitizer::reports();
    $self->problem("a report of a sanitizer: $_") for @reports;
    if ($results->all_passed && !@{ $self->{problems} }
        && !@{ $self->{failed} }) {
        $harness->summary($results);
        return 0;
    }
    $self->_print_logs;
    print STDERR "--- $_:\n", `head -n @{[ SANITIZER_LINES ]} '$_'`
        for @reports;
    $self->_print_failures;
    return 1;
}

# The logs of the servers whose tests failed; of all, if none of them did.
sub _print_logs {
    my ($self) = @_;
    my %logs = %{ $self->{logs} };
    my @mpms = grep { my $mpm = $_;
        grep { $_->{title} =~ /^$mpm / } @{ $self->{failed} } } sort keys %logs;
    for my $mpm (@mpms ? @mpms : sort keys %logs) {
        print STDERR "\n--- last lines of the error log under $mpm:\n",
            _last_lines($logs{$mpm});
    }
    print STDERR "\nrun-tests: the logs are in .build/test-logs\n";
    return;
}

# Returns the last lines of an error log, without trace lines. If httpd was up,
# lines of its start are left out.
sub _last_lines {
    my ($file) = @_;
    open my $in, '<:raw', $file or return "(none)\n";
    my @lines;
    while (my $line = <$in>) {
        push @lines, $line unless $line =~ /:trace[1-8]\]/;
        @lines = () if $line =~ /resuming normal operations/;
    }
    return @lines > LOG_LINES ? @lines[-LOG_LINES() .. -1] : @lines;
}

sub _print_failures {
    my ($self) = @_;
    my @failed = @{ $self->{failed} };
    print STDERR "\n";
    print STDERR "run-tests: FAILED: $_\n" for @{ $self->{problems} };
    for my $record (@failed) {
        print STDERR "run-tests: FAILED: $record->{title}\n",
            map { "    $_\n" } _lines($record);
    }
    return;
}

sub _lines {
    my ($record) = @_;
    my @tests = @{ $record->{tests} };
    my $more = @tests - TESTS_PER_FILE;
    splice @tests, TESTS_PER_FILE if $more > 0;
    return ((map { my ($test, @nested) = @$_;
                   ("not ok $test", map { "    not ok $_" } @nested) } @tests),
            ($more > 0 ? "and $more more failed tests" : ()),
            @{ $record->{faults} });
}

1;
