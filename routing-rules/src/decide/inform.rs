//! Who is told of the case without being asked.

use passerelle_domain::Bounds;

use super::{Ground, Search, Sought, search::Wanted};
use crate::{
    Proposal, TurnedDown,
    directory::Card,
    rules::{Aim, Effect, Step},
};

/// The nearest partner of each kind that a rule informs. Never the referrer, a party, the lead or a
/// partner that was turned down; a fallback may be, since it may never be asked.
pub(crate) fn informed(
    search: &Search<'_, '_>,
    lead: Option<&Proposal>,
    turned_down: &[TurnedDown],
) -> Vec<Proposal> {
    let ground = search.ground;
    let mut informed: Vec<Proposal> = Vec::new();
    for (then, step) in steps(ground) {
        let taken = |card: &Card| {
            lead.is_some_and(|lead| lead.partner == card.id)
                || turned_down.iter().any(|other| other.partner == card.id)
                || informed.iter().any(|other| other.partner == card.id)
        };
        let nearest = nearest(search, step, taken);
        informed.extend(nearest.map(|card| tell(ground, then, &card)));
    }
    informed
}

/// The steps of the rules that inform somebody about this case, each with what its rule says.
pub(super) fn steps<'g>(ground: &'g Ground<'_>) -> impl Iterator<Item = (&'g Effect, &'g Step)> {
    let rules = ground.network.informing_rules(&ground.case);
    rules
        .filter_map(|rule| match &rule.then.aim {
            Aim::Inform { steps } => Some((&rule.then, steps)),
            _ => None,
        })
        .flat_map(|(then, steps)| steps.iter().map(move |step| (then, step)))
        .filter(|(_, step)| step.when.holds(&ground.case))
}

fn nearest(search: &Search<'_, '_>, step: &Step, taken: impl Fn(&Card) -> bool) -> Option<Card> {
    let sought = Sought::of(step);
    search
        .around
        .covering(step.kind)
        .into_iter()
        .filter(|(_, card)| {
            !taken(card)
                && search
                    .objection(sought, Wanted::ToKnow, card, true)
                    .is_none()
        })
        .min_by_key(|(breadth, card)| search.rank(*breadth, card))
        .map(|(_, card)| card)
}

fn tell(ground: &Ground<'_>, then: &Effect, card: &Card) -> Proposal {
    let bounds = Bounds {
        rule: ground.capped(then.max),
        entitlement: card.entitlement,
        exception: then.exception,
    };
    Proposal {
        partner: card.id,
        disclosure: bounds.overall(&ground.facts.need.parties, card.id),
        bounds: bounds.ceiling(),
        answer_due_at: None,
        first_contact_due_at: None,
        needs_consent: false,
    }
}
