-- The same as ../../postgres, with the types of SQLite.
CREATE TABLE comments (
    id BLOB NOT NULL PRIMARY KEY,
    referral_id BLOB NOT NULL REFERENCES referrals (id),
    assignment_id BLOB REFERENCES assignments (id),
    audience TEXT NOT NULL,
    body TEXT NOT NULL,
    written_by_id BLOB NOT NULL REFERENCES partners (id),
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX comments_referral_id ON comments (referral_id, created_at, id);
CREATE INDEX comments_assignment_id ON comments (assignment_id);
CREATE INDEX comments_written_by_id ON comments (written_by_id);
