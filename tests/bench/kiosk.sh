#!/bin/bash
# If this is wrong, people wait at a door that we believe to be quick. Called by writes.sh beside its running service.
set -euo pipefail
. "$(dirname "$0")/house.sh"

base=http://$KRUG_LISTEN
event=$(cat "$scratch/event")
code=$(organiser invite_device "$base" "$KRUG_DATA" "$event")
"$kiosk" enrol "$code" --data "$scratch/kiosk" >/dev/null
"$programs/bench_door_pace" "$kiosk" "$scratch/kiosk" "$scratch/kiosk_tickets" "$scratch" >"$scratch/pace"
{ read -r p50 p99 times green; read -r bare50 bare99 _; } <"$scratch/pace"
[ "$green" -eq $((times + 1)) ] || say "kiosk: $green green of $((times + 1))"
row "kiosk, code to verdict with both syncs, p50" "$p50" "$bare50" '<= 1.3' ' ms'
row "kiosk, code to verdict with both syncs, p99" "$p99" "$bare99" '<= 30 ms' ' ms'
