# SPDX-License-Identifier: Apache-2.0
#
# Functions that the scripts of the demo share: they read the request, keep a
# log-in, and write a page. They need only the perl that is installed on every
# Debian. All text is handled as bytes in UTF-8.
package City;

use strict;
use warnings;
use Exporter 'import';

our @EXPORT_OK = qw(add_cookie checked_form cookie cookies csrf_field fail
    h lang page redirect session_name start_session end_session t);

# The forms of this site are small; a longer body is not one of them.
use constant MAX_FORM => 8192;
use constant MAX_NAME => 60;

my @set_cookies;

# Returns text as HTML. No other function escapes text.
sub h {
    my ($text) = @_;
    my %entity = ('&' => '&amp;', '<' => '&lt;', '>' => '&gt;',
                  '"' => '&quot;', "'" => '&#39;');
    $text =~ s/([&<>"'])/$entity{$1}/g;
    $text =~ s/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/?/g;
    return $text;
}

# Returns the cookies of the request, in their order, as [name, value].
sub cookies {
    my @pairs;
    for my $part (split /;/, $ENV{HTTP_COOKIE} // '') {
        $part =~ s/^[ \t]+|[ \t]+$//g;
        next if $part eq '';
        my ($name, $value) = split /=/, $part, 2;
        push @pairs, defined $value ? [$name, $value] : ['', $name];
    }
    return @pairs;
}

sub cookie {
    my ($name) = @_;
    for my $pair (cookies()) {
        return $pair->[1] if $pair->[0] eq $name;
    }
    return undef;
}

sub add_cookie {
    my ($line) = @_;
    push @set_cookies, $line;
}

# Returns the visitor's language: the one chosen on this site, or else the one
# that the browser prefers.
sub lang {
    my $chosen = cookie('django_language') // '';
    return $chosen if $chosen =~ /^(?:en|fr)$/;
    return ($ENV{HTTP_ACCEPT_LANGUAGE} // '') =~ /^\s*fr\b/i ? 'fr' : 'en';
}

# Returns the text in the visitor's language.
sub t {
    my ($english, $french) = @_;
    return lang() eq 'fr' ? $french : $english;
}

sub random_word {
    open my $in, '<:raw', '/dev/urandom' or die "no random numbers: $!";
    my $got = read $in, my $bytes, 16;
    die 'no random numbers' unless defined $got && $got == 16;
    return unpack 'H*', $bytes;
}

# Returns a hidden field with a token, and sets the same token as a cookie. The
# browser sends the cookie with a form of another site, too. But the other site
# cannot read the cookie, so its form does not contain the token.
my $token;
sub csrf_field {
    $token //= cookie('csrftoken');
    $token = random_word() unless defined $token && $token =~ /^[0-9a-f]{32}$/;
    add_cookie("csrftoken=$token; Path=/; Max-Age=31449600; SameSite=Lax")
        unless grep { /^csrftoken=/ } @set_cookies;
    return qq(<input type="hidden" name="csrf" value="$token">);
}

sub decoded {
    my ($text) = @_;
    $text =~ tr/+/ /;
    $text =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
    return $text;
}

# Returns the fields of the form; ends the script if the request has no form.
sub form {
    my $length = $ENV{CONTENT_LENGTH} // '';
    fail(411, 'Length Required') unless $length =~ /^\d{1,9}$/;
    fail(413, 'Content Too Large') if $length > MAX_FORM;
    my $body = '';
    while (length $body < $length) {
        my $got = read STDIN, $body, $length - length $body, length $body;
        fail(400, 'Bad Request') unless $got;
    }
    my %field;
    for my $pair (split /&/, $body) {
        my ($name, $value) = split /=/, $pair, 2;
        $field{decoded($name // '')} = decoded($value // '');
    }
    return \%field;
}

# Returns the fields of the form; with `csrf`, ends the script if the form does
# not contain the visitor's token.
sub checked_form {
    my (%need) = @_;
    my $field = form();
    return $field unless $need{csrf};
    my $expected = cookie('csrftoken') // '';
    fail(403, 'Forbidden') unless $expected =~ /^[0-9a-f]{32}$/
        && ($field->{csrf} // '') eq $expected;
    return $field;
}

# A log-in is a file in the temporary directory of the demo. Its name is a
# random number that only the browser knows.
sub session_file {
    my ($id) = @_;
    return undef unless defined $id && $id =~ /^([0-9a-f]{32})$/;
    return "$ENV{CITY_STATE}/$1";
}

sub session_name {
    my $file = session_file(cookie('sessionid'));
    return undef unless defined $file && open my $in, '<', $file;
    my $name = <$in>;
    return $name;
}

sub start_session {
    my ($name) = @_;
    my $id = random_word();
    open my $out, '>', session_file($id) or die "no session: $!";
    print {$out} substr($name, 0, MAX_NAME);
    close $out or die "no session: $!";
    add_cookie("sessionid=$id; Path=/; HttpOnly; SameSite=Lax");
}

sub end_session {
    my $file = session_file(cookie('sessionid'));
    unlink $file if defined $file;
    add_cookie('sessionid=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax');
}

sub print_head {
    my (@lines) = @_;
    print "$_\r\n" for @lines, map({ "Set-Cookie: $_" } @set_cookies),
        'Cache-Control: no-cache', '';
}

# Redirects to a path on this site, or to / if $to is not such a path.
sub redirect {
    my ($to) = @_;
    $to = '/' unless defined $to && $to =~ m{^/(?![/\\])[\x21-\x7e]*$};
    print_head('Status: 303 See Other', "Location: $to");
    exit 0;
}

sub fail {
    my ($status, $reason) = @_;
    print_head("Status: $status $reason", 'Content-Type: text/plain');
    print "$reason\n";
    exit 0;
}

sub link_to {
    my ($path, $text, $here) = @_;
    my $current = $path eq $here ? ' aria-current="page"' : '';
    return qq(<li><a href="$path"$current>$text</a></li>\n);
}

sub menu {
    my ($here) = @_;
    my $name = session_name();
    my $who = defined $name ? h($name) : t('Log in', 'Connexion');
    return join '',
        link_to('/', t('The city', 'La ville'), $here),
        link_to('/air.html', t('Air', 'L’air'), $here),
        link_to('/shop', t('Shop', 'Boutique'), $here),
        link_to('/received', t('What the server received',
                               'Ce que le serveur a reçu'), $here),
        link_to('/login', $who, $here);
}

sub language_buttons {
    my %label = (en => 'English', fr => 'Français');
    return join "\n", map {
        my $pressed = $_ eq lang() ? 'true' : 'false';
        qq(<button name="language" value="$_" lang="$_")
            . qq( aria-pressed="$pressed" aria-label="\U$_\E, $label{$_}">\U$_)
            . '</button>';
    } qw(en fr);
}

# Prints a whole page from its path, title and body (HTML).
sub page {
    my (%page) = @_;
    my $lang = lang();
    my $site = t('Rivemont in figures', 'Rivemont en chiffres');
    my $skip = t('To the content', 'Aller au contenu');
    my $navigation = t('Main', 'Navigation principale');
    my $language = t('Language', 'Langue');
    my $invented = t('Rivemont and all its figures are invented.',
                     'Rivemont et tous ses chiffres sont inventés.');
    my $policy = t('Cookie policy', 'Politique de cookies');
    my ($menu, $buttons) = (menu($page{path}), language_buttons());

    print_head('Content-Type: text/html; charset=utf-8',
        "Content-Language: $lang");
    print <<"HTML";
<!DOCTYPE html>
<html lang="$lang">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$page{title} · $site</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header class="top">
<a class="skip" href="#main">$skip</a>
<div class="wrap">
<a class="brand" href="/"><img src="/favicon.svg" alt="">$site</a>
<nav aria-label="$navigation">
<ul>
$menu</ul>
</nav>
<form class="languages" method="post" action="/language" aria-label="$language">
<input type="hidden" name="next" value="$page{path}">
$buttons
</form>
</div>
</header>
<main id="main" class="wrap plain">
<h1>$page{title}</h1>
$page{body}
</main>
<footer class="bottom">
<div class="wrap">$invented
<a href="/cookie-policy">$policy</a></div>
</footer>
</body>
</html>
HTML
}

1;
