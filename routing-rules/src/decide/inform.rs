//! Who is told of the case without being asked.

use passerelle_domain::{Bounds, Partner};

use super::{Ground, sift};
use crate::{
    Proposal, TurnedDown,
    rules::{Aim, Effect, Step},
};

/// The nearest partner of each kind that a rule informs. Never the referrer, a party, the lead or a
/// partner that was turned down; a fallback may be, since it may never be asked.
pub(crate) fn informed(
    ground: &Ground<'_>,
    lead: Option<&Proposal>,
    turned_down: &[TurnedDown],
) -> Vec<Proposal> {
    let mut informed: Vec<Proposal> = Vec::new();
    for rule in ground.network.informing_rules(&ground.case) {
        let Aim::Inform { steps } = &rule.then.aim else {
            continue;
        };
        for step in steps.iter().filter(|step| step.when.holds(&ground.case)) {
            let taken = |partner: &Partner| {
                lead.is_some_and(|lead| lead.partner == partner.id)
                    || turned_down.iter().any(|other| other.partner == partner.id)
                    || informed.iter().any(|other| other.partner == partner.id)
            };
            let nearest = nearest(ground, step, taken);
            informed.extend(nearest.map(|partner| tell(ground, &rule.then, partner)));
        }
    }
    informed
}

fn nearest<'n>(
    ground: &Ground<'n>,
    step: &Step,
    taken: impl Fn(&Partner) -> bool,
) -> Option<&'n Partner> {
    let need = ground.facts.need;
    ground
        .network
        .shelf(step.kind, &ground.facts)
        .covering()
        .filter(|partner| !taken(partner) && sift::objection(ground, partner).is_none())
        .min_by_key(|partner| {
            sift::breadth(
                partner,
                need.setting,
                &need.place,
                ground.network.territory(),
            )
        })
}

fn tell(ground: &Ground<'_>, then: &Effect, partner: &Partner) -> Proposal {
    let bounds = Bounds {
        rule: ground.capped(then.max),
        entitlement: partner.entitlement,
        exception: then.exception,
    };
    Proposal {
        partner: partner.id,
        disclosure: bounds.overall(&ground.facts.need.parties, partner.id),
        bounds: bounds.ceiling(),
        answer_due_at: None,
        first_contact_due_at: None,
        needs_consent: false,
    }
}
