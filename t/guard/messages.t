# SPDX-License-Identifier: Apache-2.0
#
# Every message has its own number, and every number is documented.
#
# Server: none
# Sanitizers: no (it runs no compiled code)
use strict;
use warnings;

use Test::More;

sub slurp {
    open my $fh, '<', $_[0] or die "$_[0]: $!\n";
    local $/;
    return scalar <$fh>;
}

my (%used, $logs);
# Lines with two writers have a macro, which contains their number.
my %macro;
for my $header (glob 'src/httpd/*/*.h') {
    my $text = slurp($header);
    $macro{$1} = $2
        while $text =~ /^#define (CP_LINE_\w+) (CPLOGNO\(\d+\))/gm;
    push @{ $used{$1} }, $header while $text =~ /\bCPLOGNO\((\d+)\)/g;
}
for my $file ('mod_cookie_policy.c', glob 'src/httpd/*/*.c') {
    my $text = slurp($file);
    push @{ $used{$1} }, $file while $text =~ /\bCPLOGNO\((\d+)\)/g;
    my @unnumbered = $text =~ /\bCP_DEBUG\((?![^;]*\bCPLOGNO\()([^;]*);/g;
    is "@unnumbered", '', "$file: every debug line has a number";
    my @numbered = $text =~ /\bCP_TRACE\d\(([^;]*\bCPLOGNO\([^;]*);/g;
    is "@numbered", '', "$file: no trace line has a number";
    # Every call that writes to the log has a number.
    while ($text =~ /\b(ap_log_(?:r|c|p|)error)\s*\(\s*APLOG_MARK\s*,\s*(\S+),(.*?);/gs) {
        my ($call, $level, $rest) = ($1, $2, $3);
        $logs++;
        next if $level =~ /^APLOG_(?:DEBUG|TRACE\d)$/;
        $rest =~ s/\b(CP_LINE_\w+)\b/$macro{$1} \/\/ $1/ge;
        like $rest, qr/\bCPLOGNO\(\d{4}\)/, "$file: $call at $level has a number";
    }
}
cmp_ok $logs // 0, '>', 0, 'calls that write to the log were found';
cmp_ok scalar(keys %used), '>', 1, 'numbers were found';
for my $number (sort keys %used) {
    like $number, qr/^\d{4}$/, "CP$number has four digits";
    is scalar(@{ $used{$number} }), 1, "CP$number is used once"
        or diag "@{ $used{$number} }";
}

my $docs = slurp('docs/messages.md');
my %documented = map { $_ => 1 } $docs =~ /^##+ CP(\d{4})\b/gm;
is_deeply [ sort keys %documented ], [ sort keys %used ],
    'docs/messages.md has a section for each number, and no other';
for my $number (sort keys %documented) {
    my ($section) = $docs =~ /^##+ CP$number\b(.*?)(?=^##+ |\z)/ms;
    my ($severity) = $section =~ /^- \*\*Severity:\*\* (\w+)/m;
    like $severity, qr/^(?:error|warn|info|debug)$/,
        "CP$number: the severity is a word of httpd";
    my ($row) = $docs =~ /^\| \[CP$number\]\(#cp$number\) \| (\w+)/m;
    is $row, $severity, "CP$number: the table has the same severity";
    like $section, qr/\bcause\b/i, "CP$number: the section has a cause";
    like $section, qr/\b(?:remedy|what to do)\b/i,
        "CP$number: the section has a remedy";
}

done_testing;
