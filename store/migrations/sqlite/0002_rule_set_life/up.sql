-- The same as ../../postgres, with the types of SQLite, which cannot add a column that is unique or
-- never null: the table is made anew under its old name, and decisions refer to it as before.
PRAGMA defer_foreign_keys = ON;

CREATE TEMPORARY TABLE old_rulesets AS SELECT * FROM rulesets;
DROP TABLE rulesets;
CREATE TABLE rulesets (
    name TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    document TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    id BLOB NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('base', 'overlay')),
    status TEXT NOT NULL,
    -- Counts the changes; the entity tag of the resource.
    revision INTEGER NOT NULL,
    -- Title and territory, so that a list need not read the documents; unknown of old rows.
    head TEXT CHECK (json_valid(head)),
    -- Who began it; nobody where the product shipped it.
    author TEXT REFERENCES clients (id),
    approved_by TEXT REFERENCES clients (id),
    updated_at INTEGER NOT NULL,
    -- What the last check of this very document found.
    checked_at INTEGER,
    errors INTEGER,
    warnings INTEGER,
    undecided INTEGER,
    active_from INTEGER,
    active_until INTEGER,
    -- The version whose place it took: the one that a roll-back brings back.
    supersedes_id BLOB REFERENCES rulesets (id),
    -- Why it did not begin although its time had come, and in which edition that was tried.
    fault TEXT,
    tried_edition INTEGER,
    PRIMARY KEY (name, version)
) STRICT;
-- Identifiers of version 7, as the service makes them: the instant, then chance.
INSERT INTO rulesets (
    name, version, document, created_at, id, kind, status, revision, updated_at, active_from
) SELECT
    name, version, document, created_at,
    unhex(printf('%012x', created_at / 1000) || '7' || substr(hex(randomblob(2)), 2)
        || substr('89ab', 1 + abs(random() % 4), 1) || substr(hex(randomblob(8)), 2)),
    'base', iif(active, 'active', 'superseded'), 1, created_at, created_at
    FROM old_rulesets;
-- Versions followed one another, so each took the place of the one before.
UPDATE rulesets SET
    supersedes_id = (SELECT before.id FROM rulesets before
        WHERE before.name = rulesets.name AND before.version = rulesets.version - 1),
    active_until = (SELECT after.created_at FROM rulesets after
        WHERE after.name = rulesets.name AND after.version = rulesets.version + 1);
DROP TABLE old_rulesets;
-- One version under a name decides at a time, and one rule set lies below all others.
CREATE UNIQUE INDEX rulesets_name_key ON rulesets (name) WHERE status = 'active';
CREATE UNIQUE INDEX rulesets_kind_key ON rulesets (kind) WHERE status = 'active' AND kind = 'base';
CREATE INDEX rulesets_newest ON rulesets (created_at, id);
CREATE INDEX rulesets_due ON rulesets (status, active_from);
CREATE INDEX rulesets_author ON rulesets (author);
CREATE INDEX rulesets_approved_by ON rulesets (approved_by);
CREATE INDEX rulesets_supersedes_id ON rulesets (supersedes_id);

-- Who did what to which version; nobody can change it afterwards.
CREATE TABLE ruleset_events (
    position INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    ruleset_id BLOB NOT NULL REFERENCES rulesets (id),
    revision INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    -- Nobody where the service itself did it.
    client TEXT REFERENCES clients (id),
    data TEXT NOT NULL CHECK (json_valid(data))
) STRICT;
CREATE INDEX ruleset_events_ruleset_id ON ruleset_events (ruleset_id, position);
CREATE INDEX ruleset_events_client ON ruleset_events (client);
CREATE TRIGGER ruleset_events_are_never_changed BEFORE UPDATE ON ruleset_events BEGIN
    SELECT RAISE(ABORT, 'ruleset_events are append-only');
END;
CREATE TRIGGER ruleset_events_are_never_deleted BEFORE DELETE ON ruleset_events BEGIN
    SELECT RAISE(ABORT, 'ruleset_events are append-only');
END;

-- Which versions were laid together, and since when. The highest number decides.
CREATE TABLE editions (
    number INTEGER NOT NULL PRIMARY KEY CHECK (number > 0),
    started_at INTEGER NOT NULL,
    members TEXT NOT NULL CHECK (json_valid(members))
) STRICT;
INSERT INTO editions (number, started_at, members)
    SELECT 1, created_at, json_array(json_object('name', name, 'version', version))
    FROM rulesets WHERE status = 'active';
