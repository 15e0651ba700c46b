//! Who did what to a version, and which rules changed by it.

use passerelle_domain::RuleSetId;
use passerelle_routing_rules::Changes;
use passerelle_store::ruleset_events::{self, RuleSetEvent};
use serde_json::Value;

use super::{HistoryCursor, HistoryEntry};
use crate::{
    Actor, Casework, CaseworkError, Page,
    rights::{Deed, need_scope},
};

impl Casework {
    /// The history of a version, the oldest entry first.
    ///
    /// # Errors
    /// When the actor is no coordinator, or there is no such version.
    pub fn rule_set_history(
        &self,
        actor: &Actor,
        id: RuleSetId,
        after: Option<HistoryCursor>,
        limit: usize,
    ) -> Result<Page<HistoryEntry, HistoryCursor>, CaseworkError> {
        need_scope(actor, Deed::ReadRules)?;
        let events = self.read(|conn| {
            self.rule_set_for(conn, actor, Deed::ReadRules, id, None)?;
            let limit = i64::try_from(limit.saturating_add(1)).unwrap_or(i64::MAX);
            Ok(ruleset_events::of_rule_set(
                conn,
                id,
                after.unwrap_or(0),
                limit,
            )?)
        })?;
        Ok(Page::cut(events, limit, |(position, _)| *position).map(entry))
    }
}

fn entry((position, event): (i64, RuleSetEvent)) -> HistoryEntry {
    let mut data = event.data;
    let changes = data
        .as_object_mut()
        .and_then(|data| data.remove("changes"))
        .and_then(|changes| serde_json::from_value::<Option<Changes>>(changes).ok())
        .flatten();
    HistoryEntry {
        position,
        kind: event.kind,
        at: event.at,
        client: event.client,
        revision: event.revision,
        changes,
        data: if data.is_object() { data } else { Value::Null },
    }
}
