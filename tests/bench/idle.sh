#!/bin/bash
# If this is wrong, a congress whose ten thousand guests keep the page open brings down the machine that served it.
# What a connection that says nothing costs: memory of the service without them and with them, after a page for each.
set -euo pipefail
. "$(dirname "$0")/house.sh"
trap 'exec 9>&- || true; end_service' EXIT

connections=10000
ulimit -n $((connections + 1000)) 2>/dev/null || { connections=$(($(ulimit -Hn) - 1000)); ulimit -n "$(ulimit -Hn)"; }
[ "$connections" -ge 500 ] || { say "idle: only $(ulimit -Hn) descriptors, left out"; exit 0; }
kilobytes() { awk '$1 == "VmRSS:" {print $2}' "/proc/$service_pid/status"; }

settle "$scratch/idle"
"$krug" migrate >/dev/null 2>&1
"$krug" demo --registrations 0 >/dev/null 2>&1
begin_service
mkfifo "$scratch/held"
"$programs/bench_idle_load" "$port" 50 </dev/null >/dev/null # what the first page brings in is not theirs
before=$(kilobytes)
"$programs/bench_idle_load" "$port" "$connections" <"$scratch/held" >"$scratch/holding" &
exec 9>"$scratch/held"
for _ in $(seq 300); do
    [ ! -s "$scratch/holding" ] || break
    sleep 0.1
done
[ "$(cat "$scratch/holding")" = "$connections" ] || { say 'idle: the connections were not made'; exit 1; }
after=$(kilobytes)
row "an idle connection of $connections, plain" "$(awk -v all=$((after - before)) -v n="$connections" 'BEGIN {printf "%.1f", all / n}')" - '<= 12 KiB' ' KiB'
row '  memory of the service with all of them' "$((after / 1024))" - '' ' MB'
