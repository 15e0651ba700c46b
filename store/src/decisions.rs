//! Decisions: what the rules said of a referral, kept as it was so that it can be replayed.

use jiff::Timestamp;
use passerelle_domain::{DecisionId, ReferralId};
use serde_json::Value;

/// A decision as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionRecord {
    /// Identifier.
    pub id: DecisionId,
    /// The referral.
    pub referral_id: ReferralId,
    /// The rule set that decided.
    pub ruleset_name: String,
    /// Its version.
    pub ruleset_version: i32,
    /// The rule.
    pub rule: String,
    /// When it was decided.
    pub decided_at: Timestamp,
    /// The whole decision: codes and identifiers, nothing personal.
    pub document: Value,
}
