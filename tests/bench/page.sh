#!/bin/bash
# If this is wrong, we think the event page survives the minute when the registration opens, and it does not.
# The event page of the demonstration against nginx with the same bytes and headers, one core each, plain and TLS.
set -euo pipefail
. "$(dirname "$0")/house.sh"

pairs=5 seconds=2 connections=32
nginx_pid=''
trap 'end_service; [ -z "$nginx_pid" ] || kill "$nginx_pid" 2>/dev/null || true' EXIT

begin_nginx() {
    mkdir -p "$scratch/nginx"
    cat >"$scratch/nginx/conf" <<CONF
worker_processes 1;
daemon off;
pid $scratch/nginx/pid;
error_log $scratch/nginx/errors warn;
events { worker_connections 512; }
http {
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; etag off; if_modified_since off;
    open_file_cache max=10; server_tokens off; default_type 'text/html; charset=utf-8';
    client_body_temp_path $scratch/nginx/b; proxy_temp_path $scratch/nginx/p; fastcgi_temp_path $scratch/nginx/f;
    uwsgi_temp_path $scratch/nginx/u; scgi_temp_path $scratch/nginx/s;
    server {
        listen 127.0.0.1:$nginx_port $1;
        ssl_certificate $scratch/certificate.pem; ssl_certificate_key $scratch/key.pem;
        ssl_protocols TLSv1.3; ssl_session_tickets on;
        root $scratch/www;
        include $scratch/headers.conf;
    }
}
CONF
    chmod 755 "$scratch" "$scratch/www"
    taskset -c 0 nginx -p "$scratch/nginx" -c "$scratch/nginx/conf" 2>>"$scratch/nginx/said" &
    nginx_pid=$!
    sleep 0.5
    kill -0 "$nginx_pid" || { cat "$scratch/nginx/said" >&2; return 1; }
}

# rate URL: requests a second.
rate() {
    taskset -c 1 wrk -t 1 -c "$connections" -d "${seconds}s" -H 'Accept-Encoding: br' "$1" >"$scratch/wrk"
    if grep -E 'Non-2xx|Socket errors' "$scratch/wrk" >&2; then return 1; fi
    awk '/^Requests\/sec/ {printf "%.0f\n", $2}' "$scratch/wrk"
}

# compare WHAT SCHEME TARGET
compare() {
    local ours=() theirs=()
    rate "$2://127.0.0.1:$port/e/primer" >/dev/null
    for _ in $(seq "$pairs"); do
        ours+=("$(rate "$2://127.0.0.1:$port/e/primer")")
        theirs+=("$(rate "$2://127.0.0.1:$nginx_port/page")")
    done
    row "$1" "$(median "${ours[@]}")" "$(median "${theirs[@]}")" "$3" /s
}

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 \
    -keyout "$scratch/key.pem" -out "$scratch/certificate.pem" 2>/dev/null
settle "$scratch/page"
nginx_port=$(free_port)
"$krug" migrate >/dev/null 2>&1
"$krug" demo --registrations 60 >/dev/null 2>&1
begin_service 0
mkdir -p "$scratch/www"
bytes=$(organiser save_page "$base/e/primer" "$scratch/www/page" "$scratch/headers.conf")
begin_nginx ''
compare "event page, cached, $bytes B br" http '>= 1.0'
end_service
kill "$nginx_pid"; wait "$nginx_pid" 2>/dev/null || true

export KRUG_TLS_CERTIFICATE=$scratch/certificate.pem KRUG_TLS_KEY=$scratch/key.pem
begin_service 0
begin_nginx ssl
compare "the same over TLS, keep-alive" https '>= 0.95'
