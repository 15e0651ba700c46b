-- Referrals that have to do with each other: the later one that looks like the other, or that was
-- merged into it. Who looks for likenesses reads `places` by its index on commune and spot.

CREATE TABLE related_referrals (
    referral_id uuid NOT NULL REFERENCES referrals (id),
    other_id uuid NOT NULL REFERENCES referrals (id),
    kind text NOT NULL,
    reason text,
    at timestamptz NOT NULL,
    CONSTRAINT related_referrals_referral_id_other_id_key PRIMARY KEY (referral_id, other_id)
);
CREATE INDEX related_referrals_other_id ON related_referrals (other_id);
