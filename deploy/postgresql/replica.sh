#!/bin/sh
# A read replica: copies the primary at its first start, and follows it from then on.
set -eu
PGPASSWORD="$(cat /run/secrets/database_password)"
export PGPASSWORD
if [ ! -d "$PGDATA" ]; then
    # Beside its place and moved there when it is whole: a copy that was cut is made anew.
    rm -rf "$PGDATA.copy"
    pg_basebackup --host "$PRIMARY_HOST" --username replicator --pgdata "$PGDATA.copy" \
        --write-recovery-conf --wal-method stream --checkpoint fast
    chmod 700 "$PGDATA.copy"
    mv "$PGDATA.copy" "$PGDATA"
fi
exec postgres -c hot_standby_feedback=on
