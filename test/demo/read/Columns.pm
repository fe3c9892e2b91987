# Which column of a file is what: by its name, and by whether what it holds can be that.
#
# The time and the model come from lists of names, best first.  For the amount there is one rule:
# a column of all tokens; else prompt and completion added; else a column of counts of requests; else,
# if nothing looks like an amount, rows are counted.  Where that does not decide, the user is asked.
package Columns;
use strict;
use warnings;
use Exporter 'import';
use Source qw(fail is_null shown);
use Times qw(recognise number_kind);
use Numbers;
our @EXPORT_OK = qw(choose_time choose_model choose_amount plain filled listed);

# Without case, accents, blanks and signs.
my @times = qw(
	ts timestamp timestampms tsms timestampunix unixtimestamp eventtimestamp eventtime eventts requesttimestamp requestts requesttime requestedat
	requestcreatedat requestdate timegenerated starttime startedat startedtime startingat occurredat loggedat datetime dateandtime
	usagedate usagestartdate activitydate date day dateday requestday datum fecha data giorno jour tag zeitstempel zeitpunkt
	createdat created createdtime createtime createdate createddate creationtime creationdate creationtimestamp insertedat receivedat recordedat sentat
	chargeperiodstart periodstart bucketstart bucketstarttime starttimeiso bucket intervalstart windowstart
	time when zeit hora fechahora epoch unixtime unixms epochms hour week weekstart weekof woche month monat);
my @models = qw(model modelname modelid modelslug modelpermaslug modelkey llmmodel llmmodelname llm modelused servedmodel responsemodel requestmodel requestedmodel
	providedmodelname genairesponsemodel genairequestmodel modelversion modelgroup modell modelo modello modele deployment deploymentname engine);
push @times, "\x{65f6}\x{95f4}", "\x{65e5}\x{671f}", "\x{521b}\x{5efa}\x{65f6}\x{95f4}";	# time, date, created
push @models, "\x{6a21}\x{578b}", "\x{6a21}\x{578b}\x{540d}\x{79f0}";						# model, its name

# Parts of names of columns that hold how long something took, or when something else was.
my $no_time = qr/respon|latenc|duration|elapsed|first|usetime|wait|queue|updat|modif|expir|delet|process|execut|generationtime|load|timeout|overhead|runtime|lifetime|uptime|ttft|zone|totaltime|timetaken|spent|valid|times$|perf|end|finish|complet|sec(?:ond)?s?$|ms$/;

my @total = qw(totaltokens totaltokencount usagetotaltokens totaltoken tokenstotal tokens tokencount numtokens tokensused usedtokens usagetokens);
my @requests = qw(requests requestcount numrequests nummodelrequests nrequests totalrequests apirequests modelrequests count n calls callcount numcalls apicalls totalcalls
	invocations invocationcount cnt anfragen anzahlanfragen anzahl aufrufe);

sub plain
{
	my $name = shift;
	utf8::decode($name);
	$name = lc $name;
	$name =~ tr/\x{e0}-\x{e5}\x{e7}-\x{ef}\x{f1}-\x{f6}\x{f9}-\x{fc}/aaaaaaceeeeiiiinooooouuuu/;
	$name =~ s/[^\p{L}\p{N}]//g;
	return $name;
}

sub listed
{
	return join ', ', map { length $_ ? s/\s+/ /gr : '(no name)' } @_;
}

# The column that the user named.
sub named
{
	my ($file, $what, $wanted, $names) = @_;
	for my $same (sub { $_[0] eq $wanted }, sub { lc $_[0] eq lc $wanted })
	{
		my @found = grep { $same->($names->[$_]) } 0 .. $#$names;
		return $found[0] if @found == 1;
		fail("$what=$wanted: $file has several columns of that name", 'give them different names in the first line') if @found > 1;
	}
	return undef;
}

sub no_such_column
{
	my ($file, $what, $names, $wanted) = @_;
	fail("$what=$ENV{$what}: $file has no such column" . (defined $wanted ? " \"$wanted\"" : '') . '.  Its columns are: ' . listed(@$names), 'name one of them');
}

# What a sample of rows holds in a column: the values that are not empty.
sub filled
{
	my ($sample, $column) = @_;
	return grep { !is_null($_) } map { my $v = $_->[$column] // ''; $v =~ s/^\s+|\s+$//gr } @$sample;
}

# At least half of the filled values.
sub mostly
{
	my ($test, @values) = @_;
	return @values && 2 * (grep { $test->($_) } @values) >= @values;
}

sub is_time
{
	my ($kind, $day) = recognise(shift);
	return $kind =~ /^(?:ymd|ordered|named|week|month)$/ || $kind eq 'number' && number_kind($day) ne 'none';
}

sub several
{
	my ($file, $name) = @_;
	fail("$file has several columns \"$name\"", 'give them different names in the first line');
}

# Columns with one of these names, best first; of two that have the same name none can be chosen.
sub with_names
{
	my ($file, $list, $names) = @_;
	my @plain = map { plain($_) =~ s/(?<=.)(?:utc|gmt)$//r } @$names;
	my @found;
	for my $name (@$list)
	{
		my @same = grep { $plain[$_] eq $name } 0 .. $#plain;
		several($file, $names->[$same[0]]) if @same > 1 && $names->[$same[0]] eq $names->[$same[1]];
		push @found, @same;
	}
	return @found;
}

# The column of times, and others that could be it.
sub choose_time
{
	my ($file, $names, $sample) = @_;
	my @by_name = with_names($file, \@times, $names);
	my %known = map { $_ => 1 } @by_name;
	my @by_part = grep { my $p = plain($names->[$_]); !$known{$_} && $p =~ /time|date|datum|fecha|stamp/ && $p !~ $no_time } 0 .. $#$names;
	my @holding = grep { mostly(\&is_time, filled($sample, $_)) } @by_name, @by_part;
	my @later = grep { my $c = $_; plain($names->[$c]) =~ /updat|modif|end|finish|complet/ && plain($names->[$c]) =~ /time|date|at$/ && mostly(\&is_time, filled($sample, $c)) } 0 .. $#$names;
	if (length($ENV{TS} // ''))
	{
		return named($file, 'TS', $ENV{TS}, $names) // no_such_column($file, 'TS', $names);
	}
	my ($best) = grep { $known{$_} } @holding;
	$best //= $holding[0] if @holding == 1;
	$best //= $by_name[0] if !@holding;
	if (!defined $best)
	{
		my @dates = grep { my $c = $_; mostly(sub { (recognise($_[0]))[0] =~ /^(?:ymd|ordered|named|week)$/ }, filled($sample, $c)) } 0 .. $#$names;
		fail("which column of $file holds the time?  Its columns are: " . listed(@$names),
			"name it: make demo USAGE=$file TS=column" . (@dates ? '.  Dates are in: ' . listed(@$names[@dates]) : ''));
	}
	my %seen;
	return ($best, grep { $_ != $best && !$seen{$_}++ } @holding, @later);
}

# The column of models, and others that could be it.
sub choose_model
{
	my ($file, $names, $sample) = @_;
	return named($file, 'MODEL', $ENV{MODEL}, $names) // no_such_column($file, 'MODEL', $names) if length($ENV{MODEL} // '');
	my @by_name = with_names($file, \@models, $names);
	# keys of another table are no names
	my @speaking = grep { my @filled = filled($sample, $_); @filled && !mostly(sub { $_[0] =~ /^\d+$|^[0-9a-f]{8}-[0-9a-f-]{27}$|^[0-9a-f]{32,}$/i }, @filled) } @by_name;
	my @found = @speaking ? @speaking : @by_name;
	if (!@found)
	{
		@found = grep { plain($names->[$_]) =~ /model/ } 0 .. $#$names;
		fail("which column of $file holds the model?  Its columns are: " . listed(@$names), "name it: make demo USAGE=$file MODEL=column") if @found != 1;
	}
	return @found;
}

# Words in the names of columns of tokens that leave them tokens.
my $neutral = qr/tokens?|prompts?|completions?|inputs?|outputs?|context|generated|generation|requests?|responses?|candidates?|answers?|eingabe|ausgabe|entrada|salida|saida|entree|sortie|total|all|sum|usage|used|use|count(?:er)?s?|number|num|metadata|metrics?|model|llm|genai|openai|anthropic|azure|attributes?|chat|api|data|body|value|processed|consumed|consumption|anzahl|gesamt|nombre|numero|quantity|of|de|in|out|and|n/;

# What an amount's name says it is: total, in, out, part, tokens, requests, cost, other; '' for none.
sub amount_kind
{
	my $name = shift;
	my $p = plain($name);
	# a rate or a share: tokens/s, % tokens
	return '' if $name =~ m{/ ?(?:s|m|h|d|sec|min|hr|hour|day|week|month|req|request|call|user|session|prompt|message|msg|query|run)s?(?:econds?|utes?)?\b}i || $name =~ /%/;
	return 'total' if grep { $p eq $_ } @total;
	return 'requests' if grep { $p eq $_ } @requests;
	if ($p =~ /token/)
	{
		return '' if $p =~ /tokensper|pertoken|permill|^max|^min|avg|average|mean|median|limit|remaining|budget|quota|firsttoken|tokentime|timeto|latenc|cumul|running|pct|percent|share|rate$|^rate|hash|secret|auth|access|apitoken|session|tokenid|tokenname|tokenkey|bearer|ms$|price|type$|class$|kind$|category$|source$|unit$|^tp[smh]|tp[smh]$|tokentp|tp[sm]token/;
		return 'cost' if $p =~ /cost|usd|spend/;
		return 'part' if $p =~ /cach|reason|think|thought|audio|image|vision|video|(?<!con)text|accepted|rejected|predict|native|tool|search|byok|billable/;
		my $in = $p =~ /prompt|input|context|request|eingabe|entrada|entree|^tokensin$|^intokens?$|tokenin$/;
		my $out = $p =~ /completion|output|generated|ausgabe|salida|saida|sortie|response|candidat|answer|^tokensout$|^outtokens?$|tokenout$/;
		# saved ones, thousands of them, and whatever else another word makes of them, are asked about
		(my $rest = $p) =~ s/$neutral//g;
		return 'tokens' if $rest ne '';
		return $in && $out ? 'total' : $in ? 'in' : $out ? 'out' : $p =~ /total|all|sum/ ? 'total' : 'tokens';
	}
	return 'in' if $p =~ /^(?:prompt|input|promptevalcount|promptcount|inputcount)$/;
	return 'out' if $p =~ /^(?:completion|output|evalcount|completioncount|outputcount)$/;
	return '' if $p =~ /^max|^min|^avg|average|mean|median|limit|remaining|rate$|ratelimit|per(?:sec|min|hour|day|token|mill|request|call|unit)|pct|percent|share|^rp[ms]$|unitprice|duration|latenc|time|(?:id|ids|name|type|status|key)$/;
	return 'part' if $p =~ /^(?:prompt|input|output|completion)?cached?(?:input|prompt|read|write|creat|tok|$)|^(?:input|prompt)wo?cache/;
	return 'part' if $p =~ /(?:success|fail|error|cache|reject|block|stream).*(?:requests?|calls?|count)$/;
	return 'requests' if $p =~ /^(?:num|no|total|api|llm|model)*(?:requests?|calls?|invocations?)(?:s|count|total|made)?$/;
	return 'cost' if $p =~ /cost|spend|price|charge|usd|eur$|amount|kosten|betrag|preis|fee$|billed|quota|credit/;
	return 'other' if $p =~ /usage|units?$|quantity|^qty$|volume|value|total|^sum|menge|wert|points|consum|requests|calls|count$/;
	return '';
}

# Numbers under a name that says nothing of an amount, nor of anything else.
sub nameless_amount
{
	my ($name, @values) = @_;
	my $p = plain($name);
	return $p ne '' && $p !~ /^unnamed\d*$|token|avg|average|mean|median|^p\d\d|per|id$|ids$|user|org|team|project|key|hash|status|code|latenc|duration|elapsed|time|date|ttft|temperature|topp|topk|max|min|limit|port$|year|month|day|hour|week|version|stream|cach|rate|score|percent|pct|share|index|^idx|row|^no$|^nr$|line|seed|retr|attempt|priority|success|error|^is|^has|flag|bool|channel|tier|group|level|size|context|price|region|zone|^lat|^lon|rank|phone|zip|ms$|sec(?:ond)?s?$/
		&& mostly(\&Numbers::is_number, @values) && scalar grep { !/^[01]$/ } @values;
}

# A mean, a running sum, a share: its rows are no requests, whatever else the file has.
sub is_derived
{
	my ($name, @values) = @_;
	return ($name =~ m{%|/ ?(?:req|call|user|session|prompt|message|query)}i || plain($name) =~ /cumul|running|^avg|average|mean$|^mean|median|^p\d\d|percent|pct|share|rate$|per(?:req|call|user|session|prompt|message|min|hour|day)|[tr]p[mhd]/) && plain($name) !~ /^samplerate|^bitrate|framerate/ && mostly(sub { Numbers::is_number($_[0] =~ s/ ?%$//r) }, @values);
}

# The columns whose sum is the amount: none for rows.  Also a word for what that is and the other choices.
sub choose_amount
{
	my ($file, $names, $sample, @taken) = @_;
	my %taken = map { $_ => 1 } @taken;
	my (%of, @others, @derived, @hollow);
	for my $column (grep { !$taken{$_} && length $names->[$_] } 0 .. $#$names)
	{
		my @values = filled($sample, $column);
		my $kind = amount_kind($names->[$column]);
		# what a column of tokens holds has to be read, or refused; other names are those of texts, too
		if ($kind ne '' && (plain($names->[$column]) =~ /token/ ? @values : mostly(sub { $_[0] =~ /^\D{0,4}\d/ || Numbers::is_number($_[0]) }, @values)))
		{
			push @{ $of{$kind} }, $column;
		}
		elsif ($kind eq '' && nameless_amount($names->[$column], @values))
		{
			push @{ $of{other} }, $column;
		}
		elsif (is_derived($names->[$column], @values) || mostly(sub { $_[0] =~ /tokens?\\*["']?\s*[:=]\s*\d/i }, @values))
		{
			push @derived, $column;
		}
		elsif ($kind ne '' && !@values)
		{
			push @hollow, $column;
		}
	}
	@others = map { @{ $of{$_} // [] } } qw(total in out tokens requests part cost other);
	return named_amount($file, $names, \@others, \%of) if length($ENV{AMOUNT} // '');

	my ($kind, @chosen) = ('rows');
	if (my @totals = best($file, \@total, $names, $of{total}))
	{
		ask_amount($file, $names, 'several columns may hold all tokens', \@others) if @totals > 1;
		($kind, @chosen) = ('tokens', @totals);
	}
	elsif ($of{in} || $of{out})
	{
		ask_amount($file, $names, 'which of its columns of tokens make up all tokens is not clear', \@others) if @{ $of{in} // [] } != 1 || @{ $of{out} // [] } != 1;
		($kind, @chosen) = ('tokens', $of{in}[0], $of{out}[0]);
	}
	elsif (!$of{tokens} && (my @requests = best($file, \@requests, $names, $of{requests})))
	{
		ask_amount($file, $names, 'several columns may hold the number of requests', \@others) if @requests > 1;
		($kind, @chosen) = ('requests', @requests);
	}
	elsif (@others)
	{
		ask_amount($file, $names, 'it has no column that is known to hold all tokens or requests', \@others);
	}
	elsif (@derived)
	{
		ask_amount($file, $names, 'its rows seem to be sums of several requests, or to hold tokens within JSON, but none of its columns holds their number', \@derived);
	}
	elsif (@hollow)
	{
		ask_amount($file, $names, 'its columns of amounts are empty, at least in the first rows', \@hollow);
	}
	return ($kind, \@chosen, \@others, \%of);
}

# Of several the one whose name comes first in a list; all if none does.
sub best
{
	my ($file, $list, $names, $found) = @_;
	my %seen;
	$seen{ $names->[$_] }++ && several($file, $names->[$_]) for @{ $found // [] };
	for my $name (@$list)
	{
		my @same = grep { plain($names->[$_]) eq $name } @{ $found // [] };
		return @same if @same;
	}
	return @{ $found // [] };
}

sub ask_amount
{
	my ($file, $names, $why, $others) = @_;
	fail("which amount of $file is to be measured?  $why.  These may be amounts: " . listed(@$names[@$others]),
		"say which: make demo USAGE=$file AMOUNT=" . $names->[$others->[0]] . ', several added with AMOUNT=a+b, or AMOUNT=- to count rows, one request each');
}

# AMOUNT=-, AMOUNT=column, AMOUNT=a+b.
sub named_amount
{
	my ($file, $names, $others, $of) = @_;
	my $wanted = $ENV{AMOUNT};
	return ('rows', [], $others, $of) if $wanted eq '-';
	my @chosen = named($file, 'AMOUNT', $wanted, $names);
	if (!defined $chosen[0])
	{
		my @parts = map { s/^\s+|\s+$//gr } split /\+/, $wanted, -1;
		@chosen = map { named($file, 'AMOUNT', $_, $names) // no_such_column($file, 'AMOUNT', $names, @parts > 1 ? $_ : ()) } @parts;
	}
	my %twice;
	$twice{$_}++ && fail("AMOUNT=$wanted: column \"$names->[$_]\" is named twice", 'name each once') for @chosen;
	my %kind = map { my $k = $_; map { $_ => $k } @{ $of->{$k} } } keys %$of;
	my $kind = (grep { ($kind{$_} // '') !~ /^(?:total|in|out|part|tokens)$/ } @chosen) ? (@chosen == 1 && ($kind{ $chosen[0] } // '') eq 'requests' ? 'requests' : 'amount') : 'tokens';
	return ($kind, \@chosen, $others, $of);
}

1;
