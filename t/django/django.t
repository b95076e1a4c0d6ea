# SPDX-License-Identifier: Apache-2.0
#
# A real application behind mod_proxy: Django with its session, CSRF and
# language cookies, and a client that keeps cookies as a browser does. It needs
# Apache::Test's server with t/conf/groups/django.conf; one run is enough, no
# result depends on the MPM.
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

# ------------------------------------------------------- Django, from here on

my $django;
END { local $?; stop_django() }
$SIG{$_} = sub { exit 1 } for qw(INT TERM HUP);

sub start_django {
    unlink $SOCKET;
    $django = fork() // die "fork: $!\n";
    if (!$django) {
        # TAP is written here alone; complaints of Django's may be seen.
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

# What Django itself answers to this cookie, past httpd.
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

# A visitor: one jar, one site. Redirects are followed, by POST as well.
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

    # Sends a form as its page would, the hidden token of the page included.
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

    # A choice on the module's own form; the answer is not followed, so that
    # its headers can be seen.
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

    # Name => value of what the browser holds.
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

# Every Set-Cookie line of a response and of the redirects before it.
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

# Suppressions since the mark, as "name category reason uri".
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

subtest 'dashboard.paris: what is necessary works, nothing else is set' => sub {
    my $visitor = Visitor->new(port('django_paris'));
    my $mark = mark();

    is $visitor->get('/')->code, 200, 'the first page';
    is page_says($visitor, 'user'), 'Not logged in', 'nobody is logged in';
    is page_says($visitor, 'cookies'), '', 'Django sees no cookie';
    is_deeply names($visitor), ['csrftoken'], 'the CSRF cookie is stored';

    is $visitor->submit('/note', { text => 'forged' }, 'x' x 64)->code, 403,
        'a form with a wrong token is refused by Django';
    $visitor->get('/note');
    is $visitor->submit('/note', { text => 'genuine' })->code, 200,
        'a form with its token is taken';
    is page_says($visitor, 'note'), 'genuine', '... and was read';

    is $visitor->log_in->code, 200, 'log-in';
    is page_says($visitor, 'user'), 'Logged in as ada', 'ada is logged in';
    is page_says($visitor, 'cookies'),
        '<li>csrftoken</li><li>sessionid</li>',
        'Django sees its two cookies';
    like $visitor->get('/private')->decoded_content, qr/Only members.* ada/,
        'a page for members is served';

    $visitor->get('/');
    is $visitor->submit('/i18n/setlang',
        { language => 'fr', next => '/login' })->code, 200,
        'the language switch';
    like $visitor->{last}->decoded_content,
        qr/<html lang="fr">.*Nom d.utilisateur/s, 'the next page is French';
    is $visitor->seen->{language}, 'fr', '... and so is Django';
    is_deeply suppressed($mark), [], 'up to here nothing was suppressed';

    $mark = mark();
    is $visitor->get('/track')->code, 200, 'a page that tracks is served';
    is_deeply set_names($visitor->{last}), [], '... without any cookie';
    is_deeply suppressed($mark),
        [ map { "$_ - undeclared /track" } @TRIED ],
        '... and each suppressed cookie has its line';
    is_deeply names($visitor), [qw(csrftoken django_language sessionid)],
        'the jar holds the declared cookies alone';

    my $seen = $visitor->seen(Cookie => '_ga=GA1.2.3');
    ok !exists $seen->{cookies}{_ga}, 'a foreign cookie is hidden from Django';

    my $session = $visitor->jar->{sessionid};
    $mark = mark();
    $visitor->get('/logout');
    is page_says($visitor, 'user'), 'Not logged in', 'log-out';
    ok $session && !exists $visitor->jar->{sessionid},
        'the deletion of the session cookie passed';
    is_deeply suppressed($mark), [], '... and was no suppression';
};

subtest 'a log-in that waits for a yes' => sub {
    my $visitor = Visitor->new(port('django_asks'));
    my $mark = mark();

    is $visitor->log_in->code, 200, 'log-in without a choice is answered';
    is page_says($visitor, 'user'), 'Not logged in', '... but does not last';
    is_deeply names($visitor), ['csrftoken'], 'only the CSRF cookie is stored';
    is_deeply suppressed($mark), ['sessionid statistical undecided /login'],
        'the session cookie has its line';
    like $visitor->get('/private')->request->uri, qr{/login\?next=/private$},
        'a page for members asks for the log-in';

    my $choice = $visitor->choose('accept', '/login');
    is $choice->code, 303, 'accept';
    like $choice->header('Location'), qr{^(?:$visitor->{site})?/login$},
        '... leads back to the page';
    is_deeply names($visitor), [qw(cookies_preferences csrftoken)],
        'the choice is stored';
    $mark = mark();
    is $visitor->log_in->code, 200, 'log-in after the yes';
    is page_says($visitor, 'user'), 'Logged in as ada', '... works';
    ok exists $visitor->jar->{sessionid}, 'the session cookie is stored';
    is $visitor->seen->{user}, 'ada', '... and lasts';
    is_deeply suppressed($mark), [], 'nothing was suppressed';

    my $session = $visitor->jar->{sessionid};
    $choice = $visitor->choose('refuse', '/');
    is $choice->code, 303, 'withdrawal';
    my @expired = grep { /^sessionid=/ } set_cookies($choice);
    # The place of a cookie is its name, domain and path: any other deletion
    # would leave it where it is.
    ok((grep { /^sessionid=;/ && /; Max-Age=0(?:;|$)/i && /; Path=\/(?:;|$)/i
               && !/; Domain=/i } @expired),
        'the answer expires the session cookie at its own place')
        or diag "got: @expired";
    ok !exists $visitor->jar->{sessionid}, 'the jar has lost it';
    $visitor->get('/');
    is page_says($visitor, 'user'), 'Not logged in', 'the log-in has ended';

    is ask_django("sessionid=$session")->{user}, 'ada',
        'Django itself still knows the session';
    my $all = join '; ', "sessionid=$session",
        map { "$_=" . $visitor->jar->{$_} } @{ names($visitor) };
    my $stubborn = LWP::UserAgent->new(timeout => 30);
    my $answer = $stubborn->get("$visitor->{site}/seen", Cookie => $all);
    my $seen = decode_json($answer->content);
    is $seen->{user}, '', 'a client that still sends it is not logged in';
    ok !exists $seen->{cookies}{sessionid}, 'Django does not see the cookie';
    ok exists $seen->{cookies}{csrftoken}, '... but sees the necessary one';
    ok((grep { /^sessionid=;.*Max-Age=0/i } set_cookies($answer)),
        'and is told to forget it again');

    $mark = mark();
    $visitor->log_in;
    is page_says($visitor, 'user'), 'Not logged in',
        'log-in after the withdrawal does not last';
    is_deeply suppressed($mark), ['sessionid statistical refused /login'],
        'the reason is the refusal now';

    $visitor->choose('accept', '/');
    $visitor->log_in;
    is page_says($visitor, 'user'), 'Logged in as ada',
        'a new yes lets the log-in work again';
    is_deeply names($visitor),
        [qw(cookies_preferences csrftoken sessionid)], 'and that is all';
};

my $pid = $django;
stop_django();
ok !kill(0 => $pid), 'Django has ended';
ok !-e $SOCKET, '... and has taken its socket with it';

done_testing;
