# SPDX-License-Identifier: Apache-2.0
#
# Records of consent, for tests: makes choices, waits for lines, and verifies a
# chain with its own code, not with support/cookie-policy-records.
package CookiePolicy::Records;

use strict;
use warnings;

use Digest::SHA qw(sha256_hex);
use Exporter qw(import);
use JSON::PP ();
use Time::HiRes qw(sleep time);

our @EXPORT_OK = qw(accept_by choices faults lines_of members wait_for
                    wait_for_choices);

# Makes a choice. More form fields may follow; `json` asks for JSON.
sub accept_by {
    my ($httpd, $host, %form) = @_;
    my @headers = delete $form{json} ? ('Accept: application/json') : ();
    push @headers, @{ delete $form{headers} || [] };
    return $httpd->fetch($host, '/cookie-policy/choice', method => 'POST',
        headers => \@headers, form => { choice => 'accept', %form });
}

sub lines_of {
    my ($file) = @_;
    open my $fh, '<:raw', $file or return;
    return map { chomp; $_ } <$fh>;
}

sub members { return map { JSON::PP::decode_json($_) } @_ }

sub choices { return grep { ($_->{kind} // '') eq 'choice' } members(@_) }

# Waits until the condition is true. Returns 0 after a minute.
sub wait_for {
    my ($condition) = @_;
    my $until = time + 60;
    until ($condition->()) {
        return 0 if time > $until;
        sleep 0.05;
    }
    return 1;
}

# Waits until a file has this number of choices. Returns its lines.
sub wait_for_choices {
    my ($file, $n) = @_;
    wait_for(sub { $n <= grep { /"kind":"choice"/ } lines_of($file) });
    return lines_of($file);
}

# Returns the faults of a chain of lines: none if it is whole. The first line
# follows `previous`, if it is given.
sub faults {
    my ($lines, $previous) = @_;
    my (@faults, %seen);
    for my $line (@$lines) {
        my ($rest, $hash) = $line =~ /^(.*),"hash":"([0-9a-f]{64})"\}$/;
        if (!defined $hash) {
            push @faults, "no hash: $line";
            next;
        }
        my $is = JSON::PP::decode_json($line);
        push @faults, "wrong hash: $line" if $hash ne sha256_hex("$rest}");
        push @faults, "wrong previous: $line"
            if ($is->{previous} // 'none') ne ($previous // 'none');
        push @faults, "two lines with the id $is->{id}" if $seen{ $is->{id} }++;
        $previous = $hash;
    }
    return @faults;
}

1;
