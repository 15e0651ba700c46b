-- Who works at a partner and is told of its cases, and how each of them wants to be told.

CREATE TABLE colleagues (
    id uuid NOT NULL CONSTRAINT colleagues_id_key PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES partners (id),
    name text NOT NULL,
    email text NOT NULL,
    language text NOT NULL,
    preference text NOT NULL,
    -- Whether mails arrive there, as far as is known.
    reachable boolean NOT NULL,
    created_at timestamptz NOT NULL,
    revision bigint NOT NULL,
    CONSTRAINT colleagues_organisation_id_email_key UNIQUE (organisation_id, email)
);

-- For whom of the recipient a message is; nothing where it is for the recipient's own mailbox. It outlives the colleague.
ALTER TABLE outbox ADD COLUMN colleague_id uuid;
-- Messages of one bundle to one recipient that are due at the same time leave in one mail.
ALTER TABLE outbox ADD COLUMN bundle text;
-- The message in whose mail this one leaves.
ALTER TABLE outbox ADD COLUMN carrier_id uuid;
CREATE INDEX outbox_carrier_id ON outbox (carrier_id);
