//! Four eyes: somebody who did not write a version agrees to it.

use passerelle_domain::{RuleSetAction, RuleSetEventKind, RuleSetId};
use passerelle_store::ruleset_events;
use serde_json::json;

use super::{RuleSetView, succession::Hand};
use crate::{
    Actor, Casework, CaseworkError, Missing,
    rights::{Deed, need_scope},
    service::Interrupted,
};

impl Casework {
    /// Agrees to a version that was checked. Whether that is needed is a setting; it can be done
    /// anyway.
    ///
    /// # Errors
    /// When the actor is no coordinator or wrote on this version, `expected` is not the revision
    /// that stands, or the version is not checked.
    pub fn approve_rule_set(
        &self,
        actor: &Actor,
        id: RuleSetId,
        expected: Option<i64>,
    ) -> Result<RuleSetView, CaseworkError> {
        need_scope(actor, Deed::ApproveRules)?;
        self.write(|conn| {
            let mut record = self.rule_set_for(conn, actor, Deed::ApproveRules, id, expected)?;
            let writers = ruleset_events::writers(conn, id)?;
            if writers.contains(&actor.client) {
                return Err(CaseworkError::Forbidden(Missing::OtherEyes).into());
            }
            let status = record.status.after(RuleSetAction::Approve);
            record.status = status.map_err(CaseworkError::from)?;
            record.approved_by = Some(actor.client.clone());
            let hand = Hand {
                client: Some(&actor.client),
                at: self.now(),
            };
            hand.save(conn, &mut record, None)?;
            hand.remember(conn, &record, RuleSetEventKind::Approved, json!({}))?;
            Ok::<_, Interrupted>(record.into())
        })
    }
}
