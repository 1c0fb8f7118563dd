#!/bin/sh
# Three daemons on this machine are one: a line of a client of the first reaches a client of the third. Needs nc.
# usage: demo-cluster.sh [PROGRAM...]
# PROGRAM starts the daemon, such as: java -cp ... io.rollcall.server.Main (default: rollcall).
# Exit status: 0 if the line arrived, 1 if not, 2 if there is no nc.
set -eu

[ $# -gt 0 ] || set -- rollcall
folder=$(mktemp -d)
started=
stop() {
    trap - EXIT
    # shellcheck disable=SC2086 # process ids
    [ -z "$started" ] || kill $started 2>/dev/null || true
    wait
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
say() {
    printf '%s\n' "$*"
}
fail() {
    say "demo-cluster: $*" >&2
    exit 1
}
command -v nc >/dev/null || { say 'demo-cluster: there is no nc here' >&2; exit 2; }

# Each node uses its port and the one that is greater by 100. Who takes one between this look and the start has the demo fail.
free() { # PORT...
    for port; do
        ! nc -z 127.0.0.1 "$port" 2>/dev/null || return 1
    done
}
base=$((20000 + $$ % 8000))
tries=50
while ! free $base $((base + 1)) $((base + 2)) $((base + 100)) $((base + 101)) $((base + 102)); do
    tries=$((tries - 1))
    [ $tries -gt 0 ] || fail 'no free ports were found from 20000 on'
    base=$((base + 3))
done
voters=n1=127.0.0.1:$base,n2=127.0.0.1:$((base + 1)),n3=127.0.0.1:$((base + 2))

say "starting n1, n2 and n3 with --cluster demo --voters $voters"
for i in 1 2 3; do
    JAVA_OPTS="-Xmx128m ${JAVA_OPTS:-}" "$@" serve --cluster demo --node-id n$i --cluster-bind "127.0.0.1:$((base + i - 1))" \
        --voters "$voters" --data "$folder/n$i" --port 0 --ports-file "$folder/ports$i" --no-observer --control none \
        --log-level warn >"$folder/out$i" 2>"$folder/log$i" &
    started="$started $!"
    eval "node$i=$!"
done

# Waits for a line that begins with WHAT in a FILE that somebody writes, and prints it.
heard() { # SECONDS FILE WHAT
    left=$(($1 * 10))
    until found=$(grep -m 1 "^$3" "$2" 2>/dev/null); do
        left=$((left - 1))
        [ $left -gt 0 ] || return 1
        sleep 0.1
    done
    printf '%s\n' "$found" | tr -d '\r'
}
for i in 1 2 3; do
    eval "node=\$node$i"
    tries=60
    until heard 1 "$folder/out$i" READY >/dev/null; do
        tries=$((tries - 1))
        if [ $tries -eq 0 ] || ! kill -0 "$node" 2>/dev/null; then
            cat "$folder/log$i" >&2
            fail "n$i did not start"
        fi
    done
done

# A client is nc with a pipe to type into and a file of what it hears.
client() { # NAME NODE
    address=$(sed -n 's/^line //p' "$folder/ports$2")
    mkfifo "$folder/type-$1"
    nc "${address%:*}" "${address##*:}" <"$folder/type-$1" >"$folder/hear-$1" 2>/dev/null &
    started="$started $!"
}
client alice 1
exec 3>"$folder/type-alice"
client bob 3
exec 4>"$folder/type-bob"

# Claims are refused until a majority is there: ask again.
tries=60
until printf '/name alice\n' >&3 && heard 1 "$folder/hear-alice" +OK >/dev/null; do
    tries=$((tries - 1))
    [ $tries -gt 0 ] || fail "no majority within a minute: $(cat "$folder/hear-alice")"
done
say 'alice, connected to n1:   /name alice                 +OK'
printf '/send alice hello from n3\n' >&4
heard 20 "$folder/hear-bob" +OK >/dev/null || fail "bob heard: $(cat "$folder/hear-bob")"
say 'bob, connected to n3:     /send alice hello from n3   +OK'
line=$(heard 20 "$folder/hear-alice" '>msg ') || fail "alice heard: $(cat "$folder/hear-alice")"
say "alice hears:              $line"

printf '/nodes\n/watch alice\n' >&4
heard 20 "$folder/hear-bob" '+n1\.' >/dev/null || fail "bob heard: $(cat "$folder/hear-bob")"
say 'bob:                      /nodes'
sed -n 's/\r$//; /^n[123] /s/^/                          /p' "$folder/hear-bob"
# shellcheck disable=SC2154 # set above, by name
kill "$node1"
line=$(heard 30 "$folder/hear-bob" '>down alice') || fail "bob heard: $(cat "$folder/hear-bob")"
say "n1 is stopped; bob hears: $line"
