#!/usr/bin/env bash
# HTTP/2 hello world by h2load, two builds in turn: bench/http2.sh OURS.so OTHER.so [rounds]
# Prints requests per second of each round and the median of the ratios.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
command -v h2load >/dev/null || { echo 'h2load is missing (package nghttp2-client)' >&2; exit 1; }
a=$(realpath "$1") b=$(realpath "$2") rounds=${3:-5}
port=$((20000 + RANDOM % 10000))

once() { # extension, mode
    PORT=$port MODE=$2 php -d extension="$1" scenarios/http2_hello.php >/dev/null 2>&1 &
    local pid=$!
    for _ in $(seq 100); do (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break; sleep 0.05; done
    h2load -D 3 --warm-up-time 1 -c 50 -m 10 "http://127.0.0.1:$port/" | sed -n 's/^finished in [^,]*, \([0-9.]*\) req.*/\1/p'
    kill "$pid"
    wait "$pid" 2>/dev/null || true
    port=$((port + 1))
}

for mode in process base; do
    ratios=()
    for _ in $(seq "$rounds"); do
        ours=$(once "$a" $mode) other=$(once "$b" $mode)
        ratio=$(awk "BEGIN { printf \"%.2f\", $ours / $other }")
        ratios+=("$ratio")
        echo "$mode: $ours against $other req/s: $ratio"
    done
    echo "$mode: median $(printf '%s\n' "${ratios[@]}" | sort -n | sed -n "$(((rounds + 1) / 2))p")"
done
