# Helpers of test/tap/demo_*.pl: one log, made from a seed, in as many shapes of file as a test wants, and
# what must come of each: the shares that are known of the log, or a refusal that names the cure.
#
# The files go through test/demo/csv, as "make demo USAGE=file.csv" reads them; all tables that come of them
# are loaded and measured by one psql.
package Files;
use strict;
use warnings;
use lib 'test/demo/read';
use Exporter 'import';
use POSIX qw(strftime floor);
use Log;
use Columns;
our @EXPORT = qw(log_rows by_day at csv reads refuses done $work);

my @models = (['gpt-4o', 'GPT-4o'], ['openai/gpt-4.1', 'GPT-4.1'], ['claude-3-7-sonnet-20250219', 'Claude 3.7'], ['deepseek/deepseek-r1:free', 'DeepSeek R1']);
my %label = map { @$_ } @models;
my $monday = 1740960000;	# 2025-03-03
our $work = `mktemp -d`;
chomp $work;
my ($number, $failures, @loads) = (0, 0);

my $parent = $$;

END
{
	local $?;		# the program's own status
	system 'rm', '-rf', $work if $work && $$ == $parent;
}

# Five weeks from 2025-03-03; some days are over 12, tokens from three to eight digits.
my $seed = 20250303;

sub chance
{
	$seed = ($seed * 1103515245 + 12345) % 2147483648;
	return int($seed / 65536) % shift;
}

my @log;

sub log_rows
{
	return @log if @log;
	for my $i (0 .. 349)
	{
		my $week = int($i / 70);
		my $model = chance(10) < 4 - $week ? 0 : 1 + chance(3);
		my $prompt = 350 + chance(9000) + ($i % 7 == 0 ? 44_000_000 + chance(30000) : 0);
		my %row = (id => $i, ts => $monday + 8640 * $i + chance(8000), model => $models[$model][0], user => 'user ' . chance(40),
			prompt => $prompt, completion => 20 + chance(2000), requests => 1 + chance(50), cost => sprintf('%.4f', 0.0001 * (1 + chance(20000))));
		$row{tokens} = $row{prompt} + $row{completion};
		$row{cached} = int($prompt / 3);
		$row{reasoning} = int($row{completion} / 2);
		push @log, \%row;
	}
	return @log;
}

# The log's days: one row for a day and a model.
sub by_day
{
	my %days;
	for my $row (log_rows())
	{
		my $day = $days{ at($row, '%Y-%m-%d') }{ $row->{model} } //= { ts => $row->{ts} - $row->{ts} % 86400, model => $row->{model} };
		$day->{$_} += $row->{$_} for qw(prompt completion tokens requests cost cached reasoning);
	}
	return map { my $d = $_; map { $days{$d}{$_} } sort keys %{ $days{$d} } } sort keys %days;
}

# A row's moment, in UTC, as strftime writes it.
sub at
{
	my ($row, $format) = @_;
	my $text = strftime($format, gmtime $row->{ts});
	utf8::encode($text) if utf8::is_utf8($text);
	return $text;
}

# The text of a file: its header, the fields of a row; with options sep, end, rows, before, quoted.
sub csv
{
	my ($header, $fields, %o) = @_;
	my ($sep, $end) = ($o{sep} // ',', $o{end} // "\n");
	my $line = sub {
		join $sep, map { $o{quoted} || /[\Q$sep\E"\n]/ ? '"' . s/"/""/gr . '"' : $_ } map { $_ // '' } @_;
	};
	return join '', $o{before} // '', map { "$_$end" } $line->(@$header), map { $line->($fields->($_)) } @{ $o{rows} // [log_rows()] };
}

# What csv prints of a file: its output, its errors, whether it ended well.
sub run_csv
{
	my ($options, @arguments) = @_;
	my %unset = map { $_ => undef } qw(TS MODEL AMOUNT DATES DECIMAL PSQL USAGE DESCRIBED);
	local @ENV{ keys %unset, keys %$options } = (map({ '' } keys %unset), values %$options);
	my ($out, $err) = ("$work/out", "$work/err");
	my $pid = fork // die;
	if (!$pid)
	{
		open STDOUT, '>', $out;
		open STDERR, '>', $err;
		# its modules are there already: a third of the time of starting it anew
		($0, @ARGV) = ('test/demo/csv', @arguments);
		do './test/demo/csv' // print STDERR "$@$!\n";
		close STDOUT;
		POSIX::_exit($@ ? 1 : 0);
	}
	waitpid $pid, 0;
	my $status = $?;
	return (map({ open my $in, '<:raw', $_ or die; local $/; scalar <$in> } $out, $err), $status == 0);
}

sub outcome
{
	my ($good, $name, @why) = @_;
	print $good ? "ok: $name\n" : "not ok: $name\n";
	return if $good;
	$failures++;
	print map { s/^/  /gmr . "\n" } @why;
}

sub write_file
{
	my ($text, $name) = @_;
	my $file = "$work/" . ($name // 'file' . ++$number . '.csv');
	open my $out, '>:raw', $file or die "$file: $!";
	print $out $text;
	close $out or die;
	return $file;
}

# A file that is read: its shares are those of the log, by the column "measure" of its rows (or "rows").
#     NAME, TEXT, MEASURE, says => what the notes must hold, not => what they must not, file => name, rows => [rows], others as in the environment
sub reads
{
	my ($name, $text, $measure, %o) = @_;
	my ($says, $not, $rows, $file) = (delete $o{says}, delete $o{not}, delete $o{rows}, write_file($text, delete $o{file}));
	my ($out, $err, $good) = run_csv(\%o, 'describe', $file);
	return outcome(0, $name, 'refused:', $err) if !$good;
	my %said = $out =~ /^(\w+)='((?:[^']|'\\'')*)'$/mg;
	s/'\\''/'/g for values %said;
	return outcome(0, $name, "wanted: $says", "said: $said{notes}") if defined $says && $said{notes} !~ $says;
	return outcome(0, $name, "not wanted: $not", "said: $said{notes}") if defined $not && $said{notes} =~ $not;
	my ($data, $trouble, $fine) = run_csv(\%o, 'rows', $file, $said{plan});
	return outcome(0, $name, 'rows:', $trouble) if !$fine;
	push @loads, [$name, \%said, $data, wanted($measure, @{ $rows // [log_rows()] })];
}

# Known of the log, without the extension: "week label" => [amount, share].
sub wanted
{
	my ($measure, @rows) = @_;
	my (%sum, %total);
	for my $row (@rows)
	{
		my $week = strftime('%Y-%m-%d', gmtime($monday + 604800 * floor(($row->{ts} - $monday) / 604800)));
		my $amount = ref $measure ? $measure->($row) : $measure eq 'rows' ? 1 : $row->{$measure};
		$sum{$week}{ $label{ $row->{model} } // $row->{model} } += $amount;
		$total{$week} += $amount;
	}
	return { map { my $w = $_; map { ("$w $_" => [$sum{$w}{$_}, $sum{$w}{$_} / $total{$w}]) } keys %{ $sum{$w} } } keys %sum };
}

# A file that is refused: the message and the hint beneath it.
sub refuses
{
	my ($name, $text, $message, $cure, %o) = @_;
	my $file = write_file($text, delete $o{file});
	my ($out, $err, $good) = run_csv(\%o, 'describe', $file);
	my ($error, $hint) = $err =~ /^error: (.*)\nhint: (.*)$/m;
	return outcome(0, $name, 'not refused; it says:', $out) if $good;
	outcome(defined $error && $error =~ $message && $hint =~ $cure, $name, "wanted: $message and $cure", "got: $err");
}

# Load and measure all that was read.
sub done
{
	my $script = "$work/script.sql";
	open my $out, '>:raw', $script or die;
	print $out "\\set ON_ERROR_STOP on\nCREATE SCHEMA demo_files;\nSET search_path = demo_files, public;\n";
	for my $i (0 .. $#loads)
	{
		my ($name, $said, $data) = @{ $loads[$i] };
		my $amount = length $said->{amount} ? ", $said->{amount}" : '';
		print $out "$said->{create};\nCOPY usage FROM STDIN;\n$data\\.\n",
			"SELECT $i, week || ' ' || coalesce(key, '(none)'), amount, share FROM shares((SELECT weekly_share($said->{ts}, model_label($said->{model}, 'version')$amount) FROM usage)) WHERE amount <> 0;\n",
			"DROP TABLE usage;\n";
	}
	close $out or die;
	my $database = "ms_demo_$$";
	system(qw(psql -X -q -d postgres -v ON_ERROR_STOP=1 -c), "CREATE DATABASE $database", '-c', "\\c $database", '-c', 'CREATE EXTENSION modelshare') == 0 or die "no database\n";
	open my $in, '-|', 'psql', qw(-X -q -A -t -F), "\t", '-d', $database, '-f', $script or die;
	my @got = map { {} } @loads;
	while (<$in>)
	{
		chomp;
		my ($i, $cell, $amount, $share) = split /\t/;
		$got[$i]{$cell} = [$amount, $share];
	}
	close $in or $failures++;
	compare($loads[$_][0], $loads[$_][3], $got[$_]) for 0 .. $#loads;
	system qw(psql -X -q -d postgres -c), "DROP DATABASE $database WITH (FORCE)";
	exit($failures ? 1 : 0);
}

sub compare
{
	my ($name, $want, $got) = @_;
	my $cells = sub { my $cells = shift; join "\n", map { sprintf '%s %.12g %.9f', $_, @{ $cells->{$_} } } sort keys %$cells };
	my ($wanted, $came) = ($cells->($want), $cells->($got));
	outcome($wanted eq $came, $name, 'wanted:', $wanted, 'got:', $came);
}

1;
