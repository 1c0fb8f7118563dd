#!/bin/sh
# Makes the Debian package out of the archive: dist/deb.sh target/rollcall-VERSION.tar.gz. Needs dpkg-deb, not root.
# The same archive makes the same bytes.
set -eu
umask 022

dist=$(cd "$(dirname "$0")" && pwd -P)
archive=$1
name=$(basename "$archive" .tar.gz)
version=$(echo "${name#rollcall-}" | sed 's/-/~/') # a snapshot is older than its release
deb=$(cd "$(dirname "$archive")" && pwd -P)/rollcall_${version}_all.deb
SOURCE_DATE_EPOCH=$(date -u -d "$(sed -n 's:.*<project.build.outputTimestamp>\(.*\)</.*:\1:p' "$dist/../pom.xml")" +%s)
export SOURCE_DATE_EPOCH

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
tar -xzf "$archive" -C "$root"
from=$root/$name
to=$root/package

put() { # MODE FILE... FOLDER
    mode=$1
    shift
    for last; do :; done
    mkdir -p "$to$last"
    while [ $# -gt 1 ]; do
        install -m "$mode" "$1" "$to$last"
        shift
    done
}
put 755 "$from"/bin/* /usr/share/rollcall/bin
put 644 "$from"/lib/*.jar /usr/share/rollcall/lib
put 644 "$from"/share/systemd/* /usr/lib/systemd/system
put 644 "$dist/debian/rollcall.properties" /etc/rollcall
put 644 "$from"/share/doc/* "$from/THIRD-PARTY" "$from/rollcall.cdx.json" "$dist/debian/copyright" /usr/share/doc/rollcall
mkdir -p "$to/usr/bin" "$to/etc/default" "$to/var/cache/rollcall" "$to/usr/share/man/man1" \
    "$to/usr/share/bash-completion/completions" "$to/DEBIAN"
install -m 644 "$dist/debian/default" "$to/etc/default/rollcall"
install -m 644 "$from/share/rollcall.bash" "$to/usr/share/bash-completion/completions/rollcall"
gzip -9nc "$from/share/rollcall.1" >"$to/usr/share/man/man1/rollcall.1.gz"
ln -s ../share/rollcall/bin/rollcall "$to/usr/bin/rollcall"
ln -s /var/cache/rollcall/rollcall.jsa "$to/usr/share/rollcall/lib/rollcall.jsa"

size=$(find "$to" -type f -exec wc -c {} + | awk '$2 != "total" { all += int(($1 + 1023) / 1024) } END { print all }')
sed "s/@VERSION@/$version/; s/@SIZE@/$size/" "$dist/debian/control" >"$to/DEBIAN/control"
install -m 644 "$dist/debian/conffiles" "$dist/debian/triggers" "$to/DEBIAN"
install -m 755 "$dist/debian/postinst" "$dist/debian/prerm" "$dist/debian/postrm" "$to/DEBIAN"
(cd "$to" && find usr etc -type f | LC_ALL=C sort | xargs md5sum >DEBIAN/md5sums)

find "$to" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zxz --build "$to" "$deb" >/dev/null
