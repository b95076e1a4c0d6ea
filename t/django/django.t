# SPDX-License-Identifier: Apache-2.0
#
# A real application as the backend of mod_proxy: Django with its session, CSRF
# and language cookies, and a client that stores cookies like a browser. It uses
# the virtual hosts of t/conf/groups/django.conf.in. One MPM is sufficient: no
# result depends on it.
#
# Server: shared, event

use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Temp ();
use HTTP::Cookies ();
use HTTP::Request::Common qw(GET POST);
use IO::Socket::UNIX ();
use JSON::PP qw(decode_json);
use LWP::UserAgent ();
use POSIX ();
use Test::More;
use Time::HiRes qw(sleep);

use lib 't/lib';
use CookiePolicy::Test qw(port vars mark log_since);

my $HERE   = dirname(abs_path(__FILE__));
my $SOCKET = vars('t_logs') . '/django.sock';
my $LOGIN  = { username => 'ada', password => 'engine-1843' };
my @TRIED  = qw(_ga ad_id visitor_id);
my $data   = File::Temp->newdir;

# ------------------------------------------------------------------- Django

my $django;
END { local $?; stop_django() }
$SIG{$_} = sub { exit 1 } for qw(INT TERM HUP);

sub start_django {
    unlink $SOCKET;
    $django = fork() // die "fork: $!\n";
    if (!$django) {
        # Only this process writes TAP; Django's output goes to stderr.
        open STDOUT, '>&', \*STDERR;
        exec '/usr/bin/python3', "$HERE/serve", "$data", $SOCKET
            or POSIX::_exit(127);
    }
    for (1 .. 300) {
        return 1 if IO::Socket::UNIX->new(Peer => $SOCKET);
        sleep 0.1;
        if (waitpid($django, POSIX::WNOHANG()) == $django) {
            undef $django;
            return 0;
        }
    }
    return 0;
}

sub stop_django {
    my $pid = $django or return;
    undef $django;
    kill TERM => $pid;
    for (1 .. 50) {
        return if waitpid($pid, POSIX::WNOHANG()) != 0;
        sleep 0.1;
    }
    kill KILL => $pid;
    waitpid $pid, 0;
}

# Returns the response of Django to this cookie, without httpd.
sub ask_django {
    my ($cookie) = @_;
    my $socket = IO::Socket::UNIX->new(Peer => $SOCKET)
        or die "django: $!\n";
    print $socket "GET /seen HTTP/1.0\r\nHost: localhost\r\n"
        . "Cookie: $cookie\r\n\r\n";
    local $/;
    my ($body) = scalar(<$socket>) =~ /\r\n\r\n(.*)\z/s;
    return decode_json($body);
}

# ----------------------------------------------------------------- the client

# A visitor: one cookie jar, one site. Redirects are followed, for POST, too.
package Visitor {
    sub new {
        my ($class, $port) = @_;
        my $ua = LWP::UserAgent->new(timeout => 30,
            cookie_jar => HTTP::Cookies->new,
            requests_redirectable => [qw(GET HEAD POST)]);
        return bless { ua => $ua, site => "http://localhost:$port" }, $class;
    }

    sub get {
        my ($self, $path, @headers) = @_;
        return $self->{last} =
            $self->{ua}->request(::GET($self->{site} . $path, @headers));
    }

    # Sends a form like its page, with the hidden token of the page.
    sub submit {
        my ($self, $path, $form, $token) = @_;
        my %form = %$form;
        $form{csrfmiddlewaretoken} = $token // $self->token;
        return $self->post($path, \%form);
    }

    sub post {
        my ($self, $path, $form) = @_;
        return $self->{last} = $self->{ua}->request(::POST(
            $self->{site} . $path, [%$form], Origin => $self->{site}));
    }

    # Sends the module's own form. The redirect is not followed, so that the
    # fields of the response can be seen.
    sub choose {
        my ($self, $choice, $return) = @_;
        return $self->{last} = $self->{ua}->simple_request(::POST(
            "$self->{site}/cookie-policy/choice",
            [ choice => $choice, return => $return ],
            Origin => $self->{site}, 'Sec-Fetch-Site' => 'same-origin'));
    }

    sub token {
        my ($self) = @_;
        my ($token) = $self->{last}->decoded_content
            =~ /name="csrfmiddlewaretoken" value="(\w+)"/;
        return $token // '';
    }

    sub log_in {
        my ($self) = @_;
        $self->get('/login');
        return $self->submit('/login', $LOGIN);
    }

    # Name => value of the cookies in the jar.
    sub jar {
        my ($self) = @_;
        my %jar;
        $self->{ua}->cookie_jar->scan(sub { $jar{ $_[1] } = $_[2] });
        return \%jar;
    }

    sub seen {
        my ($self, @headers) = @_;
        return ::decode_json($self->get('/seen', @headers)->content);
    }
}

sub names { return [ sort keys %{ $_[0]->jar } ] }

# Returns every Set-Cookie field of a response and of the redirects before it.
sub set_cookies {
    my ($response) = @_;
    return map { $_->header('Set-Cookie') } $response->redirects, $response;
}

sub set_names {
    my %names = map { /^\s*([^=;]+)/ ? ($1 => 1) : () } set_cookies(@_);
    return [ sort keys %names ];
}

sub page_says {
    my ($visitor, $id) = @_;
    my ($text) = $visitor->{last}->decoded_content
        =~ m{<\w+ id="$id">(.*?)</(?:p|ul)>}s;
    return $text;
}

# Returns the suppressed cookies since the mark, as "name category reason uri".
sub suppressed {
    my ($mark) = @_;
    my @lines = map {
        /^CP0001: suppressed Set-Cookie name="([^"]*)" category="([^"]*)" reason="([^"]*)".* uri="([^"]*)"/
            ? "$1 $2 $3 $4" : "unreadable: $_"
    } @{ log_since($mark, 'CP0001') };
    return [ sort @lines ];
}

# ---------------------------------------------------------------------- tests

ok start_django(), 'Django runs' or BAIL_OUT 'there is no application';

subtest 'dashboard.paris: necessary cookies work, no other is set' => sub {
    my $visitor = Visitor->new(port('django_paris'));
    my $mark = mark();

    is $visitor->get('/')->code, 200, 'the first page is served';
    is page_says($visitor, 'user'), 'Not logged in',
        'the visitor is not logged in';
    is page_says($visitor, 'cookies'), '', 'Django sees no cookie';
    is_deeply names($visitor), ['csrftoken'], 'the CSRF cookie is stored';

    is $visitor->submit('/note', { text => 'forged' }, 'x' x 64)->code, 403,
        'Django rejects a form with a wrong token';
    $visitor->get('/note');
    is $visitor->submit('/note', { text => 'genuine' })->code, 200,
        'Django accepts a form with its token';
    is page_says($visitor, 'note'), 'genuine', 'Django has read the form';

    is $visitor->log_in->code, 200, 'the log-in is answered with 200';
    is page_says($visitor, 'user'), 'Logged in as ada', 'ada is logged in';
    is page_says($visitor, 'cookies'),
        '<li>csrftoken</li><li>sessionid</li>',
        'Django sees its two cookies';
    like $visitor->get('/private')->decoded_content, qr/Only members.* ada/,
        'a page for members is served';

    $visitor->get('/');
    is $visitor->submit('/i18n/setlang',
        { language => 'fr', next => '/login' })->code, 200,
        'the language switch is answered with 200';
    like $visitor->{last}->decoded_content,
        qr/<html lang="fr">.*Nom d.utilisateur/s, 'the next page is French';
    is $visitor->seen->{language}, 'fr', 'Django uses French';
    is_deeply suppressed($mark), [], 'so far no cookie was suppressed';

    $mark = mark();
    is $visitor->get('/track')->code, 200, 'a page that tracks is served';
    is_deeply set_names($visitor->{last}), [], 'it sets no cookie';
    is_deeply suppressed($mark),
        [ map { "$_ - undeclared /track" } @TRIED ],
        'each suppressed cookie has its log line';
    is_deeply names($visitor), [qw(csrftoken django_language sessionid)],
        'the jar has only declared cookies';

    my $seen = $visitor->seen(Cookie => '_ga=GA1.2.3');
    ok !exists $seen->{cookies}{_ga},
        'an undeclared cookie is hidden from Django';

    my $session = $visitor->jar->{sessionid};
    $mark = mark();
    $visitor->get('/');
    $visitor->submit('/logout', {});
    is page_says($visitor, 'user'), 'Not logged in',
        'after the log-out the visitor is not logged in';
    ok $session && !exists $visitor->jar->{sessionid},
        'the deletion of the session cookie passed';
    is_deeply suppressed($mark), [], 'a deletion is not logged as suppressed';
};

subtest 'a log-in that needs consent' => sub {
    my $visitor = Visitor->new(port('django_asks'));
    my $mark = mark();

    is $visitor->log_in->code, 200,
        'the log-in without a choice is answered with 200';
    is page_says($visitor, 'user'), 'Not logged in', 'it does not last';
    is_deeply names($visitor), ['csrftoken'], 'only the CSRF cookie is stored';
    is_deeply suppressed($mark), ['sessionid statistical undecided /login'],
        'the session cookie has its log line';
    like $visitor->get('/private')->request->uri, qr{/login\?next=/private$},
        'a page for members asks for the log-in';

    my $choice = $visitor->choose('accept', '/login');
    is $choice->code, 303, 'the choice is answered with 303';
    like $choice->header('Location'), qr{^(?:$visitor->{site})?/login$},
        'the choice leads back to the page';
    is_deeply names($visitor), [qw(cookies_preferences csrftoken)],
        'the choice is stored';
    $mark = mark();
    is $visitor->log_in->code, 200,
        'the log-in after the choice is answered with 200';
    is page_says($visitor, 'user'), 'Logged in as ada', 'ada is logged in';
    ok exists $visitor->jar->{sessionid}, 'the session cookie is stored';
    is $visitor->seen->{user}, 'ada', 'the log-in lasts';
    is_deeply suppressed($mark), [], 'no cookie was suppressed';

    my $session = $visitor->jar->{sessionid};
    $choice = $visitor->choose('refuse', '/');
    is $choice->code, 303, 'the withdrawal is answered with 303';
    my @expired = grep { /^sessionid=/ } set_cookies($choice);
    # A cookie is identified by its name, domain and path. A deletion with
    # another path or domain would not remove it.
    ok((grep { /^sessionid=;/ && /; Max-Age=0(?:;|$)/i && /; Path=\/(?:;|$)/i
               && !/; Domain=/i } @expired),
        'the response expires the session cookie with its own path')
        or diag "got: @expired";
    ok !exists $visitor->jar->{sessionid},
        'the jar does not have it any longer';
    $visitor->get('/');
    is page_says($visitor, 'user'), 'Not logged in', 'the log-in has ended';

    is ask_django("sessionid=$session")->{user}, 'ada',
        'Django itself still knows the session';
    my $all = join '; ', "sessionid=$session",
        map { "$_=" . $visitor->jar->{$_} } @{ names($visitor) };
    my $stubborn = LWP::UserAgent->new(timeout => 30);
    my $answer = $stubborn->get("$visitor->{site}/seen", Cookie => $all);
    my $seen = decode_json($answer->content);
    is $seen->{user}, '',
        'a client that still sends the cookie is not logged in';
    ok !exists $seen->{cookies}{sessionid}, 'Django does not see the cookie';
    ok exists $seen->{cookies}{csrftoken}, 'Django sees the necessary cookie';
    ok((grep { /^sessionid=;.*Max-Age=0/i } set_cookies($answer)),
        'the response expires the cookie again');

    $mark = mark();
    $visitor->log_in;
    is page_says($visitor, 'user'), 'Not logged in',
        'the log-in after the withdrawal does not last';
    is_deeply suppressed($mark), ['sessionid statistical refused /login'],
        'the reason is the refusal now';

    $visitor->choose('accept', '/');
    $visitor->log_in;
    is page_says($visitor, 'user'), 'Logged in as ada',
        'after a new choice the log-in works';
    is_deeply names($visitor),
        [qw(cookies_preferences csrftoken sessionid)],
            'the jar has only the expected cookies';
};

my $pid = $django;
stop_django();
ok !kill(0 => $pid), 'Django has ended';
ok !-e $SOCKET, 'Django has removed its socket';

done_testing;
