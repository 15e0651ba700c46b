//! What the network lacks under a version of the rules: situations with nobody to ask, partners that
//! are full or that no mail reaches.

use passerelle_domain::{PartnerId, RuleSetId};
use passerelle_routing_rules::{
    Circumstances,
    gaps::{Gaps, Part, gaps},
};
use passerelle_store::assignments;

use crate::{
    Actor, Casework, CaseworkError,
    rehearsal::RuleSource,
    rights::{Deed, in_network, need_scope, need_standing},
};

impl Casework {
    /// What the directory of today lacks in `part` if the version `id` decided, in the place that
    /// it would take.
    ///
    /// # Errors
    /// When the actor is no coordinator, there is no such version, or it cannot be used.
    pub fn rule_set_gaps(
        &self,
        actor: &Actor,
        id: RuleSetId,
        part: &Part,
    ) -> Result<Gaps, CaseworkError> {
        need_scope(actor, Deed::CompareRules)?;
        let (open, bounced) = self.read(|conn| {
            let network = self.network(conn)?;
            need_standing(&in_network(actor, &network), Deed::CompareRules)?;
            Ok((assignments::open_leads(conn)?, assignments::bounced(conn)?))
        })?;
        let open: Vec<(PartnerId, u32)> = open
            .into_iter()
            .map(|(partner, open)| (partner, u32::try_from(open).unwrap_or(u32::MAX)))
            .collect();
        let network = self.would_decide(&RuleSource::Stored(id))?;
        let around = Circumstances {
            at: self.now(),
            open: &open,
            bounced: &bounced,
        };
        Ok(gaps(&network, part, around))
    }
}
