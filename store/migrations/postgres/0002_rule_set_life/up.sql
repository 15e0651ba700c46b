-- The same as ../../sqlite, with the types of PostgreSQL.

ALTER TABLE rulesets
    ADD COLUMN id uuid,
    ADD COLUMN kind text NOT NULL DEFAULT 'base' CHECK (kind IN ('base', 'overlay')),
    ADD COLUMN status text,
    -- Counts the changes; the entity tag of the resource.
    ADD COLUMN revision bigint NOT NULL DEFAULT 1,
    -- Title and territory, so that a list need not read the documents; unknown of old rows.
    ADD COLUMN head jsonb,
    -- Who began it; nobody where the product shipped it.
    ADD COLUMN author text REFERENCES clients (id),
    ADD COLUMN approved_by text REFERENCES clients (id),
    ADD COLUMN updated_at timestamptz,
    -- What the last check of this very document found.
    ADD COLUMN checked_at timestamptz,
    ADD COLUMN errors integer,
    ADD COLUMN warnings integer,
    ADD COLUMN undecided integer,
    ADD COLUMN active_from timestamptz,
    ADD COLUMN active_until timestamptz,
    -- The version whose place it took: the one that a roll-back brings back.
    ADD COLUMN supersedes_id uuid,
    -- Why it did not begin although its time had come, and in which edition that was tried.
    ADD COLUMN fault text,
    ADD COLUMN tried_edition integer;

-- Identifiers of version 7, as the service makes them: the instant, then chance.
UPDATE rulesets SET
    id = encode(
        set_bit(set_bit(
            overlay(uuid_send(gen_random_uuid()) PLACING substring(
                int8send((extract(epoch FROM created_at) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
            52, 1), 53, 1), 'hex')::uuid,
    status = CASE WHEN active THEN 'active' ELSE 'superseded' END,
    updated_at = created_at,
    active_from = created_at;
-- Versions followed one another, so each took the place of the one before.
UPDATE rulesets SET
    supersedes_id = (SELECT before.id FROM rulesets before
        WHERE before.name = rulesets.name AND before.version = rulesets.version - 1),
    active_until = (SELECT after.created_at FROM rulesets after
        WHERE after.name = rulesets.name AND after.version = rulesets.version + 1);

DROP INDEX rulesets_active_key;
ALTER TABLE rulesets
    DROP COLUMN active,
    ALTER COLUMN kind DROP DEFAULT,
    ALTER COLUMN revision DROP DEFAULT,
    ALTER COLUMN id SET NOT NULL,
    ALTER COLUMN status SET NOT NULL,
    ALTER COLUMN updated_at SET NOT NULL,
    ADD CONSTRAINT rulesets_id_key UNIQUE (id),
    ADD FOREIGN KEY (supersedes_id) REFERENCES rulesets (id);
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
    position bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT ruleset_events_position_key PRIMARY KEY,
    ruleset_id uuid NOT NULL REFERENCES rulesets (id),
    revision bigint NOT NULL,
    kind text NOT NULL,
    at timestamptz NOT NULL,
    -- Nobody where the service itself did it.
    client text REFERENCES clients (id),
    data jsonb NOT NULL
);
CREATE INDEX ruleset_events_ruleset_id ON ruleset_events (ruleset_id, position);
CREATE INDEX ruleset_events_client ON ruleset_events (client);
CREATE TRIGGER ruleset_events_are_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON ruleset_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_events();

-- Which versions were laid together, and since when. The highest number decides.
CREATE TABLE editions (
    number integer NOT NULL CONSTRAINT editions_number_key PRIMARY KEY CHECK (number > 0),
    started_at timestamptz NOT NULL,
    members jsonb NOT NULL
);
INSERT INTO editions (number, started_at, members)
    SELECT 1, created_at, jsonb_build_array(jsonb_build_object('name', name, 'version', version))
    FROM rulesets WHERE status = 'active';
