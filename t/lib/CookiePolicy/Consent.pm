# SPDX-License-Identifier: Apache-2.0
#
# Makes consent cookies from the policy.json of a server, as a choice on that
# server would: each verdict with the digest of its category.
package CookiePolicy::Consent;

use strict;
use warnings;

use Exporter 'import';
use JSON::PP ();

our @EXPORT_OK = qw(asked verdict value cookie);

my $NAME = 'cookies_preferences';

# policy: the text of policy.json, or the decoded text.
sub decoded {
    my ($policy) = @_;
    return ref $policy ? $policy : JSON::PP->new->utf8->decode($policy);
}

# The ids of the categories that are asked about.
sub asked {
    my ($policy) = @_;
    return map { $_->{id} } grep { $_->{asked} }
        @{ decoded($policy)->{categories} };
}

# Returns a verdict as it is in the cookie: the id and the digest of the
# category.
sub verdict {
    my ($policy, $id) = @_;
    my ($category) = grep { $_->{id} eq $id }
        @{ decoded($policy)->{categories} };
    return "$id:" . ($category ? $category->{digest} : '000000');
}

# value(policy, granted => [ids], refused => [ids], time, format)
sub value {
    my ($policy, %arg) = @_;
    my $known = decoded($policy);
    return join '.', $arg{format} // 2, $arg{time} // time() - 60,
        join '~', map { join '+', map { verdict($known, $_) } @{ $_ || [] } }
            @arg{qw(granted refused)};
}

# The cookie of a visitor who granted these categories and refused the others.
sub cookie {
    my ($policy, @granted) = @_;
    my $known = decoded($policy);
    my %yes = map { $_ => 1 } @granted;
    return "$NAME=" . value($known, granted => \@granted,
                            refused => [ grep { !$yes{$_} } asked($known) ]);
}

1;
