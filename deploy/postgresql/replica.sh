#!/bin/sh
# A read replica: copies the primary at its first start, and follows it from then on.
set -eu
PGPASSWORD="$(cat /run/secrets/database_password)"
export PGPASSWORD
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    pg_basebackup --host "$PRIMARY_HOST" --username replicator --pgdata "$PGDATA" \
        --write-recovery-conf --wal-method stream
    chmod 700 "$PGDATA"
fi
exec postgres -c hot_standby_feedback=on
