//! A referral comes in.

use jiff::Timestamp;
use passerelle_domain::{
    Details, EventKind, Need, Place, Priority, Reference, ReferralId, ReferralState, calendar,
};
use passerelle_routing_rules::Destiny;
use passerelle_store::{
    Conn,
    referrals::{self, ReferralRecord},
    related,
};
use serde_json::json;

use crate::{
    Actor, Casework, CaseworkError, ReferralView, Submission,
    change::{By, Change},
    check::{Checked, check},
    decide::decide,
    ports::random,
    related::find_alike,
    rights::{Deed, need_scope},
    service::Interrupted,
    views::build::Case,
};

impl Casework {
    /// Stores a referral, decides where it goes and asks the partner, all in one transaction.
    ///
    /// # Errors
    /// [`CaseworkError::Invalid`] with every fault, and the other refusals of a submission.
    pub fn submit(
        &self,
        actor: &Actor,
        submission: &Submission,
    ) -> Result<ReferralView, CaseworkError> {
        need_scope(actor, Deed::Submit)?;
        self.write_for(actor, |conn| self.store_submission(conn, actor, submission))
    }

    fn store_submission(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        submission: &Submission,
    ) -> Result<ReferralView, Interrupted> {
        let now = self.now();
        let network = self.network(conn)?;
        let Checked { need, referrer } = check(&network, actor, submission, now)?;
        if let Some(known) = &submission.external_reference
            && let Some(first) = referrals::by_external_reference(conn, actor.organisation, known)?
        {
            let error = CaseworkError::DuplicateExternalReference { existing: first.id };
            return Err(error.into());
        }
        let record = ReferralRecord {
            id: self.id(now, ReferralId::new),
            reference: self.draw_reference(now)?,
            external_reference: submission.external_reference.clone(),
            sender: actor.organisation,
            entered_by: actor.client.clone(),
            referrer,
            need,
            details: submission.details.clone(),
            priority: Priority::P4,
            state: ReferralState::Received,
            sequence: 1,
            outcome_comment: None,
            created_at: now,
            updated_at: now,
        };
        let mut change = Change::new(self, network, By::client(actor), record);
        change.under(Deed::Submit);
        change.remember(EventKind::ReferralReceived, None, json!({}));
        change.referral.sequence = 2;
        let mut related = Vec::new();
        if decide(conn, &mut change)? == Destiny::EmergencyDiverted {
            forget_persons(&mut change.referral.need);
            change.referral.details = Details::default();
        } else {
            related = find_alike(conn, &mut change)?;
        }
        change.commit(conn)?;
        for relation in &related {
            related::relate(conn, relation)?;
        }
        Ok(Case::of_new(conn, &change, related)?.view(&change.network, actor)?)
    }

    /// A reference that is most likely not taken; the database has the last word.
    fn draw_reference(&self, now: Timestamp) -> Result<Reference, CaseworkError> {
        let year = now.to_zoned(calendar::paris()?).year();
        // 5 draws in 37 have no plain check symbol: hundreds in a row do not happen.
        (0..500)
            .find_map(|_| Reference::draw(year, u32::from_be_bytes(random(self.entropy.as_ref()))))
            .ok_or_else(|| CaseworkError::internal("drawing a reference"))
    }
}

/// What is left of a need that was diverted to the emergency services: nothing about a person.
fn forget_persons(need: &mut Need) {
    need.parties.clear();
    need.narrative = None;
    need.referrer_role = None;
    need.deadline_event = None;
    need.place = Place {
        address: None,
        label: None,
        facility: None,
        ..need.place.clone()
    };
}
