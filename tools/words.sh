#!/usr/bin/env bash
# GLOSSARY.md lists words that are not used in code, pages or docs; each is looked for.
set -euo pipefail
cd "$(dirname "$0")/.."
words=$(sed -n '/^## Words to avoid/,$p' GLOSSARY.md | sed -nE 's/^\| ([a-z -]+) \|.*/\1/p' | grep -v '^word$' || true)
bad=0
while IFS= read -r word; do
  [ -n "$word" ] || continue
  if git grep -nwiE "$word" -- 'crates/*.rs' 'packs' ':!*.toml' | grep -vE 'earlyhelp: allow' ; then echo "Do not say \"$word\": see GLOSSARY.md" >&2; bad=1; fi
done <<< "$words"
exit $bad
