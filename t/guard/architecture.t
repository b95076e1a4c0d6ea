# SPDX-License-Identifier: Apache-2.0
#
# docs/architecture.md names files, folders, functions and macros that exist.
# A name in code type that looks like one of them is looked up in the sources.
#
# Server: none
# Sanitizers: no (it runs no compiled code)
use strict;
use warnings;

use File::Find ();
use Test::More;

sub slurp {
    open my $fh, '<', $_[0] or die "$_[0]: $!\n";
    local $/;
    return scalar <$fh>;
}

my (%path, %file, $sources);
File::Find::find({ no_chdir => 1, wanted => sub {
    return if m{/node_modules/} || !-e;
    $path{$_} = 1;
    $file{$1} = 1 if -f && m{([^/]+)$};
    $sources .= slurp($_) if /\.[ch]$/;
} }, qw(mod_cookie_policy.c src conf support t docs));
my $text = slurp('docs/architecture.md');
$text =~ s/^```.*?^```$//gms;

# A path is relative to the top or to src.
sub exists_somewhere {
    my ($name) = @_;
    $name =~ s{/$}{};
    return $path{$name} || $path{"src/$name"} || $path{"docs/$name"}
        || (index($name, '/') < 0 && $file{$name});
}

my %seen;
for my $name (grep { !$seen{$_}++ } $text =~ /`([^`\n]+)`/g) {
    if ($name =~ m{^[\w./]+\.(?:c|h|js|css|pl|md|t|conf)$}
        || $name =~ m{^(?:src|core|httpd|conf|t|docs)/[\w./]*$}) {
        ok exists_somewhere($name), "$name exists";
    }
    elsif ($name =~ /^cp_\w+(?:\(\))?$/i
        || ($name =~ /^\w+\(\)$/ && $name !~ /^ap_/)) {
        my ($id) = $name =~ /^(\w+)/;
        ok scalar($sources =~ /\b$id\b/), "$name is in the sources";
    }
}
cmp_ok scalar(keys %seen), '>', 50, 'names were found';

done_testing;
