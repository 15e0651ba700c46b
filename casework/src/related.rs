//! Referrals that have to do with each other: a new one that looks like an open one is told of, and a
//! person may merge two. Nothing is merged by itself.

use passerelle_domain::{
    EventKind, MergeReason, Outcome, ReferralAction, ReferralId, RelationKind, Spot, similar,
};
use passerelle_store::{
    Conn, StoreError, referrals,
    related::{self, RelatedRecord},
};
use serde_json::json;

use crate::{
    Actor, Casework, CaseworkError, ReferralView,
    change::{By, Change},
    decide::{Released, release},
    error::later,
    rights::{Deed, need_scope},
    views::build::Case,
};

/// The open referrals that a new one looks like, remembered with it.
pub(crate) fn find_alike(
    conn: &mut Conn,
    change: &mut Change<'_>,
) -> Result<Vec<RelatedRecord>, CaseworkError> {
    let (need, came) = (&change.referral.need, change.referral.created_at);
    let Some(spot) = Spot::of(&need.place) else {
        return Ok(Vec::new());
    };
    let since = later(came, -similar::window())?;
    let (id, commune) = (change.referral.id, &need.place.commune_code);
    // Whoever sent the other one: that there is one is told, and not which.
    let alike = conn.as_service(|conn| {
        let mut alike = Vec::new();
        for other_id in related::open_here(conn, commune, &spot, since)? {
            let Some(other) = referrals::find(conn, other_id)? else {
                continue;
            };
            if similar::likeness((need, came), (&other.need, other.created_at)).is_some() {
                alike.push(RelatedRecord {
                    referral_id: id,
                    other_id,
                    kind: RelationKind::Similar,
                    reason: None,
                    at: came,
                });
            }
        }
        Ok::<_, StoreError>(alike)
    })?;
    if !alike.is_empty() {
        let others: Vec<ReferralId> = alike.iter().map(|found| found.other_id).collect();
        change.remember(EventKind::ReferralLinked, None, json!({ "others": others }));
    }
    Ok(alike)
}

impl Casework {
    /// Merges a referral into another that is open: it is closed as a duplicate, its partners are
    /// released, and it points to the other. Both keep their history, their persons and their
    /// sender. Opening it again undoes it.
    ///
    /// # Errors
    /// [`CaseworkError::Invalid`] when the other is not there, not open, or the same;
    /// [`CaseworkError::Conflict`] when this one has ended, and [`CaseworkError::Stale`].
    pub fn merge(
        &self,
        actor: &Actor,
        id: ReferralId,
        into: ReferralId,
        reason: MergeReason,
        expected: Option<i64>,
    ) -> Result<ReferralView, CaseworkError> {
        need_scope(actor, Deed::Merge)?;
        self.write_for(actor, |conn| {
            let mut change = Change::open(self, conn, By::client(actor), id)?;
            change.need(actor, Deed::Merge)?;
            change.expect(expected)?;
            let fault = |code, detail: &str| CaseworkError::invalid("/into", code, detail);
            if into == id {
                return Err(fault("same_referral", "a referral is not merged into itself").into());
            }
            let mut other = match Change::open(self, conn, By::client(actor), into) {
                Err(CaseworkError::NotFound) => {
                    Err(fault("unknown_referral", "there is no such referral"))
                }
                other => other,
            }?;
            if !other.referral.state.is_open() {
                return Err(fault("not_open", "the other referral has ended").into());
            }
            change.apply(ReferralAction::Close(Outcome::Duplicate))?;
            let told = json!({ "into": into, "reason": reason.code() });
            change.remember(EventKind::ReferralMerged, None, told);
            let outcome = json!({ "outcome": Outcome::Duplicate.code() });
            change.remember(EventKind::ReferralClosed, None, outcome);
            release(&mut change, Released::Everybody)?;
            let told = json!({ "from": id, "reason": reason.code() });
            other.remember(EventKind::ReferralMerged, None, told);
            let at = change.at;
            change.commit(conn)?;
            other.commit(conn)?;
            related::relate(
                conn,
                &RelatedRecord {
                    referral_id: id,
                    other_id: into,
                    kind: RelationKind::Merged,
                    reason: Some(reason),
                    at,
                },
            )?;
            Ok(Case::load(conn, id)?.view(&change.network, actor)?)
        })
    }
}
