# If this is wrong, the benchmark measures a service in another state than it says. Sourced by the parts of tests/bench/run:
# one service on a free loopback port with its own data, the rows of the table, medians.
# Expects: $krug, $kiosk, $programs (folder of bench_*), $scratch (removed by run).

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
service_pid=''

say() { printf '%s\n' "$*" >&2; }

# row WHAT OURS CEILING TARGET [UNIT]: one line of the table; the ratio is worked out. A ceiling of "-" has none.
row() {
    awk -v what="$1" -v ours="$2" -v ceiling="$3" -v target="$4" -v unit="${5:-}" 'BEGIN {
        ratio = ceiling + 0 > 0 ? sprintf("%.2f", ours / ceiling) : "-"
        printf "%s\t%s%s\t%s%s\t%s\t%s\n", what, ours, unit, ceiling, ceiling == "-" ? "" : unit, ratio, target }'
}

# median NUMBER…
median() { printf '%s\n' "$@" | sort -g | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

free_port() {
    local port
    for _ in $(seq 50); do
        port=$((20000 + RANDOM % 10000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return 0; }
    done
    return 1
}

# settle DATA [DATABASE]: the settings of the service that the next calls speak of.
settle() {
    port=$(free_port)
    base=http://127.0.0.1:$port
    mkdir -p "$1"
    export KRUG_DATA=$1 KRUG_DATABASE=${2:-sqlite://$1/krug.sqlite} KRUG_LISTEN=127.0.0.1:$port KRUG_LOG_LEVEL=warning
    export KRUG_LIMITS_CONNECTIONS_PER_ADDRESS=2000
    unset KRUG_TLS_CERTIFICATE KRUG_TLS_KEY
}

# begin_service [CORE]: starts it and waits until it accepts connections.
begin_service() {
    local pin=()
    [ -z "${1:-}" ] || pin=(taskset -c "$1")
    "${pin[@]}" "$krug" serve >"$KRUG_DATA/said" 2>>"$scratch/service.log" &
    service_pid=$!
    for _ in $(seq 200); do
        [ ! -s "$KRUG_DATA/said" ] || return 0
        sleep 0.05
    done
    say "the service did not start: $(tail -n 3 "$scratch/service.log")"
    return 1
}

end_service() {
    [ -n "$service_pid" ] || return 0
    kill "$service_pid" 2>/dev/null || true
    wait "$service_pid" 2>/dev/null || true
    service_pid=''
}

# resident [VmRSS|RssAnon]: megabytes of the running service, all or without what is mapped from files.
resident() { awk -v "what=${1:-VmRSS}:" '$1 == what {printf "%.0f", $2 / 1024}' "/proc/$service_pid/status"; }

organiser() { node "$here/organiser.mjs" "$@"; }

# demo_token: of the demonstration in the service's data.
demo_token() { sed -nE 's/.*"token":"([^"]+)".*/\1/p' "$KRUG_DATA/demo.json"; }

# house_with_event: an empty demonstration and one published event without a limit, in $event; the service is stopped.
house_with_event() {
    "$krug" migrate >>"$scratch/service.log" 2>&1
    "$krug" demo --registrations 0 >>"$scratch/service.log" 2>&1
    begin_service
    event=$(organiser open_event "$base" "$KRUG_DATA")
    end_service
    echo "$event" >"$scratch/event"
    BENCH_TOKEN=$(demo_token)
    export BENCH_TOKEN
}
