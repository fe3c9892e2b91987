# Installing a server without the cluster "main" that Debian makes and starts for a new one: nobody asked
# for it.  Read by test/env/setup after lib.sh.
#
# postgresql-common reads files beside its createcluster.conf.  One is put there before a server is
# installed and removed afterwards; what the administrator has written stays as it is, and holds
# again for what he installs himself.  One that an interrupted set-up left behind is known by its name.

createcluster=/etc/postgresql-common/createcluster.conf
drop_in_dir=/etc/postgresql-common/createcluster.d
drop_in=$drop_in_dir/zz-modelshare.conf
forbidden=

as_root()
{
	if [ "$(id -u)" = 0 ]; then
		env DEBIAN_FRONTEND=noninteractive "$@" < /dev/null 8<&-
	else
		sudo -n env DEBIAN_FRONTEND=noninteractive "$@" < /dev/null 8<&-
	fi
}

# One set-up at a time: the end of one must not take the protection from another.  The lock is on a
# directory that every Debian has, so that no file of it is left.
lock_set_up()
{
	exec 8< /var/lib/dpkg
	flock "$@" 8
}

# Its comments tell whose it is, should the set-up be killed, and whether the directory was made for it.
forbid_main()
{
	forbidden=1
	# shellcheck disable=SC2016
	as_root sh -euc '
		umask 022
		own=$(sed -n "/^# Its directory/p" "$1" 2> /dev/null || true)
		[ -d "${1%/*}" ] || own="# Its directory was made for it."
		mkdir -p "${1%/*}"
		printf "%s\n" "# Here while the set-up of modelshare installs a server.  If none runs, remove it." \
			"$own" "create_main_cluster = false" > "$1"' sh "$drop_in"
}

require_forbidden()
{
	[ "$(pg_conftool "$createcluster" show -bs create_main_cluster 2> /dev/null)" = off ] ||
		die "$createcluster does not heed $drop_in: installing a server would make a cluster \"main\".  Write create_main_cluster = false there first"
}

allow_main()
{
	[ -n "$forbidden" ] || return 0
	# shellcheck disable=SC2016
	as_root sh -euc '
		own=$(sed -n "/^# Its directory/p" "$1" 2> /dev/null || true)
		rm -f "$1"
		[ -z "$own" ] || rmdir --ignore-fail-on-non-empty "${1%/*}"' sh "$drop_in"
	forbidden=
}

# What an interrupted set-up left, once the packages are whole.
remove_stale()
{
	[ -f "$drop_in" ] || return 0
	lock_set_up -n || { exec 8<&-; return 0; }
	if may_be_root; then
		forbidden=1
		allow_main
	else
		step "Note: an interrupted set-up left $drop_in; sudo rm $drop_in"
	fi
	exec 8<&-
}

# The same for those who have to type it: one command, since what is pasted after sudo's question would be lost.
print_command_without_main()
{
	cat << END
    sudo flock -o /var/lib/dpkg sh -c 'd=$drop_in_dir
      trap "rm -f \$d/${drop_in##*/}; rmdir --ignore-fail-on-non-empty \$d" EXIT; trap exit INT TERM HUP
      mkdir -p \$d && echo "create_main_cluster = false" > \$d/${drop_in##*/} && apt-get update &&
      apt-get install -y --no-install-recommends $*'

Most of it keeps Debian from making and starting a cluster "main" for a new server, which these goals do not need.
END
	# shellcheck disable=SC2015
	[ ! -f "$createcluster" ] || grep -q '^ *include_dir.*createcluster\.d' "$createcluster" ||
		say "Your $createcluster does not read that directory: write create_main_cluster = false there instead."
}
