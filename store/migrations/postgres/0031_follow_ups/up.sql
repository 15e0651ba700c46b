-- What is asked some time after a case was closed: what became of it.

CREATE TABLE follow_ups (
    id uuid NOT NULL CONSTRAINT follow_ups_id_key PRIMARY KEY,
    referral_id uuid NOT NULL REFERENCES referrals (id),
    reason text NOT NULL,
    due_at timestamptz NOT NULL,
    status text NOT NULL,
    result text,
    finished_at timestamptz,
    finished_by_id uuid REFERENCES partners (id),
    created_at timestamptz NOT NULL
);
CREATE INDEX follow_ups_due ON follow_ups (due_at, id);
CREATE INDEX follow_ups_referral_id ON follow_ups (referral_id);
CREATE INDEX follow_ups_finished_by_id ON follow_ups (finished_by_id);
