# SPDX-License-Identifier: Apache-2.0
#
# Proves that a server does the work that it is measured for: a fast server that
# does not do its work must not look good. If our module fails, the run fails.
# If another module fails, its row gets a remark.
package Bench::Proof;

use strict;
use warnings;

use Bench::Client ();
use Bench::Server ();
use Bench::Site ();
use Bench::Variants ();
use CookiePolicy::Page qw(without_added);

# The cookies of visitors who have accepted, from the module, by configuration.
my %choice;

# Returns the cookie of a visitor who has accepted a policy, by default that of
# Bench::Variants::on().
sub choice {
    my @lines = @_ ? @_ : Bench::Variants::on();
    return $choice{ join "\n", @lines } //= do {
        my $form   = 'choice=accept';
        my $server = Bench::Server->new(own => 1, single => 1,
            lines => \@lines);
        my $socket = $server->connection;
        my ($head) = Bench::Client->new($socket)->ask(join "\r\n",
            'POST /cookie-policy/choice HTTP/1.1', 'Host: localhost',
            'Content-Type: application/x-www-form-urlencoded',
            'Sec-Fetch-Site: same-origin', 'Content-Length: ' . length $form,
            '', $form);
        close $socket;    # else the server waits for the next request
        $server->stop;
        $head =~ /^Set-Cookie: (cookies_preferences=[^;\r]+)/mi
            or die "the choice was not taken:\n$head";
        $1;
    };
}

# The lines of a request's head that a case asks for.
sub headers {
    my ($case) = @_;
    return $case->{cookie} ? 'Cookie: ' . choice(@{ $case->{policy} || [] })
        : ();
}

sub request {
    my ($case) = @_;
    return Bench::Client::request("/$case->{page}", headers($case));
}

# Returns the missing program or module of this case, or nothing.
sub missing {
    my ($case) = @_;
    return Bench::Site::nginx() ? '' : 'nginx'
        if ($case->{kind} // '') eq 'nginx';
    return join ' ', map { "mod_$_" }
        grep { !defined Bench::Site::module_file($_) }
        @{ $case->{modules} || [] };
}

# Proves a case once, on a server without tools. Returns the number of bytes
# that it adds.
sub proved {
    my ($case) = @_;
    my $missing = missing($case);
    die "not installed: $missing\n" if $missing;
    my ($head, $body) = answer($case);
    check($case, $head, $body);
    found($case) if $case->{found};
    return length($body) - length Bench::Site::document(original($case));
}

sub answer {
    my ($case) = @_;
    my $server = Bench::Server->new(%$case, single => 1);
    my @answer = Bench::Client->new($server->connection)->ask(request($case));
    $server->stop;
    return @answer;
}

# A rule that only detects logs its finding, if it is told to.
sub found {
    my ($case) = @_;
    my $server = Bench::Server->new(%$case, single => 1,
        lines => [ map { s/\bnolog\b/log/r } @{ $case->{lines} } ]);
    Bench::Client->new($server->connection)->ask(request($case));
    $server->stop;
    Bench::Site::slurp("$server->{dir}/error_log") =~ $case->{found}
        or die "it detects nothing\n";
    return;
}

# The document as the bare server has it.
sub original {
    my ($case) = @_;
    return $case->{page} =~ s/\.shtml\z/.html/r;
}

# Returns the body. Dies with the reason if the answer is not the one that the
# case is about.
sub check {
    my ($case, $head, $body) = @_;
    $head =~ m{^HTTP/1\.1 200 } or die "the answer is not 200:\n$head";
    my $cookies = () = $head =~ /^Set-Cookie: cookie\d/mgi;
    $cookies == ($case->{cookies} || 0)
        or die "$cookies cookies in the answer\n";
    my $document = Bench::Site::document(original($case));
    my $answer = $body;
    $body = without_held($case, $body) if $case->{held};
    if (my $what = $case->{element}) {
        my $n = () = $body =~ /data-cookie-policy="$what"/g;
        $n == 1 or die "$n of our elements '$what' in the page\n";
        without_added($body) eq $document or die "the page is damaged\n";
    }
    elsif ($case->{held} && $case->{rewrites}) {
        return $answer;    # a server that writes the page anew
    }
    elsif ($case->{inserts}) {
        inserted($case, $body, $document);
    }
    else {
        $body eq $document or die "the page is not the same\n";
    }
    return $answer;
}

# Removes what a server inserts into the tags of the page "held". Dies if a tag
# still has the address that a browser would load.
sub without_held {
    my ($case, $body) = @_;
    my $from = 'https://' . Bench::Site::HOST;
    my $n = () = $body =~ / src="\Q$from\E/g;
    $n == 0 or die "$n addresses are not held\n";
    $n = () = $body =~ /$case->{held}/g;
    $n == Bench::Site::HELD or die "$n addresses are held\n";
    return $body =~ s/<script\K type="text\/plain"(?= data-cookie-policy-)//gr
        =~ s/ src="[^"]*" name="cookie-policy-held-\d+"//gr
        =~ s/ data-cookie-policy-(src=)/ $1/gr;
}

sub inserted {
    my ($case, $body, $document) = @_;
    my $text = $case->{text} // Bench::Variants::text();
    my $at = index $body, $text;
    $at >= 0 or die $body eq $document ? "leaves the page as it is\n"
        : "does not put the text into the page\n";
    index($body, $text, $at + 1) < 0 or die "puts the text in twice\n";
    return if $case->{rewrites};
    substr $body, $at, length $text, '';
    $body eq $document or die "changes more of the page than asked\n";
    return;
}

# Returns the text that a case gets instead of numbers.
sub excuse {
    my ($case, $error) = @_;
    chomp $error;
    my $ours = $case->{own} || !$case->{base};
    return { failed => $error } if $ours && !missing($case);
    my ($reason) = split /\n/, $error;
    return { note => $reason };
}

1;
