-- Clients that organisations keep themselves: keys in place of a secret, two secrets while one is
-- exchanged for another, an end, and when one was last used.

ALTER TABLE clients ADD COLUMN name text;
ALTER TABLE clients ADD COLUMN public_keys jsonb;
ALTER TABLE clients ADD COLUMN former_secret_hash text;
ALTER TABLE clients ADD COLUMN former_secret_until timestamptz;
ALTER TABLE clients ADD COLUMN expires_at timestamptz;
ALTER TABLE clients ADD COLUMN revoked_at timestamptz;
ALTER TABLE clients ADD COLUMN last_used_at timestamptz;
-- Counts the changes of a client; the entity tag of the resource.
ALTER TABLE clients ADD COLUMN revision bigint NOT NULL DEFAULT 1;

-- Assertions that were used to sign in: each is good for one time.
CREATE TABLE spent_assertions (
    client_id text NOT NULL REFERENCES clients (id),
    digest text NOT NULL,
    until timestamptz NOT NULL,
    CONSTRAINT spent_assertions_client_id_digest_key PRIMARY KEY (client_id, digest)
);
CREATE INDEX spent_assertions_until ON spent_assertions (until);
