DROP TABLE spent_assertions;
ALTER TABLE clients DROP COLUMN revision;
ALTER TABLE clients DROP COLUMN last_used_at;
ALTER TABLE clients DROP COLUMN revoked_at;
ALTER TABLE clients DROP COLUMN expires_at;
ALTER TABLE clients DROP COLUMN former_secret_until;
ALTER TABLE clients DROP COLUMN former_secret_hash;
ALTER TABLE clients DROP COLUMN public_keys;
ALTER TABLE clients DROP COLUMN name;
