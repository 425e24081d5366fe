#!/bin/bash
# Seating at round tables: seconds, and meetings beside the most that any plan could have; then the same as the service
# does it, with reading and writing on both databases and a door that goes on meanwhile.
set -euo pipefail
"$programs/bench_seating_pace"
"$programs/bench_seating_office_pace" sqlite
if [ -z "${KRUG_TEST_POSTGRESQL:-}" ]; then
    here=$(cd "$(dirname "$0")" && pwd)
    cluster=$(mktemp -d "${TMPDIR:-/tmp}/krug_bench_XXXXXX")
    trap '"$here/../store_contract/postgresql.sh" stop "$cluster" || true; rm -rf "$cluster"' EXIT
    KRUG_TEST_POSTGRESQL=$("$here/../store_contract/postgresql.sh" start "$cluster" | tail -n 1)
    export KRUG_TEST_POSTGRESQL
fi
"$programs/bench_seating_office_pace" postgresql
