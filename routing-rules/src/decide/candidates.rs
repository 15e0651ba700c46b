//! Whose standing matters to a decision, known before anybody's standing is.

use jiff::Timestamp;
use passerelle_domain::{PartnerId, PartnerKind};

use super::{Ground, inform, route};
use crate::{DecideError, Facts, Network, Standing, directory::Around};

impl Network {
    /// The partners that [`decide`](Self::decide) would compare with each other: those of the kinds
    /// that the case is routed to, or that are informed of it, who work where it takes place. Only
    /// their [standing](crate::Facts::standing) can change the decision.
    ///
    /// # Errors
    /// When the time zone is missing.
    pub fn candidates(
        &self,
        facts: &Facts<'_>,
        at: Timestamp,
    ) -> Result<Vec<PartnerId>, DecideError> {
        let ground = Ground::new(self, *facts, self.rules().moment(facts, at)?);
        let around = self.directory().around(facts);
        Ok(compared(&ground, &around))
    }
}

/// How the partners of one decision stand, as far as it was told.
pub(super) fn told(ground: &Ground<'_>, around: &Around<'_>) -> Vec<Standing> {
    let standing = ground.facts.standing;
    if standing.is_empty() {
        return Vec::new();
    }
    compared(ground, around)
        .into_iter()
        .filter_map(|partner| standing.told(partner).copied())
        .collect()
}

fn compared(ground: &Ground<'_>, around: &Around<'_>) -> Vec<PartnerId> {
    let mut kinds: Vec<PartnerKind> = route::route(ground)
        .into_iter()
        .map(|sought| sought.kind)
        .chain(inform::steps(ground).map(|(_, step)| step.kind))
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
        .into_iter()
        .flat_map(|kind| around.covering(kind))
        .map(|(_, card)| card.id)
        .collect()
}
