//! The clock: versions whose time has come begin to decide.

use passerelle_domain::{RuleSetEventKind, RuleSetStatus};
use passerelle_store::{
    editions,
    rulesets::{self, RuleSetRecord},
};
use serde_json::json;

use super::{candidate::Candidate, publish::put_in_force, succession::Hand};
use crate::{Casework, CaseworkError, service::Interrupted};

/// How many scheduled versions are looked at.
const LOOKED_AT: i64 = 100;

impl Casework {
    /// Puts the versions in force whose time has come, one after the other, each only if it still
    /// fits and is still found without errors. One that does not stays scheduled, with its fault
    /// beside it, and is tried again when something else has changed. Several processes may do this
    /// at once: each version begins once. Tells how many began.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn activate_due(&self) -> Result<usize, CaseworkError> {
        let now = self.now();
        let due = self.read(|conn| Ok(rulesets::due(conn, now, LOOKED_AT)?))?;
        let mut begun = 0;
        for record in due {
            match self.activate(record) {
                Ok(true) => begun += 1,
                Ok(false) => {}
                Err(error @ CaseworkError::Unavailable(_)) => return Err(error),
                Err(error) => tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "a scheduled rule set could not be put in force",
                ),
            }
        }
        Ok(begun)
    }

    /// Whether it was this call that put it in force.
    fn activate(&self, due: RuleSetRecord) -> Result<bool, CaseworkError> {
        let name = due.name.clone();
        let version = due.version;
        let seen = self.read(|conn| {
            let stands = editions::latest(conn)?.map(|edition| edition.number);
            // What did not fit then does not fit now.
            if due.fault.is_some() && due.tried_edition == stands {
                return Ok(None);
            }
            Candidate::read(self, conn, due).map(Some)
        })?;
        let Some(seen) = seen else { return Ok(false) };
        let hand = Hand {
            client: None,
            at: self.now(),
        };
        let fault = match seen.sound() {
            Ok(changes) => {
                // It was agreed to when it was scheduled.
                let begun = self.store.write(|conn| {
                    let Some(record) = unchanged(rulesets::find(conn, seen.record.id)?, &seen)
                    else {
                        return Ok(false);
                    };
                    put_in_force(conn, hand, record, &seen, &changes, true).map(|_| true)
                });
                if let Ok(true) = begun {
                    tracing::info!(name, version, "a scheduled rule set decides from now on");
                }
                return match begun {
                    Ok(begun) => Ok(begun),
                    // The next tick looks again.
                    Err(Interrupted::Raced) => Ok(false),
                    Err(Interrupted::Refused(error)) => Err(error),
                };
            }
            Err(CaseworkError::FaultyRules(faults)) => faults
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("\n"),
            Err(CaseworkError::UnsoundRules(report)) => report.text(passerelle_domain::Lang::En),
            Err(other) => return Err(other),
        };
        tracing::error!(
            name,
            version,
            "a scheduled rule set cannot be used any more"
        );
        self.put_off(hand, &seen, &fault)?;
        Ok(false)
    }

    /// Keeps the reason beside the version, for whoever scheduled it.
    fn put_off(&self, hand: Hand<'_>, seen: &Candidate, fault: &str) -> Result<(), CaseworkError> {
        let written = self.store.write(|conn| {
            let Some(mut record) = unchanged(rulesets::find(conn, seen.record.id)?, seen) else {
                return Ok(());
            };
            record.fault = Some(fault.to_owned());
            record.tried_edition = Some(seen.composition.edition);
            hand.save(conn, &mut record, None)?;
            let data = json!({ "fault": fault });
            Ok(hand.remember(conn, &record, RuleSetEventKind::ActivationFailed, data)?)
        });
        match written {
            Ok(()) | Err(Interrupted::Raced) => Ok(()),
            Err(Interrupted::Refused(error)) => Err(error),
        }
    }
}

/// The version, if it still waits as it was read.
fn unchanged(found: Option<RuleSetRecord>, seen: &Candidate) -> Option<RuleSetRecord> {
    found.filter(|record| {
        record.status == RuleSetStatus::Scheduled && record.revision == seen.record.revision
    })
}
