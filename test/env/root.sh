# Debian roots: making one, and running programs in it.  Read after lib.sh, from the project's root:
#     . test/env/root.sh

need_for_roots()
{
	[ "$(id -u)" = 0 ] || die "only root can make a Debian root and run in it"
	have unshare || die "unshare is not installed (Debian: apt-get install util-linux)"
}

# A clone holds what is committed.
clone_head()
{
	[ -z "$(git status --porcelain)" ] || say "note: what is not committed is not tested"
	git clone -q --no-local . "$1"
	say "commit $(git rev-parse --short HEAD)"
}

# bootstrap_root SUITE DIRECTORY LOG: a minimal root that has make.  With MIRROR=url in the
# environment debootstrap gets its packages from there.
bootstrap_root()
{
	have debootstrap || die "debootstrap is not installed (Debian: apt-get install debootstrap)"
	if ! unshare --mount debootstrap --variant=minbase --include=make "$1" "$2" ${MIRROR:+"$MIRROR"} > "$3" 2>&1; then
		tail -n 20 "$3"
		die "debootstrap failed"
	fi
}

# What a root takes from this machine and from today, whenever it was made.
refresh_root()
{
	cp --remove-destination /etc/resolv.conf "$1/etc/resolv.conf"
	# a mirror may be older than its Release file allows
	echo 'Acquire::Check-Valid-Until "false";' > "$1/etc/apt/apt.conf.d/90modelshare"
}

root_name()
{
	(. "$1/etc/os-release" && say "$PRETTY_NAME")
}

# in_root ROOT PROGRAM [ARGUMENTS]: run it in /srv/modelshare there, with mounts and processes of
# its own: both end with the program.  The shell stays as the first process, to collect the
# servers that others leave behind.  Variables change that:
#     ALONE=1       there is no network but a loopback of its own
#     WRITES=dir    the directories that programs write to are those in dir, not the root's
#     SEALED=1      all else is read-only, and there is no network as with ALONE
ALONE= WRITES= SEALED=
in_root()
{
	root_dir=$1
	shift
	[ -z "$SEALED" ] || ALONE=1
	unshare --mount --pid --ipc --fork --kill-child ${ALONE:+--net} sh -c '
		root=$1 writes=$2 sealed=$3
		dirs=$4 alone=$5
		shift 5
		if [ -n "$sealed" ]; then
			mount --bind "$root" "$root" && mount -o remount,bind,ro "$root" || exit 1
		fi
		for dir in ${writes:+$dirs}; do
			mount --bind "$writes/$dir" "$root/$dir" || exit 1
		done
		mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" && mount -t tmpfs tmpfs "$root/dev/shm" || exit 1
		# lo gets IFF_UP | IFF_RUNNING by SIOCSIFFLAGS: not every root has "ip", but each has Perl
		[ -z "$alone" ] || chroot "$root" perl -e "
			my \$up = pack(q(a16 s x22), q(lo), 0x41);
			socket(S, 2, 2, 0) && ioctl(S, 0x8914, \$up) or die qq(no loopback: \$!\n)" || exit 1
		chroot "$root" "$@"
		exit $?' sh "$root_dir" "$WRITES" "$SEALED" "$written_dirs" "$ALONE" \
		env -i -C /srv/modelshare HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb \
		${http_proxy:+http_proxy="$http_proxy"} "$@" < /dev/null
}

# make_writes DIRECTORY: make those of WRITES in it.
written_dirs="root run srv tmp var/tmp"
make_writes()
{
	(cd "$1" && mkdir -p $written_dirs && chmod 1777 tmp var/tmp)
}
