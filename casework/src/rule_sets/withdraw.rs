//! Giving up a version that never decided. It stays in the list, and decides nothing.

use passerelle_domain::{RuleSetAction, RuleSetEventKind, RuleSetId};
use serde_json::json;

use super::{RuleSetView, succession::Hand};
use crate::{
    Actor, Casework, CaseworkError,
    rights::{Deed, need_scope},
    service::Interrupted,
};

impl Casework {
    /// Gives it up, a scheduled one too.
    ///
    /// # Errors
    /// When the actor is no coordinator, `expected` is not the revision that stands, or the version
    /// has decided already.
    pub fn withdraw_rule_set(
        &self,
        actor: &Actor,
        id: RuleSetId,
        expected: Option<i64>,
    ) -> Result<RuleSetView, CaseworkError> {
        need_scope(actor, Deed::WriteRules)?;
        self.write(|conn| {
            let mut record = self.rule_set_for(conn, actor, Deed::WriteRules, id, expected)?;
            let status = record.status.after(RuleSetAction::Withdraw);
            record.status = status.map_err(CaseworkError::from)?;
            let hand = Hand {
                client: Some(&actor.client),
                at: self.now(),
            };
            hand.save(conn, &mut record, None)?;
            hand.remember(conn, &record, RuleSetEventKind::Withdrawn, json!({}))?;
            Ok::<_, Interrupted>(record.into())
        })
    }
}
