#!/bin/bash
# If this is wrong, we promise a pace of registrations and check-ins at which the queue then stands still.
# writes.sh sqlite|postgresql: both over HTTP against the bare database with the same statements and durability.
set -euo pipefail
. "$(dirname "$0")/house.sh"

# Twice the ceiling's group: while one group is being synced the next one comes together.
turns=3 clients=128 kiosk_guests=300
cluster=''
trap 'end_service; [ -z "$cluster" ] || "$here/../store_contract/postgresql.sh" stop "$cluster" || true; [ -z "$cluster" ] || rm -rf "$cluster"' EXIT

# load WHAT SECONDS RATE FIRST: a line of bench_http_load in $answer; fails when anything was refused.
load() {
    answer=$("${load_pin[@]}" "$programs/bench_http_load" "$1" "$port" "$event" "$clients" "$2" "$3" "$scratch/tickets" "$4")
    read -r rate p50 p99 done_ failed green <<<"$answer"
    [ "$failed" -eq 0 ] && [ "$green" -eq "$done_" ] || { say "$1: $failed failed, $green of $done_ green"; return 1; }
}

# contest WHAT SECONDS: alternates ceiling and ours; medians in $ours and $ceiling, worst p99 in $slowest.
contest() {
    local mine=() bare=() slow=()
    for _ in $(seq "$turns"); do
        bare+=("$("bare_$database" "$1" "$2")")
        load "$1" "$2" 0 "$next"
        next=$((next + done_))
        mine+=("$rate") slow+=("$p99")
    done
    ours=$(median "${mine[@]}") ceiling=$(median "${bare[@]}") slowest=$(median "${slow[@]}")
}

bare_sqlite() { taskset -c 0 "$programs/bench_raw_sqlite" "$scratch/raw.sqlite" "$event" "$1" "$2" | cut -f 1; }

# The better of 8 and 16 clients, each person at one of a hundred events.
bare_postgresql() {
    local best=0 tried count
    for count in 8 16; do
        tried=$(pgbench -n -M prepared -c "$count" -j 2 -T "$2" -f "$scratch/$1.pgbench" "$ceiling_url" 2>>"$scratch/service.log" |
            sed -nE 's/^tps = ([0-9]+).*/\1/p')
        [ "${tried:-0}" -le "$best" ] || best=$tried
    done
    echo "$best"
}

prepare_sqlite() {
    settle "$scratch/sqlite"
    load_pin=(taskset -c 1) service_core=0
    house_with_event
    cp "$KRUG_DATA/krug.sqlite" "$scratch/raw.sqlite"
}

prepare_postgresql() {
    cluster=$(mktemp -d "${TMPDIR:-/tmp}/krug_bench_XXXXXX")
    local url
    url=$("$here/../store_contract/postgresql.sh" start "$cluster" | tail -n 1)
    settle "$scratch/postgresql" "$url"
    load_pin=() service_core=''
    house_with_event
    ceiling_url=${url/\/krug\?/\/ceiling\?}
    psql -qAt "${url/\/krug\?/\/postgres\?}" -c 'CREATE DATABASE ceiling TEMPLATE krug' >&2
    psql -qAt "$ceiling_url" -v model="$event" -f "$here/ceiling.sql" >&2
    local what
    for what in register register-quiet check-in; do
        printf '\\set number random(1, 100)\nSELECT bench_%s(:number);\n' "${what//-/_}" >"$scratch/$what.pgbench"
    done
}

database=$1
case $database in
sqlite) on='SQLite' target='>= 0.8' ;;
postgresql) on='PostgreSQL' target='>= 2.0' ;;
esac
rm -f "$scratch/tickets"
prepare_"$database"
begin_service "$service_core"

next=0
contest register-quiet 4
row "registration over HTTP, $on" "$ours" "$ceiling" "$target" /s
row "  its p99 with $clients clients" "$slowest" - '' ' ms'
registered=$next
tail -n "$kiosk_guests" "$scratch/tickets" >"$scratch/kiosk_tickets"
head -n -"$kiosk_guests" "$scratch/tickets" >"$scratch/tickets_left"
mv "$scratch/tickets_left" "$scratch/tickets"

next=0
contest check-in 3
row "check-in over HTTP, $on" "$ours" "$ceiling" "$target" /s
load check-in 3 $((ours / 2)) "$next"
row "  its p99 at half load" "$p99" - '<= 20 ms' ' ms'

if [ "$database" = sqlite ]; then
    # The device needs its door open and a list: it stands beside the service that still serves.
    "$here/kiosk.sh"
fi

# Letters last: carrying them goes on after the measurement.
next=$registered turns=2
contest register 4
row "registration with a letter each, $on" "$ours" "$ceiling" '' /s
