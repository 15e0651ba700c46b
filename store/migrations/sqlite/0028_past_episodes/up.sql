-- The same as ../../postgres, with the types of SQLite.
CREATE TABLE past_episodes (
    referral_id BLOB NOT NULL REFERENCES referrals (id),
    number INTEGER NOT NULL,
    closed_at INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    reopened_at INTEGER NOT NULL,
    PRIMARY KEY (referral_id, number)
) STRICT;
