-- What people of a case tell each other, each word to those for whom it is meant.

CREATE TABLE comments (
    id uuid NOT NULL CONSTRAINT comments_id_key PRIMARY KEY,
    referral_id uuid NOT NULL REFERENCES referrals (id),
    -- The lead partner's assignment, where the comment is for the lead partner of that time.
    assignment_id uuid REFERENCES assignments (id),
    audience text NOT NULL,
    body text NOT NULL,
    written_by_id uuid NOT NULL REFERENCES partners (id),
    created_at timestamptz NOT NULL
);
CREATE INDEX comments_referral_id ON comments (referral_id, created_at, id);
CREATE INDEX comments_assignment_id ON comments (assignment_id);
CREATE INDEX comments_written_by_id ON comments (written_by_id);
