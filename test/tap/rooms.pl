#!/usr/bin/perl
# The rooms of src/: none includes a room above it, no two files include or call each other.
#
# The order of the rooms is the Makefile's: ROOMS, of which METRICS are side by side on the top
# floor.  A header and the source of the same name count as one file.  src/modelshare.c, which
# belongs to no room, may include everything.
use strict;
use warnings;
use File::Path qw(make_path);
use File::Temp qw(tempdir);

chdir "$1/../.." if $0 =~ m{^(.*)/}s;

# The floor of each room by its name, from the text of a Makefile.
sub floors
{
	my ($makefile) = @_;
	my ($metrics) = $makefile =~ /^METRICS *= *(.*)/m;
	my ($below) = $makefile =~ /^ROOMS *= *(.*?) *\$\(METRICS\)/m;
	my @below = split ' ', $below;
	my %floor = map { $below[$_] => $_ } 0 .. $#below;
	$floor{$_} = @below for split ' ', $metrics;
	return %floor;
}

# The text of every source and header below a directory, by its path there; strings and comments are blank.
sub read_sources
{
	my ($directory) = @_;
	my (%include, %code);
	for my $path (glob "$directory/*.[ch] $directory/*/*.[ch]")
	{
		open my $in, '<', $path or die "$path: $!";
		my $text = do { local $/; <$in> };
		my $name = substr $path, length "$directory/";
		$include{$name} = [$text =~ /^[ \t]*#[ \t]*include[ \t]+"([^"]+)"/mg];
		$text =~ s{/\*.*?\*/|"(?:\\.|[^"\\\n])*"}{ }gs;
		$code{$name} = $text;
	}
	return (\%include, \%code);
}

sub without_ending { $_[0] =~ s/\.[ch]$//r }

# The circles of a graph (name => {names}), each a line of its members: nodes that reach each other.
sub circles
{
	my ($graph) = @_;
	my %reached;
	for my $start (keys %$graph)
	{
		my @open = keys %{ $graph->{$start} };
		while (defined(my $node = pop @open))
		{
			push @open, keys %{ $graph->{$node} || {} } if !$reached{$start}{$node}++;
		}
	}
	my %circle;
	for my $node (grep { $reached{$_}{$_} } keys %reached)
	{
		$circle{ join ' ', sort grep { $reached{$node}{$_} && $reached{$_}{$node} } keys %reached } = 1;
	}
	return sort keys %circle;
}

# What is wrong with the sources below a directory.
sub faults
{
	my ($directory, %floor) = @_;
	my ($include, $code) = read_sources($directory);
	my (@faults, %includes, %calls, %defined_in);

	for my $file (sort keys %$include)
	{
		my $room = $file =~ m{^(.*)/} ? $1 : undef;
		push @faults, "$file is in no room of the Makefile" if defined $room && !exists $floor{$room};
		for my $header (@{ $include->{$file} })
		{
			my $ours = exists $include->{$header};
			my ($other) = $header =~ m{^(.*)/};
			push @faults, "$file includes $header, but the recogniser includes nothing from outside"
				if defined $room && $room eq 'recogniser' && ($other // '') ne $room;
			next if !$ours;
			$includes{ without_ending($file) }{ without_ending($header) } = 1 if without_ending($file) ne without_ending($header);
			next if !defined $room || $room eq $other;
			push @faults, "$file includes $header, which is " . ($floor{$other} > $floor{$room} ? 'above it' : 'another metric\'s')
				if ($floor{$other} // 99) >= ($floor{$room} // -1);
		}
	}

	# a function begins a line where it is defined; what stands in a header is taken with those who include it
	for my $file (grep { /\.c$/ } keys %$code)
	{
		$defined_in{$_} = without_ending($file) for $code->{$file} =~ /^(ms_\w+)\(/mg;
	}
	for my $file (grep { /\.c$/ } keys %$code)
	{
		for my $name ($code->{$file} =~ /\b(ms_\w+)\b/g)
		{
			my $home = $defined_in{$name};
			$calls{ without_ending($file) }{$home} = 1 if defined $home && $home ne without_ending($file);
		}
	}
	my %circle = map { $_ => 1 } circles(\%includes), circles(\%calls);
	return @faults, map { "circle: $_" } sort keys %circle;
}

my $failures = 0;
sub expect
{
	my ($name, $wanted, @found) = @_;
	my $found = join "\n          ", @found;
	if ($wanted eq $found)
	{
		print "ok: $name\n";
		return;
	}
	$failures++;
	print "not ok: $name\n  wanted: $wanted\n  got:    $found\n";
}

# The test itself, on a small house in which one thing at a time is wrong.
my $makefile = "METRICS = share retention\nROOMS = common recogniser names \$(METRICS)\n";
sub faults_with
{
	my (%changed) = @_;
	my %file = (
		'modelshare.c' => '#include "share/share.h"',
		'common/a.h' => '#include "postgres.h"',
		'common/a.c' => "#include \"common/a.h\"\nint\nms_a(void)\n{\n}\n",
		'recogniser/r.h' => '#include <string.h>',
		'names/n.h' => "#include \"common/a.h\"\n#include \"recogniser/r.h\"",
		'names/n.c' => "#include \"names/n.h\"\nint\nms_n(void)\n{\n\tms_a();\n}\n",
		'share/share.h' => '#include "names/n.h"',
		'retention/retention.h' => '#include "common/a.h"',
		%changed);
	my $directory = tempdir(CLEANUP => 1);
	for my $name (keys %file)
	{
		make_path("$directory/$1") if $name =~ m{(.*)/};
		open my $out, '>', "$directory/$name" or die $!;
		print $out "$file{$name}\n";
		close $out;
	}
	return faults($directory, floors($makefile));
}
expect('a sound house', '', faults_with());
expect('an include of a room above', 'common/a.h includes names/n.h, which is above it', faults_with('common/a.h' => '# include "names/n.h"', 'names/n.h' => ''));
expect('an include of another metric', 'retention/retention.h includes share/share.h, which is another metric\'s', faults_with('retention/retention.h' => '#include "share/share.h"'));
expect('a header of PostgreSQL in the recogniser', 'recogniser/r.h includes postgres.h, but the recogniser includes nothing from outside', faults_with('recogniser/r.h' => '#include "postgres.h"'));
expect('a folder that is no room', 'attic/x.c is in no room of the Makefile', faults_with('attic/x.c' => ''));
expect('headers that include each other', 'circle: names/m names/n', faults_with('names/m.h' => '#include "names/n.h"', 'names/n.h' => '#include "names/m.h"'));
expect('a circle of headers and sources', 'circle: names/m names/n', faults_with('names/m.h' => '#include "names/n.h"', 'names/n.c' => "#include \"names/n.h\"\n#include \"names/m.h\""));
expect('a circle of three', 'circle: names/l names/m names/n', faults_with('names/l.h' => '#include "names/m.h"', 'names/m.h' => '#include "names/n.h"', 'names/n.h' => '#include "names/l.h"'));
expect('sources that call each other', 'circle: names/m names/n', faults_with('names/m.c' => "#include \"names/n.h\"\nint\nms_m(void)\n{\n\tms_n();\n}\n", 'names/n.c' => "#include \"names/n.h\"\nint\nms_n(void)\n{\n\tms_m();\n}\n"));
expect('a call in a comment is none', '', faults_with('names/m.c' => "#include \"names/n.h\"\nint\nms_m(void)\n{\n\tms_n();\n}\n", 'names/n.c' => "#include \"names/n.h\"\nint\nms_n(void)\n{\n\t/* as ms_m(), \"quoted */\n}\n"));

# The house.
open my $in, '<', 'Makefile' or die "Makefile: $!";
my %floor = floors(do { local $/; <$in> });
expect('rooms have their folders', '', grep { !-d "src/$_" } sort keys %floor);
expect('no room includes one above it, no two files each other', '', faults('src', %floor));
exit($failures > 0);
