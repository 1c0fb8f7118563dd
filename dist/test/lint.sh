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
test/containerfile.sh Containerfile

# Each of these has one fault, and is refused for it alone.
refused() {
    what=$1
    shift
    printf '%s\n' "$@" >"$bad"
    said=$(test/containerfile.sh "$bad" 2>&1) && { echo "lint: nothing was said of: $what" >&2; exit 1; }
    printf '%s\n' "$said" | grep -Fq "$what" || { echo "lint: $what was expected, and said was: $said" >&2; exit 1; }
}
bad=$(mktemp)
trap 'rm -rf "${folder:-}" "$bad"' EXIT
end='USER nobody
HEALTHCHECK CMD ["true"]
CMD ["true"]'
refused 'without a tag' 'FROM debian' "$end"
refused 'another one tomorrow' 'FROM debian:latest' "$end"
refused 'that asks' 'FROM debian:12' 'RUN apt-get update && apt-get install --no-install-recommends nc && rm -rf /var/lib/apt/lists/*' "$end"
refused 'leaves its lists' 'FROM debian:12' "RUN apt-get update \\" '  && apt-get install -y --no-install-recommends nc' "$end"
refused 'USER is root' 'FROM debian:12' "$end" 'USER root'
refused 'takes the signals' 'FROM debian:12' 'USER nobody' 'HEALTHCHECK CMD ["true"]' 'CMD true'
refused 'no HEALTHCHECK' 'FROM debian:12' 'USER nobody' 'CMD ["true"]'
if command -v shellcheck >/dev/null; then
    refused 'faulty script' 'FROM debian:12' "RUN rm -rf \$X/lib" "$end"
fi
if [ -x target/containerfile/node_modules/.bin/dockerfile-utils ]; then
    refused 'not its grammar' 'FROM debian:12' 'RUM true' "$end"
fi
