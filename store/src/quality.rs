//! How the rules fared: what partners answered, and where a person chose instead.
//!
//! Two aggregates over all decisions of a version; no case is read. An assignment belongs to the
//! decision of the same referral that was made at the same instant, since both are written by one
//! change.
//!
//! A rule is counted by the id that *matched*: a decision that led to nobody names the triage rule,
//! and one that a person made names none, but both keep the rule that they stand for.

use diesel::{
    QueryableByName, RunQueryDsl as _, sql_query,
    sql_types::{BigInt, Bool, Integer, Nullable, Text},
};
use jiff::Timestamp;
use passerelle_domain::{AssignmentStatus, RefusalReason};

use crate::{
    Conn, StoreError,
    conn::{DbTs, Ts},
    parse::column,
};

/// Whose decisions are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecidedBy<'a> {
    /// Those of a rule set in one version, without those of the overlays that lay over it.
    Base {
        /// Its name.
        name: &'a str,
        /// Its version.
        version: i32,
    },
    /// Those of an overlay, in every version; [`edition`](AnswerCount::edition) tells them apart.
    Overlay {
        /// Its name.
        name: &'a str,
    },
}

/// Assignments of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerCount {
    /// The edition that decided; 0 where none was named.
    pub edition: i32,
    /// The rule.
    pub rule: String,
    /// Whether the partner was the first that was asked about the case.
    pub first: bool,
    /// How the assignment stands.
    pub status: AssignmentStatus,
    /// Why it was declined or passed on.
    pub reason: Option<RefusalReason>,
    /// Whether the partner had accepted at some time.
    pub accepted: bool,
    /// How many.
    pub count: u64,
}

/// Cases that one rule decided in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionCount {
    /// The edition that decided; 0 where none was named.
    pub edition: i32,
    /// The rule.
    pub rule: String,
    /// What was decided.
    pub kind: DecisionKind,
    /// How many cases.
    pub count: u64,
}

/// What was decided, as far as it says how a rule fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DecisionKind {
    /// The rule decided, whatever it decided.
    ByRule,
    /// Of these, nobody could be asked.
    Triage,
    /// A person chose where a person had to.
    Settled,
    /// A person chose another partner although one was asked, or was to be asked.
    Overridden,
}

/// What lead partners answered that were asked from `since` on and before `until`.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn answers(
    conn: &mut Conn,
    of: DecidedBy<'_>,
    since: Timestamp,
    until: Timestamp,
) -> Result<Vec<AnswerCount>, StoreError> {
    let (condition, name, version) = of.condition();
    let query = format!(
        "SELECT edition, rule, first, status, reason, accepted, COUNT(*) AS count FROM (
            SELECT {EDITION} AS edition, {RULE} AS rule, a.rank = 1 AS first, a.status AS status,
                CASE WHEN a.status IN ('declined', 'redirected') THEN a.reason END AS reason,
                EXISTS (SELECT 1 FROM events e WHERE e.assignment_id = a.id
                    AND e.kind = 'assignment.accepted') AS accepted
            FROM decisions d
            JOIN assignments a ON a.referral_id = d.referral_id AND a.role = 'lead'
                AND a.created_at = d.decided_at
            WHERE {condition} AND d.rule <> 'by_hand'
        ) AS asked
        GROUP BY edition, rule, first, status, reason, accepted
        ORDER BY edition, rule, first, status, reason, accepted"
    );
    let rows: Vec<AnswerRow> = sql_query(query)
        .bind::<DbTs, _>(Ts::from(since))
        .bind::<DbTs, _>(Ts::from(until))
        .bind::<Text, _>(name)
        .bind::<Integer, _>(version)
        .load(conn.db())?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// What was decided from `since` on and before `until`, by the rules and by hand.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn decisions(
    conn: &mut Conn,
    of: DecidedBy<'_>,
    since: Timestamp,
    until: Timestamp,
) -> Result<Vec<DecisionCount>, StoreError> {
    let (condition, name, version) = of.condition();
    // Before a choice by hand comes what it replaces: a choice of a person, or of the rules; and after
    // that, a person may have been told to choose.
    let query = format!(
        "SELECT edition, rule, kind, COUNT(DISTINCT referral_id) AS count FROM (
            SELECT {EDITION} AS edition, {RULE} AS rule, d.referral_id AS referral_id, CASE
                WHEN d.rule <> 'by_hand' THEN
                    CASE WHEN (d.document ->> 'destiny') = 'triage' THEN 'triage' ELSE 'by_rule' END
                WHEN EXISTS (SELECT 1 FROM decisions p WHERE p.referral_id = d.referral_id
                    AND p.rule = 'by_hand' AND p.decided_at < d.decided_at) THEN 'again'
                WHEN EXISTS (SELECT 1 FROM events e WHERE e.referral_id = d.referral_id
                    AND e.kind = 'referral.triaged' AND e.at <= d.decided_at
                    AND e.at >= (SELECT MAX(p.decided_at) FROM decisions p
                        WHERE p.referral_id = d.referral_id AND p.rule <> 'by_hand'
                        AND p.decided_at <= d.decided_at)) THEN 'settled'
                ELSE 'overridden' END AS kind
            FROM decisions d WHERE {condition}
        ) AS decided
        GROUP BY edition, rule, kind ORDER BY edition, rule, kind"
    );
    let rows: Vec<DecisionRow> = sql_query(query)
        .bind::<DbTs, _>(Ts::from(since))
        .bind::<DbTs, _>(Ts::from(until))
        .bind::<Text, _>(name)
        .bind::<Integer, _>(version)
        .load(conn.db())?;
    let kind = |row: &DecisionRow| match row.kind.as_str() {
        "by_rule" => Some(DecisionKind::ByRule),
        "triage" => Some(DecisionKind::Triage),
        "settled" => Some(DecisionKind::Settled),
        "overridden" => Some(DecisionKind::Overridden),
        // A person who chooses again corrects a person, not a rule.
        _ => None,
    };
    let rows = rows.into_iter().filter_map(|row| {
        Some(DecisionCount {
            kind: kind(&row)?,
            edition: row.edition,
            rule: row.rule,
            count: u64::try_from(row.count).unwrap_or(0),
        })
    });
    Ok(rows.collect())
}

/// The edition that a decision names.
const EDITION: &str = "CAST(COALESCE(d.document -> 'ruleset' ->> 'edition', '0') AS INTEGER)";

/// The rule that a decision stands for.
const RULE: &str = "COALESCE(d.document ->> 'matched_rule', d.rule)";

impl<'a> DecidedBy<'a> {
    /// The condition on `$1` (since), `$2` (until), `$3` (name) and `$4` (version).
    fn condition(self) -> (String, &'a str, i32) {
        let (which, name, version) = match self {
            Self::Base { name, version } => (
                "d.ruleset_name = $3 AND d.ruleset_version = $4 AND (d.document ->> 'overlay') IS NULL",
                name,
                version,
            ),
            // An overlay stands above rule sets of any name: its own version is told by the edition.
            Self::Overlay { name } => (
                "(d.document ->> 'overlay') = $3 AND d.ruleset_version > $4",
                name,
                0,
            ),
        };
        let when = "d.decided_at >= $1 AND d.decided_at < $2";
        (format!("{when} AND {which}"), name, version)
    }
}

#[derive(QueryableByName)]
struct AnswerRow {
    #[diesel(sql_type = Integer)]
    edition: i32,
    #[diesel(sql_type = Text)]
    rule: String,
    #[diesel(sql_type = Bool)]
    first: bool,
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = Nullable<Text>)]
    reason: Option<String>,
    #[diesel(sql_type = Bool)]
    accepted: bool,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
struct DecisionRow {
    #[diesel(sql_type = Integer)]
    edition: i32,
    #[diesel(sql_type = Text)]
    rule: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

impl TryFrom<AnswerRow> for AnswerCount {
    type Error = StoreError;

    fn try_from(row: AnswerRow) -> Result<Self, StoreError> {
        let at = |name| column("assignments", name);
        Ok(Self {
            edition: row.edition,
            rule: row.rule,
            first: row.first,
            status: at("status").code(&row.status)?,
            reason: at("reason").code_opt(row.reason.as_deref())?,
            accepted: row.accepted,
            count: u64::try_from(row.count).unwrap_or(0),
        })
    }
}
