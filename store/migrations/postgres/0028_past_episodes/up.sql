-- The episodes of a referral that are over: the trouble came back, and the same referral was opened
-- again. How the present one stands is with the referral.

CREATE TABLE past_episodes (
    referral_id uuid NOT NULL REFERENCES referrals (id),
    number integer NOT NULL,
    closed_at timestamptz NOT NULL,
    outcome text NOT NULL,
    reopened_at timestamptz NOT NULL,
    CONSTRAINT past_episodes_referral_id_number_key PRIMARY KEY (referral_id, number)
);
