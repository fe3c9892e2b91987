# Small helpers for the scripts around the C code.  Read from the project's root:
#     . test/env/lib.sh

say()
{
	printf '%s\n' "$*"
}

step()
{
	printf '== %s\n' "$*"
}

die()
{
	printf 'error: %s\n' "$*" >&2
	exit 1
}

have()
{
	command -v "$1" > /dev/null 2>&1
}

# The first of a compiler's names that is installed; server packages bring clang-NN alone.
find_clang()
{
	if have clang; then
		echo clang
	else
		ls -v /usr/bin/clang-[0-9]* 2> /dev/null | sed -n '/clang-[0-9]*$/p' | tail -n 1
	fi
}

# Major version of a pg_config.
pg_major()
{
	"$1" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/'
}

# The caller's locale may be one that this machine lacks, and Perl and PostgreSQL's programs complain of that.
# $1 is in force for all that follows: C, or C.UTF-8, which glibc always has.
set_locale()
{
	for name in LANG LANGUAGE $(env | sed -n 's/^\(LC_[A-Z]*\)=.*/\1/p'); do
		unset "$name"
	done
	LC_ALL=$1
	export LC_ALL
}

# A new directory that the server may read and load libraries from, whoever runs it: never the
# checkout, which may lie under a private home, and never a place mounted noexec.  Its path has no
# character that make or a shell takes for its own, and is short enough for a socket in it.
make_work_dir()
{
	for parent in "${TMPDIR:-/tmp}" /tmp /var/tmp; do
		case $parent in [!/]* | *[!A-Za-z0-9_./+-]*) continue ;; esac
		[ ${#parent} -le 50 ] || continue
		dir=$(mktemp -d "$parent/modelshare.XXXXXX" 2> /dev/null) || continue
		chmod 755 "$dir"
		printf '#!/bin/sh\n' > "$dir/probe"
		chmod 755 "$dir/probe"
		if [ "$(id -u)" = 0 ] && ! runuser -u nobody -- "$dir/probe" 2> /dev/null; then
			rm -rf "$dir"
		elif "$dir/probe" 2> /dev/null; then
			rm -f "$dir/probe"
			say "$dir"
			return 0
		else
			rm -rf "$dir"
		fi
	done
	die "no temporary directory that the server could read and run from; tried ${TMPDIR:-/tmp}, /tmp and /var/tmp"
}

# set_work MAKER CLEANER: $work is the directory that MAKER makes and prints; CLEANER is called when the program
# ends, also by Ctrl-C.  A signal that comes before both are there is obeyed as soon as they are.
set_work()
{
	stopped=
	trap 'stopped=130' INT
	trap 'stopped=143' TERM HUP
	# shellcheck disable=SC2086
	work=$(trap '' INT TERM HUP; $1) || exit 1
	# shellcheck disable=SC2064
	trap "$2" EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	[ -z "$stopped" ] || exit "$stopped"
}

# Give the calling program a directory of its own, $work, for its files and the temporary ones of all that it runs.
start_work()
{
	set_work make_work_dir end_work
	TMPDIR=$work/tmp
	export TMPDIR
	mkdir "$TMPDIR"
	# the server's user has files there as well
	chmod 1777 "$TMPDIR"
}

end_work()
{
	trap '' INT TERM HUP
	rm -rf "$work"
}

# tmp_check holds what is kept from one run to the next.  Fails where it cannot be written: somebody else's
# checkout, or one in which somebody else has run a test before.
can_keep()
{
	mkdir -p tmp_check/cache 2> /dev/null && [ -w tmp_check ] && [ -w tmp_check/cache ]
}

note_unkept()
{
	can_keep || step "Note: $PWD/tmp_check cannot be written by $(id -un); nothing of this run is kept for the next"
}

# Leave a copy of these files in tmp_check, if it can be.
keep()
{
	can_keep || return 0
	for file in "$@"; do
		[ ! -f "$file" ] || cp -f "$file" tmp_check/ 2> /dev/null || true
	done
}

# The setting by which a server finds an extension that pg_config $1 installed under DESTDIR $2.  Debian's
# servers up to 17 have extension_destdir; 18 has a path of its own for control files.
extension_setting()
{
	if grep -q extension_destdir "$("$1" --sharedir)/postgresql.conf.sample"; then
		say "extension_destdir=$2"
	else
		say "extension_control_path=$2$("$1" --sharedir):\$system"
	fi
}
