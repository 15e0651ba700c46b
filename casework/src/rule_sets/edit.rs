//! Changing the document of a version that never decided.

use passerelle_domain::{RuleSetAction, RuleSetEventKind, RuleSetId};
use passerelle_routing_rules::{Changes, RuleSet};
use passerelle_store::rulesets::RuleSetRecord;
use serde_json::json;

use super::{
    Composition, RuleSetDocument,
    candidate::{Candidate, member},
    composition::file,
    head::Head,
    succession::Hand,
};
use crate::{
    Actor, Casework, CaseworkError,
    rights::{Deed, need_scope},
    service::Interrupted,
};

impl Casework {
    /// Replaces the document. Whatever was checked, approved or scheduled before is void: the
    /// version is a draft again.
    ///
    /// # Errors
    /// When the actor is no coordinator, `expected` is not the revision that stands, the version
    /// has decided already, or the text is not TOML or gives another name.
    pub fn edit_rule_set(
        &self,
        actor: &Actor,
        id: RuleSetId,
        text: &str,
        expected: Option<i64>,
    ) -> Result<RuleSetDocument, CaseworkError> {
        need_scope(actor, Deed::WriteRules)?;
        let seen = self.read(|conn| {
            let record = self.rule_set_for(conn, actor, Deed::WriteRules, id, expected)?;
            record.status.after(RuleSetAction::Edit)?;
            Candidate::read(self, conn, record)
        })?;
        let member = member(&seen.record);
        let head = Head::of(&file(&member), text).map_err(CaseworkError::FaultyRules)?;
        if head.name.as_ref().is_some_and(|name| *name != member.name) {
            let detail = "a version keeps its name; begin another one instead";
            return Err(CaseworkError::invalid("/toml", "other_name", detail));
        }
        let changes = match seen.loaded()? {
            Ok(before) => {
                let in_force = seen.composition.clone();
                let after = in_force.with(head.kind, member, text.to_owned());
                difference(&before, &after)?
            }
            Err(_) => None,
        };
        self.write(|conn| {
            let stands = Some(seen.record.revision);
            let found = self.rule_set_for(conn, actor, Deed::WriteRules, id, stands)?;
            let mut record = RuleSetRecord {
                status: found
                    .status
                    .after(RuleSetAction::Edit)
                    .map_err(CaseworkError::from)?,
                kind: head.kind,
                head: Some(head.shown.to_json()?),
                approved_by: None,
                check: None,
                active_from: None,
                fault: None,
                tried_edition: None,
                ..found
            };
            let hand = Hand {
                client: Some(&actor.client),
                at: self.now(),
            };
            hand.save(conn, &mut record, Some(text))?;
            let data = json!({ "changes": changes });
            hand.remember(conn, &record, RuleSetEventKind::Edited, data)?;
            Ok::<_, Interrupted>(RuleSetDocument {
                version: record.into(),
                toml: text.to_owned(),
            })
        })
    }
}

/// What `after` says otherwise; nothing can be told of one that has faults.
pub(crate) fn difference(
    before: &RuleSet,
    after: &Composition,
) -> Result<Option<Changes>, CaseworkError> {
    let after = after.rules()?;
    Ok(after.ok().map(|after| Changes::between(before, &after)))
}
