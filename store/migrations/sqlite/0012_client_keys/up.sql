-- Clients that organisations keep themselves: keys in place of a secret, two secrets while one is
-- exchanged for another, an end, and when one was last used.

ALTER TABLE clients ADD COLUMN name TEXT;
ALTER TABLE clients ADD COLUMN public_keys TEXT CHECK (public_keys IS NULL OR json_valid(public_keys));
ALTER TABLE clients ADD COLUMN former_secret_hash TEXT;
ALTER TABLE clients ADD COLUMN former_secret_until INTEGER;
ALTER TABLE clients ADD COLUMN expires_at INTEGER;
ALTER TABLE clients ADD COLUMN revoked_at INTEGER;
ALTER TABLE clients ADD COLUMN last_used_at INTEGER;
-- Counts the changes of a client; the entity tag of the resource.
ALTER TABLE clients ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;

-- Assertions that were used to sign in: each is good for one time.
CREATE TABLE spent_assertions (
    client_id TEXT NOT NULL REFERENCES clients (id),
    digest TEXT NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (client_id, digest)
) STRICT;
CREATE INDEX spent_assertions_until ON spent_assertions (until);
