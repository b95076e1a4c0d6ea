# SPDX-License-Identifier: Apache-2.0
#
# The parts that all servers of one run share: the directory of the run, the
# documents, and the places of programs and modules.
package Bench::Site;

use strict;
use warnings;

use Cwd qw(getcwd);
use File::Temp qw(tempdir);

use CookiePolicy::Apxs ();

# Bytes before `<body`.
use constant { EARLY => 300, NORMAL => 5_200, LATE => 134_000 };

# The host of the held content, and the number of its tags in the page "held".
use constant { HOST => 'www.counter.example', HELD => 600 };

# The documents: name, bytes, bytes before `<body`.
my @PAGES = (
    [ '5k',         5_000,      EARLY ],
    [ '50k',        50_000,     NORMAL ],
    [ '500k',       500_000,    LATE ],
    [ '500k-early', 500_000,    NORMAL ],
    [ '10m',        10_000_000, NORMAL ],
);

my ($work, $maker, %copies, $builtin, $rivals);

sub prepare {
    chomp($rivals = `t/tools/deps --cache-dir`);
    $work = tempdir('cookie-policy-bench.XXXXXX', TMPDIR => 1);
    $maker = $$;
    chmod 0755, $work;
    mkdir "$work/$_" or die "$work/$_: $!\n" for qw(htdocs run bin);
    chmod 0777, "$work/run";
    spew("$work/htdocs/1k.txt", 'text ' x 204 . "end\n");
    for (@PAGES) {
        my ($name, $size, $head) = @$_;
        my $page = page($size, $head);
        spew("$work/htdocs/$name.html", $page);
        # The page as an author writes it for mod_include.
        my $element = '<!--#include file="insert.inc" -->';
        $page =~ s/(<body[^>]*>)/$1$element/;
        spew("$work/htdocs/$name.shtml", $page);
    }
    spew("$work/htdocs/held.html", held_page());
    spew("$work/htdocs/dense.html", dense_page(10_000_000));
    # Now: later, several processes would copy at the same time.
    own_module();
    nginx();
    module_file('security2');
    return;
}

END {
    local ($?, $@, $!);
    system 'rm', '-rf', $work if $work && $maker == $$;
}

sub work { return $work }

sub slurp {
    my ($file) = @_;
    open my $in, '<:raw', $file or return '';
    local $/;
    return <$in> // '';
}

sub spew {
    my ($file, $text) = @_;
    open my $out, '>:raw', $file or die "$file: $!\n";
    print $out $text;
    close $out or die "$file: $!\n";
    return;
}

# ---------------------------------------------------------------- documents

my %page;

# The bytes of a document.
sub document {
    my ($name) = @_;
    return $page{$name} //= slurp("$work/htdocs/$name");
}

# Returns the number of bytes that a scanner reads to find the end of
# `<body …>`.
sub offset {
    my ($name) = @_;
    document("$name.html") =~ /<body[^>]*>/ or die "$name has no <body>\n";
    return $+[0];
}

# Returns a page of `size` bytes whose <body> follows `head` bytes: half of them
# style, half script, each on one line as tools write them. There is one `<` to
# 100 bytes of text and one to 600 bytes of script, as in real pages.
sub page {
    my ($size, $head) = @_;
    my $top = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
        . "<meta charset=\"utf-8\">\n<title>Page</title>\n";
    $top .= join '', map { "<link rel=\"preload\" href=\"/f/$_.woff2\">\n" }
        1 .. 20 if $head > 1000;
    my $half = ($head - length($top) - 60) / 2;
    $top .= '<style>' . filled('p.c1>a{margin:0 auto;color:#123}', $half)
        . "</style>\n<script>"
        . filled('for(i=0;i<n;i++)' . "add(list[i],'a');" x 34, $half)
        . "</script>\n</head>\n<body class=\"page\">\n";
    my $words = 'some words of a long text ' x 8;
    my $line  = "<p class=\"c1\">$words<a href=\"/x?a=1&amp;b=2\">a link</a>"
        . "$words<b>bold</b>$words</p>\n";
    my $end  = "</body>\n</html>\n";
    my $room = $size - length($top) - length($end);
    my $text = $line x ($room / length $line);
    $text .= filled('rest ', $room - length($text) - 1) . "\n"
        if length $text < $room;
    return "$top$text$end";
}

# Returns the page "500k-early" with HELD tags of another site, as many scripts
# as images and frames, each on a line of its own.
sub held_page {
    my $page = page(500_000, NORMAL);
    my @tags = map { my $from = 'https://' . HOST;
        ("<script src=\"$from/js/counter-$_.js\" async></script>",
         "<img src=\"$from/pixel.gif?id=$_\" width=\"1\" height=\"1\""
         . ' alt="">',
         "<iframe src=\"$from/embed/$_\" title=\"A frame\"></iframe>")
    } 1 .. HELD / 3;
    $page =~ s{</p>\n\K(?=<p )}{@tags ? shift(@tags) . "\n" : ''}ge;
    @tags and die "not all tags are in the page\n";
    return $page;
}

# Returns a page of about `size` bytes with one tag for each 30 bytes: a list of
# links, rows of a table, and boxes with a heading, a text and an image.
sub dense_page {
    my ($size) = @_;
    my $link = '<li class="item"><a class="link" href="/shop/part-12?a=1&amp;b='
        . "2\">A link of the menu</a></li>\n";
    my $row = '<tr><td class="c1">12,345</td><td>some words of a cell</td><td>'
        . "<a href=\"/y?a=1&amp;b=2\">a link of a row</a></td></tr>\n";
    my $box = '<div class="card"><h3 class="title">Some words of a title</h3>'
        . '<p class="text">Some words of a text that is as long as those of '
        . 'many boxes, with some <b>bold</b> ones and <a class="link" href="/sh'
        . 'op/part-13">a link</a>.</p><img src="/i/picture-1.jpg" alt="A pictu'
        . "re\" width=\"100\" height=\"80\"></div>\n";
    my $part = "<ul class=\"menu\">\n" . $link x 8 . "</ul>\n<table>\n<tbody>\n"
        . $row x 2 . "</tbody>\n</table>\n" . $box x 8;
    my ($top, $end) = page(5000, EARLY) =~ m{\A(.*?<body[^>]*>\n).*(</body>.*)}s;
    return $top . $part x ($size / length $part) . $end;
}

# Repeats a text up to exactly `length` bytes.
sub filled {
    my ($text, $length) = @_;
    $length = int $length;
    return '' if $length <= 0;
    return substr $text x (1 + $length / length $text), 0, $length;
}

# ----------------------------------------------------------------- programs

# A copy that an unprivileged user can read.
sub copy {
    my ($file) = @_;
    return $copies{$file} //= do {
        my ($name) = $file =~ m{([^/]+)\z};
        system('cp', $file, "$work/bin/$name") == 0 or die "cp $file failed\n";
        chmod 0755, "$work/bin/$name";
        "$work/bin/$name";
    };
}

# The path of nginx: installed, or unpacked by t/tools/deps; nothing without it.
sub nginx {
    our $nginx //= (grep { -x } '/usr/sbin/nginx', '/usr/bin/nginx',
                    "$rivals/nginx/usr/sbin/nginx")[0] // '';
    return $nginx && copy($nginx);
}

sub own_module {
    my $file = getcwd() . '/.libs/mod_cookie_policy.so';
    -f $file or die "$file is missing: run make\n";
    return copy($file);
}

# The file of a module of httpd; empty if httpd itself contains the module,
# undefined if there is none.
sub module_file {
    my ($name) = @_;
    my $libexec = CookiePolicy::Apxs::asked('LIBEXECDIR');
    my $httpd = CookiePolicy::Apxs::httpd();
    $builtin //= { map { $_ => 1 } `$httpd -l` =~ /\bmod_(\w+)\.c/g };
    return '' if $builtin->{$name};
    return "$libexec/mod_$name.so" if -f "$libexec/mod_$name.so";
    my $file = "$rivals/libapache2-mod-$name/usr/lib/apache2/modules/"
        . "mod_$name.so";
    return -f $file ? copy($file) : undef;
}

1;
