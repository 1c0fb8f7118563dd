#!/bin/sh
# Starts a server, says a line to it with nc and hears it back, looks at its observer and through top, and sends TERM:
# dist/test/serve.sh PROGRAM [serve [OPTION...]]
set -eu

folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill -9 "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
fail() {
    echo "serve: $*" >&2
    exit 1
}

# The same program with other words than these for a server.
{
    printf 'exec'
    for word; do
        [ "$word" != serve ] || break
        printf " '%s'" "$word"
    done
    echo ' "$@"'
} >"$folder/program"

mkfifo "$folder/said"
"$@" --port 0 --observer 127.0.0.1:0 --control none --log-level warn >"$folder/said" 2>"$folder/errors" &
server=$!

page() { # PATH
    printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$1" \
        | nc -w 20 "${observer%:*}" "${observer##*:}" | tr -d '\r' >"$folder/page"
    head -n 1 "$folder/page" | grep -q '^HTTP/1.1 200 ' || fail "$1 answers: $(head -n 1 "$folder/page")"
}
has() { # TEXT
    grep -qF -- "$1" "$folder/page" || fail "there is no '$1' in: $(cat "$folder/page")"
}

{
    read -r what address who observer
    read -r ready
    [ "$what $who $ready" = 'line observer READY' ] || fail "it said: $what $address $who $observer $ready"
    heard=$(printf 'hello\nlast' | nc -N "${address%:*}" "${address##*:}" | tr -d '\r' | tr '\n' ' ')
    [ "$heard" = 'hello last +BYE end ' ] || [ "$heard" = 'hello last ' ] || fail "heard: $heard"

    page /
    has '<title>Rollcall'
    page /uplot.js
    has 'uPlot'
    page /metrics
    has 'rollcall_connections '
    has 'jvm_memory_used_bytes'
    has 'netty_eventexecutor_tasks_pending'
    page /api/info
    has '"connections":'

    sh "$folder/program" top --once --observer "$observer" >"$folder/page" 2>&1 || fail "top: $(cat "$folder/page")"
    has 'connections 0  names 0 '
    sh "$folder/program" top --once --json --observer "$observer" >"$folder/page" 2>&1 || fail "top: $(cat "$folder/page")"
    has '"ready":true,'

    kill -TERM "$server"
    rest=$(cat)
    [ -z "$rest" ] || fail "it said besides: $rest"
} <"$folder/said"
wait "$server" || fail "it ended with $?: $(cat "$folder/errors")"
server=
# On a busy machine a worker's first line may take its time, which is no fault of the package's.
if grep -v ' worker-stalled ' "$folder/errors" >&2; then exit 1; fi
