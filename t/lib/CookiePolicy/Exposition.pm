# SPDX-License-Identifier: Apache-2.0
#
# A strict parser of the text exposition format of Prometheus, version 0.0.4:
# https://prometheus.io/docs/instrumenting/exposition_formats/
# It also refuses what a scrape would refuse: a sample that occurs twice, a
# metric that is not one group of lines, a second TYPE or HELP, a counter below
# zero, and, for our own metrics, a sample without TYPE and HELP.
package CookiePolicy::Exposition;

use strict;
use warnings;

my $NAME  = qr/[a-zA-Z_:][a-zA-Z0-9_:]*/;
my $LABEL = qr/[a-zA-Z_][a-zA-Z0-9_]*/;
my $TEXT  = qr/(?:[^"\\\n]|\\[\\"n])*/;
my $VALUE = qr/[+-]?(?:Inf|NaN|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)/;
my $TYPES = qr/counter|gauge|histogram|summary|untyped/;

# parse(TEXT): returns ({ metric => { type, help, samples => [{ labels, value }]
# } }, faults).
sub parse {
    my ($text) = @_;
    my $self = { metrics => {}, faults => [], current => '', seen => {} };
    fault($self, 'the last line does not end') if $text !~ /\n\z/;
    my $number = 0;
    for my $line (split /\n/, $text, -1) {
        $self->{line} = ++$number;
        next if $line =~ /^[ \t]*$/;
        $line =~ /^#/ ? comment($self, $line) : sample($self, $line);
    }
    return ($self->{metrics}, @{ $self->{faults} });
}

sub fault {
    my ($self, $what) = @_;
    push @{ $self->{faults} }, 'line ' . ($self->{line} // 0) . ": $what";
    return;
}

# Returns the record of a metric; its lines are one group.
sub metric {
    my ($self, $name) = @_;
    if ($name ne $self->{current}) {
        fault($self, "$name has two groups of lines") if $self->{metrics}{$name};
        $self->{current} = $name;
    }
    return $self->{metrics}{$name} //= { samples => [] };
}

sub comment {
    my ($self, $line) = @_;
    return unless $line =~ /^# (HELP|TYPE) /;
    my $of = $1 eq 'TYPE' ? qr/$TYPES/ : qr/(?:[^\\]|\\[\\n])*/;
    $line =~ /^# (HELP|TYPE) ($NAME) ($of)$/
        or return fault($self, "not a line of $1");
    my ($what, $name, $value) = (lc $1, $2, $3);
    my $metric = metric($self, $name);
    fault($self, "a second $what") if defined $metric->{$what};
    fault($self, 'TYPE after a sample')
        if $what eq 'type' && @{ $metric->{samples} };
    $metric->{$what} = $value;
    return;
}

sub labels {
    my ($self, $text) = @_;
    my %labels;
    my $rest = $text // '';
    while ($rest =~ s/^($LABEL)="($TEXT)"//) {
        my ($name, $value) = ($1, $2);
        fault($self, "the label $name twice") if exists $labels{$name};
        fault($self, "the label $name is reserved") if $name =~ /^__/;
        $value =~ s/\\(.)/$1 eq 'n' ? "\n" : $1/ge;
        $labels{$name} = $value;
        last unless $rest =~ s/^,//;
    }
    fault($self, "not a label: $rest") if length $rest;
    return \%labels;
}

sub sample {
    my ($self, $line) = @_;
    $line =~ /^($NAME)(?:\{(.*)\})?[ \t]+($VALUE)(?:[ \t]+-?\d+)?$/
        or return fault($self, "not a sample: $line");
    my ($name, $text, $value) = ($1, $2, $3);
    my $metric = metric($self, $name);
    my $labels = labels($self, $text);
    my $key = join "\0", $name, map { "$_=$labels->{$_}" } sort keys %$labels;
    fault($self, 'a sample twice') if $self->{seen}{$key}++;
    fault($self, "$name has no TYPE or no HELP")
        unless defined $metric->{type} && defined $metric->{help};
    fault($self, "the counter $name is below zero")
        if ($metric->{type} // '') eq 'counter' && $value =~ /^-|NaN/;
    push @{ $metric->{samples} }, { labels => $labels, value => $value };
    return;
}

1;
