# SPDX-License-Identifier: Apache-2.0
#
# The language of the banner is that of the page, or else that of the visitor,
# or else the configured one. Vary names Accept-Language if the visitor's
# language was used.
#
# Server: shared, event
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More;

sub page {
    my ($root, @headers) = @_;
    return emit(type => 'text/html', headers => [ 'ETag: "e"', @headers ],
        body => "<!DOCTYPE html><html$root><head><title>x</title></head>"
            . "<body><p>text</p></body></html>\n");
}

sub ask {
    my ($path, %arg) = @_;
    my @accept = map { "Accept-Language: $_" } $arg{accept} // ();
    return fetch($arg{host} // 'on.test', $path,
        method => $arg{method} // 'GET',
        headers => [ @accept, @{ $arg{headers} // [] } ],
        $arg{cookie} ? (cookie => $arg{cookie}) : ());
}

sub spoken {
    my ($res) = @_;
    return $res->body =~ /data-cookie-policy="(?:banner|nav)"[^>]*\slang="([^"]+)"/
        ? $1 : '';
}

sub varies {
    my ($res) = @_;
    return scalar grep { $_ eq 'accept-language' } $res->list('Vary');
}

# name, page, Accept-Language, language of the banner, does Vary name the field
for my $row (
    ['no language is given', page(''), undef, 'en', 1],
    ['lang of the page', page(' lang="de"'), undef, 'de', 0],
    ['lang of the page outranks the visitor', page(' lang="de"'), 'fr',
        'de', 0],
    ['lang with a region', page(' lang="de-AT"'), 'fr', 'de', 0],
    ['lang in capitals without quotes', page(' LANG=DE'), 'fr', 'de', 0],
    ['Content-Language', page('', 'Content-Language: it'), 'fr', 'it', 0],
    ['the first tag that has texts',
        page('', 'Content-Language: mi, it'), 'fr', 'it', 0],
    ['lang outranks Content-Language',
        page(' lang="de"', 'Content-Language: it'), 'fr', 'de', 0],
    ['Content-Language, if lang has no texts',
        page(' lang="ja"', 'Content-Language: it'), 'fr', 'it', 0],
    ['an empty lang is ignored', page(' lang=""'), 'fr', 'fr', 1],
    ['the first language of the visitor', page(''), 'fr-CA, en;q=0.5', 'fr', 1],
    ['the language of the visitor with the highest weight', page(''),
        'en;q=0.3, pl;q=0.8', 'pl', 1],
    ['the language of the visitor, if that of the page has no texts',
        page(' lang="ja"'), 'fr', 'fr', 1],
    ['the configured language, if the visitor has no other', page(''), 'ja',
        'en', 1],
    ['an invalid lang is ignored', page(' lang="&quot;><script>"'), 'fr',
        'fr', 1],
    ['an invalid Accept-Language is ignored', page(''), '"><script>;;q=',
        'en', 1],
) {
    my ($what, $path, $accept, $want, $asked) = @$row;
    for my $cookie (undef, refused('on.test')) {
        my $res = ask($path, accept => $accept, cookie => $cookie);
        my $state = $cookie ? 'decided' : 'asked';
        is spoken($res), $want, "$what ($state): $want";
        is varies($res), $asked, "$what ($state): Vary"
            . ($asked ? ' has' : ' has no') . ' Accept-Language';
    }
}
like ask(page(' lang=he'))->body, qr/lang="he" dir="rtl"/,
    'a language from right to left';

# A page without a banner does not depend on a language.
for my $row (['a fragment', emit(type => 'text/html', body => '<p>x')],
    ['a frame', page(''), headers => ['Sec-Fetch-Dest: iframe']],
    ['text', emit(type => 'text/plain', body => 'x')]) {
    my ($what, $path, @more) = @$row;
    is varies(ask($path, accept => 'fr', @more)), 0,
        "$what: Vary has no Accept-Language";
}

# A response to HEAD without a body does not show whether the page has a
# language.
for my $row (['', 1], ['Content-Language: it', 0]) {
    my ($field, $asked) = @$row;
    my $res = ask(emit(type => 'text/html', body => '',
        headers => ['ETag: "e"', $field || ()]), method => 'HEAD');
    is varies($res), $asked, "HEAD, '$field': Vary";
}

# --------------------------------------------------- mod_headers changes Vary
for my $row (['set', 1], ['unset', 0]) {
    my ($how, $kept) = @$row;
    my $res = ask("/varied/$how/", accept => 'fr');
    is spoken($res), 'fr', "Header $how Vary: a page in the visitor's language";
    my %names = map { $_ => 1 } $res->list('Vary');
    is_deeply [ map { $names{$_} // 0 } qw(user-agent cookie sec-fetch-dest
                                           accept-language) ],
        [$kept, 1, 1, 1],
            "Header $how Vary: the members of the module are there";
    is_deeply [ fetch('off.test', "/varied/$how/")->list('Vary') ],
        [$kept ? 'user-agent' : ()],
            "Header $how Vary: the same without a policy";
}

# ------------------------------------------------------ the same for everybody
my $uniform = ask(page(''), accept => 'fr', host => 'uniform.test');
is spoken($uniform), 'en', 'uniform: the configured language';
is varies($uniform), 0, 'uniform: Vary has no Accept-Language';
is varies(ask(emit(type => 'text/html', body => ''), method => 'HEAD',
    host => 'uniform.test')), 0, 'uniform: Vary of HEAD has no Accept-Language';
is spoken(ask(page(' lang=de'), accept => 'fr', host => 'uniform.test')), 'de',
    'uniform: lang of the page still counts';

# ----------------------------------------------------------------- validators
my ($own, $none) = ('/page/plain.html', '/page/decoys.html');
my %tag = (
    own => ask($own)->header('ETag'),
    fr => ask($none, accept => 'fr')->header('ETag'),
    de => ask($none, accept => 'de')->header('ETag'),
    any => ask($none)->header('ETag'),
);
is ask($own, accept => 'fr')->header('ETag'), $tag{own},
    'a page with a language has one entity tag for all visitors';
isnt $tag{fr}, $tag{de},
    'a page without a language has a tag for each language';
for my $row (
    [$own, 'fr', 'own', 304, 0], [$own, undef, 'own', 304, 0],
    [$none, 'fr', 'fr', 304, 1], [$none, 'fr', 'de', 200, 1],
    [$none, undef, 'any', 304, 1], [$none, 'de', 'any', 200, 1],
    [$none, 'ja', 'any', 304, 1],
) {
    my ($path, $accept, $sent, $status, $asked) = @$row;
    my $what = "$path, Accept-Language: " . ($accept // 'none')
        . ", the tag of $sent";
    for my $method (qw(GET HEAD)) {
        my $res = ask($path, accept => $accept, method => $method,
            headers => ["If-None-Match: $tag{$sent}"]);
        is $res->status, $status, "$method $what: the status is $status";
        is varies($res), $asked, "$method $what: Vary";
        is $res->header('ETag'), $tag{$sent},
            "$method $what: the response has this tag"
            if $status == 304;
    }
}
is ask($none, accept => 'fr',
       headers => ["If-None-Match: $tag{de}, $tag{fr}"])->status, 304,
    'one tag of a list yields 304';

# The entity tag of a 304 is that of the page, in any position of the list.
for my $list ("$tag{own}, $tag{fr}", "$tag{fr}, $tag{own}") {
    for my $row ([$own, 'own', 0], [$none, 'fr', 1]) {
        my ($path, $which, $asked) = @$row;
        my $res = ask($path, accept => 'fr',
            headers => ["If-None-Match: $list"]);
        is $res->status, 304, "$path, $list: the status is 304";
        is $res->header('ETag'), $tag{$which},
            "$path, $list: the entity tag is that of the page";
        is varies($res), $asked, "$path, $list: Vary";
    }
}
is varies(ask($none, accept => 'fr', headers => ['If-None-Match: *'])), 1,
    'with If-None-Match: * Vary names Accept-Language';

done_testing;
