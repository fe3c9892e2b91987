#!/bin/sh
# The scripts around the tests: which server they take, and what they refuse before they do anything.
set -eu
cd "$(dirname "$0")/../.."
. test/env/lib.sh
. test/tap/lib.sh

unset PG_CONFIG
work=$(make_work_dir)
trap 'rm -rf "$work"' EXIT

# A pg_config of version $1 that is none of Debian's.
pretend()
{
	printf '#!/bin/sh\n[ "$1" != --version ] || echo "PostgreSQL %s"\n[ "$1" != --bindir ] || echo /opt/bin\n' "$1" > "$work/pg_config"
	chmod 755 "$work/pg_config"
}

# $1 what is tested, $2 part of the message that must come, then the command
expect_refusal()
{
	name=$1
	part=$2
	shift 2
	if output=$("$@" 2>&1); then
		output="no error: $output"
	fi
	case $output in *"$part"*) output=$part ;; esac
	expect "$name" "$part" "$output"
}

for version in 15.20 '17.12 (Debian 17.12-0+deb13u1)' 18 19devel '19beta1 (Debian 19~beta1-1)' 19rc1; do
	pretend "$version"
	expect "the major version of $version" "$(printf '%.2s' "$version")" "$(pg_major "$work/pg_config")"
done

expect_refusal "no such program" "/nowhere/pg_config: no such program" env PG_CONFIG=/nowhere/pg_config test/env/setup check
expect_refusal "a pg_config without a server" "there is no server beside it" env PG_CONFIG="$work/pg_config" test/env/setup check
old=/usr/lib/postgresql/14/bin/pg_config
expect_refusal "one of Debian's that is too old" "$old is of version 14" env PG_CONFIG=$old test/env/setup check
expect_refusal "the matrix has no such version" "14: no suite of Debian has this version" env VERSIONS="15 14" test/env/matrix
expect_refusal "… and no such number of jobs" "JOBS=all: not a number" env JOBS=all test/env/matrix
as_user=
[ "$(id -u)" != 0 ] || as_user="runuser -u nobody --"
if $as_user test -r test/env/root.sh 2> /dev/null; then
	expect_refusal "the matrix needs root" "only root can make a Debian root" $as_user test/env/matrix
	expect_refusal "a fresh root needs root" "only root can make a Debian root" $as_user test/env/fresh bookworm
else
	echo "skip: nobody but root can read this checkout"
fi
expect_refusal "no such suite of Debian" "potato: unknown suite" test/env/fresh potato
expect_refusal "no such situation" "no_such: no such situation; there are: bare" env SITUATIONS=no_such test/env/fresh bookworm

# What make itself says where nothing can be built: a pg_config that Debian's client brings, and none.
mkdir -p "$work/empty"
cat > "$work/client" << END
#!/bin/sh
case \$1 in
	--version) echo "PostgreSQL 16.4 (Debian 16.4-1)" ;;
	--includedir-server) echo "$work/empty" ;;
	--pgxs) echo "$work/client" ;;
esac
END
chmod 755 "$work/client"
(
	unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES
	expect_refusal "a client's pg_config" "No postgres.h for PostgreSQL 16.4 (Debian 16.4-1): install PostgreSQL's server development files (Debian: apt-get install postgresql-server-dev-16)" \
		make -n PG_CONFIG="$work/client"
	expect_refusal "no pg_config" "No pg_config: install PostgreSQL's server development files (Debian: apt-get install postgresql-server-dev-NN)" \
		make -n PG_CONFIG="$work/none"
	exit $failures
) || failures=$?

# The files that keep Debian from making a cluster, in a directory of ours.
etc=$work/etc
reset_etc()
{
	rm -rf "$etc"
	mkdir "$etc"
	printf '%s\n' "$1" "include_dir '$etc/createcluster.d'" > "$etc/createcluster.conf"
	chmod -R a+rX "$etc"
}

what_is_there()
{
	(cd "$etc" && find . -mindepth 1 -not -name createcluster.conf | sort | xargs)
}

# What those without root are told to type.  No server of version 99 is installed; sudo and apt-get are ours,
# and the latter says whether Debian would make a cluster.
if ! $as_user test -r test/env/setup 2> /dev/null || ! have apt-get || $as_user sudo -n true 2> /dev/null; then
	echo "skip: the command for those without root cannot be seen here"
else
	$as_user env PG_CONFIG=/usr/lib/postgresql/99/bin/pg_config test/env/setup check > "$work/refusal" 2>&1 || true
	expect "the packages that are missing are named" 2 "$(grep -c 'postgresql-99 postgresql-server-dev-99 postgresql-99-pgtap' "$work/refusal")"
	sed -n '/^    sudo /,/^$/p' "$work/refusal" | sed "s|/etc/postgresql-common|$etc|; s|/var/lib/dpkg|$work|" > "$work/command"
	mkdir "$work/bin"
	printf '#!/bin/sh\nexec "$@"\n' > "$work/bin/sudo"
	cat > "$work/bin/apt-get" << END
#!/bin/sh
echo "\$1: \$(cat $etc/createcluster.d/*.conf)"
[ \$1 != install ] || [ -z "\${KILLED_BY:-}" ] || kill -s "\$KILLED_BY" \$PPID
[ \$1 != install ] || exit \${STATUS:-0}
END
	chmod 755 "$work/bin/sudo" "$work/bin/apt-get"
	type_command()
	{
		env "$@" PATH="$work/bin:$PATH" sh "$work/command" 2>&1 || true
	}
	asked='update: create_main_cluster = false install: create_main_cluster = false'
	reset_etc "#create_main_cluster = true"
	expect "the command that is printed forbids a cluster before it installs" "$asked" "$(type_command A= | xargs)"
	expect "… and leaves nothing behind" "" "$(what_is_there)"
	expect "… where the installation fails" "$asked" "$(type_command STATUS=100 | xargs)"
	expect "… it leaves nothing either" "" "$(what_is_there)"
	expect "… nor where it is interrupted" "$asked" "$(type_command KILLED_BY=INT | xargs)"
	expect "… as by Ctrl-C" "" "$(what_is_there)"
	mkdir "$etc/createcluster.d"
	echo "start_conf = 'manual'" > "$etc/createcluster.d/ours.conf"
	type_command A= > /dev/null
	expect "… and the administrator's files stay" "./createcluster.d ./createcluster.d/ours.conf" "$(what_is_there)"
fi

# What the set-up does itself.  Debian's own program says what it makes of the files.
if ! have pg_conftool || ! have flock || [ ! -d /var/lib/dpkg ]; then
	echo "skip: this is no Debian with postgresql-common"
else
	. test/env/no-main.sh
	createcluster=$etc/createcluster.conf
	drop_in_dir=$etc/createcluster.d
	drop_in=$drop_in_dir/zz-modelshare.conf
	as_root() { "$@"; }
	may_be_root() { return 0; }
	makes_main() { pg_conftool "$createcluster" show -bs create_main_cluster 2> /dev/null || echo "not set"; }

	reset_etc "create_main_cluster = true"
	before=$(cksum < "$createcluster")
	forbid_main
	expect "no cluster is made while a server is installed" off "$(makes_main)"
	expect "… even where the administrator wants one" "" "$(require_forbidden 2>&1)"
	allow_main
	expect "… and afterwards all is as it was" "on $before" "$(makes_main) $(cksum < "$createcluster")$(what_is_there)"
	mkdir "$drop_in_dir"
	echo "create_main_cluster = true" > "$drop_in_dir/ours.conf"
	forbid_main
	expect "a file beside ours" off "$(makes_main)"
	allow_main
	expect "… stays" "./createcluster.d ./createcluster.d/ours.conf" "$(what_is_there)"
	echo "create_main_cluster = true" > "$drop_in_dir/zzz.conf"
	forbid_main
	expect_refusal "a file that overrides ours" "installing a server would make a cluster" require_forbidden
	allow_main
	reset_etc "#"
	sed -i '/include_dir/d' "$createcluster"
	forbid_main
	expect_refusal "a createcluster.conf that reads no other file" "does not heed" require_forbidden
	expect "… is named to those who type the command" 1 "$(print_command_without_main x | grep -c 'does not read that directory')"
	allow_main

	# killed: what it left is known and removed, the directory with it
	reset_etc "#create_main_cluster = true"
	(forbid_main)
	remove_stale
	expect "what a killed set-up left is removed" "" "$(what_is_there)"
	(forbid_main)
	forbid_main
	allow_main
	expect "… also by the next one that installs" "" "$(what_is_there)"
	(forbid_main)
	flock /var/lib/dpkg sh -c "echo > '$work/locked'; sleep 3" &
	until [ -f "$work/locked" ]; do sleep 0.1; done
	remove_stale
	expect "… but not while another set-up runs" off "$(makes_main)"
	wait
fi

done_testing
