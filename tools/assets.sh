#!/usr/bin/env bash
# Fetches the front-end packages of package-lock.json and compiles them, when anything of them has changed.
set -euo pipefail
cd "$(dirname "$0")/.."
stamp=assets/dist/.stamp
now=$(cat package-lock.json assets/*.scss assets/*.js assets/*.mjs assets/*.svg | sha256sum)
if [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$now" ] && [ -d node_modules ]; then exit 0; fi
echo "Fetching and compiling the front-end assets …"
npm ci --silent --no-audit --no-fund
npm run build --silent
echo "$now" > "$stamp"
