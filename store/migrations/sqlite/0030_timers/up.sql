-- The same as ../../postgres, with the types of SQLite.
CREATE TABLE timers (
    position INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    referral_id BLOB NOT NULL REFERENCES referrals (id),
    assignment_id BLOB REFERENCES assignments (id),
    due_at INTEGER NOT NULL
) STRICT;
CREATE INDEX timers_due ON timers (due_at, position);
CREATE INDEX timers_referral_id ON timers (referral_id);
CREATE INDEX timers_assignment_id ON timers (assignment_id);

INSERT INTO timers (kind, referral_id, assignment_id, due_at)
    SELECT 'answer_due', referral_id, id, answer_due_at FROM assignments
    WHERE status = 'proposed' AND answer_due_at IS NOT NULL;

DROP INDEX assignments_due;
