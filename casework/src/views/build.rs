//! Reads a case and has it cut for whoever asks.

use passerelle_domain::{
    AssignmentRole, AssignmentState, AssignmentStatus, Disclosure, Outcome, PartnerId, PartyRole,
    ReferralId, ReferralState, RelationKind,
};
use passerelle_routing_rules::Network;
use passerelle_store::{
    Conn,
    assignments::{self, AssignmentRecord},
    episodes::{self, EpisodeRecord},
    meetings::{self, MeetingRecord},
    referrals::{self, ReferralRecord},
    related::{self, RelatedRecord},
};

use super::{
    cut,
    need::{Sight, need},
    shapes::{Audience, DecisionView, EpisodeView, MeetingView, ReferralView, RelatedView},
};
use crate::{
    Actor, CaseworkError, change::Change, decision_record::StoredDecision, rights::in_case,
};

/// A referral with all that hangs on it, uncut.
pub(crate) struct Case {
    pub(crate) referral: ReferralRecord,
    pub(crate) decision: Option<StoredDecision>,
    pub(crate) assignments: Vec<AssignmentRecord>,
    pub(crate) meetings: Vec<MeetingRecord>,
    pub(crate) related: Vec<Relation>,
    pub(crate) episodes: Vec<EpisodeRecord>,
}

/// What another referral is to this one.
pub(crate) struct Relation {
    pub(crate) record: RelatedRecord,
    pub(crate) other: ReferralRecord,
}

impl Case {
    /// The referral `id`.
    pub(crate) fn load(conn: &mut Conn, id: ReferralId) -> Result<Self, CaseworkError> {
        let referral = referrals::find(conn, id)?.ok_or(CaseworkError::NotFound)?;
        Self::around(conn, referral)
    }

    /// What hangs on `referral`.
    pub(crate) fn around(conn: &mut Conn, referral: ReferralRecord) -> Result<Self, CaseworkError> {
        let id = referral.id;
        let related = related::of_referral(conn, id)?;
        Ok(Self {
            decision: StoredDecision::latest(conn, id)?,
            assignments: in_order(assignments::of_referral(conn, id)?),
            meetings: meetings::of_referral(conn, id)?,
            related: relations(conn, id, related)?,
            episodes: episodes::of_referral(conn, id)?,
            referral,
        })
    }

    /// A case as it stands in the middle of a change.
    pub(crate) fn of_change(change: &Change<'_>) -> Self {
        Self {
            referral: change.referral.clone(),
            decision: change.decision.clone(),
            assignments: in_order(change.assignments().cloned().collect()),
            meetings: Vec::new(),
            related: Vec::new(),
            episodes: Vec::new(),
        }
    }

    /// A case that was just stored, so that it need not be read again.
    pub(crate) fn of_new(
        conn: &mut Conn,
        change: &Change<'_>,
        related: Vec<RelatedRecord>,
    ) -> Result<Self, CaseworkError> {
        Ok(Self {
            related: relations(conn, change.referral.id, related)?,
            ..Self::of_change(change)
        })
    }

    /// Every partner that the decision names, and every one that has a part in the case.
    pub(crate) fn partners_of_the_decision(&self) -> Vec<PartnerId> {
        let decision = self.decision.as_ref().map(|stored| &stored.decision);
        let named = decision.into_iter().flat_map(|decision| {
            let lead = decision.lead.iter();
            lead.chain(&decision.fallbacks).chain(&decision.informed)
        });
        let live = self.assignments.iter().filter(|held| held.state.is_live());
        let mut all: Vec<PartnerId> = named
            .map(|proposal| proposal.partner)
            .chain(live.map(|held| held.partner))
            .collect();
        all.sort();
        all.dedup();
        all
    }

    /// For whom a view is cut when `actor` reads.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when the actor has no part in the case.
    pub(crate) fn audience(
        &self,
        network: &Network,
        actor: &Actor,
    ) -> Result<Audience, CaseworkError> {
        let held = in_case(actor, network, &self.referral, &self.assignments);
        cut::audience(&held).ok_or(CaseworkError::NotFound)
    }

    /// The case as `actor` may see it.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when the actor has no part in it.
    pub(crate) fn view(
        &self,
        network: &Network,
        actor: &Actor,
    ) -> Result<ReferralView, CaseworkError> {
        let audience = self.audience(network, actor)?;
        Ok(self.view_for(network, audience, actor.organisation))
    }

    fn view_for(&self, network: &Network, audience: Audience, reader: PartnerId) -> ReferralView {
        let referral = &self.referral;
        let sight = self.sight(audience, reader);
        let wrote_it = matches!(audience, Audience::Operator | Audience::Sender);
        let part = sight.as_ref();
        ReferralView {
            id: referral.id,
            reference: referral.reference.clone(),
            external_reference: referral.external_reference.clone().filter(|_| wrote_it),
            status: referral.state.status(),
            sequence: referral.sequence,
            audience,
            priority: part.map(|_| referral.priority),
            need: part.map(|sight| need(&referral.need, &referral.details, sight)),
            sender: part.and_then(|_| cut::partner(network, referral.sender)),
            referrer: part
                .and(referral.referrer)
                .and_then(|id| cut::partner(network, id)),
            decision: part.and_then(|sight| self.decision(network, audience, sight)),
            assignments: self
                .assignments
                .iter()
                .filter(|held| cut::sees_all_assignments(audience) || held.partner == reader)
                .filter_map(|held| cut::assignment(network, held, audience, held.partner == reader))
                .collect(),
            meetings: self.meetings(audience, reader),
            related: self.related(audience),
            episode: part.map(|_| self.episode()),
            past_episodes: self.past_episodes(audience),
            outcome: cut::outcome(&referral.state).filter(|_| cut::sees_outcome(audience)),
            outcome_comment: referral
                .outcome_comment
                .clone()
                .filter(|_| audience == Audience::Operator),
            created_at: referral.created_at,
            updated_at: referral.updated_at,
        }
    }

    /// What the reader may know of the need; `None` where it has no part in the case any more.
    fn sight(&self, audience: Audience, reader: PartnerId) -> Option<Sight> {
        let need = &self.referral.need;
        match audience {
            Audience::Operator | Audience::Sender => Some(Sight::Whole),
            Audience::Referrer => Some(Sight::level(need, Disclosure::L1)),
            Audience::LeadPartner => {
                let (own, most) = self.own_lead(reader)?;
                Some(Sight::of_partner(need, own, most))
            }
            Audience::Informed => {
                let own = self.own(reader, AssignmentRole::Informed)?;
                Some(Sight::of_partner(need, own, Disclosure::L1))
            }
            Audience::Former => None,
        }
    }

    /// The assignment by which the reader leads, and the most that it shows: a partner whose work
    /// is done needs to know nobody any more.
    fn own_lead(&self, reader: PartnerId) -> Option<(&AssignmentRecord, Disclosure)> {
        if let Some(live) = self.own(reader, AssignmentRole::Lead) {
            return (!self.is_closed_to(live)).then_some((live, Disclosure::L3));
        }
        let done = self.assignments.iter().rev().find(|held| {
            held.partner == reader && held.state.status() == AssignmentStatus::Completed
        })?;
        Some((done, Disclosure::L0))
    }

    /// Whether a partner that was asked to stop sees the case no more: nobody concerned agrees to be
    /// known to it. It keeps the reference, by which it can say what was done already.
    fn is_closed_to(&self, live: &AssignmentRecord) -> bool {
        let mut concerned = self.referral.need.parties.iter().filter(|party| {
            party.role == PartyRole::Concerned && party.lets_identity_reach(live.partner)
        });
        let stopping = matches!(live.state, AssignmentState::CancelRequested { .. });
        stopping && live.exception.is_none() && concerned.next().is_none()
    }

    fn own(&self, reader: PartnerId, role: AssignmentRole) -> Option<&AssignmentRecord> {
        self.assignments
            .iter()
            .find(|held| held.partner == reader && held.role == role && held.state.is_live())
    }

    fn decision(
        &self,
        network: &Network,
        audience: Audience,
        sight: &Sight,
    ) -> Option<DecisionView> {
        let stored = self.decision.as_ref()?;
        let own = sight.by_party().unwrap_or_default();
        let mut view = cut::decision(
            network,
            Some(stored.id),
            &stored.decision,
            stored.at,
            audience,
            own,
        );
        if audience == Audience::Operator {
            view.chosen_by_hand.clone_from(&stored.by_hand);
        }
        Some(view)
    }

    /// Whoever operates sees both. A sender learns that a similar case exists, and which one only
    /// where it sent that one as well; who was there first learns nothing of the one that came.
    fn related(&self, audience: Audience) -> Vec<RelatedView> {
        let own = &self.referral;
        let view = |relation: &Relation, named: bool| {
            let (record, other) = (&relation.record, &relation.other);
            let later = record.referral_id == own.id;
            let merged = if later { own } else { other };
            // Opened again, a merged case stands for itself, and still looks like the other.
            let still = matches!(
                merged.state,
                ReferralState::Closed {
                    outcome: Outcome::Duplicate,
                    ..
                }
            );
            let kind = match (record.kind, later) {
                (RelationKind::Merged, true) if still => "merged_into",
                (RelationKind::Merged, false) if still => "merged_from",
                _ => "similar",
            };
            RelatedView {
                kind,
                id: named.then_some(other.id),
                reference: named.then(|| other.reference.clone()),
                status: named.then(|| other.state.status()),
                at: record.at,
            }
        };
        match audience {
            Audience::Operator => self.related.iter().map(|other| view(other, true)).collect(),
            Audience::Sender => self
                .related
                .iter()
                .filter(|relation| relation.record.referral_id == own.id)
                .map(|relation| view(relation, relation.other.sender == own.sender))
                .collect(),
            _ => Vec::new(),
        }
    }

    fn episode(&self) -> i32 {
        let last = self.episodes.last();
        last.map_or(0, |episode| episode.number) + 1
    }

    fn past_episodes(&self, audience: Audience) -> Vec<EpisodeView> {
        if !matches!(audience, Audience::Operator | Audience::Sender) {
            return Vec::new();
        }
        let view = |past: &EpisodeRecord| EpisodeView {
            number: past.number,
            closed_at: past.closed_at,
            outcome: Some(past.outcome).filter(|_| cut::sees_outcome(audience)),
            reopened_at: past.reopened_at,
        };
        self.episodes.iter().map(view).collect()
    }

    fn meetings(&self, audience: Audience, reader: PartnerId) -> Vec<MeetingView> {
        let is_own = |record: &&MeetingRecord| {
            audience == Audience::Operator
                || self
                    .assignments
                    .iter()
                    .any(|held| held.id == record.assignment_id && held.partner == reader)
        };
        let seen = self
            .meetings
            .iter()
            .filter(|_| cut::sees_meetings(audience));
        seen.filter(is_own).map(cut::meeting).collect()
    }
}

/// The referrals at the other end.
fn relations(
    conn: &mut Conn,
    id: ReferralId,
    records: Vec<RelatedRecord>,
) -> Result<Vec<Relation>, CaseworkError> {
    if records.is_empty() {
        return Ok(Vec::new());
    }
    // The other one may be somebody else's; the view says how much of it is told.
    conn.as_service(|conn| {
        let mut relations = Vec::with_capacity(records.len());
        for record in records {
            let other = if record.referral_id == id {
                record.other_id
            } else {
                record.referral_id
            };
            let other = referrals::find(conn, other)?;
            relations.extend(other.map(|other| Relation { record, other }));
        }
        Ok(relations)
    })
}

/// As they were asked, whoever leads before those who are told at the same moment.
fn in_order(mut assignments: Vec<AssignmentRecord>) -> Vec<AssignmentRecord> {
    assignments.sort_by_key(|held| {
        (
            held.created_at,
            held.role == AssignmentRole::Informed,
            held.rank,
        )
    });
    assignments
}
