-- The same as ../../postgres, with the types of SQLite.
CREATE TABLE follow_ups (
    id BLOB NOT NULL PRIMARY KEY,
    referral_id BLOB NOT NULL REFERENCES referrals (id),
    reason TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    status TEXT NOT NULL,
    result TEXT,
    finished_at INTEGER,
    finished_by_id BLOB REFERENCES partners (id),
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX follow_ups_due ON follow_ups (due_at, id);
CREATE INDEX follow_ups_referral_id ON follow_ups (referral_id);
CREATE INDEX follow_ups_finished_by_id ON follow_ups (finished_by_id);
