//! Putting the shipped rule set into the database, and following it when a new release ships
//! another text.

use passerelle_store::rulesets::{self, RuleSetRecord};

use crate::{Casework, CaseworkError, service::Interrupted, snapshot::compile};

impl Casework {
    /// Makes the shipped rule set decide, unless the operator has one of its own: as version 1
    /// where there is none, and as the next version where the active one is an older text under
    /// the same name. Tells the version that decides.
    ///
    /// # Errors
    /// [`CaseworkError::UnusableRules`] when the text has faults; nothing is changed then.
    pub fn ensure_rule_set(&self, text: &str) -> Result<i32, CaseworkError> {
        let shipped = compile("shipped rule set", text)?;
        self.write(|conn| {
            let active = rulesets::active(conn)?;
            if let Some(active) = active
                && (active.name != shipped.name() || active.document == text)
            {
                return Ok::<_, Interrupted>(active.version);
            }
            let latest = rulesets::latest(conn, shipped.name())?;
            let version = latest.map_or(0, |latest| latest.version) + 1;
            let record = RuleSetRecord {
                name: shipped.name().to_owned(),
                version,
                document: text.to_owned(),
                active: true,
                created_at: self.now(),
            };
            rulesets::insert(conn, &record)?;
            Ok(version)
        })
    }
}
