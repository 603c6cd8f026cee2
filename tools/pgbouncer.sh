#!/usr/bin/env bash
# tools/pgbouncer.sh: PostgreSQL behind pgbouncer in transaction mode. Finds pgbouncer or gets it, starts both on free
# ports in a directory of its own, and tells a part of the stories and the writers that are killed through it.
# PGBOUNCER=/path/to/pgbouncer takes that one. KILLS=50 kills more often; other stories by name as arguments.
#
# 1.21 is the least that is supported: from there on it keeps prepared statements apart in transaction mode
# (max_prepared_statements). Older ones answer "prepared statement does not exist".
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/install.sh
least=1.21
debian=trixie   # its source is 1.24
need_cc; need_libpq; need_rust; need_postgres

version() { "$1" --version 2>/dev/null | sed -nE 's/^PgBouncer ([0-9.]+).*/\1/p'; }
new_enough() { [ -n "$1" ] && [ "$(printf '%s\n' "$least" "$1" | sort -V | head -n 1)" = "$least" ]; }

# from the source of a newer Debian, with the ordinary tools; the system's list of packages stays as it is
build() {
  local dir="$PWD/data/pgbouncer"
  if [ -x "$dir/pgbouncer" ]; then pgbouncer="$dir/pgbouncer"; return; fi
  command -v apt-get >/dev/null || return 0
  [ -e /usr/include/event2/event.h ] || apt_install "libevent" libevent-dev
  [ -e /usr/include/openssl/ssl.h ] || apt_install "OpenSSL's headers" libssl-dev
  command -v pkg-config >/dev/null || apt_install "pkg-config" pkg-config
  echo "Building pgbouncer from Debian's source ($debian) …"
  rm -rf "$dir"; mkdir -p "$dir/lists/partial" "$dir/archives/partial"
  echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian $debian main" > "$dir/sources.list"
  if ! (
    cd "$dir"
    own="-o Dir::Etc::sourcelist=$dir/sources.list -o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists=$dir/lists -o Dir::Cache::archives=$dir/archives -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root"
    apt-get $own update -qq && apt-get $own source --download-only -qq pgbouncer
    tar xzf pgbouncer_*.orig.tar.gz --strip-components=1
    ./configure --without-cares && make -j"$(nproc)" pgbouncer
  ) > "$dir.log" 2>&1; then echo "It could not be built: see $dir.log" >&2; return 0; fi
  pgbouncer="$dir/pgbouncer"
}

pgbouncer="${PGBOUNCER:-$(PATH="$PATH:/usr/sbin" command -v pgbouncer || true)}"
found=$([ -z "$pgbouncer" ] || version "$pgbouncer")
if ! new_enough "$found"; then
  offered=$(apt-cache policy pgbouncer 2>/dev/null | sed -nE 's/^ *Candidate: ([0-9.]+).*/\1/p' || true)
  if [ -z "${PGBOUNCER:-}" ] && new_enough "$offered"; then
    apt_install "pgbouncer" pgbouncer; pgbouncer=$(PATH="$PATH:/usr/sbin" command -v pgbouncer)
  elif [ -z "${PGBOUNCER:-}" ]; then build; fi
  found=$([ -z "$pgbouncer" ] || version "$pgbouncer")
fi
if ! new_enough "$found"; then
  echo "pgbouncer ${found:-${offered:-(none)}} is too old: prepared statements in transaction mode need $least or later. Install one and say PGBOUNCER=/path/to/pgbouncer." >&2
  exit 1
fi
echo "pgbouncer $found, in transaction mode"

dir=$(mktemp -d /tmp/earlyhelp-pgbouncer.XXXXXX)
as=""
if [ "$(id -u)" = 0 ]; then
  id postgres >/dev/null 2>&1 || useradd --system postgres
  chown postgres "$dir"; as="runuser -u postgres --"
fi
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' 2>/dev/null || node -e 'const s=require("net").createServer();s.listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }
port=$(free_port); door=$(free_port)
trap 'kill "$(cat "$dir/pgbouncer.pid" 2>/dev/null)" 2>/dev/null; (cd "$dir" && $as "$pg_bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1); rm -rf "$dir"' EXIT

(cd "$dir" && $as "$pg_bin/initdb" -D "$dir/data" -U earlyhelp --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null)
(cd "$dir" && $as "$pg_bin/pg_ctl" -D "$dir/data" -w -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$dir -c max_connections=300" -l "$dir/log" start >/dev/null)

# server_idle_timeout: a template is copied only when nobody is connected to it
cat > "$dir/pgbouncer.ini" <<INI
[databases]
* = host=127.0.0.1 port=$port user=earlyhelp
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $door
unix_socket_dir =
auth_type = any
pool_mode = transaction
max_prepared_statements = ${PREPARED:-200}
max_client_conn = 1000
server_idle_timeout = 1
logfile = $dir/pgbouncer.log
pidfile = $dir/pgbouncer.pid
INI
cp "$pgbouncer" "$dir/pgbouncer"; chmod 755 "$dir/pgbouncer"
(cd "$dir" && $as "$dir/pgbouncer" -q -d "$dir/pgbouncer.ini")
for _ in $(seq 50); do "$pg_bin/psql" -qAtc "SELECT 1" "postgres://earlyhelp@127.0.0.1:$door/postgres" >/dev/null 2>&1 && break; sleep 0.1; done
mode=$("$pg_bin/psql" -qAt "postgres://earlyhelp@127.0.0.1:$door/pgbouncer" -c "SHOW CONFIG" 2>/dev/null | sed -nE 's/^pool_mode\|([a-z]+).*/\1/p' || true)
[ -z "$mode" ] || [ "$mode" = transaction ] || { echo "pgbouncer is in $mode mode" >&2; exit 1; }

export TEST_POSTGRES_URL="postgres://earlyhelp@127.0.0.1:$door/postgres" KILLS="${KILLS:-10}"
stories=("$@")
[ $# -gt 0 ] || stories=(contacts:: episodes:: trust:: sign_in:: work:: network:: commands::)
cargo test --quiet --package app --test stories -- "${stories[@]}" --skip sqlite
cargo test --quiet --package app --test kills -- killed_on_postgres restores_on_postgres
echo "All of that held behind pgbouncer $found."
