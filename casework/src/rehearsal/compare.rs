//! A coordinator asks what a version would change.

use jiff::Timestamp;
use passerelle_domain::RuleSetId;

use super::{Rehearsed, RuleSource};
use crate::{
    Actor, Casework, CaseworkError,
    rights::{Deed, in_network, need_scope, need_standing},
};

impl Casework {
    /// Decides the stored cases by the version `with`, or by what decides now, and by the version
    /// `id`; `go_on` as in [`rehearse`](Self::rehearse).
    ///
    /// # Errors
    /// When the actor is no coordinator, there is no such version, or it cannot be used.
    pub fn compare_rule_sets(
        &self,
        actor: &Actor,
        id: RuleSetId,
        with: Option<RuleSetId>,
        since: Option<Timestamp>,
        go_on: impl FnMut(u64, u64) -> bool,
    ) -> Result<Rehearsed, CaseworkError> {
        need_scope(actor, Deed::CompareRules)?;
        self.read(|conn| {
            let network = self.network(conn)?;
            need_standing(&in_network(actor, &network), Deed::CompareRules)
        })?;
        let old = self.would_decide(&with.map_or(RuleSource::Active, RuleSource::Stored));
        let old = old.map_err(|error| match error {
            // The version in the path is there or not; this one stands in the body.
            CaseworkError::NotFound => {
                CaseworkError::invalid("/with", "unknown_rule_set", "there is no such version")
            }
            other => other,
        })?;
        let new = self.would_decide(&RuleSource::Stored(id))?;
        self.rehearse(&old, &new, since, go_on)
    }
}
