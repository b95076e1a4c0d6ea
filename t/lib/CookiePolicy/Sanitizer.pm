# SPDX-License-Identifier: Apache-2.0
#
# The environment of programs that run with the sanitizers of `make test-asan`,
# and the reports that the sanitizers write. CP_SANITIZER is the directory of
# the reports. Without it the functions return nothing.
package CookiePolicy::Sanitizer;

use strict;
use warnings;

use Cwd qw(getcwd);

my (@libraries, $written);

# The libraries in the order in which they must be loaded, and the one that
# gives pool memory bounds.
sub libraries {
    return @libraries if @libraries;
    for my $name (qw(libasan.so libubsan.so)) {
        my $path = `gcc -print-file-name=$name`;
        chomp $path;
        $path =~ m{/} or die "gcc has no $name\n";
        push @libraries, $path;
    }
    my $pools = getcwd() . "/$ENV{CP_BUILD}/pools.so";
    -f $pools or die "$pools is missing: run make test-asan\n";
    return push(@libraries, $pools) && @libraries;
}

# Returns pairs for the environment. httpd frees its memory at exit or never, so
# its leaks are not reported here (make test-valgrind reports them).
sub environment {
    my (%arg) = @_;
    my $reports = $ENV{CP_SANITIZER} or return;
    my $same = "log_path=$reports/report:abort_on_error=1";
    return (LD_PRELOAD => join(':', libraries()),
            ASAN_OPTIONS => "$same:detect_leaks=" . ($arg{leaks} ? 1 : 0)
                . ':detect_stack_use_after_return=1:strict_string_checks=1',
            UBSAN_OPTIONS => "$same:print_stacktrace=1:halt_on_error=1");
}

# Returns the same as words to put before a command.
sub prefix {
    my %set = environment(@_) or return;
    return ('env', map { "$_=$set{$_}" } sort keys %set);
}

# Next to ASan, gcc's UBSan does not write report files: copies its reports from
# an error log, or from the output of a program.
sub look {
    my (@logs) = @_;
    my $reports = $ENV{CP_SANITIZER} or return;
    for my $log (@logs) {
        open my $in, '<:raw', $log or next;
        my $text = do { local $/; <$in> } // '';
        $text =~ /^([^\n]*(?:runtime error: |ERROR: \w+Sanitizer).*)/ms or next;
        my $name = "$reports/report.log-$$-" . ++$written;
        open my $to, '>:raw', $name or die "$name: $!\n";
        print $to "$log:\n$1";
        close $to or die "$name: $!\n";
    }
    return;
}

# Returns the files that contain reports.
sub reports {
    my $reports = $ENV{CP_SANITIZER} or return;
    return sort glob "$reports/report.*";
}

1;
