-- The same as ../../postgres, with the types of SQLite.
CREATE TABLE kept_answers (
    client_id TEXT NOT NULL REFERENCES clients (id),
    key_digest TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    case_id BLOB REFERENCES referrals (id),
    answer BLOB,
    until INTEGER NOT NULL,
    PRIMARY KEY (client_id, key_digest)
) STRICT;
CREATE INDEX kept_answers_case_id ON kept_answers (case_id);
CREATE INDEX kept_answers_until ON kept_answers (until);
