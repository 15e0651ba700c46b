//! Before a coordinator who chooses by hand: whom the rules would ask as the case stands, whom they
//! would not and why, and where a choice would be a conflict of interest.

use jiff::Timestamp;
use passerelle_domain::{
    Availability, ConflictOfInterest, PartnerId, ReferralId, ReferralStatus, Text, TurnedDownReason,
};
use passerelle_routing_rules::{Decision, Network, RuleSetRef, account, explain::account::Part};

use crate::{
    Actor, Casework, CaseworkError, PartnerRef,
    circumstances::{Asked, Circumstances, Purpose},
    decide::asked_to_lead,
    rights::{Deed, in_case, need_scope, need_standing},
    views::{build::Case, cut},
};

/// How many partners off the route are listed at most.
const MOST_OTHERS: usize = 200;

/// Whom a coordinator can choose from.
#[derive(Debug, Clone, PartialEq)]
pub struct CandidatesView {
    /// Where the case stands.
    pub status: ReferralStatus,
    /// The rules that were asked.
    pub ruleset: RuleSetRef,
    /// The rule that would decide now.
    pub rule: String,
    /// What the rules say now, in a few sentences.
    pub text: Text,
    /// By which clock.
    pub at: Timestamp,
    /// Those on the route of the rules, in its order; then others that work in this place on such
    /// situations.
    pub candidates: Vec<CandidateView>,
}

/// One partner, as a choice.
#[derive(Debug, Clone, PartialEq)]
pub struct CandidateView {
    /// The partner.
    pub partner: PartnerRef,
    /// Its part in what the rules say; `None` off their route.
    pub part: Option<Part>,
    /// Why its choice would be a conflict of interest.
    pub conflicts: Vec<ConflictOfInterest>,
    /// Whether it was asked before.
    pub asked_before: bool,
    /// Whether it can be chosen at all.
    pub can_be_chosen: bool,
}

impl Casework {
    /// The candidates for a choice by hand, with the reasons of the rules as the case stands now.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when there is no such case for this actor.
    pub fn candidates(
        &self,
        actor: &Actor,
        id: ReferralId,
    ) -> Result<CandidatesView, CaseworkError> {
        need_scope(actor, Deed::ReadCandidates)?;
        let at = self.now();
        self.read_for(actor, |conn| {
            let network = self.network(conn)?;
            let case = Case::load(conn, id)?;
            let held = in_case(actor, &network, &case.referral, &case.assignments);
            need_standing(&held, Deed::ReadCandidates)?;
            let already_asked = asked_to_lead(&case.assignments);
            let referral = &case.referral;
            let asked = Asked::of(referral, &already_asked);
            let circumstances = Circumstances::read(conn, &network, &asked, at, Purpose::Show)?;
            let facts = circumstances.facts(&asked);
            let decision = network.decide(&facts, at)?;
            let account = account(&network, &facts, at, &decision);
            let on_the_route = account.route.iter().flat_map(|kind| &kind.candidates);
            let mut named: Vec<(PartnerId, Option<Part>)> = on_the_route
                .map(|candidate| (candidate.partner, Some(candidate.part)))
                .collect();
            named.sort_by_key(|(_, part)| order(*part));
            named.extend(others(&network, &case, &named));
            let choice = Choice {
                network: &network,
                case: &case,
                decision: &decision,
                already_asked: &already_asked,
            };
            Ok(CandidatesView {
                status: referral.state.status(),
                ruleset: decision.ruleset.clone(),
                rule: decision.rule.clone(),
                text: decision.explanation.clone(),
                at,
                candidates: named
                    .into_iter()
                    .filter_map(|(partner, part)| choice.candidate(partner, part))
                    .collect(),
            })
        })
    }
}

/// The lead first, fallbacks by their rank, then who was turned down.
fn order(part: Option<Part>) -> usize {
    match part {
        Some(Part::Lead { .. }) => 0,
        Some(Part::Fallback { rank }) => rank,
        Some(Part::TurnedDown { .. }) | None => usize::MAX,
    }
}

/// Partners off the route that work in this place on such situations.
fn others(
    network: &Network,
    case: &Case,
    named: &[(PartnerId, Option<Part>)],
) -> Vec<(PartnerId, Option<Part>)> {
    let need = &case.referral.need;
    network
        .partners()
        .iter()
        .filter(|partner| partner.availability != Availability::Archived)
        .filter(|partner| partner.serves(need.situation))
        .filter(|partner| partner.covers(need.setting, &need.place, network.territory()))
        .filter(|partner| !named.iter().any(|(known, _)| *known == partner.id))
        .take(MOST_OTHERS)
        .map(|partner| (partner.id, None))
        .collect()
}

struct Choice<'a> {
    network: &'a Network,
    case: &'a Case,
    decision: &'a Decision,
    already_asked: &'a [PartnerId],
}

impl Choice<'_> {
    fn candidate(&self, id: PartnerId, part: Option<Part>) -> Option<CandidateView> {
        let conflicts = conflicts(self.network, self.case, self.decision, id);
        let barred = conflicts.iter().any(|conflict| conflict.bars());
        let archived = self
            .network
            .partner(id)
            .is_none_or(|partner| partner.availability == Availability::Archived);
        Some(CandidateView {
            partner: cut::partner(self.network, id)?,
            part,
            asked_before: self.already_asked.contains(&id),
            can_be_chosen: !barred && !archived && self.case.referral.state.is_open(),
            conflicts,
        })
    }
}

/// Where the choice of a partner would let somebody decide in their own matter.
fn conflicts(
    network: &Network,
    case: &Case,
    decision: &Decision,
    id: PartnerId,
) -> Vec<ConflictOfInterest> {
    let referral = &case.referral;
    let landlord = referral.need.place.landlord.as_ref();
    let partner = network.partner(id);
    let is_landlord = landlord
        .zip(partner)
        .is_some_and(|(landlord, partner)| partner.is_landlord(landlord));
    let operates = partner.is_some_and(|partner| partner.operator);
    let is_party = decision
        .turned_down
        .iter()
        .chain(
            case.decision
                .iter()
                .flat_map(|stored| &stored.decision.turned_down),
        )
        .any(|other| other.partner == id && other.reason == TurnedDownReason::PartyToTheCase);
    [
        (referral.referrer == Some(id), ConflictOfInterest::Referrer),
        (
            referral.sender == id && !operates,
            ConflictOfInterest::Sender,
        ),
        (is_party, ConflictOfInterest::Party),
        (is_landlord, ConflictOfInterest::Landlord),
    ]
    .into_iter()
    .filter_map(|(applies, conflict)| applies.then_some(conflict))
    .collect()
}
