#!/bin/bash
# If this is wrong, the service does not fit the small machine that an organiser was told to rent.
# Memory at rest and with 10,000 registrations, start-up to the first "ready", size of the programs.
set -euo pipefail
. "$(dirname "$0")/house.sh"
trap end_service EXIT

settle "$scratch/rest"
"$krug" migrate >/dev/null 2>&1
begin_service
row 'memory at rest' "$(resident)" - '<= 24 MB' ' MB'
row '  without files mapped' "$(resident RssAnon)" - '' ' MB'
end_service

settle "$scratch/many"
"$krug" migrate >/dev/null 2>&1
began=$SECONDS
"$krug" demo --registrations 10000 >/dev/null 2>&1
say "10,000 registrations of the demonstration took $((SECONDS - began)) s"
begin_service
organiser look_through "$base" "$KRUG_DATA"
row 'memory, 10,000 registrations, lists opened' "$(resident)" - '<= 64 MB' ' MB'
row '  without files mapped' "$(resident RssAnon)" - '' ' MB'
end_service
row 'start-up to ready' "$(organiser start_up "$base" "$krug" 5)" - '<= 300 ms' ' ms'
for program in "$krug" "$kiosk"; do
    cp "$program" "$scratch/stripped" && strip "$scratch/stripped"
    row "size of $(basename "$program"), stripped" "$(stat -c %s "$scratch/stripped" | awk '{printf "%.1f", $1 / 1048576}')" - '' ' MiB'
done
