#!/bin/sh
# Submits the study behind Table I (sequential lift), waits for it and prints the table. Needs curl, nothing else.
#   docs/submit-table-1.sh [preset] [address]
# preset: quick (3 seeds, the default), paper (10 seeds), smoke. Address: http://127.0.0.1:5080 unless ENGRAM says otherwise.
set -eu
preset=${1:-quick}
engram=${2:-${ENGRAM:-http://127.0.0.1:5080}}
answer=$(mktemp) headers=$(mktemp)
trap 'rm -f "$answer" "$headers"' EXIT

# Refusals are problem+json: they say what was wrong, so they are shown as they are.
ask() {
  curl --silent --show-error --fail-with-body --output "$answer" "$@" || { cat "$answer" >&2; echo >&2; exit 1; }
}

# With a key the submission can be sent again when its answer is lost, and still happens once.
ask --request POST "$engram/api/v1/studies" --dump-header "$headers" --retry 3 --retry-connrefused \
  --header 'Content-Type: application/json' --header "Idempotency-Key: table-1-$(date +%s)-$$" \
  --data "{\"project\": \"table-1\", \"experiment\": \"sequential-lift\", \"preset\": \"$preset\"}"
study=$(sed -n 's/^[Ll]ocation: *\([^[:space:]]*\).*/\1/p' "$headers")
echo "submitted $engram$study" >&2

until grep -q '"isOver":true' "$answer"; do
  sleep 1
  ask "$engram$study"
  [ ! -t 2 ] || printf '\r%s' "$(sed -n 's/.*"runs":{\([^}]*\)}.*/\1/p' "$answer" | tr -d '"' | sed 's/:/ /g; s/,/, /g')  " >&2
done
[ ! -t 2 ] || echo >&2

ask "$engram$study/tables?format=markdown"
cat "$answer"
# A table with holes is shown, and is not a success.
ask "$engram$study"
grep -q '"failed":0,"cancelled":0}' "$answer"
