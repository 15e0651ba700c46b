//! A coordinator chooses the partner, where no rule did or where it must be another.

use passerelle_domain::{
    Bounds, CaseKind, Disclosure, Fault, Label, PartnerId, ReferralId, TimeLimit, TurnedDownReason,
    calendar::WorkingDays,
    guard,
    need::{limits, text_faults},
};
use passerelle_routing_rules::{Decision, Destiny, Proposal};
use passerelle_store::Conn;

use crate::{
    Actor, Casework, CaseworkError, ReferralView,
    change::{By, Change},
    check::{is_active, refuse, unknown_partner},
    decide::{Released, ask, record, release},
    decision_record::StoredDecision,
    rights::{Deed, need_scope},
    views::build::Case,
};

/// The name under which a choice by hand stands where a rule would.
const RULE: &str = "by_hand";

const EXPLANATION: Label = Label {
    fr: "Ce partenaire a été choisi par une personne de la coordination.",
    en: "This partner was chosen by a person of the coordination.",
};

impl Casework {
    /// Asks `partner` to lead, in place of whoever leads now.
    ///
    /// # Errors
    /// [`CaseworkError::Invalid`] when the partner cannot be chosen, [`CaseworkError::Conflict`]
    /// when the case has ended, and [`CaseworkError::Stale`].
    pub fn route(
        &self,
        actor: &Actor,
        id: ReferralId,
        partner: PartnerId,
        reason: &str,
        expected: Option<i64>,
    ) -> Result<ReferralView, CaseworkError> {
        need_scope(actor, Deed::RouteByHand)?;
        let reason = reason.trim();
        self.write_for(actor, |conn| {
            let mut change = Change::open(self, conn, By::client(actor), id)?;
            change.need(actor, Deed::RouteByHand)?;
            change.expect(expected)?;
            let mut faults = reason_faults(reason);
            faults.extend(partner_faults(&change, partner));
            refuse(faults)?;
            let decision = chosen(conn, &change, partner)?;
            let lead = decision.lead.clone();
            let lead = lead.ok_or_else(|| CaseworkError::internal("chosen by hand: nobody"))?;
            let exception = decision.legal_exception;
            release(&mut change, Released::Lead)?;
            record(&mut change, decision, Some(reason.to_owned()));
            ask(&mut change, &lead, exception)?;
            change.commit(conn)?;
            Ok(Case::load(conn, id)?.view(&change.network, actor)?)
        })
    }
}

fn reason_faults(reason: &str) -> Vec<Fault> {
    let mut faults = text_faults("/reason", reason, limits::SHORT);
    if reason.is_empty() {
        faults.push(Fault::at(
            "/reason",
            "required",
            "a choice by hand needs a reason",
        ));
    }
    // The reason is kept with the decision, where nothing personal may stand.
    if !guard::review(reason).is_empty() {
        let detail = "the reason speaks of a person; say why this partner, not who";
        faults.push(Fault::at("/reason", "watched_words", detail));
    }
    faults
}

/// Even by hand, a case goes neither back to its referrer nor to a party to it.
fn partner_faults(change: &Change<'_>, partner: PartnerId) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !is_active(&change.network, partner) {
        faults.push(unknown_partner("/partner"));
    }
    if change.referral.referrer == Some(partner) {
        let detail = "the case comes from this organisation";
        faults.push(Fault::at("/partner", "referrer_organisation", detail));
    }
    let turned_down = change
        .decision
        .iter()
        .flat_map(|stored| &stored.decision.turned_down);
    let is_party = turned_down
        .into_iter()
        .any(|other| other.partner == partner && other.reason == TurnedDownReason::PartyToTheCase);
    if is_party {
        let detail = "this organisation is a party to the case";
        faults.push(Fault::at("/partner", "party_to_the_case", detail));
    }
    faults
}

/// The decision that stands, with the partner that a person chose.
fn chosen(
    conn: &mut Conn,
    change: &Change<'_>,
    partner: PartnerId,
) -> Result<Decision, CaseworkError> {
    let latest = change.decision.as_ref();
    let latest = latest.ok_or_else(|| CaseworkError::internal("a case without a decision"))?;
    let need = &change.referral.need;
    let bounds_of = |proposal: &Proposal| (proposal.partner == partner).then_some(proposal.bounds);
    // The rules have looked at a partner that ever stood on the route. For any other one, consent
    // to "the partners of the decision" says nothing, so it learns no name.
    let on_the_route = StoredDecision::all(conn, change.referral.id)?
        .iter()
        .flat_map(|stored| {
            stored
                .decision
                .lead
                .iter()
                .chain(&stored.decision.fallbacks)
        })
        .find_map(bounds_of);
    let unnamed = matches!(need.case_kind, CaseKind::Collective | CaseKind::Place);
    let ceiling = if unnamed {
        Disclosure::L0
    } else {
        Disclosure::L1
    };
    let entitlement = change
        .network
        .partner(partner)
        .map_or(Disclosure::None, |partner| partner.entitlement);
    let bounds = on_the_route.unwrap_or(ceiling).min(entitlement);

    let level = change.network.service_level(change.referral.priority);
    let departement = need.place.commune_code.departement();
    let counted = WorkingDays::of(Some(&departement)).when_there(change.network.partner(partner));
    let due = |limit: TimeLimit| limit.due_counting(change.at, counted);
    let answer_due_at = level.map(|level| due(level.answer)).transpose()?;
    let first_contact_due_at = level.map(|level| due(level.first_contact)).transpose()?;

    let mut decision = latest.decision.clone();
    if on_the_route.is_none() {
        // The law names the authorities that it excepts from consent; this is another partner.
        decision.legal_exception = None;
    }
    let exception = decision.legal_exception;
    let levels = Bounds {
        rule: bounds,
        entitlement,
        exception,
    };
    decision.disclosure_by_party = levels.by_party(&need.parties, partner);
    decision.lead = Some(Proposal {
        partner,
        disclosure: levels.overall(&need.parties, partner),
        bounds,
        answer_due_at,
        first_contact_due_at,
        needs_consent: false,
    });
    decision
        .matched_rule
        .get_or_insert_with(|| decision.rule.clone());
    RULE.clone_into(&mut decision.rule);
    decision.destiny = Destiny::Routed;
    decision.fallbacks.clear();
    decision.informed.clear();
    decision.course.reminders.clear();
    decision.answer_due_at = answer_due_at;
    decision.first_contact_due_at = first_contact_due_at;
    decision.explanation = EXPLANATION.into();
    Ok(decision)
}
