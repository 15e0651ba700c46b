//! Whom a case goes to, in order: kinds of partner, each with its relation to the case.

use passerelle_domain::PartnerKind;
use smallvec::SmallVec;

use super::Ground;
use crate::rules::{Aim, Relation, Step};

/// A step of the route of one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sought {
    pub(crate) kind: PartnerKind,
    pub(crate) relation: Option<Relation>,
}

impl Sought {
    pub(super) fn of(step: &Step) -> Self {
        Self {
            kind: step.kind,
            relation: step.relation,
        }
    }
}

/// The steps that this case takes, each once.
pub(crate) fn route(ground: &Ground<'_>) -> SmallVec<[Sought; 8]> {
    let (first, then): (&[Step], &[Step]) = match &ground.rule.then.aim {
        Aim::Partners { steps } => (steps, &[]),
        Aim::SituationRoute { fallbacks } => (
            ground.row.map_or(&[], |row| row.route.as_slice()),
            fallbacks,
        ),
        Aim::Divert | Aim::Triage | Aim::Inform { .. } => (&[], &[]),
    };
    let mut route = SmallVec::new();
    for step in first.iter().chain(then) {
        let sought = Sought::of(step);
        if !route.contains(&sought) && step.when.holds(&ground.case) {
            route.push(sought);
        }
    }
    route
}

/// The kinds of partner on the route, each once.
pub(crate) fn route_kinds(ground: &Ground<'_>) -> Vec<PartnerKind> {
    let mut kinds = Vec::new();
    for sought in route(ground) {
        if !kinds.contains(&sought.kind) {
            kinds.push(sought.kind);
        }
    }
    kinds
}
