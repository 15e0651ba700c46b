//! A decision as it is kept: the rules' own document, and what a person added to it.

use jiff::Timestamp;
use passerelle_domain::{DecisionId, ReferralId};
use passerelle_routing_rules::Decision;
use passerelle_store::{
    Conn,
    decisions::{self, DecisionRecord},
};
use serde::{Deserialize, Serialize};

use crate::CaseworkError;

/// A decision with its identifier.
#[derive(Debug, Clone)]
pub(crate) struct StoredDecision {
    pub(crate) id: DecisionId,
    pub(crate) at: Timestamp,
    pub(crate) decision: Decision,
    /// Why a coordinator chose; `None` where the rules did.
    pub(crate) by_hand: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Document {
    #[serde(flatten)]
    decision: Decision,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by_hand: Option<String>,
}

impl StoredDecision {
    /// The latest decision on a referral.
    pub(crate) fn latest(
        conn: &mut Conn,
        referral: ReferralId,
    ) -> Result<Option<Self>, CaseworkError> {
        decisions::latest(conn, referral)?
            .map(Self::read)
            .transpose()
    }

    /// All decisions on a referral, the oldest first.
    pub(crate) fn all(conn: &mut Conn, referral: ReferralId) -> Result<Vec<Self>, CaseworkError> {
        decisions::all(conn, referral)?
            .into_iter()
            .map(Self::read)
            .collect()
    }

    fn read(record: DecisionRecord) -> Result<Self, CaseworkError> {
        let document: Document = serde_json::from_value(record.document)
            .map_err(|error| CaseworkError::because("reading a decision", error))?;
        Ok(Self {
            id: record.id,
            at: record.decided_at,
            decision: document.decision,
            by_hand: document.by_hand,
        })
    }

    pub(crate) fn insert(
        &self,
        conn: &mut Conn,
        referral_id: ReferralId,
    ) -> Result<(), CaseworkError> {
        let decision = self.decision.clone();
        let document = serde_json::to_value(Document {
            decision,
            by_hand: self.by_hand.clone(),
        })
        .map_err(|error| CaseworkError::because("writing a decision", error))?;
        let ruleset = &self.decision.ruleset;
        let ruleset_version = i32::try_from(ruleset.version)
            .map_err(|error| CaseworkError::because("writing a rule set's version", error))?;
        decisions::insert(
            conn,
            &DecisionRecord {
                id: self.id,
                referral_id,
                ruleset_name: ruleset.name.clone(),
                ruleset_version,
                rule: self.decision.rule.clone(),
                decided_at: self.at,
                document,
            },
        )?;
        Ok(())
    }
}
