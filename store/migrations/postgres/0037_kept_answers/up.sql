-- What was answered to requests that carried an Idempotency-Key, for as long as they may be repeated.
-- The answer is sealed: it takes the client's own key to read it.

CREATE TABLE kept_answers (
    client_id text NOT NULL REFERENCES clients (id),
    key_digest text NOT NULL,
    request_digest text NOT NULL,
    -- The case that the answer tells of.
    case_id uuid REFERENCES referrals (id),
    -- Nothing once what it told is no longer to be seen.
    answer bytea,
    until timestamptz NOT NULL,
    CONSTRAINT kept_answers_client_id_key_digest_key PRIMARY KEY (client_id, key_digest)
);
CREATE INDEX kept_answers_case_id ON kept_answers (case_id);
CREATE INDEX kept_answers_until ON kept_answers (until);
