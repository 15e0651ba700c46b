//! The second wall, on PostgreSQL: row-level security behind the code's own checks.
//!
//! Every transaction says for whom it works ([`Viewer`]), and runs in a role that the policies bind.
//! A transaction that says nothing sees no case at all. Which wall stands around which table is said
//! here, once; a table that nobody spoke of is closed to everybody but the service, or follows its
//! case where it names one. The walls are raised with the migrations, after them, so that they
//! stand around whatever those have made.
//!
//! SQLite has no such thing: there, one process owns the file, and the code's checks stand alone.

use diesel::{QueryableByName, RunQueryDsl as _, sql_query, sql_types::Text};
use passerelle_domain::PartnerId;

use crate::{Conn, StoreError, conn::AnyConn};

/// For whom a transaction works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewer {
    /// The service itself: its clock, its outbox, its sign-in.
    Service,
    /// An organisation, which sees the cases that it sent, for which it was named, or to which it
    /// was asked.
    Organisation(PartnerId),
    /// Somebody of an operator, who sees every case. The database looks up whether the organisation
    /// is one.
    Operator(PartnerId),
}

impl Viewer {
    /// What the database is told at the beginning of a transaction.
    pub(crate) fn settings(self) -> String {
        let (reach, organisation) = match self {
            Self::Service => ("service", String::new()),
            Self::Organisation(id) => ("organisation", id.as_uuid().to_string()),
            Self::Operator(id) => ("operator", id.as_uuid().to_string()),
        };
        format!(
            "SET LOCAL passerelle.reach = '{reach}'; \
             SET LOCAL passerelle.organisation = '{organisation}'"
        )
    }
}

/// The role in which transactions run. It owns nothing and is bound by every policy.
pub(crate) const ROLE: &str = "passerelle_app";

/// Counts the changes of what stands below, so that a later version raises its walls anew.
const EDITION: &str = "walls 3";

/// Tables that say nothing about a case: the network and its rules, and the order of what happened.
pub(crate) const OPEN: &[&str] = &[
    "__diesel_schema_migrations",
    "communes",
    "directory",
    "editions",
    // Numbers alone: what they stand for is behind the wall of its case.
    "event_feed",
    "partner_coverage",
    "partners",
    "ruleset_events",
    "rulesets",
];

/// Tables whose wall is another one than that of the case which their `referral_id` names.
const OTHER: &[(&str, &str)] = &[
    (
        "referrals",
        "sender_id = (SELECT passerelle_organisation()) \
         OR referrer_id = (SELECT passerelle_organisation()) OR passerelle_takes_part(id)",
    ),
    (
        "assignments",
        "partner_id = (SELECT passerelle_organisation()) OR passerelle_takes_part(referral_id)",
    ),
    (
        "spent_links",
        "EXISTS (SELECT FROM assignments WHERE assignments.id = assignment_id)",
    ),
    (
        "delivery_attempts",
        "EXISTS (SELECT FROM outbox WHERE outbox.id = message_id)",
    ),
    (
        "kept_answers",
        "EXISTS (SELECT FROM clients WHERE clients.id = client_id)",
    ),
    (
        "colleagues",
        "organisation_id = (SELECT passerelle_organisation())",
    ),
    (
        "clients",
        "organisation_id = (SELECT passerelle_organisation())",
    ),
];

/// The functions that policies ask. They run as the owner of the tables, whom no policy binds: a
/// policy that asked a table with a policy would go round in circles. In PL/pgSQL, since a session keeps
/// its plans; those of functions in SQL are made anew for each statement.
const FUNCTIONS: &str = "
CREATE OR REPLACE FUNCTION passerelle_organisation() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT NULLIF(current_setting('passerelle.organisation', true), '')::uuid $$;
CREATE OR REPLACE FUNCTION passerelle_sees_all() RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public
    AS $$ BEGIN RETURN CASE current_setting('passerelle.reach', true)
        WHEN 'service' THEN true
        WHEN 'operator' THEN EXISTS (SELECT FROM partners
            WHERE partners.id = passerelle_organisation() AND partners.operator)
        ELSE false END; END $$;
CREATE OR REPLACE FUNCTION passerelle_takes_part(referral uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public
    AS $$ BEGIN RETURN EXISTS (SELECT FROM referrals
            WHERE referrals.id = referral
            AND passerelle_organisation() IN (referrals.sender_id, referrals.referrer_id))
        OR EXISTS (SELECT FROM assignments
            WHERE assignments.referral_id = referral
            AND assignments.partner_id = passerelle_organisation()); END $$;
";

/// Makes the role where that is allowed; other processes may be making it for another database.
const MAKE_ROLE: &str = "
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'passerelle_app') THEN
        CREATE ROLE passerelle_app NOLOGIN NOBYPASSRLS;
    END IF;
    IF NOT pg_has_role(current_user, 'passerelle_app', 'MEMBER') THEN
        EXECUTE format('GRANT passerelle_app TO %I', current_user);
    END IF;
EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL;
END $$;
";

const GRANTS: &str = "
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'passerelle_app') THEN
        GRANT USAGE ON SCHEMA public TO passerelle_app;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO passerelle_app;
        REVOKE INSERT, UPDATE, DELETE ON __diesel_schema_migrations FROM passerelle_app;
    END IF;
END $$;
";

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    value: String,
}

/// Raises the walls where they do not stand, in the transaction of the migrations.
pub(crate) fn raise(conn: &mut Conn) -> Result<(), StoreError> {
    let AnyConn::Postgres(_) = conn.db() else {
        return Ok(());
    };
    let without = texts(
        conn,
        "SELECT relname AS value FROM pg_class \
         WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') \
         AND NOT relrowsecurity ORDER BY relname",
    )?;
    let edition = texts(
        conn,
        "SELECT COALESCE(obj_description(to_regprocedure('passerelle_takes_part(uuid)')), '') AS value",
    )?;
    run(conn, MAKE_ROLE)?;
    let new = without.iter().any(|table| !OPEN.contains(&table.as_str()));
    if !new && edition == [EDITION] {
        // What a restored back-up lacks where the role came after it.
        return if stand(conn)? {
            Ok(())
        } else {
            run(conn, GRANTS)
        };
    }
    run(conn, FUNCTIONS)?;
    let tables = texts(
        conn,
        "SELECT c.relname || CASE WHEN a.attname IS NULL THEN '' ELSE ' referral_id' END AS value \
         FROM pg_class c LEFT JOIN pg_attribute a \
         ON a.attrelid = c.oid AND a.attname = 'referral_id' AND NOT a.attisdropped \
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1",
    )?;
    for table in tables {
        let (name, of_a_case) = match table.strip_suffix(" referral_id") {
            Some(name) => (name, true),
            None => (table.as_str(), false),
        };
        if !OPEN.contains(&name) {
            run(conn, &wall(name, of_a_case))?;
        }
    }
    run(conn, GRANTS)?;
    run(
        conn,
        &format!("COMMENT ON FUNCTION passerelle_takes_part(uuid) IS '{EDITION}'"),
    )
}

/// The wall around one table.
fn wall(table: &str, of_a_case: bool) -> String {
    let own = OTHER.iter().find(|(name, _)| *name == table);
    let more = match (own, of_a_case) {
        (Some((_, own)), _) => format!(" OR {own}"),
        (None, true) => " OR passerelle_takes_part(referral_id)".to_owned(),
        (None, false) => String::new(),
    };
    // The service itself is told apart without a function: it asks the most.
    let service = "current_setting('passerelle.reach', true) = 'service'";
    format!(
        "DROP POLICY IF EXISTS passerelle ON \"{table}\"; \
         CREATE POLICY passerelle ON \"{table}\" USING ({service} OR (SELECT passerelle_sees_all()){more}); \
         ALTER TABLE \"{table}\" ENABLE ROW LEVEL SECURITY"
    )
}

/// Whether transactions can run in the role, and find what they need in it.
pub(crate) fn stand(conn: &mut Conn) -> Result<bool, StoreError> {
    let AnyConn::Postgres(_) = conn.db() else {
        return Ok(false);
    };
    let usable = texts(
        conn,
        "SELECT CASE WHEN to_regclass('public.referrals') IS NOT NULL \
         AND EXISTS (SELECT FROM pg_roles WHERE rolname = 'passerelle_app') \
         THEN (pg_has_role(current_user, 'passerelle_app', 'MEMBER') \
         AND has_table_privilege('passerelle_app', 'public.referrals', 'SELECT'))::text \
         ELSE 'false' END AS value",
    )?;
    Ok(usable == ["true"])
}

/// Takes the functions away again; policies go with their tables.
#[cfg(test)]
pub(crate) fn remove(conn: &mut Conn) -> Result<(), StoreError> {
    let AnyConn::Postgres(_) = conn.db() else {
        return Ok(());
    };
    run(
        conn,
        "DROP FUNCTION IF EXISTS passerelle_takes_part(uuid) CASCADE; \
         DROP FUNCTION IF EXISTS passerelle_sees_all() CASCADE; \
         DROP FUNCTION IF EXISTS passerelle_organisation() CASCADE",
    )
}

fn run(conn: &mut Conn, sql: &str) -> Result<(), StoreError> {
    Ok(diesel::connection::SimpleConnection::batch_execute(
        conn.db(),
        sql,
    )?)
}

fn texts(conn: &mut Conn, sql: &str) -> Result<Vec<String>, StoreError> {
    let rows: Vec<Found> = sql_query(sql).load(conn.db())?;
    Ok(rows.into_iter().map(|row| row.value).collect())
}
