//! Reading versions of rule sets.

use passerelle_domain::RuleSetId;
use passerelle_store::rulesets;

use super::{RuleSetCursor, RuleSetDocument, RuleSetFilter, RuleSetView};
use crate::{
    Actor, Casework, CaseworkError, Page,
    rights::{Deed, in_network, need_scope, need_standing},
};

impl Casework {
    /// The versions that pass the filter, the newest first.
    ///
    /// # Errors
    /// When the actor is no coordinator.
    pub fn rule_sets(
        &self,
        actor: &Actor,
        filter: &RuleSetFilter,
        after: Option<RuleSetCursor>,
        limit: usize,
    ) -> Result<Page<RuleSetView, RuleSetCursor>, CaseworkError> {
        need_scope(actor, Deed::ReadRules)?;
        let records = self.read(|conn| {
            let network = self.network(conn)?;
            need_standing(&in_network(actor, &network), Deed::ReadRules)?;
            // One more than asked for tells whether there is a next page.
            let limit = i64::try_from(limit.saturating_add(1)).unwrap_or(i64::MAX);
            Ok(rulesets::list(conn, filter, after, limit)?)
        })?;
        Ok(
            Page::cut(records, limit, |record| (record.created_at, record.id))
                .map(RuleSetView::from),
        )
    }

    /// One version with its document.
    ///
    /// # Errors
    /// When the actor is no coordinator, or there is no such version.
    pub fn rule_set(&self, actor: &Actor, id: RuleSetId) -> Result<RuleSetDocument, CaseworkError> {
        need_scope(actor, Deed::ReadRules)?;
        self.read(|conn| {
            let record = self.rule_set_for(conn, actor, Deed::ReadRules, id, None)?;
            let toml = rulesets::document(conn, &record.name, record.version)?
                .ok_or(CaseworkError::NotFound)?;
            Ok(RuleSetDocument {
                version: record.into(),
                toml,
            })
        })
    }
}
