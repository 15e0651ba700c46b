//! The kinds of partner that a case goes to, in order.

use passerelle_domain::PartnerKind;

use super::Ground;
use crate::rules::{Aim, Step};

/// The kinds on the route of this case, each once.
pub(crate) fn route(ground: &Ground<'_>) -> Vec<PartnerKind> {
    let (first, then): (&[Step], &[Step]) = match &ground.rule.then.aim {
        Aim::Partners { steps } => (steps, &[]),
        Aim::SituationRoute { fallbacks } => (
            ground.row.map_or(&[], |row| row.route.as_slice()),
            fallbacks,
        ),
        Aim::Divert | Aim::Triage | Aim::Inform { .. } => (&[], &[]),
    };
    let mut kinds = Vec::new();
    for step in first
        .iter()
        .chain(then)
        .filter(|step| step.when.holds(&ground.case))
    {
        if !kinds.contains(&step.kind) {
            kinds.push(step.kind);
        }
    }
    kinds
}
