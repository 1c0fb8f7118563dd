#!/bin/sh
# Reads the scripts, units and the container's file with the tools that there are: dist/test/lint.sh
set -eu
cd "$(dirname "$0")/.."

if command -v shellcheck >/dev/null; then
    shellcheck bin/* ./*.sh test/*.sh debian/postinst debian/prerm debian/postrm ../examples/src/main/sh/*.sh
else
    echo 'lint: no shellcheck' >&2
    [ -z "${CI:-}" ]
fi
if command -v systemd-analyze >/dev/null; then
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    # Another program in its place: this one need not be installed here.
    sed 's:^ExecStart=/usr/bin/rollcall:ExecStart=/bin/true:' systemd/rollcall.service >"$folder/rollcall.service"
    cp systemd/rollcall.socket "$folder"
    said=$(systemd-analyze verify --man=no "$folder/rollcall.service" "$folder/rollcall.socket" 2>&1) || true
    [ -z "$said" ] || { echo "$said" >&2; exit 1; }
else
    echo 'lint: no systemd-analyze' >&2
    [ -z "${CI:-}" ]
fi
# Not a package of Debian; found where it was installed by npm.
if command -v dockerfile-utils >/dev/null; then
    dockerfile-utils lint Containerfile
fi
