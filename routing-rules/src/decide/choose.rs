//! Whom to ask first, by what the persons concerned agreed to, and how much each may see.

use passerelle_domain::{
    Bounds, CaseKind, ConsentState, Disclosure, Partner, PartnerId, Party, TurnedDownReason,
};

use super::Ground;
use crate::{
    Destiny, Proposal, TurnedDown,
    rules::{Aim, ConsentDemand, concerned},
};

/// A partner that can take the case, and whether a person's agreement is missing for it.
pub(super) struct Candidate<'n> {
    pub(super) partner: &'n Partner,
    pub(super) needs_consent: bool,
}

/// What follows from the candidates.
pub(super) enum Choice<'n> {
    /// Ask the first now.
    Ask(Vec<Candidate<'n>>),
    /// Ask the first as soon as the person agrees.
    Wait(Vec<Candidate<'n>>),
    /// There is nobody to ask.
    Nobody,
}

/// A choice, and the candidates that it passed over.
pub(super) struct Ladder<'n> {
    pub(super) choice: Choice<'n>,
    pub(super) turned_down: Vec<TurnedDown>,
}

pub(super) fn choose<'n>(ground: &Ground<'n>, eligible: Vec<&'n Partner>) -> Ladder<'n> {
    let candidate = |partner: &'n Partner| Candidate {
        partner,
        needs_consent: !ground.agreed(partner.id),
    };
    let mut candidates: Vec<Candidate<'n>> = eligible.into_iter().map(candidate).collect();
    let may_lead = |candidate: &Candidate<'_>| ground.may_lead(candidate.partner);
    let agreed = candidates
        .iter()
        .position(|one| !one.needs_consent && may_lead(one));
    if let Some(first) = agreed {
        let later = candidates.split_off(first);
        // Those before were nearer, and the person chose others.
        let reason = TurnedDownReason::ConsentMissing;
        return Ladder {
            choice: Choice::Ask(later),
            turned_down: turn_down(&candidates, reason),
        };
    }
    if let Some(first) = candidates.iter().position(may_lead) {
        let later = candidates.split_off(first);
        let reason = TurnedDownReason::ExcludedByRule;
        return Ladder {
            choice: Choice::Wait(later),
            turned_down: turn_down(&candidates, reason),
        };
    }
    let turned_down = turn_down(&candidates, TurnedDownReason::ExcludedByRule);
    Ladder {
        choice: Choice::Nobody,
        turned_down,
    }
}

fn turn_down(candidates: &[Candidate<'_>], reason: TurnedDownReason) -> Vec<TurnedDown> {
    let one = |candidate: &Candidate<'_>| TurnedDown {
        partner: candidate.partner.id,
        reason,
    };
    candidates.iter().map(one).collect()
}

impl Ground<'_> {
    /// A police force is asked after somebody else was, never first.
    fn may_lead(&self, partner: &Partner) -> bool {
        !partner.kind.is_law_enforcement()
            || self.rule.then.law_enforcement.is_some()
            || !self.facts.already_asked.is_empty()
    }

    /// Whether nothing that a person said, or did not say, stands between the case and `partner`.
    fn agreed(&self, partner: PartnerId) -> bool {
        let then = &self.rule.then;
        if then.exception.is_some() || self.names_nobody() {
            return true;
        }
        let parties = &self.facts.need.parties;
        if then.consent == ConsentDemand::Required {
            let somebody = concerned(parties).next().is_some();
            return somebody && concerned(parties).all(|party| party.lets_identity_reach(partner));
        }
        self.rule_max() < Disclosure::L2
            || !concerned(parties).any(|party| chose_others(party, partner))
    }

    /// A collective case or a place: nobody is named, so nobody is to be asked.
    fn names_nobody(&self) -> bool {
        matches!(
            self.facts.need.case_kind,
            CaseKind::Collective | CaseKind::Place
        )
    }

    /// `level`, or less where the case names nobody.
    pub(super) fn cap(&self, level: Disclosure) -> Disclosure {
        if self.names_nobody() {
            level.min(Disclosure::L0)
        } else {
            level
        }
    }

    /// The most that the rule sends to anybody, in this situation and in this kind of case.
    fn rule_max(&self) -> Disclosure {
        self.capped(self.rule.then.max)
    }

    /// `level`, within what the kind of case allows, and the situation where its route is taken: a
    /// rule of its own list, such as one that protects a minor, is not bound by it.
    pub(super) fn capped(&self, level: Disclosure) -> Disclosure {
        let situation = match self.rule.then.aim {
            Aim::SituationRoute { .. } => self.row.and_then(|row| row.max),
            _ => None,
        };
        self.cap(level.min(situation.unwrap_or(Disclosure::L3)))
    }

    pub(super) fn bounds(&self, partner: &Partner) -> Bounds {
        Bounds {
            rule: self.rule_max(),
            entitlement: partner.entitlement,
            exception: self.rule.then.exception,
        }
    }

    pub(super) fn propose(&self, candidate: &Candidate<'_>, destiny: Destiny) -> Proposal {
        let Candidate {
            partner,
            needs_consent,
        } = candidate;
        let bounds = self.bounds(partner);
        let now = bounds.overall(&self.facts.need.parties, partner.id);
        Proposal {
            partner: partner.id,
            disclosure: now.min(ceiling_of(destiny)),
            bounds: bounds.ceiling(),
            answer_due_at: None,
            first_contact_due_at: None,
            needs_consent: *needs_consent,
        }
    }
}

/// The most that anybody sees of a case that goes this way.
pub(super) fn ceiling_of(destiny: Destiny) -> Disclosure {
    match destiny {
        Destiny::Routed => Disclosure::L3,
        Destiny::AwaitingConsent | Destiny::Triage => Disclosure::L1,
        Destiny::EmergencyDiverted => Disclosure::None,
    }
}

/// Whether the person agreed to be named to some partners, and this is none of them. For a minor
/// the holder of parental authority says so.
fn chose_others(party: &Party, partner: PartnerId) -> bool {
    let consent = if party.is_minor() == Some(true) {
        party.guardian_consent.as_ref()
    } else {
        Some(&party.consent)
    };
    consent.is_some_and(|consent| {
        consent.state == ConsentState::Given
            && consent
                .scope
                .as_ref()
                .is_some_and(|named| !named.contains(&partner))
    })
}
