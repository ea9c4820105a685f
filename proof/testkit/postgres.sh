#!/bin/sh
# A PostgreSQL server in a folder of its own, reached by a socket in that folder alone. Says in one
# line how to reach it, and is gone with everything in it once standard input is closed. Until then it
# does what is said there, a word a line, and says the word when that is done: `stop` ends it at once, as
# a power cut does, and `start` starts it again with what it has on the disk.
#
# With a standby there are two, and the line names both. `part` lets the standby have everything and ends
# it, so that it lacks whatever comes after; `promote` has it take the place of the first, which is ended
# at once if it has not been.
#
#   postgres.sh --version     whether there is a server to run
#   postgres.sh [option ...]  runs it with these options of `postgres`
#   postgres.sh --standby synchronous [option ...]    the same beside a standby that each commit waits for
#   postgres.sh --standby asynchronous [option ...]   beside one that no commit waits for
set -eu
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -x "$bin/postgres" ] || bin=$(dirname "$(command -v postgres || echo /nowhere/postgres)")
[ -x "$bin/postgres" ] && [ -x "$bin/initdb" ] || exit 3
if [ "${1:-}" = --version ]; then
    exec "$bin/postgres" --version
fi
# The server refuses to run as root. Its own user may not be able to read this file.
if [ "$(id -u)" = 0 ]; then
    script=$(cat "$0")
    cd /
    exec setpriv --reuid=postgres --regid=postgres --clear-groups sh -c "$script" "$0" "$@"
fi

standby=
if [ "${1:-}" = --standby ]; then
    standby=$2
    shift 2
fi
cd /
folder=$(mktemp -d /tmp/passavant-postgres.XXXXXX)
server=
beside=
started=
end() {
    # At once: as a power cut does, and what is thrown away need not be written first.
    [ -z "$1" ] || kill -QUIT "$1" 2>/dev/null || true
    [ -z "$1" ] || wait "$1" || true
}
finish() {
    end "$server"
    end "$beside"
    end "$started"
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

# In a language, where there is one: what sorts by bytes must say so itself.
make="$bin/initdb -D $folder/data -U passavant -A trust --encoding=UTF8 --no-sync"
$make --locale=C --locale-provider=icu --icu-locale=en-US >"$folder/log" 2>&1 ||
    { rm -rf "$folder/data"; $make --locale=C >"$folder/log" 2>&1; }
# run DATA SOCKETS [option ...]
run() {
    data=$1
    sockets=$2
    shift 2
    "$bin/postgres" -D "$data" -k "$sockets" -c listen_addresses= -c max_connections=200 "$@" \
        >>"$folder/log" 2>&1 </dev/null &
    started=$!
    until "$bin/pg_isready" -q -h "$sockets" -U passavant -d postgres; do
        kill -0 "$started" || { cat "$folder/log" >&2; exit 1; }
        sleep 0.05
    done
}
start() {
    run "$folder/data" "$folder" "$@"
    server=$started
}
start_standby() {
    run "$folder/replica" "$folder/standby" "$@"
    beside=$started
}
ask() {
    "$bin/psql" -h "$folder" -U passavant -d postgres -XAtqc "$1" </dev/null 2>>"$folder/log"
}
until_it_says() {
    until [ "$(ask "$2")" = "$1" ]; do
        kill -0 "$server" || exit 1
        sleep 0.05
    done
}
start "$@"
hosts=$folder
if [ -n "$standby" ]; then
    mkdir "$folder/standby"
    "$bin/pg_basebackup" -h "$folder" -U passavant -D "$folder/replica" -R -X stream -c fast --no-sync \
        >>"$folder/log" 2>&1 </dev/null
    start_standby "$@"
    state=async
    if [ "$standby" = synchronous ]; then
        # Only once the copy is made: the server that takes over has nobody to wait for.
        ask "ALTER SYSTEM SET synchronous_standby_names = '*'"
        ask "SELECT pg_reload_conf()" >>"$folder/log"
        state=sync
    fi
    until_it_says "$state" "SELECT sync_state FROM pg_stat_replication"
    hosts=$folder,$folder/standby
fi
echo "host=$hosts user=passavant dbname=postgres"
while read -r word; do
    case $word in
    stop)
        end "$server"
        server=
        ;;
    start) start "$@" ;;
    part)
        until_it_says t "SELECT replay_lsn >= '$(ask "SELECT pg_current_wal_lsn()")' FROM pg_stat_replication"
        end "$beside"
        beside=
        ;;
    promote)
        end "$server"
        server=
        [ -n "$beside" ] || start_standby "$@"
        "$bin/pg_ctl" promote -D "$folder/replica" >>"$folder/log" 2>&1 </dev/null
        ;;
    esac
    echo "$word"
done
