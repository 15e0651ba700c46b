//! Some time after a case was closed, somebody of the operator asks what became of it.

use std::collections::HashMap;

use jiff::Timestamp;
use passerelle_domain::{
    CommuneCode, EventKind, FollowUpId, FollowUpReason, FollowUpResult, FollowUpStatus,
    MessageKind, Outcome, PartnerId, Reference, ReferralId, ReferralStatus, Situation, TimerKind,
    TransitionError, calendar::add_calendar_days, follow_ups_after,
};
use passerelle_routing_rules::Network;
use passerelle_store::{
    Conn,
    follow_ups::{self, FollowUpFilter, FollowUpRecord},
    referrals::{self, ReferralRecord},
    timers::{self, DueTimer, NewTimer},
};
use serde_json::json;

use crate::{
    Actor, Casework, CaseworkError, Page, PartnerRef,
    change::{By, Change},
    rights::{Deed, in_network, need_scope, need_standing},
    service::Interrupted,
    snapshot::operators,
    views::cut,
};

/// The most entries on one page.
const LARGEST_PAGE: usize = 200;

/// A follow-up, with as much of the case as whoever asks needs to find it.
#[derive(Debug, Clone, PartialEq)]
pub struct FollowUpView {
    /// Identifier.
    pub id: FollowUpId,
    /// The referral.
    pub referral: ReferralId,
    /// Its reference.
    pub reference: Reference,
    /// How it stands.
    pub referral_status: ReferralStatus,
    /// What it was about.
    pub situation: Situation,
    /// Where.
    pub commune_code: CommuneCode,
    /// Why it is asked.
    pub reason: FollowUpReason,
    /// When it is time to ask.
    pub due_at: Timestamp,
    /// Where the question stands.
    pub status: FollowUpStatus,
    /// What became of the case.
    pub result: Option<FollowUpResult>,
    /// When that was said, or when the question lost its point.
    pub finished_at: Option<Timestamp>,
    /// Who said it.
    pub finished_by: Option<PartnerRef>,
    /// When the case was closed.
    pub created_at: Timestamp,
}

/// The last follow-up of a page: the next page begins after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FollowUpCursor {
    /// When it is due.
    pub due_at: Timestamp,
    /// Which one.
    pub id: FollowUpId,
}

impl Casework {
    /// What is to be asked, the first due first, 1 to 200 a page.
    ///
    /// # Errors
    /// [`CaseworkError::Forbidden`] for everybody but the operator's mediators and coordinators.
    pub fn follow_ups(
        &self,
        actor: &Actor,
        filter: &FollowUpFilter,
        after: Option<FollowUpCursor>,
        limit: usize,
    ) -> Result<Page<FollowUpView, FollowUpCursor>, CaseworkError> {
        need_scope(actor, Deed::ReadFollowUps)?;
        let size = limit.clamp(1, LARGEST_PAGE);
        self.read_for(actor, |conn| {
            let network = self.network(conn)?;
            need_standing(&in_network(actor, &network), Deed::ReadFollowUps)?;
            let after = after.map(|cursor| (cursor.due_at, cursor.id));
            let one_more = i64::try_from(size).unwrap_or(i64::MAX).saturating_add(1);
            let found = follow_ups::list(conn, filter, after, one_more)?;
            let page = Page::cut(found, size, |last| FollowUpCursor {
                due_at: last.due_at,
                id: last.id,
            });
            let next = page.next;
            let cases: Vec<ReferralId> = page.items.iter().map(|one| one.referral_id).collect();
            let cases: HashMap<ReferralId, ReferralRecord> = referrals::find_all(conn, &cases)?
                .into_iter()
                .map(|referral| (referral.id, referral))
                .collect();
            let view = |record: &FollowUpRecord| {
                let referral = cases.get(&record.referral_id);
                let referral = referral
                    .ok_or_else(|| CaseworkError::internal("a follow-up without a referral"))?;
                Ok(view(&network, record, referral))
            };
            let items = page.items.iter().map(view);
            let items = items.collect::<Result<_, CaseworkError>>()?;
            Ok(Page { items, next })
        })
    }

    /// Says what became of the case.
    ///
    /// # Errors
    /// [`CaseworkError::Conflict`] when that was said already, or the case goes on;
    /// [`CaseworkError::NotFound`] when there is no such follow-up.
    pub fn finish_follow_up(
        &self,
        actor: &Actor,
        id: FollowUpId,
        result: FollowUpResult,
    ) -> Result<FollowUpView, CaseworkError> {
        need_scope(actor, Deed::FinishFollowUp)?;
        self.write_for(actor, |conn| {
            let network = self.network(conn)?;
            need_standing(&in_network(actor, &network), Deed::FinishFollowUp)?;
            let record = follow_ups::find(conn, id)?.ok_or(CaseworkError::NotFound)?;
            let mut change = Change::open(self, conn, By::client(actor), record.referral_id)?;
            if !follow_ups::finish(conn, id, result, actor.organisation, change.at)? {
                let stands = follow_ups::find(conn, id)?.ok_or(CaseworkError::NotFound)?;
                return Err(CaseworkError::from(TransitionError::WrongState {
                    state: stands.status.code(),
                    action: "finish",
                })
                .into());
            }
            let data = json!({ "follow_up": id, "result": result.code() });
            change.remember(EventKind::FollowUpFinished, None, data);
            change.only_tell(conn)?;
            let record = follow_ups::find(conn, id)?.ok_or(CaseworkError::NotFound)?;
            Ok::<_, Interrupted>(view(&network, &record, &change.referral))
        })
    }

    /// Tells the operators that it is time to ask, once.
    pub(crate) fn ask_what_became(
        &self,
        conn: &mut Conn,
        timer: &DueTimer,
        now: Timestamp,
    ) -> Result<bool, Interrupted> {
        let open = FollowUpFilter {
            status: Some(vec![FollowUpStatus::Open]),
            due_before: Some(now),
            referral: Some(timer.referral_id),
        };
        let waits = follow_ups::list(conn, &open, None, 100)?;
        let Some(due) = waits.iter().find(|record| record.due_at == timer.due_at) else {
            return Ok(false);
        };
        let mut change = Change::open(self, conn, By::CLOCK, timer.referral_id)?;
        let told: Vec<PartnerId> = operators(&change.network).map(|one| one.id).collect();
        for operator in told {
            change.tell(MessageKind::FollowUpDue, operator, None);
        }
        let data = json!({ "follow_up": due.id });
        change.remember(EventKind::FollowUpDue, None, data);
        change.only_tell(conn)?;
        Ok(true)
    }
}

fn view(network: &Network, record: &FollowUpRecord, referral: &ReferralRecord) -> FollowUpView {
    FollowUpView {
        id: record.id,
        referral: record.referral_id,
        reference: referral.reference.clone(),
        referral_status: referral.state.status(),
        situation: referral.need.situation,
        commune_code: referral.need.place.commune_code.clone(),
        reason: record.reason,
        due_at: record.due_at,
        status: record.status,
        result: record.result,
        finished_at: record.finished_at,
        finished_by: record.finished_by.and_then(|by| cut::partner(network, by)),
        created_at: record.created_at,
    }
}

/// Sets what is to be asked of a case that is closed with `outcome`.
pub(crate) fn set_follow_ups(
    conn: &mut Conn,
    change: &Change<'_>,
    outcome: Outcome,
) -> Result<(), CaseworkError> {
    let decision = change.decision.as_ref().map(|stored| &stored.decision);
    let by_rule = decision.map(|decision| decision.course.follow_ups.as_slice());
    for (days, reason) in follow_ups_after(outcome, by_rule.unwrap_or_default()) {
        let due_at = add_calendar_days(change.at, days)?;
        let record = FollowUpRecord {
            id: change.casework.id(change.at, FollowUpId::new),
            referral_id: change.referral.id,
            reason,
            due_at,
            status: FollowUpStatus::Open,
            result: None,
            finished_at: None,
            finished_by: None,
            created_at: change.at,
        };
        follow_ups::insert(conn, &record)?;
        let timer = NewTimer {
            kind: TimerKind::FollowUp,
            referral_id: change.referral.id,
            assignment_id: None,
            due_at,
        };
        timers::set(conn, &[timer])?;
    }
    Ok(())
}
