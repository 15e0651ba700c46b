#!/bin/sh
# Run once, when the primary's data directory is new: lets the replica follow it. In a shell of its own, since the image
# reads this file into its own shell where the file is not executable.
(
    set -eu
    psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
        -v password="$(cat /run/secrets/database_password)" <<'SQL'
CREATE ROLE replicator REPLICATION LOGIN PASSWORD :'password';
SQL
    echo "host replication replicator all scram-sha-256" >> "$PGDATA/pg_hba.conf"
    psql --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" -c "SELECT pg_reload_conf()"
)
