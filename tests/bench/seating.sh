#!/bin/bash
# Seating at round tables: seconds, and meetings beside the most that any plan could have.
set -euo pipefail
exec "$programs/bench_seating_pace"
