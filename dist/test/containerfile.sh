#!/bin/sh
# Reads a container's file: its grammar, the shell in it, and what is done in none: dist/test/containerfile.sh FILE
set -eu
file=$1
own=$(cd "$(dirname "$0")" && pwd)
faults=$(mktemp)
trap 'rm -f "$faults"' EXIT

# An instruction a line, without comments.
lines=$(awk '/^[ \t]*#/ { next } /\\$/ { printf "%s ", substr($0, 1, length($0) - 1); next } { print }' "$file")

instructions() {
    printf '%s\n' "$lines" | sed -n "s/^$1  *//p"
}

fault() {
    echo "$file: $1" | tee -a "$faults" >&2
}

instructions FROM | grep -Evq '^[^ ]+(:[^ :/]+|@sha256:[0-9a-f]{64})( |$)' && fault 'FROM without a tag'
instructions FROM | grep -Eq '^[^ ]+:latest( |$)' && fault 'FROM a tag that is another one tomorrow'
instructions ADD | grep -Eq '(^| )https?://' && fault 'ADD of what is elsewhere, unchecked'
instructions RUN | grep -Eq '(^|[;&|] *)(sudo|apt|ssh|vim) ' && fault 'RUN of what is for people: sudo, apt, ssh, vim'
instructions RUN | grep -w 'apt-get install' | while read -r run; do
    case $run in *'apt-get update'*) ;; *) fault 'RUN apt-get install without an update in the same RUN' ;; esac
    case $run in *' -y '* | *' --yes '*) ;; *) fault 'RUN apt-get install that asks' ;; esac
    case $run in *' --no-install-recommends '*) ;; *) fault 'RUN apt-get install of what is recommended, too' ;; esac
    case $run in *'rm -rf /var/lib/apt/lists'*) ;; *) fault 'RUN apt-get install that leaves its lists' ;; esac
done
case $(instructions USER | tail -n 1) in '' | root | root:* | 0 | 0:*) fault 'USER is root at the end' ;; esac
for which in ENTRYPOINT CMD; do
    instructions "$which" | grep -Evq '^\[.*\]$' && fault "$which in a shell, which takes the signals"
    [ "$(instructions "$which" | wc -l)" -le 1 ] || fault "$which twice"
done
instructions HEALTHCHECK | grep -q . || fault 'no HEALTHCHECK'

if command -v shellcheck >/dev/null; then
    instructions RUN | while read -r run; do
        case $run in '['*) continue ;; esac
        printf '%s\n' "$run" | shellcheck --shell=sh - >&2 || fault 'RUN of a faulty script'
    done
fi

# The grammar, by a program that npm has, its versions and sums in the lock beside.
if command -v npm >/dev/null; then
    tool="$own/../target/containerfile"
    if [ ! -x "$tool/node_modules/.bin/dockerfile-utils" ]; then
        mkdir -p "$tool"
        cp "$own"/containerfile/package*.json "$tool"
        npm ci --prefix "$tool" --ignore-scripts --no-audit --no-fund --silent || echo 'lint: npm has not got it' >&2
    fi
    if [ -x "$tool/node_modules/.bin/dockerfile-utils" ]; then
        "$tool/node_modules/.bin/dockerfile-utils" lint "$file" >&2 || fault 'not its grammar'
    else
        [ -z "${CI:-}" ]
    fi
else
    echo 'lint: no npm' >&2
    [ -z "${CI:-}" ]
fi
[ ! -s "$faults" ]
