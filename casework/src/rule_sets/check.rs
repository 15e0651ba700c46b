//! Asking the analyser what it thinks of a version.

use passerelle_domain::{RuleSetAction, RuleSetEventKind, RuleSetId};
use passerelle_routing_rules::{Report, analyse::Severity};
use serde_json::json;

use super::{CheckCounts, CheckedRuleSet, candidate::Candidate, succession::Hand};
use crate::{
    Actor, Casework, CaseworkError,
    rights::{Deed, need_scope},
    service::Interrupted,
};

impl Casework {
    /// Proves or refutes, for every possible case, what the version would decide together with what
    /// is in force. A draft without errors is checked then; one with errors is a draft.
    ///
    /// # Errors
    /// When the actor is no coordinator, `expected` is not the revision that stands, or the version
    /// was given up; [`CaseworkError::FaultyRules`] when the document cannot be read or laid over
    /// the others, and nothing is remembered of it then.
    pub fn check_rule_set(
        &self,
        actor: &Actor,
        id: RuleSetId,
        expected: Option<i64>,
    ) -> Result<CheckedRuleSet, CaseworkError> {
        need_scope(actor, Deed::CheckRules)?;
        let seen = self.read(|conn| {
            let record = self.rule_set_for(conn, actor, Deed::CheckRules, id, expected)?;
            record.status.after(RuleSetAction::Pass)?;
            Candidate::read(self, conn, record)
        })?;
        let (report, changes) = seen.weigh()?;
        let action = if report.is_sound() {
            RuleSetAction::Pass
        } else {
            RuleSetAction::Fail
        };
        let version = self.write(|conn| {
            let stands = Some(seen.record.revision);
            let mut record = self.rule_set_for(conn, actor, Deed::CheckRules, id, stands)?;
            let hand = Hand {
                client: Some(&actor.client),
                at: self.now(),
            };
            record.status = record.status.after(action).map_err(CaseworkError::from)?;
            let counts = CheckCounts {
                at: hand.at,
                errors: count(&report, Severity::Error),
                warnings: count(&report, Severity::Warning),
                undecided: count(&report, Severity::Undecided),
            };
            record.check = Some(counts);
            hand.save(conn, &mut record, None)?;
            let data = json!({
                "errors": counts.errors,
                "warnings": counts.warnings,
                "undecided": counts.undecided,
                "changes": changes,
            });
            hand.remember(conn, &record, RuleSetEventKind::Checked, data)?;
            Ok::<_, Interrupted>(record.into())
        })?;
        Ok(CheckedRuleSet {
            version,
            report,
            changes,
        })
    }
}

fn count(report: &Report, severity: Severity) -> i32 {
    i32::try_from(report.count(severity)).unwrap_or(i32::MAX)
}
