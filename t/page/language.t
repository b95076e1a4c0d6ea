# SPDX-License-Identifier: Apache-2.0
#
# The banner speaks the language of the page, else that of the visitor, else
# the configured one; and caches are told when it was the visitor's.
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

# ------------------------------------------------------------------ which one
# what, page, Accept-Language, spoken, whether that was the visitor's
for my $row (
    ['nobody says', page(''), undef, 'en', 1],
    ['the page', page(' lang="de"'), undef, 'de', 0],
    ['the page before the visitor', page(' lang="de"'), 'fr', 'de', 0],
    ['a region', page(' lang="de-AT"'), 'fr', 'de', 0],
    ['in capitals, unquoted', page(' LANG=DE'), 'fr', 'de', 0],
    ['Content-Language', page('', 'Content-Language: it'), 'fr', 'it', 0],
    ['the first that there are texts for',
        page('', 'Content-Language: mi, it'), 'fr', 'it', 0],
    ['the element before the field',
        page(' lang="de"', 'Content-Language: it'), 'fr', 'de', 0],
    ['the field where there are no texts for the element',
        page(' lang="ja"', 'Content-Language: it'), 'fr', 'it', 0],
    ['an empty one says nothing', page(' lang=""'), 'fr', 'fr', 1],
    ['the visitor', page(''), 'fr-CA, en;q=0.5', 'fr', 1],
    ['the visitor, by weight', page(''), 'en;q=0.3, pl;q=0.8', 'pl', 1],
    ['the visitor where there are no texts for the page',
        page(' lang="ja"'), 'fr', 'fr', 1],
    ['the configured one for others', page(''), 'ja', 'en', 1],
    ['nonsense of the page', page(' lang="&quot;><script>"'), 'fr', 'fr', 1],
    ['nonsense of the visitor', page(''), '"><script>;;q=', 'en', 1],
) {
    my ($what, $path, $accept, $want, $asked) = @$row;
    for my $cookie (undef, refused('on.test')) {
        my $res = ask($path, accept => $accept, cookie => $cookie);
        my $state = $cookie ? 'decided' : 'asked';
        is spoken($res), $want, "$what ($state): $want";
        is varies($res), $asked, "$what ($state): Vary"
            . ($asked ? '' : ' does not say so');
    }
}
like ask(page(' lang=he'))->body, qr/lang="he" dir="rtl"/, 'right to left';

# A page without banner depends on nobody's language.
for my $row (['a fragment', emit(type => 'text/html', body => '<p>x')],
    ['a frame', page(''), headers => ['Sec-Fetch-Dest: iframe']],
    ['text', emit(type => 'text/plain', body => 'x')]) {
    my ($what, $path, @more) = @$row;
    is varies(ask($path, accept => 'fr', @more)), 0, "$what: no Vary";
}

# A HEAD without a body does not tell whether the page says its language.
for my $row (['', 1], ['Content-Language: it', 0]) {
    my ($field, $asked) = @$row;
    my $res = ask(emit(type => 'text/html', body => '',
        headers => ['ETag: "e"', $field || ()]), method => 'HEAD');
    is varies($res), $asked, "HEAD, '$field': Vary";
}

# ------------------------------------------- where mod_headers has a say, too
for my $row (['set', 1], ['unset', 0]) {
    my ($how, $kept) = @$row;
    my $res = ask("/varied/$how/", accept => 'fr');
    is spoken($res), 'fr', "Header $how Vary: a page";
    my %names = map { $_ => 1 } $res->list('Vary');
    is_deeply [ map { $names{$_} // 0 } qw(user-agent cookie sec-fetch-dest
                                           accept-language) ],
        [$kept, 1, 1, 1], "Header $how Vary: ours is there all the same";
    is_deeply [ fetch('off.test', "/varied/$how/")->list('Vary') ],
        [$kept ? 'user-agent' : ()], "Header $how Vary: without us";
}

# ---------------------------------------------------------- the same for all
my $uniform = ask(page(''), accept => 'fr', host => 'uniform.test');
is spoken($uniform), 'en', 'uniform: the configured one';
is varies($uniform), 0, 'uniform: nobody is asked';
is varies(ask(emit(type => 'text/html', body => ''), method => 'HEAD',
    host => 'uniform.test')), 0, 'uniform: by no HEAD either';
is spoken(ask(page(' lang=de'), accept => 'fr', host => 'uniform.test')), 'de',
    'uniform: the page is';

# ----------------------------------------------------------------- validators
my ($own, $none) = ('/page/plain.html', '/page/decoys.html');
my %tag = (
    own => ask($own)->header('ETag'),
    fr => ask($none, accept => 'fr')->header('ETag'),
    de => ask($none, accept => 'de')->header('ETag'),
    any => ask($none)->header('ETag'),
);
is ask($own, accept => 'fr')->header('ETag'), $tag{own},
    'a page with a language: one tag for all languages';
isnt $tag{fr}, $tag{de}, 'a page without: a tag for each';
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
        is $res->status, $status, "$method $what: $status";
        is varies($res), $asked, "$method $what: Vary";
        is $res->header('ETag'), $tag{$sent}, "$method $what: that tag"
            if $status == 304;
    }
}
is ask($none, accept => 'fr',
       headers => ["If-None-Match: $tag{de}, $tag{fr}"])->status, 304,
    'one of a list';

# The tag of a 304 is the one that the page has, whatever stands before it.
for my $list ("$tag{own}, $tag{fr}", "$tag{fr}, $tag{own}") {
    for my $row ([$own, 'own', 0], [$none, 'fr', 1]) {
        my ($path, $which, $asked) = @$row;
        my $res = ask($path, accept => 'fr',
            headers => ["If-None-Match: $list"]);
        is $res->status, 304, "$path, $list: 304";
        is $res->header('ETag'), $tag{$which}, "$path, $list: its tag";
        is varies($res), $asked, "$path, $list: Vary";
    }
}
is varies(ask($none, accept => 'fr', headers => ['If-None-Match: *'])), 1,
    '*: may depend on the language';

done_testing;
