-- The same as ../../postgres, with the types of SQLite.
CREATE TABLE colleagues (
    id BLOB NOT NULL PRIMARY KEY,
    organisation_id BLOB NOT NULL REFERENCES partners (id),
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    language TEXT NOT NULL,
    preference TEXT NOT NULL,
    reachable INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    UNIQUE (organisation_id, email)
) STRICT;

ALTER TABLE outbox ADD COLUMN colleague_id BLOB;
-- Messages of one bundle to one recipient that are due at the same time leave in one mail.
ALTER TABLE outbox ADD COLUMN bundle TEXT;
-- The message in whose mail this one leaves.
ALTER TABLE outbox ADD COLUMN carrier_id BLOB;
CREATE INDEX outbox_carrier_id ON outbox (carrier_id);
