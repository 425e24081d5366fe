#!/bin/sh
# Starts or stops a private PostgreSQL for the tests: postgresql.sh start|stop DIR
# "start" makes a cluster in DIR on first use (as the user postgres when run by root), listens on a unix socket in
# DIR and on no network, with fsync on, and prints its URL for KRUG_TEST_POSTGRESQL.
set -eu

action=${1:?start or stop}
dir=${2:?a folder}
bin=${KRUG_POSTGRESQL_BIN:-$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)}

as_postgres() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=postgres --regid=postgres --init-groups env HOME="$dir" "$@"
    else
        "$@"
    fi
}

case $action in
start)
    mkdir -p "$dir"
    dir=$(cd "$dir" && pwd)
    # A unix socket's path has room for 107 bytes.
    [ ${#dir} -le 80 ] || { echo "$0: the path of $dir is too long for a socket" >&2; exit 1; }
    if [ "$(id -u)" = 0 ]; then chown postgres:postgres "$dir"; fi
    if [ ! -f "$dir/data/PG_VERSION" ]; then
        as_postgres "$bin/initdb" -D "$dir/data" -U krug -A trust -E UTF8 --locale=C.UTF-8 >"$dir/initdb.log"
    fi
    if ! as_postgres "$bin/pg_ctl" -D "$dir/data" status >/dev/null 2>&1; then
        as_postgres "$bin/pg_ctl" -D "$dir/data" -w -t 60 -l "$dir/server.log" start >/dev/null -o \
            "-c listen_addresses='' -c unix_socket_directories='$dir' -c max_connections=200 -c fsync=on \
             -c synchronous_commit=on -c shared_buffers=128MB"
    fi
    as_postgres "$bin/psql" -h "$dir" -U krug -d postgres -qAtc "SELECT 1 FROM pg_database WHERE datname='krug'" \
        | grep -q 1 || as_postgres "$bin/createdb" -h "$dir" -U krug -T template0 -E UTF8 krug
    printf 'postgresql://krug@/krug?host=%s\n' "$(printf '%s' "$dir" | sed 's/%/%25/g; s/ /%20/g')"
    ;;
stop)
    dir=$(cd "$dir" && pwd)
    as_postgres "$bin/pg_ctl" -D "$dir/data" -m fast -w stop >/dev/null
    ;;
*)
    echo "$0: start or stop" >&2
    exit 2
    ;;
esac
