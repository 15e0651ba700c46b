//! The questions that are asked about a case beyond those of every case.

use passerelle_routing_rules::{RuleSetRef, rules::DeclaredFact};

use crate::{Casework, CaseworkError};

/// What the active rule set asks.
#[derive(Debug, Clone, PartialEq)]
pub struct Questions {
    /// The rule set.
    pub ruleset: RuleSetRef,
    /// Its questions, in its order.
    pub items: Vec<DeclaredFact>,
}

impl Casework {
    /// The questions that the active rule set declares: like the vocabulary, they are for every
    /// client.
    ///
    /// # Errors
    /// When the database does not answer or the rules cannot be used.
    pub fn questions(&self) -> Result<Questions, CaseworkError> {
        let network = self.read(|conn| self.network(conn))?;
        Ok(Questions {
            ruleset: network.ruleset(),
            items: network.rules().facts().to_vec(),
        })
    }
}
