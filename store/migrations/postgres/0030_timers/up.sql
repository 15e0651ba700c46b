-- What falls due, one row for each moment. Whoever takes note of it deletes the row in the same
-- transaction, so that each moment is noted once.

CREATE TABLE timers (
    position bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT timers_position_key PRIMARY KEY,
    kind text NOT NULL,
    referral_id uuid NOT NULL REFERENCES referrals (id),
    assignment_id uuid REFERENCES assignments (id),
    due_at timestamptz NOT NULL
);
CREATE INDEX timers_due ON timers (due_at, position);
CREATE INDEX timers_referral_id ON timers (referral_id);
CREATE INDEX timers_assignment_id ON timers (assignment_id);

INSERT INTO timers (kind, referral_id, assignment_id, due_at)
    SELECT 'answer_due', referral_id, id, answer_due_at FROM assignments
    WHERE status = 'proposed' AND answer_due_at IS NOT NULL;

-- Nobody looks for overdue answers there any more.
DROP INDEX assignments_due;
