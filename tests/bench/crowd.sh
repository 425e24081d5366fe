#!/bin/bash
# If this is wrong, an organiser with a full congress hall waits for the list and the board while people stand before him.
# crowd.sh sqlite|postgresql: what an organiser opens, at an event of 50,000 registrations and as many scans. The ceiling of
# a page is the same page at an event of a hundred: what grows with the crowd shows in the ratio.
set -euo pipefail
. "$(dirname "$0")/house.sh"

people=${KRUG_BENCH_CROWD:-50000} few=100 clients=64 times=9
cluster=''
trap 'end_service; [ -z "$cluster" ] || "$here/../store_contract/postgresql.sh" stop "$cluster" || true; [ -z "$cluster" ] || rm -rf "$cluster"' EXIT

# fill COUNT: that many register at $event and come.
fill() {
    local done_=0 at=0
    rm -f "$scratch/crowd"
    while [ "$at" -lt "$1" ]; do
        "$programs/bench_http_load" register-quiet "$port" "$event" "$clients" 1 "$(($1 < 1000 ? $1 : 0))" "$scratch/crowd" "$at" >/dev/null
        at=$(wc -l <"$scratch/crowd")
    done
    while [ "$done_" -lt "$1" ]; do
        read -r _ _ _ at _ _ < <("$programs/bench_http_load" check-in "$port" "$event" "$clients" 5 0 "$scratch/crowd" "$done_")
        [ "$at" -gt 0 ] || break
        done_=$((done_ + at))
    done
    say "$event: $(wc -l <"$scratch/crowd") registered, $done_ came"
}

database=$1
if [ "$database" = postgresql ]; then
    on=PostgreSQL
    cluster=$(mktemp -d "${TMPDIR:-/tmp}/krug_bench_XXXXXX")
    settle "$scratch/crowd_$database" "$("$here/../store_contract/postgresql.sh" start "$cluster" | tail -n 1)"
else
    on=SQLite
    settle "$scratch/crowd_$database"
fi
house_with_event
begin_service
small=$(organiser open_event "$base" "$KRUG_DATA")
event=$small; fill "$few"
event=$(cat "$scratch/event"); fill "$people"
organiser crowd_pages "$base" "$KRUG_DATA" "$small" "$times" >"$scratch/few_pages"
organiser crowd_pages "$base" "$KRUG_DATA" "$event" "$times" >"$scratch/crowd_pages"
while IFS=$'\t' read -r name ours few_ms; do
    row "$name, $people came, $on" "$ours" "$few_ms" '< 100 ms' ' ms'
done < <(paste "$scratch/crowd_pages" "$scratch/few_pages" | cut -f 1,2,4)
row "memory then, $on" "$(resident)" - '' ' MB'
