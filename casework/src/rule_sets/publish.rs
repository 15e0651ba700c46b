//! Putting a version in force, at once or from a date on.

use jiff::Timestamp;
use passerelle_domain::{RuleSetAction, RuleSetEventKind, RuleSetId};
use passerelle_routing_rules::Changes;
use passerelle_store::{Conn, rulesets::RuleSetRecord};
use serde_json::json;

use super::{
    RuleSetView,
    candidate::Candidate,
    succession::{Hand, hold, take_over},
};
use crate::{
    Actor, Casework, CaseworkError,
    rights::{Deed, need_scope},
    service::Interrupted,
};

/// How often a publication looks again because another one came in between.
const LOOKS: u32 = 4;

impl Casework {
    /// Lets a version decide from `from` on, or at once where that is past or left out. It must
    /// load, fit to what is in force, and be found without errors, whatever an earlier check said.
    ///
    /// # Errors
    /// When the actor is no coordinator, `expected` is not the revision that stands, or the version
    /// is not checked, or not approved where that is demanded; [`CaseworkError::FaultyRules`] and
    /// [`CaseworkError::UnsoundRules`] when it cannot be used. What decides stays then.
    pub fn publish_rule_set(
        &self,
        actor: &Actor,
        id: RuleSetId,
        from: Option<Timestamp>,
        expected: Option<i64>,
    ) -> Result<RuleSetView, CaseworkError> {
        need_scope(actor, Deed::PublishRules)?;
        let four_eyes = self.four_eyes;
        for _ in 0..LOOKS {
            let seen = self.read(|conn| {
                let record = self.rule_set_for(conn, actor, Deed::PublishRules, id, expected)?;
                record.status.after(RuleSetAction::Activate { four_eyes })?;
                Candidate::read(self, conn, record)
            })?;
            let changes = seen.sound()?;
            let published = self.store.write(|conn| {
                let stands = Some(seen.record.revision);
                let record = self.rule_set_for(conn, actor, Deed::PublishRules, id, stands)?;
                let hand = Hand {
                    client: Some(&actor.client),
                    at: self.now(),
                };
                match from.filter(|from| *from > hand.at) {
                    Some(from) => schedule(conn, hand, record, from, four_eyes),
                    None => put_in_force(conn, hand, record, &seen, &changes, four_eyes),
                }
            });
            match published {
                Ok(record) => return Ok(record.into()),
                Err(Interrupted::Raced) => {}
                Err(Interrupted::Refused(error)) => return Err(error),
            }
        }
        Err(CaseworkError::internal(
            "a publication was overtaken again and again",
        ))
    }
}

impl Candidate {
    /// What would change, if nothing speaks against it.
    pub(crate) fn sound(&self) -> Result<Changes, CaseworkError> {
        let (report, changes) = self.weigh()?;
        if report.is_sound() {
            Ok(changes)
        } else {
            Err(CaseworkError::UnsoundRules(Box::new(report)))
        }
    }
}

fn schedule(
    conn: &mut Conn,
    hand: Hand<'_>,
    mut record: RuleSetRecord,
    from: Timestamp,
    four_eyes: bool,
) -> Result<RuleSetRecord, Interrupted> {
    let status = record.status.after(RuleSetAction::Schedule { four_eyes });
    record.status = status.map_err(CaseworkError::from)?;
    record.active_from = Some(from);
    record.fault = None;
    record.tried_edition = None;
    hand.save(conn, &mut record, None)?;
    let data = json!({ "from": from });
    hand.remember(conn, &record, RuleSetEventKind::Scheduled, data)?;
    Ok(record)
}

/// Ends what the version takes the place of, and begins the edition that it is part of: all of it,
/// or nothing where another edition began in between.
pub(crate) fn put_in_force(
    conn: &mut Conn,
    hand: Hand<'_>,
    mut record: RuleSetRecord,
    seen: &Candidate,
    changes: &Changes,
    four_eyes: bool,
) -> Result<RuleSetRecord, Interrupted> {
    hold(conn, &seen.composition)?;
    let status = record.status.after(RuleSetAction::Activate { four_eyes });
    record.status = status.map_err(CaseworkError::from)?;
    record.active_from = Some(hand.at);
    record.fault = None;
    record.tried_edition = None;
    record.supersedes = take_over(conn, hand, &record)?;
    hand.save(conn, &mut record, None)?;
    let edition = hand.begin_edition(conn, &seen.composition)?;
    let data = json!({ "edition": edition, "changes": changes });
    hand.remember(conn, &record, RuleSetEventKind::Activated, data)?;
    Ok(record)
}
