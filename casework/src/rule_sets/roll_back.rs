//! Taking back a version that was a mistake, in one step.

use passerelle_domain::{RuleSetAction, RuleSetEventKind, RuleSetId, RuleSetKind};
use passerelle_store::{
    Conn,
    rulesets::{self, RuleSetRecord},
};
use serde_json::json;

use super::{
    Composition, RuleSetView,
    candidate::member,
    composition::file,
    succession::{Hand, hold},
};
use crate::{
    Actor, Casework, CaseworkError,
    rights::{Deed, need_scope},
    service::Interrupted,
};

/// What a roll-back leads to.
struct Way {
    wrong: RuleSetRecord,
    before: Option<RuleSetRecord>,
    composition: Composition,
}

impl Casework {
    /// Takes a version out of force: the one whose place it took decides again, or none where it is
    /// an overlay that took nobody's. What comes back was found sound when it was published, and is
    /// not proved anew: a mistake is to be undone at once. It must fit to what else is in force.
    /// Answers the version that was taken out.
    ///
    /// # Errors
    /// When the actor is no coordinator, `expected` is not the revision that stands, the version
    /// does not decide, or nothing came before it; [`CaseworkError::FaultyRules`] when what came
    /// before does not fit any more.
    pub fn roll_back_rule_set(
        &self,
        actor: &Actor,
        id: RuleSetId,
        expected: Option<i64>,
    ) -> Result<RuleSetView, CaseworkError> {
        need_scope(actor, Deed::PublishRules)?;
        let way = self.read(|conn| {
            let wrong = self.rule_set_for(conn, actor, Deed::PublishRules, id, expected)?;
            wrong.status.after(RuleSetAction::Supersede)?;
            way_back(conn, wrong)
        })?;
        let loaded = way.composition.rules()?;
        loaded.map_err(CaseworkError::FaultyRules)?;
        self.write(|conn| {
            let stands = Some(way.wrong.revision);
            let mut wrong = self.rule_set_for(conn, actor, Deed::PublishRules, id, stands)?;
            if let Err(Interrupted::Raced) = hold(conn, &way.composition) {
                // Somebody published in between: whoever rolls back has to look again.
                return Err(CaseworkError::Stale {
                    current: wrong.revision,
                }
                .into());
            }
            let hand = Hand {
                client: Some(&actor.client),
                at: self.now(),
            };
            let to = way.before.as_ref().map(|before| file(&member(before)));
            let data = json!({ "to": to });
            hand.end(conn, &mut wrong, RuleSetEventKind::RolledBack, data)?;
            let mut restored = match &way.before {
                Some(before) => rulesets::find(conn, before.id)?,
                None => None,
            };
            if let Some(before) = &mut restored {
                let status = before.status.after(RuleSetAction::Restore);
                before.status = status.map_err(CaseworkError::from)?;
                before.active_from = Some(hand.at);
                before.active_until = None;
                hand.save(conn, before, None)?;
            }
            let edition = hand.begin_edition(conn, &way.composition)?;
            if let Some(before) = &restored {
                let data = json!({ "edition": edition, "from": file(&member(&wrong)) });
                hand.remember(conn, before, RuleSetEventKind::Restored, data)?;
            }
            Ok::<_, Interrupted>(wrong.into())
        })
    }
}

fn way_back(conn: &mut Conn, wrong: RuleSetRecord) -> Result<Way, CaseworkError> {
    let before = match wrong.supersedes {
        Some(id) => rulesets::find(conn, id)?,
        None => None,
    };
    let in_force = Composition::in_force(conn)?;
    let composition = match (&before, wrong.kind) {
        (Some(before), _) => {
            let text = rulesets::document(conn, &before.name, before.version)?
                .ok_or(CaseworkError::NotFound)?;
            in_force.with(before.kind, member(before), text)
        }
        (None, RuleSetKind::Overlay) => in_force.without(&wrong.name),
        (None, RuleSetKind::Base) => return Err(CaseworkError::NoEarlierVersion),
    };
    Ok(Way {
        wrong,
        before,
        composition,
    })
}
