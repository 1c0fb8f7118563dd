#!/bin/sh
# Starts a server, says a line to it with nc and hears it back, and sends TERM: dist/test/serve.sh COMMAND [OPTION...]
set -eu

folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill -9 "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
mkfifo "$folder/said"
"$@" --port 0 --control none --log-level warn >"$folder/said" 2>"$folder/errors" &
server=$!

{
    read -r what address
    read -r ready
    [ "$what $ready" = 'line READY' ] || { echo "it said: $what $address $ready" >&2; exit 1; }
    heard=$(printf 'hello\nlast' | nc -N "${address%:*}" "${address##*:}" | tr -d '\r' | tr '\n' ' ')
    [ "$heard" = 'hello last +BYE end ' ] || [ "$heard" = 'hello last ' ] || { echo "heard: $heard" >&2; exit 1; }
    kill -TERM "$server"
    rest=$(cat)
    [ -z "$rest" ] || { echo "it said besides: $rest" >&2; exit 1; }
} <"$folder/said"
wait "$server" || { echo "it ended with $?: $(cat "$folder/errors")" >&2; exit 1; }
server=
[ ! -s "$folder/errors" ] || { cat "$folder/errors" >&2; exit 1; }
