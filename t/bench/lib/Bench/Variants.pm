# SPDX-License-Identifier: Apache-2.0
#
# The servers that put something into a page: ours and the others that are
# used for it, all with a text of the same length, and the bare servers that
# they are compared with.
#
# A variant: key, name, base (key of the bare server), and what its server
# needs: kind, modules, own, lines; cookie: a visitor who has decided;
# ext: the ending of its documents; element: what ours puts in; inserts: what
# another puts in is text(), or its own text; late: at the end; rewrites: and
# the page is written anew.
package Bench::Variants;

use strict;
use warnings;

use Bench::Proof ();
use Bench::Site ();

use constant SED_TEXT => 6144;

my $PATTERN = '<body[^>]*>';
my $BODY    = '<body class="page">';
my $text;       # what the others insert
my $long = '';  # what makes our banner as long as is wanted

# Makes our banner `length` bytes long if it is shorter, and the text of the
# others exactly as long as it is then.
sub banner_of {
    my ($length) = @_;
    my $is = banner_length();
    if ($is < $length) {
        $long = substr 'Some cookies wait for your yes. ' x $length, 0,
            $length - $is;
        $is = banner_length();
        $long .= 'x' x ($length - $is) if $is < $length;
    }
    $length = banner_length();
    my ($open, $close) = ('<section data-bench=insert>', '</section>');
    my $room = $length - length "$open$close";
    $text = $open . substr('consent text ' x ($room / 13 + 1), 0, $room)
        . $close;
    Bench::Site::spew(Bench::Site::work() . '/htdocs/insert.inc', $text);
    return;
}

sub banner_length {
    my ($case) = grep { $_->{key} eq 'banner' } ours();
    return Bench::Proof::proved({ %$case, page => '5k.html' });
}

sub text { return $text }

# 20 names, every second one in a category that waits for consent.
sub declarations {
    return map {
        sprintf 'CookiePolicyCookie %s cookie%02d provider="Bench" '
            . 'purpose="to be counted" lifetime=400d',
            $_ % 2 ? 'necessary' : 'statistical', $_;
    } 1 .. 20;
}

sub on {
    return ('CookiePolicy On', declarations(), $long
            ? "CookiePolicyText en banner.text '$long'" : ());
}

# A source that waits for consent, in addition.
sub source {
    return 'CookiePolicySource statistical ' . Bench::Site::HOST;
}

sub ours {
    return (
        { key => 'banner', name => 'mod_cookie_policy: banner',
          base => 'plain', own => 1, lines => [ on() ], element => 'banner' },
        { key => 'link', name => 'mod_cookie_policy: decided, link',
          base => 'plain-choice', cookie => 1, own => 1, lines => [ on() ],
          element => 'reopen' },
        { key => 'end', name => 'mod_cookie_policy: banner, end',
          base => 'plain', own => 1, element => 'banner', late => 1,
          lines => [ on(), 'CookiePolicyBanner On end' ] },
        { key => 'uniform', name => 'mod_cookie_policy: uniform',
          base => 'plain', own => 1, element => 'banner',
          lines => [ on(), 'CookiePolicyVariants uniform' ] },
        { key => 'hold', name => 'mod_cookie_policy: banner, a source waits',
          base => 'plain', own => 1, element => 'banner', whole => 1,
          lines => [ on(), source() ] },
    );
}

# The other modules, which give the addresses of the page "held" another name,
# or another address.
sub holders {
    my $from = 'https://' . Bench::Site::HOST;
    my ($old, $new) = map { " ${_}src=\"$from/" } '', 'data-cookie-policy-';
    my %held = (base => 'plain', held => qr/ data-cookie-policy-src="\Q$from\E/);
    return (
        { %held, name => 'mod_substitute, fixed string',
          modules => [qw(filter substitute)],
          lines => [ 'AddOutputFilterByType SUBSTITUTE text/html',
                     'SubstituteMaxLineLength 4m',
                     "Substitute 's|$old|$new|n'" ] },
        { %held, name => 'mod_substitute, regex',
          modules => [qw(filter substitute)],
          lines => [ 'AddOutputFilterByType SUBSTITUTE text/html',
                     "Substitute 's|\\ssrc=(\"?\Q$from\E/)|"
                     . " data-cookie-policy-src=\$1|i'" ] },
        { %held, name => 'mod_proxy_html', rewrites => 1,
          held => qr{ src="/held/}, remark => 'writes the page anew',
          modules => [qw(filter env xml2enc proxy proxy_html)],
          lines => [ 'AddOutputFilterByType proxy-html text/html',
                     'SetEnv PROXY_HTML_FORCE 1', 'ProxyHTMLLinks script src',
                     'ProxyHTMLLinks img src', 'ProxyHTMLLinks iframe src',
                     "ProxyHTMLURLMap $from/ /held/" ] },
        { %held, name => 'nginx sub_filter', base => 'nginx', kind => 'nginx',
          lines => [ "sub_filter '$old' '$new';", 'sub_filter_once off;' ] },
    );
}

sub bare {
    return (
        { key => 'plain', name => 'httpd' },
        { key => 'plain-choice', name => 'httpd, visitor with a choice',
          cookie => 1 },
        { key => 'nginx', name => 'nginx', kind => 'nginx' },
    );
}

sub in_location {
    return ('<Location "/">', @_, '</Location>');
}

sub name_of {
    my ($key) = @_;
    return (map { $_->{name} } grep { $_->{key} eq $key } bare())[0];
}

sub filter {
    my ($key, $name, $modules, $filter, @lines) = @_;
    return { key => $key, name => $name, base => 'plain', inserts => 1,
             modules => $modules,
             lines => [ "AddOutputFilterByType $filter text/html", @lines ] };
}

sub rivals {
    return (
        filter('substitute', 'mod_substitute, regex', [qw(filter substitute)],
               'SUBSTITUTE', "Substitute 's|($PATTERN)|\$1$text|i'"),
        filter('substitute-n', 'mod_substitute, fixed string',
               [qw(filter substitute)], 'SUBSTITUTE',
               "Substitute 's|$BODY|$BODY$text|n'"),
        filter('sed', 'mod_sed', [qw(filter sed)], 'Sed',
               in_location("OutputSed 's,$PATTERN,&$text,'")),
        { %{ filter('sed-parts', 'mod_sed, in parts', [qw(filter sed)], 'Sed',
                    in_location(sed_parts())) },
          text => sed_text(),
          length $text > SED_TEXT ? (remark => SED_TEXT . ' bytes only') : () },
        { %{ filter('proxy_html', 'mod_proxy_html',
                    [qw(filter env xml2enc proxy proxy_html)], 'proxy-html',
                    'SetEnv PROXY_HTML_FORCE 1',
                    "ProxyHTMLDocType '<!DOCTYPE html>$text'",
                    'ProxyHTMLLinks a href', 'ProxyHTMLURLMap /x /y') },
          rewrites => 1, remark => 'puts it before <html>' },
        { key => 'security2', name => 'mod_security2, prepend',
          base => 'plain', inserts => 1, modules => [qw(unique_id security2)],
          remark => 'puts it before the document',
          lines => [ 'SecRuleEngine On', 'SecContentInjection On',
                     'SecRule RESPONSE_CONTENT_TYPE "^text/html" '
                     . "\"id:1,phase:3,nolog,pass,prepend:'$text'\"" ] },
        { %{ filter('include', 'mod_include, in the page',
                    [qw(filter include)], 'INCLUDES') },
          ext => 'shtml' },
        nginx_filter('nginx-body', 'nginx sub_filter, <body>', $BODY,
                     "$BODY\$insert"),
        { %{ nginx_filter('nginx-end', 'nginx sub_filter, </body>', '</body>',
                          '$insert</body>') }, late => 1 },
    );
}

# As much as mod_sed keeps of commands.
sub sed_text {
    return length $text > SED_TEXT
        ? substr($text, 0, SED_TEXT - 10) . '</section>' : $text;
}

# mod_sed leaves the page alone where a replacement is longer than about
# 1,000 bytes, and says nothing.
sub sed_parts {
    my @parts = sed_text() =~ /(.{1,480})/g;
    my $first = shift @parts;
    return ('OutputSed "/<body/{"', "OutputSed 's,$PATTERN,&$first\@\@,'",
            map({ "OutputSed 's,\@\@,$_\@\@,'" } @parts),
            "OutputSed 's,\@\@,,'", 'OutputSed "}"');
}

# A word of nginx's configuration holds at most 4,096 bytes.
sub nginx_filter {
    my ($key, $name, $from, $to) = @_;
    my $n = 0;
    my @parts = map { "set \$part" . ++$n . " '$_';" } $text =~ /(.{1,2000})/g;
    my $all = join '', map { "\$part$_" } 1 .. $n;
    return { key => $key, name => $name, base => 'nginx', kind => 'nginx',
             inserts => 1,
             lines => [ @parts, "set \$insert '$all';",
                        "sub_filter '$from' '$to';" ] };
}

1;
