# A CSV file as records: its encoding, its line ends, its separator, its header, and what no CSV file is.
package Source;
use strict;
use warnings;
use Exporter 'import';
our @EXPORT_OK = qw(fail shown is_null);

# What an export writes where there is nothing.
my %null = map { $_ => 1 } '', '-', "\xe2\x80\x93", "\xe2\x80\x94", '\n', '#n/a', qw{null nan nat none nil n/a na (null) <null> undefined};

sub is_null
{
	return $null{ lc $_[0] };
}

# A message and what to do about it, then the end.
sub fail
{
	my ($message, $hint) = @_;
	print STDERR "error: $message\n";
	print STDERR "hint: $hint\n" if defined $hint;
	exit 1;
}

# A value as messages show it.
sub shown
{
	my $text = shift;
	$text =~ s/[\x00-\x1f\x7f]+/ /g;
	if (length $text > 80)
	{
		$text = substr $text, 0, 80;
		# not in the middle of a character
		$text =~ s/(?:[\xc0-\xff][\x80-\xbf]*)\z//;
		$text .= '...';
	}
	return "\"$text\"";
}

# First bytes of files that are something else.
my @others = (
	[qr/\A\x1f\x8b|\ABZh|\A\xfd7zXZ|\A\x28\xb5\x2f\xfd|\A\x04\x22\x4d\x18|\A7z\xbc\xaf/, 'is compressed', 'unpack it first, for example with gunzip'],
	[qr/\APK\x03\x04/, 'is a zip archive or an Excel workbook', 'unpack it, or save the sheet as CSV'],
	[qr/\A\xd0\xcf\x11\xe0/, 'is an Excel workbook', 'save the sheet as CSV'],
	[qr/\APAR1|\AARROW1|\AOrc|\ASQLite format 3/, 'is a file of columns or a database', 'write it as CSV first, for example with duckdb: COPY (FROM ...) TO \'usage.csv\' (HEADER)'],
	[qr/\A\s*[\[{]\s*["\[{]/, 'is JSON', q(write it as CSV first: for lines of JSON, jq -rs '(.[0] | keys_unsorted) as $k | $k, (.[] | [.[$k[]]]) | @csv' FILE; for one array the same without s)],
	[qr/\A\s*<[?!a-zA-Z]/, 'is XML or HTML', 'export it as CSV'],
	[qr/\A\xff\xfe\0\0|\A\0\0\xfe\xff/, 'is in UTF-32', 'convert it first, for example with iconv -f UTF-32 -t UTF-8']);

# Open a file; read its header.
sub new
{
	my ($class, $file) = @_;
	my $self = bless { file => $file, lines => [], line => 0, next_line => 1, done => 0, per_byte => 1, told => time }, $class;

	fail("$file: no such file", 'USAGE= takes the path of a CSV file') if !-e $file;
	fail("$file is not a plain file", 'write it to one first') if !-f $file;
	fail("$file cannot be read by this user", 'chmod or copy it') if !-r $file;
	$self->{size} = -s $file or fail("$file is empty", 'export it again');
	$self->open_text;
	$self->read_header;
	return $self;
}

# The first bytes decide how the rest is read.
sub open_text
{
	my $self = shift;
	my $file = $self->{file};
	open my $in, '<:raw', $file or fail("$file: $!");
	defined read $in, my $head, 1 << 16 or fail("$file: $!");

	for (@others)
	{
		my ($start, $what, $cure) = @$_;
		fail("$file $what", $cure) if $head =~ $start;
	}
	my ($encoding) = $head =~ /\A\xff\xfe|\A[^\0]\0/ ? 'UTF-16LE' : $head =~ /\A\xfe\xff|\A\0[^\0]/ ? 'UTF-16BE' : undef;
	if (defined $encoding)
	{
		close $in;
		open $in, '-|', 'iconv', '-f', $encoding, '-t', 'UTF-8', '--', $file
			or fail("$file is in UTF-16", 'convert it first, for example with iconv -f UTF-16 -t UTF-8');
		binmode $in;
		$self->{encoding} = $encoding;
		$self->{per_byte} = 2;
		defined read $in, $head, 1 << 16 or fail("$file: $!");
		fail("$file cannot be read as $encoding") if $head eq '';
	}
	fail("$file holds zero bytes: no text", 'is it damaged, or no CSV at all?') if index($head, "\0") >= 0;
	$head =~ s/\A\xef\xbb\xbf//;
	($self->{in}, $self->{head}) = ($in, $head);
	# CR alone ended lines on old Macs; Excel still writes it so as "CSV (Macintosh)"
	$self->{end} = $head =~ /\n/ || $head !~ /\r/ ? "\n" : "\r";
}

sub read_header
{
	my $self = shift;
	my $file = $self->{file};
	my ($told) = $self->{head} =~ /\A"?sep=(.)"?\r?(?:\n|\z)/i;
	my $underlined = $self->{head} =~ /\A[^\n]*\n[ |:+-]*--[ |:+-]*\r?(?:\n|\z)/;
	$self->{delimiter} = $told // $self->likely_delimiter;
	$self->{pattern} = qr/\Q$self->{delimiter}\E/;
	$self->record if defined $told;
	my $fields;
	while (defined($fields = $self->record))
	{
		last if grep { length } @$fields;
	}
	fail("$file holds nothing but empty lines", 'export it again') if !defined $fields;
	$self->{names} = [map { s/^[\s\xc2\xa0]+|[\s\xc2\xa0]+$//gr } @$fields];
	$self->{header_line} = $self->{line};
	fail("$file: line " . ($self->{line} + 1) . ' draws a line under the header: this is a table as psql or Markdown print it',
		'export it as CSV, for example with psql --csv')
		if $underlined;
}

# The separator that the first line has most of, outside quotes; rather one of which the second has as many.
sub likely_delimiter
{
	my $self = shift;
	my @lines = $self->{head} =~ s/"[^"]*"//gr =~ /\A\s*([^\r\n]*)[\r\n]*([^\r\n]*)/;
	my ($count, $second) = map { { ',' => tr/,//, ';' => tr/;//, "\t" => tr/\t//, '|' => tr/|// } } @lines;
	my $same = sub { $count->{ $_[0] } && $count->{ $_[0] } == $second->{ $_[0] } };
	my ($best) = sort { $same->($b) <=> $same->($a) || $count->{$b} <=> $count->{$a} || $a cmp $b } keys %$count;
	return $count->{$best} ? $best : ',';
}

# Read on by a block that ends with a line; false at the file's end.  What was read ahead comes first.
sub next_block
{
	my $self = shift;
	my ($in, $end) = @$self{qw(in end)};
	my $block = $self->{head};
	$self->{head} = '';
	defined read $in, $block, 1 << 18, length $block or fail("$self->{file}: $!");
	if ($block eq '')
	{
		fail("$self->{file} cannot be read as $self->{encoding} to its end", 'was the file cut off?') if $self->{encoding} && !close $in;
		return 0;
	}
	if (substr($block, -1) ne $end)
	{
		local $/ = $end;
		$block .= readline($in) // '';
	}
	$self->{done} += length $block;
	$self->{unended} = substr($block, -1) ne $end;
	$self->refuse_bytes($block) if $block =~ tr/\0\x80-\xff//;
	$end eq "\r" ? $block =~ tr/\r/\n/ : $block =~ s/\r+\n/\n/g if $block =~ tr/\r//;
	$block =~ s/\r\z// if $self->{unended};
	$self->{quotes} = $block =~ tr/"//;
	$self->{lines} = [split /\n/, $block, -1];
	pop @{ $self->{lines} } if !$self->{unended};
	return 1;
}

# Text is UTF-8 without zeros.
sub refuse_bytes
{
	my ($self, $block) = @_;
	my $copy = $block;
	return if $block !~ tr/\0// && utf8::decode($copy);
	my $number = $self->{next_line};
	for my $line (split /$self->{end}/, $block, -1)
	{
		fail("$self->{file}: line $number holds a zero byte: no text", 'is it damaged, or no CSV at all?') if index($line, "\0") >= 0;
		utf8::decode($line) or fail("$self->{file}: line $number is not in UTF-8", 'convert the file first, for example with iconv -f WINDOWS-1252 -t UTF-8 (or LATIN1)');
		$number++;
	}
}

# How a line looks that is a whole record of so many fields and has certain columns as given (column => pattern of
# its text, which is captured, in the order of the columns): the same pattern with and without fields in quotes.
sub shapes
{
	my ($self, $count, %wanted) = @_;
	my $d = quotemeta $self->{delimiter};
	my @plain = map { defined $wanted{$_} ? "($wanted{$_})" : "[^\"$d]*+" } 0 .. $count - 1;
	my @quoted = map { defined $wanted{$_} ? "(?|\"($wanted{$_})\"|($wanted{$_}))" : "(?:\"[^\"]*+\"|[^\"$d]*+)" } 0 .. $count - 1;
	return map { my $all = join $d, @$_; qr/^$all$/ } \@plain, \@quoted;
}

# Lines were taken from {lines} by the caller.
sub taken
{
	my ($self, $count) = @_;
	splice @{ $self->{lines} }, 0, $count;
	$self->{next_line} += $count;
}

# The fields of the next record, or nothing; {line} is then the number of its first line.
sub record
{
	my $self = shift;
	my $text = shift @{ $self->{lines} };
	if (!defined $text)
	{
		$self->next_block or return undef;
		return $self->record;
	}
	$self->{line} = $self->{next_line}++;
	return $self->{quotes} && index($text, '"') >= 0 ? $self->quoted_record($text) : length $text ? [split $self->{pattern}, $text, -1] : [''];
}

sub quoted_record
{
	my ($self, $text) = @_;
	my $fields;
	until (defined($fields = $self->quoted_fields($text)))
	{
		my $more = shift @{ $self->{lines} } // ($self->next_block ? shift @{ $self->{lines} } : undef);
		fail("$self->{file}: line $self->{line}: a quote opens that never closes", 'was the file cut off?  A quote within quotes is written twice: "say ""hello"""')
			if !defined $more || length $text > 1 << 24;
		$self->{next_line}++;
		$text .= "\n$more";
	}
	return $fields;
}

# The fields of a text with quotes, or nothing if one of them is still open at its end.
sub quoted_fields
{
	my ($self, $text) = @_;
	my ($delimiter, @fields) = ($self->{delimiter});
	my $at = 0;
	while (1)
	{
		my $start = $at;
		$start++ while substr($text, $start, 1) eq ' ';
		if (substr($text, $start, 1) eq '"')
		{
			my $from = $start + 1;
			my $end = $from;
			while (1)
			{
				$end = index $text, '"', $end;
				return undef if $end < 0;
				last if substr($text, $end + 1, 1) ne '"';
				$end += 2;
			}
			push @fields, substr($text, $from, $end - $from) =~ s/""/"/gr;
			$at = $end + 1;
			$at++ while substr($text, $at, 1) eq ' ';
			return \@fields if $at >= length $text;
			$self->stray_quote($text, $end) if substr($text, $at, 1) ne $delimiter;
		}
		else
		{
			my $end = index $text, $delimiter, $at;
			if ($end < 0)
			{
				push @fields, substr $text, $at;
				return \@fields;
			}
			push @fields, substr $text, $at, $end - $at;
			$at = $end;
		}
		$at++;
	}
}

sub stray_quote
{
	my ($self, $text, $at) = @_;
	my $before = substr $text, 0, $at;
	my $line = $self->{line} + ($before =~ tr/\n//);
	fail("$self->{file}: line $line: after a closing quote comes " . shown(substr $text, $at + 1, 20) . ', and no separator',
		'a quote within quotes is written twice ("say ""hello"""), not with a backslash; which separator the file has was taken from its header: ' . shown($self->{delimiter}));
}

# Say how far it is, every three seconds.
sub progress
{
	my ($self, $doing) = @_;
	return if time - $self->{told} < 3;
	$self->{told} = time;
	printf STDERR "   %s: %d %% of %.0f MB\n", $doing, 100 * $self->{done} * $self->{per_byte} / $self->{size}, $self->{size} / 1e6
		if $self->{done} * $self->{per_byte} < $self->{size};
}

1;
