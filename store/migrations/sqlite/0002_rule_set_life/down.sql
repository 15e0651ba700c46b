PRAGMA defer_foreign_keys = ON;
DROP TABLE editions;
DROP TRIGGER ruleset_events_are_never_deleted;
DROP TABLE ruleset_events;
CREATE TEMPORARY TABLE new_rulesets AS SELECT * FROM rulesets;
DROP TABLE rulesets;
CREATE TABLE rulesets (
    name TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    document TEXT NOT NULL,
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (name, version)
) STRICT;
INSERT INTO rulesets (name, version, document, active, created_at)
    SELECT name, version, document, status = 'active' AND kind = 'base', created_at
    FROM new_rulesets;
DROP TABLE new_rulesets;
CREATE UNIQUE INDEX rulesets_active_key ON rulesets (active) WHERE active;
