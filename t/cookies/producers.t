# SPDX-License-Identifier: Apache-2.0
#
# Every module that sets cookies, in httpd and in a backend: without consent
# only necessary cookies leave the server, with consent all of them do.
#
# Server: shared, every MPM
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More;

# name, path, names without consent, names when statistics are granted
my @table = (
    ['mod_headers', '/p/header/', ['sessionid'], [qw(sessionid _ga)]],
    ['mod_headers always', '/p/always/', ['sessionid'], [qw(sessionid _ga)]],
    ['mod_usertrack', '/p/usertrack/', [], ['utck']],
    ['mod_usertrack, needed', '/p/usertrack-needed/', ['needed_utck'],
        ['needed_utck']],
    ['mod_session_cookie', '/p/session/', [], ['sessck']],
    ['mod_session_cookie, needed', '/p/session-needed/', ['needed_sessck'],
        ['needed_sessck']],
    ['mod_rewrite', '/p/rewrite/', ['sessionid'], [qw(sessionid _ga)]],
    ['mod_rewrite redirect', '/p/moved/x', ['sessionid'],
        [qw(sessionid _ga)]],
    ['mod_rewrite gone', '/p/gone/x', ['sessionid'], [qw(sessionid _ga)]],
    ['mod_asis', '/p/asis/index.asis', ['sessionid'], [qw(sessionid _ga)]],
    ['CGI', emit(set => ['sessionid=1', '_ga=1']), ['sessionid'],
        [qw(sessionid _ga)]],
    ['ErrorDocument CGI', '/e/cgi/nope', ['sessionid'], [qw(sessionid _ga)]],
    ['ErrorDocument CGI 403', '/e/forbidden/x', [], ['_ga']],
);

for my $host (qw(on.test proxy.test)) {
    my $yes = granted($host, 'statistical');
    for my $row (@table) {
        my ($what, $path, $without, $with) = @$row;
        my $where = $host eq 'on.test' ? $what : "$what of a backend";
        my $off = kept(fetch('off.test', $path));
        is_deeply [ sort @{ names_of($off) } ], [ sort @$with ],
            "$where: sets its cookies without a policy";
        my $res = fetch($host, $path);
        is_deeply [ sort @{ names_of(set_cookies($res)) } ], [ sort @$without ],
            "$where: an undecided visitor gets the necessary ones";
        $res = fetch($host, $path, cookie => refused($host));
        is_deeply [ sort @{ names_of(set_cookies($res)) } ], [ sort @$without ],
            "$where: a visitor who refused gets the necessary ones";
        $res = fetch($host, $path, cookie => $yes);
        is_deeply [ sort @{ names_of(kept($res)) } ], [ sort @$with ],
            "$where: a visitor who granted statistics gets all";
    }
}

# Browsers do not know Set-Cookie2: it never leaves the server.
my $session2 = fetch('on.test', '/p/session2/');
is_deeply [ $session2->all('Set-Cookie2') ], [],
    'Set-Cookie2 of mod_session_cookie is removed';
ok scalar(fetch('off.test', '/p/session2/')->all('Set-Cookie2')),
    'without a policy Set-Cookie2 is sent';
my $res = fetch('on.test', emit(headers => ['Set-Cookie2: sessionid=1'],
                                set => ['sessionid=1']),
                cookie => granted('on.test', 'statistical'));
is_deeply [ $res->all('Set-Cookie2') ], [], 'Set-Cookie2 of a CGI is removed';
is_deeply set_cookies($res), ['sessionid=1'],
    'Set-Cookie of the same response is kept';

done_testing;
