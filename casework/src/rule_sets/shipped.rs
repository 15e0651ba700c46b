//! Putting the shipped rule set into the database, and following it when a new release ships
//! another text.

use passerelle_domain::{RuleSetEventKind, RuleSetId, RuleSetKind, RuleSetStatus};
use passerelle_routing_rules::RuleSet;
use passerelle_store::{
    Conn, editions,
    editions::Member,
    rulesets::{self, RuleSetFilter, RuleSetRecord},
};
use serde_json::json;

use super::{
    Composition,
    composition::unusable,
    head::Head,
    succession::{Hand, take_over},
};
use crate::{Casework, CaseworkError, service::Interrupted};

/// How many versions of one name are looked at.
const LOOKED_AT: i64 = 1000;

impl Casework {
    /// Makes the shipped rule set decide, unless the operator has one of its own: as version 1
    /// where there is none, and as the next version where the active one is an older text that the
    /// product shipped. One that was rolled back does not come again by itself, and one over which
    /// the overlays in force cannot be laid waits until they can. Tells the version that decides.
    ///
    /// # Errors
    /// [`CaseworkError::UnusableRules`] when the text has faults; nothing is changed then.
    pub fn ensure_rule_set(&self, text: &str) -> Result<i32, CaseworkError> {
        let shipped =
            RuleSet::from_toml("shipped rule set", text).map_err(|faults| unusable(&faults))?;
        let head = Head::of("shipped rule set", text).map_err(|faults| unusable(&faults))?;
        if let Some(version) = self.read(|conn| decided_already(conn, &shipped, text))? {
            return Ok(version);
        }
        self.write(|conn| {
            editions::lock(conn)?;
            // Another process may have been faster.
            if let Some(version) = decided_already(conn, &shipped, text)? {
                return Ok::<_, Interrupted>(version);
            }
            let latest = rulesets::latest(conn, shipped.name())?;
            let now = self.now();
            let mut record = RuleSetRecord {
                id: self.id(now, RuleSetId::new),
                name: shipped.name().to_owned(),
                version: latest.map_or(0, |latest| latest.version) + 1,
                kind: RuleSetKind::Base,
                status: RuleSetStatus::Active,
                revision: 1,
                head: Some(head.shown.to_json()?),
                author: None,
                approved_by: None,
                created_at: now,
                updated_at: now,
                check: None,
                active_from: Some(now),
                active_until: None,
                supersedes: None,
                fault: None,
                tried_edition: None,
            };
            self.follow(conn, &mut record, text)
        })
    }

    /// Puts a new shipped version in force, or leaves it waiting. Tells the version that decides.
    fn follow(
        &self,
        conn: &mut Conn,
        record: &mut RuleSetRecord,
        text: &str,
    ) -> Result<i32, Interrupted> {
        let hand = Hand {
            client: None,
            at: record.created_at,
        };
        let member = Member {
            name: record.name.clone(),
            version: record.version,
        };
        let before = Composition::in_force(conn)?;
        let decides = before.version().ok();
        let edition = before.edition;
        let composition = before.with(RuleSetKind::Base, member, text.to_owned());
        if let (Err(faults), Some(decides)) = (composition.rules()?, decides) {
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            tracing::error!(
                faults = faults.join("; "),
                "the overlays in force cannot be laid over the rule set of this release, which waits"
            );
            record.status = RuleSetStatus::Scheduled;
            record.fault = Some(faults.join("\n"));
            record.tried_edition = Some(edition);
            rulesets::insert(conn, record, text)?;
            hand.remember(conn, record, RuleSetEventKind::Created, json!({}))?;
            return Ok(i32::try_from(decides)
                .map_err(|error| CaseworkError::because("reading a version", error))?);
        }
        record.supersedes = take_over(conn, hand, record)?;
        rulesets::insert(conn, record, text)?;
        hand.remember(conn, record, RuleSetEventKind::Created, json!({}))?;
        let edition = hand.begin_edition(conn, &composition)?;
        let data = json!({ "edition": edition });
        hand.remember(conn, record, RuleSetEventKind::Activated, data)?;
        Ok(record.version)
    }
}

/// The version that decides, unless the shipped text is to take its place.
fn decided_already(
    conn: &mut Conn,
    shipped: &RuleSet,
    text: &str,
) -> Result<Option<i32>, CaseworkError> {
    let active = rulesets::active(conn)?;
    let Some(base) = active
        .into_iter()
        .find(|record| record.kind == RuleSetKind::Base)
    else {
        return Ok(None);
    };
    if base.name != shipped.name() || base.author.is_some() {
        return Ok(Some(base.version));
    }
    let filter = RuleSetFilter {
        name: Some(base.name.clone()),
        ..RuleSetFilter::default()
    };
    let versions = rulesets::list(conn, &filter, None, LOOKED_AT)?;
    let newest = versions
        .into_iter()
        .filter(|record| record.author.is_none())
        .max_by_key(|record| record.version);
    if let Some(newest) = newest {
        let known = rulesets::document(conn, &newest.name, newest.version)?;
        if known.as_deref() == Some(text) {
            return Ok(Some(base.version));
        }
    }
    Ok(None)
}
