#!/bin/sh
# Installs the package, serves as its user, removes and purges it. As root: dist/test/deb.sh
# In a copy of this system that is thrown away; with ROOT=bare, in a new Debian that debootstrap makes (downloads 150 MB).
set -eu

if [ "${1:-}" != inside ]; then
    if ! unshare --mount true 2>/dev/null; then
        echo 'deb: no mounts allowed here; it is unpacked, its scripts are not run' >&2
        folder=$(mktemp -d)
        trap 'rm -rf "$folder"' EXIT
        dpkg-deb -x "$(dirname "$0")"/../target/rollcall_*_all.deb "$folder"
        "$(dirname "$0")/serve.sh" "$folder/usr/bin/rollcall" serve --config "$folder/etc/rollcall/rollcall.properties"
        exit
    fi
    exec unshare --mount "$0" inside
fi

dist=$(cd "$(dirname "$0")/.." && pwd -P)
fail() {
    echo "deb: $*" >&2
    exit 1
}
folder=$(mktemp -d)
trap 'umount -R "$folder" && rmdir "$folder"' EXIT
mount -t tmpfs tmpfs "$folder"
root=$folder/root
mkdir "$root" "$folder/upper" "$folder/work"
if [ "${ROOT:-}" = bare ]; then
    debootstrap --variant=minbase bookworm "$root" >/dev/null
else
    mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/upper,workdir=$folder/work" "$root"
fi
mount --rbind /proc "$root/proc"
mount --rbind /dev "$root/dev"
cp "$dist"/target/rollcall_*_all.deb "$root/root/rollcall.deb"
cp /etc/resolv.conf "$root/etc/resolv.conf" 2>/dev/null || true
inside() {
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C DEBIAN_FRONTEND=noninteractive chroot "$root" "$@"
}

mkdir -p "$root/usr/share/man/man1" # a JRE's scripts want it, and small images leave it out
inside apt-get install -qq -y --no-install-recommends /root/rollcall.deb >"$folder/log" 2>&1 || fail "$(cat "$folder/log")"
[ "$(inside stat -c '%a %U:%G' /etc/rollcall)" = '750 root:rollcall' ] || fail '/etc/rollcall is for others'
[ "$(inside stat -c '%a %U' /var/cache/rollcall/rollcall.jsa)" = '644 root' ] || fail "no archive: $(cat "$folder/log")"
[ -L "$root/etc/systemd/system/multi-user.target.wants/rollcall.service" ] || fail 'the unit is not enabled'
inside rollcall check-config --config /etc/rollcall/rollcall.properties
[ "$(inside rollcall --version)" = "rollcall $(dpkg-deb -f "$root/root/rollcall.deb" Version | tr '~' -)" ] || fail 'wrong --version'
inside bash -n /usr/share/bash-completion/completions/rollcall
zcat "$root/usr/share/man/man1/rollcall.1.gz" | grep -q '^\.TH ROLLCALL 1 ' || fail 'no manual page'
JAVA_OPTS=$(sed -n 's/^JAVA_OPTS="\(.*\)"$/\1/p' "$root/etc/default/rollcall")
export JAVA_OPTS
unset JAVA_HOME # of this system, not of that one
"$dist/test/serve.sh" chroot --userspec=rollcall:rollcall "$root" \
    /usr/bin/rollcall serve --config=/etc/rollcall/rollcall.properties

inside dpkg --remove rollcall >/dev/null
[ ! -e "$root/var/cache/rollcall" ] || fail 'removed, it leaves its archive of classes'
[ -e "$root/etc/rollcall/rollcall.properties" ] || fail 'removed, it takes its configuration along'
inside dpkg --purge rollcall >/dev/null
for left in etc/rollcall etc/default/rollcall usr/share/rollcall; do
    [ ! -e "$root/$left" ] || fail "purged, it leaves /$left"
done
echo "the package installs, serves as its user, and goes: ${ROOT:-a copy of this system}"
