# Sourced by ./run and ./test: finds what they need, installs it with the ordinary package manager where it may.
apt_updated=
apt_install() { # what to say, packages …
  local what="$1"; shift
  if ! command -v apt-get >/dev/null; then echo "$what is missing. Install it: $*" >&2; exit 1; fi
  local as=""
  if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as="sudo"; else echo "$what is missing. Install it: sudo apt-get install $*" >&2; exit 1; fi
  fi
  echo "Installing $what …"
  [ -n "$apt_updated" ] || { $as apt-get update -qq; apt_updated=yes; }
  $as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
need_cc() { command -v cc >/dev/null || apt_install "A C compiler" build-essential; }
need_libpq() { [ -e /usr/include/postgresql/libpq-fe.h ] || apt_install "The PostgreSQL client library" libpq-dev; }
need_node() {
  command -v node >/dev/null && command -v npm >/dev/null || apt_install "Node.js" nodejs npm
  local major; major=$(node -p 'process.versions.node.split(".")[0]')
  if [ "$major" -lt 18 ]; then echo "Node.js 18 or later is needed; this is $(node --version)." >&2; exit 1; fi
}
need_rust() {
  if ! command -v cargo >/dev/null; then echo "Rust 1.95 or later is needed: see https://rustup.rs" >&2; exit 1; fi
}
need_postgres() {
  pg_bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
  if [ -z "$pg_bin" ] || [ ! -x "$pg_bin/initdb" ]; then
    apt_install "PostgreSQL" postgresql
    pg_bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
  fi
}
need_chromium() {
  chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
  if [ -z "$chromium" ]; then apt_install "Chromium" chromium fonts-liberation; chromium=$(command -v chromium); fi
}
