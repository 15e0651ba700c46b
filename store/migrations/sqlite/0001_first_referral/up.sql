-- The same tables as ../../postgres, with the types of SQLite: identifiers are the 16 bytes of the
-- UUID, instants are microseconds since 1970 (UTC), booleans are 0 or 1, JSON is text.

-- The network.

CREATE TABLE partners (
    id BLOB NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    key_type TEXT,
    key_value TEXT,
    entitlement TEXT NOT NULL,
    operator INTEGER NOT NULL CHECK (operator IN (0, 1)),
    in_prison_session INTEGER NOT NULL CHECK (in_prison_session IN (0, 1)),
    availability TEXT NOT NULL,
    email TEXT,
    language TEXT NOT NULL,
    CHECK ((key_type IS NULL) = (key_value IS NULL))
) STRICT;

CREATE TABLE partner_coverage (
    partner_id BLOB NOT NULL REFERENCES partners (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    area_type TEXT NOT NULL,
    area_code TEXT,
    PRIMARY KEY (partner_id, position)
) STRICT;

-- One row: every change of the partners or of the rule sets counts it up.
CREATE TABLE directory (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL
) STRICT;
INSERT INTO directory (id, version) VALUES (1, 0);

CREATE TABLE rulesets (
    name TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    document TEXT NOT NULL,
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (name, version)
) STRICT;
CREATE UNIQUE INDEX rulesets_active_key ON rulesets (active) WHERE active;

CREATE TABLE clients (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id BLOB NOT NULL REFERENCES partners (id),
    secret_hash TEXT NOT NULL,
    scopes TEXT NOT NULL CHECK (json_valid(scopes)),
    roles TEXT NOT NULL CHECK (json_valid(roles)),
    demo INTEGER NOT NULL CHECK (demo IN (0, 1)),
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX clients_organisation_id ON clients (organisation_id);

CREATE TABLE communes (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;

-- The cases.

CREATE TABLE referrals (
    id BLOB NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    external_reference TEXT,
    sender_id BLOB NOT NULL REFERENCES partners (id),
    entered_by TEXT NOT NULL REFERENCES clients (id),
    referrer_id BLOB REFERENCES partners (id),
    setting TEXT NOT NULL,
    situation TEXT NOT NULL,
    case_kind TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    referrer_role TEXT,
    danger_now INTEGER NOT NULL CHECK (danger_now IN (0, 1)),
    minor_at_risk INTEGER NOT NULL CHECK (minor_at_risk IN (0, 1)),
    violence INTEGER NOT NULL CHECK (violence IN (0, 1)),
    unable_to_protect_self INTEGER NOT NULL CHECK (unable_to_protect_self IN (0, 1)),
    suicide_risk INTEGER NOT NULL CHECK (suicide_risk IN (0, 1)),
    prior_attempts TEXT NOT NULL CHECK (json_valid(prior_attempts)),
    deadline_kind TEXT,
    deadline_date TEXT,
    narrative TEXT,
    priority TEXT NOT NULL,
    status TEXT NOT NULL,
    status_at INTEGER,
    outcome TEXT,
    reason TEXT,
    reason_text TEXT,
    outcome_comment TEXT,
    sequence INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (sender_id, external_reference),
    CHECK ((deadline_kind IS NULL) = (deadline_date IS NULL))
) STRICT;
CREATE INDEX referrals_newest ON referrals (created_at, id);
CREATE INDEX referrals_status ON referrals (status, created_at, id);
CREATE INDEX referrals_sender_id ON referrals (sender_id, created_at, id);
CREATE INDEX referrals_referrer_id ON referrals (referrer_id, created_at, id);
CREATE INDEX referrals_entered_by ON referrals (entered_by);
CREATE INDEX referrals_updated ON referrals (updated_at);

CREATE TABLE places (
    referral_id BLOB NOT NULL PRIMARY KEY
        REFERENCES referrals (id) ON DELETE CASCADE,
    commune_code TEXT NOT NULL,
    qpv_code TEXT,
    tenure TEXT,
    landlord_id BLOB REFERENCES partners (id),
    landlord_siren TEXT,
    uai TEXT,
    facility TEXT,
    address TEXT,
    label TEXT,
    period TEXT,
    time_context TEXT,
    CHECK (landlord_id IS NULL OR landlord_siren IS NULL)
) STRICT;
CREATE INDEX places_commune_code ON places (commune_code);
CREATE INDEX places_landlord_id ON places (landlord_id);

CREATE TABLE parties (
    referral_id BLOB NOT NULL REFERENCES referrals (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    role TEXT NOT NULL,
    age_band TEXT NOT NULL,
    minor INTEGER CHECK (minor IN (0, 1)),
    enrolled INTEGER CHECK (enrolled IN (0, 1)),
    language TEXT,
    name TEXT,
    phone TEXT,
    email TEXT,
    consent_state TEXT NOT NULL,
    consent_scope TEXT CHECK (json_valid(consent_scope)),
    guardian_consent_state TEXT,
    guardian_consent_scope TEXT CHECK (json_valid(guardian_consent_scope)),
    PRIMARY KEY (referral_id, position)
) STRICT;

CREATE TABLE decisions (
    id BLOB NOT NULL PRIMARY KEY,
    referral_id BLOB NOT NULL REFERENCES referrals (id),
    ruleset_name TEXT NOT NULL,
    ruleset_version INTEGER NOT NULL,
    rule TEXT NOT NULL,
    decided_at INTEGER NOT NULL,
    document TEXT NOT NULL CHECK (json_valid(document)),
    FOREIGN KEY (ruleset_name, ruleset_version) REFERENCES rulesets (name, version)
) STRICT;
CREATE INDEX decisions_referral_id ON decisions (referral_id, decided_at, id);
CREATE INDEX decisions_ruleset ON decisions (ruleset_name, ruleset_version);

CREATE TABLE assignments (
    id BLOB NOT NULL PRIMARY KEY,
    referral_id BLOB NOT NULL REFERENCES referrals (id),
    partner_id BLOB NOT NULL REFERENCES partners (id),
    role TEXT NOT NULL,
    rank INTEGER NOT NULL,
    bounds TEXT NOT NULL,
    exception TEXT,
    status TEXT NOT NULL,
    status_at INTEGER,
    reason TEXT,
    reason_text TEXT,
    result TEXT,
    redirected_to_id BLOB REFERENCES partners (id),
    answer_due_at INTEGER,
    first_contact_due_at INTEGER,
    delivery TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX assignments_referral_id ON assignments (referral_id, rank, created_at);
CREATE INDEX assignments_partner_id ON assignments (partner_id, created_at, id);
CREATE INDEX assignments_due ON assignments (status, answer_due_at, id);
CREATE INDEX assignments_redirected_to_id ON assignments (redirected_to_id);

CREATE TABLE meetings (
    id BLOB NOT NULL PRIMARY KEY,
    referral_id BLOB NOT NULL REFERENCES referrals (id),
    assignment_id BLOB NOT NULL REFERENCES assignments (id),
    state TEXT NOT NULL,
    at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    recorded_by_id BLOB NOT NULL REFERENCES partners (id)
) STRICT;
CREATE INDEX meetings_referral_id ON meetings (referral_id, at);
CREATE INDEX meetings_assignment_id ON meetings (assignment_id, at);
CREATE INDEX meetings_recorded_by_id ON meetings (recorded_by_id);

-- What happened, which nobody can change afterwards.

CREATE TABLE events (
    position INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    referral_id BLOB NOT NULL REFERENCES referrals (id),
    assignment_id BLOB REFERENCES assignments (id),
    sequence INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_organisation_id BLOB REFERENCES partners (id),
    data TEXT NOT NULL CHECK (json_valid(data))
) STRICT;
CREATE INDEX events_referral_id ON events (referral_id, position);
CREATE INDEX events_assignment_id ON events (assignment_id);
CREATE INDEX events_actor_organisation_id ON events (actor_organisation_id);

CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;
CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;

-- What has to leave the house.

CREATE TABLE outbox (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    referral_id BLOB NOT NULL REFERENCES referrals (id),
    assignment_id BLOB REFERENCES assignments (id),
    recipient_id BLOB NOT NULL REFERENCES partners (id),
    status TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    available_at INTEGER NOT NULL,
    leased_until INTEGER,
    lease_owner TEXT,
    created_at INTEGER NOT NULL,
    sent_at INTEGER
) STRICT;
CREATE INDEX outbox_claim ON outbox (status, available_at, id);
CREATE INDEX outbox_referral_id ON outbox (referral_id);
CREATE INDEX outbox_assignment_id ON outbox (assignment_id, kind, created_at);
CREATE INDEX outbox_recipient_id ON outbox (recipient_id);
CREATE INDEX outbox_lease_owner ON outbox (lease_owner);

CREATE TABLE delivery_attempts (
    position INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    message_id BLOB NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    result TEXT NOT NULL,
    detail TEXT
) STRICT;
CREATE INDEX delivery_attempts_message_id ON delivery_attempts (message_id, position);

CREATE TABLE spent_links (
    jti BLOB NOT NULL PRIMARY KEY,
    assignment_id BLOB NOT NULL REFERENCES assignments (id),
    spent_at INTEGER NOT NULL
) STRICT;
CREATE INDEX spent_links_assignment_id ON spent_links (assignment_id);
