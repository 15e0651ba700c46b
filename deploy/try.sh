#!/usr/bin/env bash
# Starts what docker-compose.yml describes in a project of its own, carries a referral through it, takes it apart piece
# by piece, backs it up, restores it, and removes it again. Ends with 0 when all of it held. Needs curl, jq and an
# engine: `deploy/try.sh`, or `COMPOSE=podman-compose deploy/try.sh`.
set -euo pipefail
cd "$(dirname "$0")/.."
compose() { ${COMPOSE:-docker compose} -p passerelle-try "$@"; }
service=http://127.0.0.1:8080
mails=${MAILS:-http://127.0.0.1:8025/api/v1/messages}
trap 'compose down --volumes >/dev/null 2>&1' EXIT

say() { printf '%s  %s\n' "$(date +%T)" "$*"; }
fail() { say "FAILED: $*"; exit 1; }
# Asks again, once a second, until it is so.
until_so() { # seconds, what, command…
    local seconds=$1 what=$2; shift 2
    for _ in $(seq "$seconds"); do if "$@" >/dev/null 2>&1; then say "$what"; return; fi; sleep 1; done
    fail "not within $seconds s: $what"
}
token() { curl -fsS -u "$1:demo-secret" -d grant_type=client_credentials $service/oauth/token | jq -r .access_token; }
get() { curl -fsS "$service$1" -H "Authorization: Bearer $mediation"; }
post() { # external reference; prints the status, then what was stored
    jq -n --arg reference "$1" '{external_reference: $reference, setting: "housing", situation: "neighbour_noise",
        case_kind: "interpersonal", referrer_role: "gardien",
        safety: {danger_now: false, minor_at_risk: false, violence: false, unable_to_protect_self: false},
        place: {commune_code: "00001", tenure: "social"},
        parties: [{role: "concerned", age_band: "26-59", consent: {state: "given"}},
            {role: "other_party", consent: {state: "not_asked"}}]}' |
        curl -sS -m 20 -w '\n%{http_code}\n' $service/v1/referrals -H "Authorization: Bearer $landlord" \
            -H 'Content-Type: application/json' --data @- || true
}
posted() { [ "$(post "$1" | tail -n 1)" = 201 ]; }
sql() { local where=$1; shift; compose exec -T "$where" psql --username passerelle --tuples-only --no-align --command "$*"; }
stored() { sql "$1" 'SELECT count(*) FROM referrals' | tr -d '[:space:]'; }
followed() { [ "$(stored postgresql)" = "$(stored replica)" ]; }
ready() { compose exec -T "$1" passerelle ready; }
refuses_to_write() { ! compose exec -T "$1" sh -c 'touch /etc/x'; }
unprivileged() { compose exec -T "$1" sh -c 'test "$(id -u)" != 0 && grep -q "^CapBnd:.*0000000000000000" /proc/1/status'; }

compose up --detach --build
until_so 120 'the first copy is ready' ready one
until_so 60 'the second copy is ready' ready two
until_so 30 'the proxy passes requests on' curl -fsS $service/health/ready
for each in one two network proxy postgresql replica; do
    until_so 1 "$each runs without privileges" unprivileged $each
    until_so 1 "$each cannot write to its root" refuses_to_write $each
done

landlord=$(token demo-landlord) mediation=$(token demo-mediation)
reference=$(post TRY-1 | head -n 1 | jq -r .reference)
mailed() { curl -fsS "$mails" | grep -q "$reference"; }
until_so 20 "a mail asks for an answer to $reference" mailed
until_so 60 'the replica has followed' followed
get /v1/statistics/referrals >/dev/null
until_so 10 'statistics are read at the replica' \
    eval "sql replica \"SELECT 1 FROM pg_stat_activity WHERE usename = 'passerelle' AND client_addr IS NOT NULL\" | grep -q 1"

compose kill -s KILL one
for n in 2 3 4; do posted TRY-$n || fail 'a referral while one copy is away'; done
say 'one copy is enough'
compose up --detach one
until_so 60 'the first copy is back' ready one

compose stop replica
get /v1/statistics/referrals >/dev/null
say 'statistics without the replica'
posted TRY-5 || fail 'a referral without the replica'
compose up --detach replica
until_so 60 'the replica has caught up' followed

compose restart postgresql
until_so 60 'a referral after a restart of PostgreSQL, without one of the service' posted TRY-6
compose restart proxy
until_so 30 'a referral after a restart of the proxy' posted TRY-7

before=$(stored postgresql)
archive=$(mktemp)
compose exec -T postgresql pg_dump --username passerelle --format=custom passerelle > "$archive"
posted TRY-8 || fail 'a referral after the back-up'
compose stop one two
compose exec -T postgresql createdb --username passerelle restored
compose exec -T postgresql pg_restore --username passerelle --exit-on-error --no-owner --dbname restored < "$archive"
rm "$archive"
compose exec -T postgresql psql --username passerelle --dbname postgres --set ON_ERROR_STOP=1 \
    --command 'ALTER DATABASE passerelle RENAME TO replaced' --command 'ALTER DATABASE restored RENAME TO passerelle'
compose up --detach one two
until_so 60 'ready on the restored database' ready two
[ "$(stored postgresql)" = "$before" ] || fail 'the restored database is not the one that was backed up'
until_so 30 'a referral on the restored database' posted TRY-8

compose down
compose up --detach
until_so 120 'ready after everything was made anew, as at an upgrade' ready one
until_so 60 'what was stored is there, and what is posted is stored' posted TRY-9
until_so 60 'the replica follows on' followed
say 'all of it held'
