# SPDX-License-Identifier: Apache-2.0
#
# What a program must be told to run under the sanitizers of `make test-asan`,
# and what they found. CP_SANITIZER names the directory of their reports;
# without it nothing is told to anybody.
package CookiePolicy::Sanitizer;

use strict;
use warnings;

use Cwd qw(getcwd);

my (@libraries, $written);

# The libraries in their order, and pool memory that they can see.
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

# Pairs for the environment. httpd gives its memory back at exit or not at
# all, so its leaks are not judged here (make test-valgrind does).
sub environment {
    my (%arg) = @_;
    my $reports = $ENV{CP_SANITIZER} or return;
    my $same = "log_path=$reports/report:abort_on_error=1";
    return (LD_PRELOAD => join(':', libraries()),
            ASAN_OPTIONS => "$same:detect_leaks=" . ($arg{leaks} ? 1 : 0)
                . ':detect_stack_use_after_return=1:strict_string_checks=1',
            UBSAN_OPTIONS => "$same:print_stacktrace=1:halt_on_error=1");
}

# The same as words in front of a command.
sub prefix {
    my %set = environment(@_) or return;
    return ('env', map { "$_=$set{$_}" } sort keys %set);
}

# gcc's UBSan knows no file of reports beside ASan: what it has written to the
# error log or to stderr joins the others.
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

# The files in which they have written.
sub reports {
    my $reports = $ENV{CP_SANITIZER} or return;
    return sort glob "$reports/report.*";
}

1;
