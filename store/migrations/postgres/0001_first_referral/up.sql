-- The same tables as ../../sqlite, with the types of PostgreSQL. Constraint names matter: a broken
-- one is reported by its name, and SQLite's is derived as <table>_<columns>_key.

-- The network.

CREATE TABLE partners (
    id uuid NOT NULL CONSTRAINT partners_id_key PRIMARY KEY,
    code text NOT NULL CONSTRAINT partners_code_key UNIQUE,
    kind text NOT NULL,
    name text NOT NULL,
    key_type text,
    key_value text,
    entitlement text NOT NULL,
    operator boolean NOT NULL,
    in_prison_session boolean NOT NULL,
    availability text NOT NULL,
    email text,
    language text NOT NULL,
    CHECK ((key_type IS NULL) = (key_value IS NULL))
);

CREATE TABLE partner_coverage (
    partner_id uuid NOT NULL REFERENCES partners (id) ON DELETE CASCADE,
    position integer NOT NULL,
    area_type text NOT NULL,
    area_code text,
    CONSTRAINT partner_coverage_partner_id_position_key PRIMARY KEY (partner_id, position)
);

-- One row: every change of the partners or of the rule sets counts it up.
CREATE TABLE directory (
    id integer NOT NULL CONSTRAINT directory_id_key PRIMARY KEY CHECK (id = 1),
    version bigint NOT NULL
);
INSERT INTO directory (id, version) VALUES (1, 0);

CREATE TABLE rulesets (
    name text NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    document text NOT NULL,
    active boolean NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT rulesets_name_version_key PRIMARY KEY (name, version)
);
CREATE UNIQUE INDEX rulesets_active_key ON rulesets (active) WHERE active;

CREATE TABLE clients (
    id text NOT NULL CONSTRAINT clients_id_key PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES partners (id),
    secret_hash text NOT NULL,
    scopes jsonb NOT NULL,
    roles jsonb NOT NULL,
    demo boolean NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX clients_organisation_id ON clients (organisation_id);

CREATE TABLE communes (
    code text NOT NULL CONSTRAINT communes_code_key PRIMARY KEY,
    name text NOT NULL
);

-- The cases.

CREATE TABLE referrals (
    id uuid NOT NULL CONSTRAINT referrals_id_key PRIMARY KEY,
    reference text NOT NULL CONSTRAINT referrals_reference_key UNIQUE,
    external_reference text,
    sender_id uuid NOT NULL REFERENCES partners (id),
    entered_by text NOT NULL REFERENCES clients (id),
    referrer_id uuid REFERENCES partners (id),
    setting text NOT NULL,
    situation text NOT NULL,
    case_kind text NOT NULL,
    received_at timestamptz NOT NULL,
    referrer_role text,
    danger_now boolean NOT NULL,
    minor_at_risk boolean NOT NULL,
    violence boolean NOT NULL,
    unable_to_protect_self boolean NOT NULL,
    suicide_risk boolean NOT NULL,
    prior_attempts jsonb NOT NULL,
    deadline_kind text,
    deadline_date text,
    narrative text,
    priority text NOT NULL,
    status text NOT NULL,
    status_at timestamptz,
    outcome text,
    reason text,
    reason_text text,
    outcome_comment text,
    sequence bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT referrals_sender_id_external_reference_key UNIQUE (sender_id, external_reference),
    CHECK ((deadline_kind IS NULL) = (deadline_date IS NULL))
);
CREATE INDEX referrals_newest ON referrals (created_at, id);
CREATE INDEX referrals_status ON referrals (status, created_at, id);
CREATE INDEX referrals_sender_id ON referrals (sender_id, created_at, id);
CREATE INDEX referrals_referrer_id ON referrals (referrer_id, created_at, id);
CREATE INDEX referrals_entered_by ON referrals (entered_by);
CREATE INDEX referrals_updated ON referrals (updated_at);

CREATE TABLE places (
    referral_id uuid NOT NULL CONSTRAINT places_referral_id_key PRIMARY KEY
        REFERENCES referrals (id) ON DELETE CASCADE,
    commune_code text NOT NULL,
    qpv_code text,
    tenure text,
    landlord_id uuid REFERENCES partners (id),
    landlord_siren text,
    uai text,
    facility text,
    address text,
    label text,
    period text,
    time_context text,
    CHECK (landlord_id IS NULL OR landlord_siren IS NULL)
);
CREATE INDEX places_commune_code ON places (commune_code);
CREATE INDEX places_landlord_id ON places (landlord_id);

CREATE TABLE parties (
    referral_id uuid NOT NULL REFERENCES referrals (id) ON DELETE CASCADE,
    position integer NOT NULL,
    role text NOT NULL,
    age_band text NOT NULL,
    minor boolean,
    enrolled boolean,
    language text,
    name text,
    phone text,
    email text,
    consent_state text NOT NULL,
    consent_scope jsonb,
    guardian_consent_state text,
    guardian_consent_scope jsonb,
    CONSTRAINT parties_referral_id_position_key PRIMARY KEY (referral_id, position)
);

CREATE TABLE decisions (
    id uuid NOT NULL CONSTRAINT decisions_id_key PRIMARY KEY,
    referral_id uuid NOT NULL REFERENCES referrals (id),
    ruleset_name text NOT NULL,
    ruleset_version integer NOT NULL,
    rule text NOT NULL,
    decided_at timestamptz NOT NULL,
    document jsonb NOT NULL,
    FOREIGN KEY (ruleset_name, ruleset_version) REFERENCES rulesets (name, version)
);
CREATE INDEX decisions_referral_id ON decisions (referral_id, decided_at, id);
CREATE INDEX decisions_ruleset ON decisions (ruleset_name, ruleset_version);

CREATE TABLE assignments (
    id uuid NOT NULL CONSTRAINT assignments_id_key PRIMARY KEY,
    referral_id uuid NOT NULL REFERENCES referrals (id),
    partner_id uuid NOT NULL REFERENCES partners (id),
    role text NOT NULL,
    rank integer NOT NULL,
    bounds text NOT NULL,
    exception text,
    status text NOT NULL,
    status_at timestamptz,
    reason text,
    reason_text text,
    result text,
    redirected_to_id uuid REFERENCES partners (id),
    answer_due_at timestamptz,
    first_contact_due_at timestamptz,
    delivery text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX assignments_referral_id ON assignments (referral_id, rank, created_at);
CREATE INDEX assignments_partner_id ON assignments (partner_id, created_at, id);
CREATE INDEX assignments_due ON assignments (status, answer_due_at, id);
CREATE INDEX assignments_redirected_to_id ON assignments (redirected_to_id);

CREATE TABLE meetings (
    id uuid NOT NULL CONSTRAINT meetings_id_key PRIMARY KEY,
    referral_id uuid NOT NULL REFERENCES referrals (id),
    assignment_id uuid NOT NULL REFERENCES assignments (id),
    state text NOT NULL,
    at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by_id uuid NOT NULL REFERENCES partners (id)
);
CREATE INDEX meetings_referral_id ON meetings (referral_id, at);
CREATE INDEX meetings_assignment_id ON meetings (assignment_id, at);
CREATE INDEX meetings_recorded_by_id ON meetings (recorded_by_id);

-- What happened, which nobody can change afterwards.

CREATE TABLE events (
    position bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT events_position_key PRIMARY KEY,
    id uuid NOT NULL CONSTRAINT events_id_key UNIQUE,
    referral_id uuid NOT NULL REFERENCES referrals (id),
    assignment_id uuid REFERENCES assignments (id),
    sequence bigint NOT NULL,
    kind text NOT NULL,
    at timestamptz NOT NULL,
    actor_kind text NOT NULL,
    actor_organisation_id uuid REFERENCES partners (id),
    data jsonb NOT NULL
);
CREATE INDEX events_referral_id ON events (referral_id, position);
CREATE INDEX events_assignment_id ON events (assignment_id);
CREATE INDEX events_actor_organisation_id ON events (actor_organisation_id);

CREATE FUNCTION refuse_to_change_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are append-only';
END
$$;
CREATE TRIGGER events_are_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_events();

-- What has to leave the house.

CREATE TABLE outbox (
    id uuid NOT NULL CONSTRAINT outbox_id_key PRIMARY KEY,
    kind text NOT NULL,
    referral_id uuid NOT NULL REFERENCES referrals (id),
    assignment_id uuid REFERENCES assignments (id),
    recipient_id uuid NOT NULL REFERENCES partners (id),
    status text NOT NULL,
    attempts integer NOT NULL,
    available_at timestamptz NOT NULL,
    leased_until timestamptz,
    lease_owner text,
    created_at timestamptz NOT NULL,
    sent_at timestamptz
);
CREATE INDEX outbox_claim ON outbox (status, available_at, id);
CREATE INDEX outbox_referral_id ON outbox (referral_id);
CREATE INDEX outbox_assignment_id ON outbox (assignment_id, kind, created_at);
CREATE INDEX outbox_recipient_id ON outbox (recipient_id);
CREATE INDEX outbox_lease_owner ON outbox (lease_owner);

CREATE TABLE delivery_attempts (
    position bigint GENERATED ALWAYS AS IDENTITY
        CONSTRAINT delivery_attempts_position_key PRIMARY KEY,
    message_id uuid NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    at timestamptz NOT NULL,
    result text NOT NULL,
    detail text
);
CREATE INDEX delivery_attempts_message_id ON delivery_attempts (message_id, position);

CREATE TABLE spent_links (
    jti uuid NOT NULL CONSTRAINT spent_links_jti_key PRIMARY KEY,
    assignment_id uuid NOT NULL REFERENCES assignments (id),
    spent_at timestamptz NOT NULL
);
CREATE INDEX spent_links_assignment_id ON spent_links (assignment_id);
