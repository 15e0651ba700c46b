CREATE INDEX assignments_due ON assignments (status, answer_due_at, id);
DROP TABLE timers;
