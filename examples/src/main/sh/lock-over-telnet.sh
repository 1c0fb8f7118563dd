#!/usr/bin/env bash
# A lock shared by shells, with nothing but bash and nc: stands in line for NAME, runs COMMAND while it holds it, and
# gives it up by disconnecting.
set -u

usage() {
    cat <<'TEXT'
usage: lock-over-telnet.sh [-h HOST] [-p PORT] [-w SECONDS] NAME COMMAND [ARGUMENT...]

Runs COMMAND while this shell holds the lock NAME of a Rollcall server.
  -h HOST     where the server is (127.0.0.1)
  -p PORT     its port (9999)
  -w SECONDS  how long to stand in line (60)

Exit status: that of COMMAND; 2 wrong usage; 123 the lock was lost, COMMAND was ended;
124 not granted in time; 125 no server, or refused.
COMMAND does not read from a terminal. The server does not see it run: what must never be done twice needs a check
where it is done.
TEXT
}

fail() {
    status=$1
    shift
    printf 'lock-over-telnet: %s\n' "$*" >&2
    exit "$status"
}

host=127.0.0.1 port=9999 patience=60
while getopts :h:p:w: option; do
    case $option in
        h) host=$OPTARG ;;
        p) port=$OPTARG ;;
        w) patience=$OPTARG ;;
        *) usage >&2; exit 2 ;;
    esac
done
shift $((OPTIND - 1))
if [[ $# -lt 2 || $1 == *[[:space:][:cntrl:]]* || -z $1 || ! $patience =~ ^[1-9][0-9]{0,5}$ ]]; then
    usage >&2
    exit 2
fi
name=$1
shift
[[ -t 0 ]] && exec </dev/null
command -v nc >/dev/null || fail 125 'there is no nc here'

# An end of this shell ends nc's input, and -N makes of that the end of the connection. Ctrl-C is for COMMAND first.
# It begins when its ends are known here: bash forgets those of one that has ended, as it does where there is no server.
coproc NETCAT { trap '' INT HUP; read -r; exec nc -N -- "$host" "$port" 2>/dev/null; }
nc_pid=$!
to=${NETCAT[1]} from=${NETCAT[0]}
exec 9>&"$to" 8<&"$from"
exec {to}>&- {from}<&-
printf '\n' >&9
keeper='' job='' lost=''
trap 'exec 9>&-; [[ -z $keeper ]] || kill "$keeper" 2>/dev/null; kill "$nc_pid" 2>/dev/null' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
trap : PIPE

printf '/queue %s\n' "$name" >&9 2>/dev/null
deadline=$((SECONDS + patience)) granted='' line=''
while [[ -z $granted ]]; do
    ((SECONDS < deadline)) || fail 124 "$name was not granted within $patience s"
    if read -r -t 1 -u 8 line; then
        case $line in
            +OK* | '>granted '*) granted=yes ;;
            -*) fail 125 "refused: $line" ;;
            '>bye '*) fail 125 "the server ended it: $line" ;;
        esac
    elif (($? > 128)); then
        printf '/ping\n' >&9 2>/dev/null # nc notices that the server is gone only when it writes
    else
        [[ -n $line ]] || fail 125 "no server at $host port $port"
        fail 125 'the server is gone'
    fi
done

# COMMAND keeps 9 open: nobody is granted the lock before it has ended, even if this shell is killed.
shell=$$
trap 'lost=yes' USR1
set -m
"$@" 8<&- &
job=$!
set +m
trap 'kill -INT -- "-$job" 2>/dev/null' INT
trap 'kill -TERM -- "-$job" 2>/dev/null' TERM HUP

# The keeper ends COMMAND when the connection or this shell is gone.
(
    trap - INT TERM HUP EXIT USR1
    exec >/dev/null
    heard=$SECONDS
    while kill -0 "$shell" 2>/dev/null && ((SECONDS - heard < 30)); do
        if read -r -t 1 -u 8 line; then
            heard=$SECONDS
            [[ $line != '>bye '* ]] || break
        else
            (($? > 128)) || break
            printf '/ping\n' >&9 2>/dev/null
        fi
    done
    kill -USR1 "$shell" 2>/dev/null
    kill -TERM -- "-$job" 2>/dev/null
    for ((i = 0; i < 50; i++)); do
        kill -0 -- "-$job" 2>/dev/null || exit
        sleep 0.1
    done
    kill -KILL -- "-$job" 2>/dev/null
) &
keeper=$!

status=0
while wait "$job" && status=0 || status=$?; kill -0 "$job" 2>/dev/null; do :; done
if [[ -n $lost ]]; then
    wait "$keeper"
    keeper=''
    fail 123 "the lock $name was lost, the server is gone; the command was ended"
fi
exit "$status"
