//! The one immutable picture of rules and directory that decisions are made by.
//!
//! Every change of either moves a counter in the database. A transaction looks at the counter first
//! and takes the cached picture while it stands still; otherwise it reads everything anew and swaps
//! the picture whole.

use std::sync::{Arc, PoisonError};

use passerelle_domain::Partner;
use passerelle_routing_rules::{Network, RuleSet};
use passerelle_store::{Conn, partners, rulesets};

use crate::{Casework, CaseworkError};

/// A picture, and where the counter stood when it was taken.
pub(crate) struct Snapshot {
    counter: i64,
    network: Arc<Network>,
}

impl Casework {
    /// The network as this transaction sees it.
    pub(crate) fn network(&self, conn: &mut Conn) -> Result<Arc<Network>, CaseworkError> {
        // The counter is read before what it counts: a change in between makes the next
        // transaction read again, and never hides.
        let counter = partners::directory_version(conn)?;
        if let Some(network) = self.cached(counter) {
            return Ok(network);
        }
        let active = rulesets::active(conn)?.ok_or_else(|| {
            CaseworkError::UnusableRules(vec!["no rule set is active".to_owned()])
        })?;
        let rules = compile(&active.name, &active.document)?;
        let version = u32::try_from(active.version)
            .map_err(|error| CaseworkError::because("reading the rule set's version", error))?;
        let network = Arc::new(Network::new(rules, version, partners::all(conn)?));
        let mut cache = self
            .snapshot
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *cache = Some(Snapshot {
            counter,
            network: Arc::clone(&network),
        });
        Ok(network)
    }

    fn cached(&self, counter: i64) -> Option<Arc<Network>> {
        let cache = self.snapshot.read().unwrap_or_else(PoisonError::into_inner);
        cache
            .as_ref()
            .filter(|snapshot| snapshot.counter == counter)
            .map(|snapshot| Arc::clone(&snapshot.network))
    }
}

/// Reads a rule set; all its faults at once.
pub(crate) fn compile(name: &str, document: &str) -> Result<RuleSet, CaseworkError> {
    RuleSet::from_toml(name, document).map_err(|faults| {
        CaseworkError::UnusableRules(faults.iter().map(ToString::to_string).collect())
    })
}

/// The operators of the network that have an address: who is told when a person must choose.
pub(crate) fn operators(network: &Network) -> impl Iterator<Item = &Partner> {
    network.partners().iter().filter(|partner| partner.operator)
}
