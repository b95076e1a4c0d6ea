# SPDX-License-Identifier: Apache-2.0
#
# The command table and docs/directives.md agree: names, contexts, override,
# defaults, words. If the test does not find a value, it fails.
#
# Server: none
# Sanitizers: no (it runs no compiled code)
use strict;
use warnings;

use Test::More;

sub slurp {
    open my $fh, '<:encoding(UTF-8)', $_[0] or die "$_[0]: $!\n";
    local $/;
    return scalar <$fh>;
}

my $source = slurp('src/httpd/config/cp_directives.c');
my $conf = slurp('src/httpd/config/cp_conf.h');
my $docs = slurp('docs/directives.md');

# ------------------------------------------------------------- the command table
my %table;
while ($source =~ /AP_INIT_(\w+)\s*\(\s*"(\w+)"\s*,\s*(\w+)\s*,(.*?)\b(IN_SERVER|ANYWHERE|IN_SECTION|IN_MAIN_SERVER)\s*,/gs) {
    my ($take, $name, $setter, $info, $where) = ($1, $2, $3, $4, $5);
    my ($choice) = $info =~ /(\w+)_words/;
    $table{$name} = { take => $take, choice => $choice, where => $where };
}
my $rows = () = $source =~ /AP_INIT_/g;
is scalar(keys %table), $rows, "all $rows rows of the table were read";
cmp_ok $rows, '>=', 19, 'the table has all directives of the contract';
like $source, qr/#define IN_SERVER RSRC_CONF\b/, 'IN_SERVER is RSRC_CONF';
like $source, qr/#define IN_MAIN_SERVER RSRC_CONF\b/,
    'IN_MAIN_SERVER is RSRC_CONF, too';
like $source, qr/#define ANYWHERE OR_FILEINFO\b/, 'ANYWHERE is OR_FILEINFO';
like $source, qr/#define IN_SECTION \(RSRC_CONF \| ACCESS_CONF\)/,
    'IN_SECTION is ACCESS_CONF, too';

# ------------------------------------------------------------ the documentation
my %block;
while ($docs =~ /^## (CookiePolicy\w*)\n(.*?)(?=^## |\z)/gms) {
    $block{$1} = $2;
}
is_deeply [ sort keys %block ], [ sort keys %table ],
    'the table and the documents have the same directives';
my @index = $docs =~ /^- \[(CookiePolicy\w*)\]\(#\w+\)$/gm;
is_deeply [ sort @index ], [ sort keys %table ],
    'the index has the same directives';

my @FIELDS = qw(Description Syntax Default Context Override Status Module
                Compatibility);
my @order = $docs =~ /^## (CookiePolicy\w*)$/gm;
is_deeply \@order, [ sort @order ], 'the documents are in alphabetical order';

for my $name (sort keys %table) {
    my $text = $block{$name} // '';
    my %field;
    my @seen;
    while ($text =~ /^- \*\*(\w+):\*\* (.*(?:\n  \S.*)*)/gm) {
        $field{$1} = $2;
        push @seen, $1;
    }
    is_deeply \@seen, \@FIELDS, "$name: the fields are those of httpd's manual";
    is $field{Context}, {
        ANYWHERE => 'server config, virtual host, directory, .htaccess',
        IN_SECTION => 'server config, virtual host, directory',
        IN_SERVER => 'server config, virtual host',
        IN_MAIN_SERVER => 'server config',
    }->{ $table{$name}{where} }, "$name: Context";
    is $field{Override}, $table{$name}{where} eq 'ANYWHERE' ? 'FileInfo'
        : 'None', "$name: Override";
    is $field{Status}, 'Extension', "$name: Status";
    is $field{Module}, 'mod_cookie_policy', "$name: Module";
    like $field{Syntax} // '', qr/^`\Q$name\E /,
        "$name: Syntax starts with the name";
    like $text, qr/\*\*Merging:\*\*/, "$name: there is a paragraph on merging";
    like $text, qr/```apache\n[^`]*\b\Q$name\E\b/, "$name: there is an example";
}

# --------------------------------------------------- words of the enumerations
my %words;
while ($source =~ /DIR_WORDS\((\w+), ([^)]*)\)/g) {
    my ($choice, $list) = ($1, $2);
    next if $choice eq 'name';
    $words{$choice} = [ $list =~ /"(\w+)"/g ];
}
$words{lock} = [qw(Off On)];
for my $name (sort keys %table) {
    my $choice = $table{$name}{choice} or next;
    ok $words{$choice}, "$name: the table has its words" or next;
    my ($syntax) = ($block{$name} // '') =~ /\*\*Syntax:\*\* `([^`]*)`/;
    is join('|', sort split /\|/, ($syntax // '') =~ s/^\w+ //r),
        join('|', sort @{ $words{$choice} }),
            "$name: Syntax has the words of the table";
}

# ------------------------------------------------------------------- defaults
my ($members) = $conf =~ /#define CP_DIR_MEMBERS\(FLAG, WORD\)(.*?)\n\n/s;
ok $members, 'the members with defaults were found';
my %default;
while ($members =~ m{(?:FLAG|WORD)\((\w+), ([^)]+)\)\s*/\* (CookiePolicy\w*|its visual place|in the document) \*/}g) {
    $default{$3} = $2;
}
my $flags = () = $members =~ /(?:FLAG|WORD)\(/g;
is scalar(keys %default), $flags, "all $flags defaults were read";
my @places = map { delete $default{$_} // '' } 'its visual place',
    'in the document';
for my $name (sort keys %default) {
    my $word = $default{$name};
    $word =~ s/^CP_(?:[A-Z]+_)*(?=[A-Z]+$)//;
    $word = 'On' if $word eq '1';
    $word =~ s/"//g;
    my ($documented) = ($block{$name} // '') =~ /\*\*Default:\*\* `([^`]*)`/;
    like $documented // '', qr/^\Q$name\E \Q$word\E\b/i,
        "$name: the default is $word";
}
my ($banner) = $block{CookiePolicyBanner} =~ /\*\*Default:\*\* `([^`]*)`/;
my ($layout, $place) = map { /_([A-Z]+)$/ } @places;
like $banner, qr/ \Q$layout $place\E$/i,
    'CookiePolicyBanner: the default positions';

done_testing;
