//! Reading cases: one, a list, its events, and a partner's own assignments.

use passerelle_domain::ReferralId;
use passerelle_store::{
    assignments, events,
    referrals::{self, Visibility},
};

use crate::{
    Actor, AssignmentCursor, AssignmentEntry, AssignmentFilter, Casework, CaseworkError, EventView,
    Page, ReferralCursor, ReferralFilter, ReferralView,
    rights::{Deed, in_network, need_scope, need_standing, operates},
    views::{
        build::Case,
        cut,
        events::{event, own},
        shapes::Audience,
    },
};

/// The most that a page holds.
const LARGEST_PAGE: usize = 200;
/// The events of one referral are read as a whole; this is far more than a case has.
const ALL_EVENTS: i64 = 10_000;

impl Casework {
    /// One referral, as the actor may see it.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when there is none, or none for this actor.
    pub fn referral(&self, actor: &Actor, id: ReferralId) -> Result<ReferralView, CaseworkError> {
        need_scope(actor, Deed::Read)?;
        self.read_for(actor, |conn| {
            let network = self.network(conn)?;
            Case::load(conn, id)?.view(&network, actor)
        })
    }

    /// The referrals that the actor has a part in, the newest first, 1 to 200 a page.
    ///
    /// # Errors
    /// When the token does not grant it.
    pub fn referrals(
        &self,
        actor: &Actor,
        filter: &ReferralFilter,
        after: Option<ReferralCursor>,
        limit: usize,
    ) -> Result<Page<ReferralView, ReferralCursor>, CaseworkError> {
        need_scope(actor, Deed::Read)?;
        let size = limit.clamp(1, LARGEST_PAGE);
        self.read_for(actor, |conn| {
            let network = self.network(conn)?;
            let visible_to = if operates(actor, &network) {
                Visibility::All
            } else {
                Visibility::Organisation(actor.organisation)
            };
            let filter = stored_filter(filter, visible_to);
            let after = after.map(|cursor| (cursor.created_at, cursor.id));
            let mut found = referrals::list(conn, &filter, after, one_more(size))?;
            let next = (found.len() > size)
                .then(|| found.get(size - 1))
                .flatten()
                .map(|last| ReferralCursor {
                    created_at: last.created_at,
                    id: last.id,
                });
            found.truncate(size);
            let items = found
                .into_iter()
                .map(|referral| Case::around(conn, referral)?.view(&network, actor))
                .collect::<Result<_, _>>()?;
            Ok(Page { items, next })
        })
    }

    /// What happened to a referral, as far as the actor may know, the oldest first.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when there is none, or none for this actor.
    pub fn events(&self, actor: &Actor, id: ReferralId) -> Result<Vec<EventView>, CaseworkError> {
        need_scope(actor, Deed::ReadEvents)?;
        self.read_for(actor, |conn| {
            let network = self.network(conn)?;
            let case = Case::load(conn, id)?;
            let audience = case.audience(&network, actor)?;
            let own = own(&case.assignments, actor.organisation);
            Ok(events::of_referral(conn, id, 0, ALL_EVENTS)?
                .iter()
                .filter_map(|record| event(&network, record, audience, actor.organisation, &own))
                .collect())
        })
    }

    /// The assignments of the actor's organisation, the newest first, 1 to 200 a page.
    ///
    /// # Errors
    /// When the token does not grant it.
    pub fn assignments(
        &self,
        actor: &Actor,
        filter: &AssignmentFilter,
        after: Option<AssignmentCursor>,
        limit: usize,
    ) -> Result<Page<AssignmentEntry, AssignmentCursor>, CaseworkError> {
        need_scope(actor, Deed::ListAssignments)?;
        let size = limit.clamp(1, LARGEST_PAGE);
        self.read_for(actor, |conn| {
            let network = self.network(conn)?;
            need_standing(&in_network(actor, &network), Deed::ListAssignments)?;
            let after = after.map(|cursor| (cursor.created_at, cursor.id));
            let statuses = filter.status.as_deref().unwrap_or_default();
            let mut found =
                assignments::list_for(conn, actor.organisation, statuses, after, one_more(size))?;
            let next = (found.len() > size)
                .then(|| found.get(size - 1))
                .flatten()
                .map(|last| AssignmentCursor {
                    created_at: last.created_at,
                    id: last.id,
                });
            found.truncate(size);
            let mut items = Vec::with_capacity(found.len());
            for record in &found {
                let referral = referrals::find(conn, record.referral_id)?
                    .ok_or_else(|| CaseworkError::internal("an assignment without a referral"))?;
                let live = record.state.is_live();
                let view = cut::assignment(&network, record, Audience::LeadPartner, true);
                items.extend(view.map(|assignment| AssignmentEntry {
                    assignment,
                    reference: referral.reference,
                    referral_status: referral.state.status(),
                    situation: live.then_some(referral.need.situation),
                    commune_code: live.then_some(referral.need.place.commune_code),
                    priority: live.then_some(referral.priority),
                }));
            }
            Ok(Page { items, next })
        })
    }
}

/// One more than the page holds tells whether there is a next one.
fn one_more(size: usize) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX).saturating_add(1)
}

fn stored_filter(filter: &ReferralFilter, visible_to: Visibility) -> referrals::ReferralFilter {
    referrals::ReferralFilter {
        visible_to,
        status: filter.status.clone(),
        setting: filter.setting,
        situation: filter.situation,
        commune_code: filter.commune_code.clone(),
        external_reference: filter.external_reference.clone(),
        updated_since: filter.updated_since,
    }
}
