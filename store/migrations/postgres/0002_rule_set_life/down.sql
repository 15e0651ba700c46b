DROP TABLE editions;
DROP TABLE ruleset_events;
DROP INDEX rulesets_name_key;
DROP INDEX rulesets_kind_key;
DROP INDEX rulesets_newest;
DROP INDEX rulesets_due;
ALTER TABLE rulesets ADD COLUMN active boolean NOT NULL DEFAULT false;
UPDATE rulesets SET active = (status = 'active' AND kind = 'base');
-- It refers to the identifier, so it goes first.
ALTER TABLE rulesets DROP COLUMN supersedes_id;
ALTER TABLE rulesets
    ALTER COLUMN active DROP DEFAULT,
    DROP COLUMN id,
    DROP COLUMN kind,
    DROP COLUMN status,
    DROP COLUMN revision,
    DROP COLUMN head,
    DROP COLUMN author,
    DROP COLUMN approved_by,
    DROP COLUMN updated_at,
    DROP COLUMN checked_at,
    DROP COLUMN errors,
    DROP COLUMN warnings,
    DROP COLUMN undecided,
    DROP COLUMN active_from,
    DROP COLUMN active_until,
    DROP COLUMN fault,
    DROP COLUMN tried_edition;
CREATE UNIQUE INDEX rulesets_active_key ON rulesets (active) WHERE active;
