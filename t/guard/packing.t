# SPDX-License-Identifier: Apache-2.0
#
# What src/client/embed.pl makes of a script: the same program, shorter; where
# it cannot be sure of that, the build stops.
#
# Server: none
use strict;
use warnings;

use File::Temp qw(tempdir);
use Test::More;

my $dir = tempdir(CLEANUP => 1);

sub slurp {
    my ($name) = @_;
    open my $in, '<', $name or return '';
    local $/;
    return <$in>;
}

# The text that becomes of a script, or nothing.
sub packed {
    my ($script) = @_;
    unlink "$dir/cp_assets.c";
    open my $to, '>', "$dir/a.js" or die "$dir/a.js: $!\n";
    print $to $script;
    close $to or die "$dir/a.js: $!\n";
    system("$^X src/client/embed.pl $dir $dir/a.js conf/locale/en.conf 2>$dir/said") == 0
        or return;
    my ($text) = slurp("$dir/cp_assets.c")
        =~ /cp_asset_a_js\[\] =\s*((?:"(?:[^"\\]|\\.)*"\s*)+);/ or return;
    $text =~ s/"\s*"//g;
    $text =~ s/\A"|"\s*\z//g;
    $text =~ s/\\([0-7]{3})/chr oct $1/ge;
    return $text;
}

for (
    ["var a = 1;\n// it's gone\nvar b = a ? -1 : [a, 2];\n",
        'var a=1;var b=a?-1:[a,2];', 'blanks around signs go'],
    ["f('a + b,  c', x in y);", "f('a + b,  c',x in y);",
        'not in strings, nor between words'],
    ["f('it\\'s  ( ', a  ( 'b' ) );", "f('it\\'s  ( ',a('b'));",
        'a string ends where it ends'],
    ["return  'x' ;", "return  'x';", 'in front of a string they stay'],
    ['var $ = a . $ ;', 'var $=a.$;', 'a dollar is a letter'],
    ["var a =\n    b\n    in c;\n", 'var a=b in c;', 'a line end is a blank'],
) {
    my ($script, $text, $what) = @$_;
    is packed($script), $text, $what;
}
for (['a = b + +c;', '+ +'], ['a = b - -c;', '- -'], ["a = b -\n-c;", '- -'],
    ['a = /x y/;', '/'], ['a = "x  y";', '"'], ['a = `x  y`;', '`'],
    ['a = 1; /* b', '/']) {
    my ($script, $sign) = @$_;
    is packed($script), undef, "stops at $sign";
    like slurp("$dir/said"), qr/a\.js: cannot pack/, 'and says so';
}

sub put {
    my ($name, $text) = @_;
    open my $to, '>', "$dir/$name" or die "$dir/$name: $!\n";
    print $to $text;
    close $to or die "$dir/$name: $!\n";
}

put('part.js', "// a part\nvar b = 2;\n");
is packed("(function () {\n    // \@import \"part.js\";\n    f(b);\n})();\n"),
    '(function(){var b=2;f(b);})();', 'a script contains what it imports';

done_testing;
