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

# A new directory that the server may read and load libraries from, whoever runs it: never the
# checkout, which may lie under a private home, and never a place mounted noexec.
make_work_dir()
{
	for parent in "${TMPDIR:-/tmp}" /tmp /var/tmp; do
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
