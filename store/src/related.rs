//! Referrals that have to do with each other: one that looked like another when it came, and one that
//! was merged into another.

use diesel::prelude::*;
use jiff::Timestamp;
use passerelle_domain::{CommuneCode, MergeReason, ReferralId, ReferralStatus, RelationKind, Spot};

use crate::{
    Conn, StoreError,
    conn::{Both, Id, Ts},
    parse::column,
    schema::{places, referrals, related_referrals},
};

/// The most candidates that are compared with a new referral, the latest first.
const MOST: i64 = 20;

/// That a referral has to do with another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RelatedRecord {
    /// The one that came later, or that was merged.
    pub referral_id: ReferralId,
    /// The one that was there before, or that goes on.
    pub other_id: ReferralId,
    /// How.
    pub kind: RelationKind,
    /// Why they were merged.
    pub reason: Option<MergeReason>,
    /// Since when.
    pub at: Timestamp,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = related_referrals, treat_none_as_default_value = false)]
struct Row {
    referral_id: Id,
    other_id: Id,
    kind: String,
    reason: Option<String>,
    at: Ts,
}

/// Stores a relation, over the one that the two had.
///
/// # Errors
/// [`StoreError::MissingReference`] when one of the two does not exist.
pub fn relate(conn: &mut Conn, record: &RelatedRecord) -> Result<(), StoreError> {
    let kind = record.kind.code();
    let reason = record.reason.map(|reason| reason.code());
    let at = Ts::from(record.at);
    let statement = diesel::insert_into(related_referrals::table)
        .values((
            related_referrals::referral_id.eq(Id::from(record.referral_id)),
            related_referrals::other_id.eq(Id::from(record.other_id)),
            related_referrals::kind.eq(kind),
            related_referrals::reason.eq(reason),
            related_referrals::at.eq(at),
        ))
        .on_conflict((related_referrals::referral_id, related_referrals::other_id))
        .do_update()
        .set((
            related_referrals::kind.eq(kind),
            related_referrals::reason.eq(reason),
            related_referrals::at.eq(at),
        ));
    Both(statement).execute(conn.db())?;
    Ok(())
}

/// What has to do with a referral, from whichever side, the oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn of_referral(conn: &mut Conn, id: ReferralId) -> Result<Vec<RelatedRecord>, StoreError> {
    let id = Id::from(id);
    let rows: Vec<Row> = related_referrals::table
        .filter(
            related_referrals::referral_id
                .eq(id)
                .or(related_referrals::other_id.eq(id)),
        )
        .order((related_referrals::at, related_referrals::other_id))
        .select(Row::as_select())
        .load(conn.db())?;
    let at = |name| column("related_referrals", name);
    rows.into_iter()
        .map(|row| {
            Ok(RelatedRecord {
                referral_id: row.referral_id.into(),
                other_id: row.other_id.into(),
                kind: at("kind").code(&row.kind)?,
                reason: at("reason").code_opt(row.reason.as_deref())?,
                at: row.at.0,
            })
        })
        .collect()
}

/// The open referrals from one spot of a commune that came at `since` or later, the latest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn open_here(
    conn: &mut Conn,
    commune: &CommuneCode,
    spot: &Spot,
    since: Timestamp,
) -> Result<Vec<ReferralId>, StoreError> {
    const OPEN: [&str; 5] = [
        ReferralStatus::Received.code(),
        ReferralStatus::AwaitingConsent.code(),
        ReferralStatus::Triage.code(),
        ReferralStatus::Routed.code(),
        ReferralStatus::InProgress.code(),
    ];
    let found: Vec<Id> = places::table
        .inner_join(referrals::table)
        .filter(places::commune_code.eq(commune.as_str()))
        .filter(places::spot.eq(spot.to_string()))
        .filter(referrals::created_at.ge(Ts::from(since)))
        .filter(referrals::status.eq_any(OPEN))
        .order((referrals::created_at.desc(), referrals::id.desc()))
        .limit(MOST)
        .select(referrals::id)
        .load(conn.db())?;
    Ok(found.into_iter().map(Into::into).collect())
}
