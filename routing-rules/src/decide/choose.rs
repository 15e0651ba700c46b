//! Whom to ask first, by what the persons concerned agreed to, and how much each may see.

use passerelle_domain::{
    Bounds, CaseKind, ConsentState, Disclosure, PartnerId, Party, TurnedDownReason,
};

use super::Ground;
use crate::{
    Destiny, Proposal, TurnedDown,
    directory::Card,
    rules::{Aim, ConsentDemand, concerned},
};

/// A partner that can take the case, and whether a person's agreement is missing for it.
pub(super) struct Candidate {
    pub(super) card: Card,
    pub(super) needs_consent: bool,
}

/// What follows from the candidates.
pub(super) enum Choice {
    /// Ask the first now.
    Ask(Vec<Candidate>),
    /// Ask the first as soon as the person agrees.
    Wait(Vec<Candidate>),
    /// There is nobody to ask.
    Nobody,
}

/// A choice, and the candidates that it passed over.
pub(super) struct Ladder {
    pub(super) choice: Choice,
    pub(super) turned_down: Vec<TurnedDown>,
}

pub(super) fn choose(ground: &Ground<'_>, eligible: &[Card]) -> Ladder {
    let alike = ground
        .takes_partners_alike()
        .then(|| eligible.first().map(|card| ground.agreed(card.id)));
    let agreed = |card: &Card| alike.flatten().unwrap_or_else(|| ground.agreed(card.id));
    let candidate = |card: &Card| Candidate {
        card: *card,
        needs_consent: !agreed(card),
    };
    let mut candidates: Vec<Candidate> = eligible.iter().map(candidate).collect();
    let may_lead = |candidate: &Candidate| ground.may_lead(&candidate.card);
    let agreed = candidates
        .iter()
        .position(|one| !one.needs_consent && may_lead(one));
    if let Some(first) = agreed {
        // Those before were nearer, and the person chose others.
        let reason = TurnedDownReason::ConsentMissing;
        return Ladder {
            turned_down: turn_down(candidates.drain(..first), reason),
            choice: Choice::Ask(candidates),
        };
    }
    if let Some(first) = candidates.iter().position(may_lead) {
        let reason = TurnedDownReason::ExcludedByRule;
        return Ladder {
            turned_down: turn_down(candidates.drain(..first), reason),
            choice: Choice::Wait(candidates),
        };
    }
    let turned_down = turn_down(candidates, TurnedDownReason::ExcludedByRule);
    Ladder {
        choice: Choice::Nobody,
        turned_down,
    }
}

fn turn_down(
    candidates: impl IntoIterator<Item = Candidate>,
    reason: TurnedDownReason,
) -> Vec<TurnedDown> {
    let one = |candidate: Candidate| TurnedDown {
        partner: candidate.card.id,
        reason,
    };
    candidates.into_iter().map(one).collect()
}

impl Ground<'_> {
    /// A police force is asked after somebody else was, never first.
    fn may_lead(&self, card: &Card) -> bool {
        !card.kind.is_law_enforcement()
            || self.rule.then.law_enforcement.is_some()
            || !self.facts.already_asked.is_empty()
    }

    /// Whether the persons of the case let all partners know the same.
    fn takes_partners_alike(&self) -> bool {
        !self
            .facts
            .need
            .parties
            .iter()
            .any(Party::tells_partners_apart)
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

    pub(super) fn bounds(&self, card: &Card) -> Bounds {
        Bounds {
            rule: self.rule_max(),
            entitlement: card.entitlement,
            exception: self.rule.then.exception,
        }
    }

    /// What each candidate is asked, and how much it sees. Those of one entitlement see the same
    /// where the persons let all partners know the same.
    pub(super) fn proposals<'c>(
        &'c self,
        candidates: &'c [Candidate],
        destiny: Destiny,
    ) -> impl Iterator<Item = Proposal> + 'c {
        let alike = self.takes_partners_alike();
        let parties = &self.facts.need.parties;
        let mut last: Option<(Bounds, Disclosure)> = None;
        candidates.iter().map(move |candidate| {
            let Candidate {
                card,
                needs_consent,
            } = candidate;
            let bounds = self.bounds(card);
            let known = last.filter(|(of, _)| alike && *of == bounds);
            let now = known.map_or_else(|| bounds.overall(parties, card.id), |(_, now)| now);
            last = Some((bounds, now));
            Proposal {
                partner: card.id,
                disclosure: now.min(ceiling_of(destiny)),
                bounds: bounds.ceiling(),
                answer_due_at: None,
                first_contact_due_at: None,
                needs_consent: *needs_consent,
            }
        })
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
