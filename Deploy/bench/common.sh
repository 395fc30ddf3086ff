# Shared by the scripts of this folder: a work folder that goes, programs built for release, a test root.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
scratch=${BENCH_SCRATCH:-$top/.build-release}
bin=$scratch/release
home=$(mktemp -d /tmp/provision-bench-XXXXXX)
chmod 755 "$home"
pids=()

finish() {
    for pid in "${pids[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
    for _ in $(seq 100); do
        alive=0
        for pid in "${pids[@]}"; do kill -0 "$pid" 2>/dev/null && alive=1; done
        [ $alive = 0 ] && break
        sleep 0.1
    done
    for pid in "${pids[@]}"; do kill -KILL "$pid" 2>/dev/null || true; done
    local postmaster="$home/state/postgresql/data/postmaster.pid"
    [ -f "$postmaster" ] && kill -QUIT "$(head -n 1 "$postmaster")" 2>/dev/null || true
    sleep 0.3
    if [ -n "${BENCH_KEEP:-}" ]; then echo "kept: $home" >&2; else rm -rf "$home"; fi
}
trap finish EXIT

build() {
    for product in "$@"; do
        [ -x "$bin/$product" ] && [ -z "${BENCH_REBUILD:-}" ] ||
            (cd "$top" && swift build -c release --product "$product" --scratch-path "$scratch" >&2)
    done
}

# A root and a setup certificate, made on the spot.
certificates() {
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=Bench Root" -addext "basicConstraints=critical,CA:true" \
        -keyout "$home/root.key" -out "$home/root.pem" 2>/dev/null
    openssl req -newkey rsa:2048 -nodes -subj "/CN=provisionserver.corp.example" -keyout "$home/leaf.key" -out "$home/leaf.csr" 2>/dev/null
    printf 'extendedKeyUsage=serverAuth,2.16.840.1.113741.1.2.3\nbasicConstraints=CA:false\n' >"$home/ext"
    openssl x509 -req -in "$home/leaf.csr" -CA "$home/root.pem" -CAkey "$home/root.key" -CAcreateserial -days 30 \
        -extfile "$home/ext" -out "$home/leaf.pem" 2>/dev/null
    cat "$home/leaf.pem" "$home/root.pem" >"$home/chain.pem"
}

# wait_for SECONDS COMMAND...: until it succeeds.
wait_for() {
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $end ] || { echo "waited in vain for: $*" >&2; tail -n 5 "$home"/*.log >&2; exit 1; }
        sleep 0.2
    done
}

# CPU seconds of a process so far.
cpu_seconds() { awk -v hz="$(getconf CLK_TCK)" '{ printf "%.2f", ($14 + $15) / hz }' "/proc/$1/stat"; }
memory_kib() { awk -v key="$2:" '$1 == key { print $2 }' "/proc/$1/status"; }

sql() { psql -X -q -A -t -h "$home/state/postgresql/socket" -U "$(stat -c %U "$home/state/postgresql/data")" -d provision -c "$1"; }
median() { sort -g | awk '{ a[NR] = $1 } END { print NR % 2 ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2 }'; }

# server ROLE NAME=VALUE...: one role as a process of its own; its process number is left in $last.
server() {
    local role=$1
    shift
    env PROVISION_STATE_DIRECTORY="$home/state" PROVISION_LOG_LEVEL=warning "$@" "$bin/provisionserver" "$role" >>"$home/$role.log" 2>&1 &
    last=$!
    pids+=("$last")
}

# fleet OPTION...: simulated devices; the process number is left in $last.
fleet() {
    "$bin/amtfleet" run "$@" >>"$home/fleet.log" 2>&1 &
    last=$!
    pids+=("$last")
}
