#!/bin/sh
# A PostgreSQL server in a folder of its own, reached by a socket in that folder alone. Says in one
# line how to reach it, and is gone with everything in it once standard input is closed. Until then it
# does what is said there, a word a line, and says the word when that is done: `stop` ends it at once, as
# a power cut does, and `start` starts it again with what it has on the disk.
#
#   postgres.sh --version     whether there is a server to run
#   postgres.sh [option ...]  runs it with these options of `postgres`
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

cd /
folder=$(mktemp -d /tmp/passavant-postgres.XXXXXX)
server=
finish() {
    # At once: what is thrown away need not be written first.
    [ -z "$server" ] || kill -QUIT "$server" 2>/dev/null || true
    [ -z "$server" ] || wait "$server" || true
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

# In a language, where there is one: what sorts by bytes must say so itself.
make="$bin/initdb -D $folder/data -U passavant -A trust --encoding=UTF8 --no-sync"
$make --locale=C --locale-provider=icu --icu-locale=en-US >"$folder/log" 2>&1 ||
    { rm -rf "$folder/data"; $make --locale=C >"$folder/log" 2>&1; }
start() {
    "$bin/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c max_connections=200 "$@" \
        >>"$folder/log" 2>&1 </dev/null &
    server=$!
    until "$bin/pg_isready" -q -h "$folder" -U passavant -d postgres; do
        kill -0 "$server" || { cat "$folder/log" >&2; exit 1; }
        sleep 0.05
    done
}
start "$@"
echo "host=$folder user=passavant dbname=postgres"
while read -r word; do
    case $word in
    stop)
        kill -QUIT "$server"
        wait "$server" || true
        server=
        ;;
    start) start "$@" ;;
    esac
    echo "$word"
done
