# SPDX-License-Identifier: Apache-2.0
#
# If the merge omits a member, a setting silently has no effect. Every member of
# both configuration records must be declared, created and merged: members of
# the lists by the lists, special members by name.
#
# Server: none
# Sanitizers: no (it runs no compiled code)
use strict;
use warnings;

use Test::More;

sub slurp {
    open my $fh, '<', $_[0] or die "$_[0]: $!\n";
    local $/;
    return scalar <$fh>;
}

my $header = slurp('src/httpd/config/cp_conf.h');
my $source = slurp('src/httpd/config/cp_conf.c');

# Returns the body of a function.
sub body_of {
    my ($name) = @_;
    my ($body) = $source =~ /^[\w *]*\b\Q$name\E\([^;{]*\)\n\{\n(.*?)^\}/ms;
    return $body;
}

for my $row (
    ['cp_dir_conf', 'CP_DIR_MEMBERS', 'dir'],
    ['cp_srv_conf', 'CP_SRV_MEMBERS', 'srv'],
) {
    my ($record, $list, $suffix) = @$row;
    my ($struct) = $header =~ /^typedef struct \Q$record\E \{\n(.*?)^\} \Q$record\E;/ms;
    ok $struct, "$record: was found";
    like $struct, qr/^\s*\Q$list\E\(/m, "$record: contains $list";
    like $header, qr/^#define \Q$list\E\(/m, "$list: is defined";

    my $create = body_of("cp_conf_create_$suffix");
    my $merge = body_of("cp_conf_merge_$suffix");
    ok $create, "$record: its create function was found";
    ok $merge, "$record: its merge function was found";
    like $create, qr/\bapr_pcalloc\b/, "$record: is created zeroed";
    like $merge, qr/\bapr_pcalloc\b/, "$record: is merged into a zeroed record";
    for my $function (['create', $create], ['merge', $merge]) {
        like $function->[1], qr/^\s*\Q$list\E\(/m,
            "$record: $function->[0] uses the list";
    }

    # The members that are not in the list.
    (my $rest = $struct) =~ s{^#.*\n}{}gm;
    $rest =~ s{/\*.*?\*/}{}gs;
    $rest =~ s{\b\Q$list\E\([^)]*\)}{}g;
    my @special = $rest =~ /\b(\w+);/g;
    my $named = () = $struct =~ m{/\* special: }g;
    my @never = $struct =~ m{never merged\. \*/\s*[^;]*?\b(\w+);}g;
    is scalar(@special), $named + @never,
        "$record: the comment of every special member says that it is special";
    for my $member (@special) {
        next if grep { $_ eq $member } @never;
        like $merge, qr/\bconf->\Q$member\E = [^;]*\bbase->\Q$member\E\b/s,
            "$record: $member is inherited";
        like $merge, qr/\bconf->\Q$member\E = [^;]*\badd->\Q$member\E\b/s,
            "$record: $member is overridden";
    }
}

# Each kind of member of the lists is merged: the value of "add" outranks that
# of "base".
my %kinds = map { $_ => 1 } $header =~ /^\s+([A-Z]+)\(\w+[,)]/gm;
cmp_ok scalar(keys %kinds), '>=', 2, 'the kinds of members were found';
for my $kind (sort keys %kinds) {
    my $merges = () = $source =~
        /#define \Q$kind\E\([^)]*\)[\s\\]*conf->name = add->name [^\n]*base->name/g;
    cmp_ok $merges, '>=', 1, "$kind: add outranks base";
}

done_testing;
