-- Referrals that have to do with each other: the later one that looks like the other, or that was
-- merged into it. Who looks for likenesses reads `places` by its index on commune and spot.

CREATE TABLE related_referrals (
    referral_id BLOB NOT NULL REFERENCES referrals (id),
    other_id BLOB NOT NULL REFERENCES referrals (id),
    kind TEXT NOT NULL,
    reason TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (referral_id, other_id)
) STRICT;
CREATE INDEX related_referrals_other_id ON related_referrals (other_id);
