//! Beginning a version.

use passerelle_domain::{Fault, RuleSetEventKind, RuleSetId, RuleSetStatus};
use passerelle_store::{
    editions::Member,
    rulesets::{self, RuleSetRecord},
};
use serde_json::json;

use super::{
    Composition, RuleSetDocument,
    edit::difference,
    head::{Head, name_fault},
    succession::Hand,
};
use crate::{
    Actor, Casework, CaseworkError,
    rights::{Deed, in_network, need_scope, need_standing},
    service::Interrupted,
};

/// A version that somebody begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewRuleSet {
    /// Its name; left out, the one that the document gives.
    pub name: Option<String>,
    /// The document (TOML); left out, one that gives the name alone.
    pub toml: Option<String>,
}

impl Casework {
    /// Begins a draft, as the next version under its name. The document need not be finished, but
    /// it must be TOML.
    ///
    /// # Errors
    /// When the actor is no coordinator, the text is not TOML, or no name is given.
    pub fn create_rule_set(
        &self,
        actor: &Actor,
        new: &NewRuleSet,
    ) -> Result<RuleSetDocument, CaseworkError> {
        need_scope(actor, Deed::WriteRules)?;
        let (network, in_force) = self.read(|conn| {
            let network = self.network(conn)?;
            need_standing(&in_network(actor, &network), Deed::WriteRules)?;
            Ok((network, Composition::in_force(conn)?))
        })?;
        let text = match (&new.toml, &new.name) {
            (Some(text), _) => text.clone(),
            (None, Some(name)) => format!("name = \"{name}\"\n"),
            (None, None) => String::new(),
        };
        let head = Head::of("toml", &text).map_err(CaseworkError::FaultyRules)?;
        let name = name_of(new, &head)?;
        // Which number it gets is not known yet, and makes no difference to what changes.
        let member = Member {
            name: name.clone(),
            version: 0,
        };
        let after = in_force.with(head.kind, member, text.clone());
        let changes = difference(network.rules(), &after)?;
        self.write(|conn| {
            let now = self.now();
            let latest = rulesets::latest(conn, &name)?;
            let version = latest.map_or(0, |latest| latest.version) + 1;
            let record = RuleSetRecord {
                id: self.id(now, RuleSetId::new),
                name: name.clone(),
                version,
                kind: head.kind,
                status: RuleSetStatus::Draft,
                revision: 1,
                head: Some(head.shown.to_json()?),
                author: Some(actor.client.clone()),
                approved_by: None,
                created_at: now,
                updated_at: now,
                check: None,
                active_from: None,
                active_until: None,
                supersedes: None,
                fault: None,
                tried_edition: None,
            };
            let hand = Hand {
                client: Some(&actor.client),
                at: now,
            };
            rulesets::insert(conn, &record, &text)?;
            let data = json!({ "changes": changes });
            hand.remember(conn, &record, RuleSetEventKind::Created, data)?;
            Ok::<_, Interrupted>(RuleSetDocument {
                version: record.into(),
                toml: text.clone(),
            })
        })
    }
}

/// The name of a new version: the one that is given, and the one that the document gives, if both
/// are there, must be the same.
fn name_of(new: &NewRuleSet, head: &Head) -> Result<String, CaseworkError> {
    let (pointer, name) = match (&new.name, &head.name) {
        (Some(given), Some(written)) if given != written => {
            let detail = "the document gives another name";
            return Err(CaseworkError::invalid("/name", "other_name", detail));
        }
        (Some(name), _) => ("/name", name),
        (None, Some(name)) => ("/toml", name),
        (None, None) => {
            let detail = "a name is needed, here or in the document";
            return Err(CaseworkError::invalid("/name", "required", detail));
        }
    };
    match name_fault(pointer, name) {
        Some(fault) => Err(CaseworkError::Invalid(vec![fault] as Vec<Fault>)),
        None => Ok(name.clone()),
    }
}
