//! The one immutable picture of rules and directory that decisions are made by.
//!
//! Every change of either moves a counter in the database. A transaction looks at the counter first
//! and takes the cached picture while it stands still; otherwise it reads everything anew and swaps
//! the picture whole.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError},
};

use passerelle_domain::{Colleague, Partner, PartnerId};
use passerelle_routing_rules::Network;
use passerelle_store::{Conn, colleagues, editions, partners};

use crate::{
    Casework, CaseworkError,
    rule_sets::{Composition, nothing_in_force, unusable},
};

/// A picture, and when it was taken.
pub(crate) struct Snapshot {
    taken: Taken,
    network: Arc<Network>,
    colleagues: Arc<Colleagues>,
}

/// Who works at each partner.
pub(crate) type Colleagues = HashMap<PartnerId, Vec<Colleague>>;

/// When a picture was taken: how many shared commits had been lost, and where the counter stood. A
/// picture taken inside a transaction may show what another one changed, and a commit that fails
/// takes both back; the counter alone would come to the same number again with another content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Taken {
    lost: u64,
    counter: i64,
}

impl Casework {
    /// The network as this transaction sees it.
    pub(crate) fn network(&self, conn: &mut Conn) -> Result<Arc<Network>, CaseworkError> {
        // The counter is read before what it counts: a change in between makes the next
        // transaction read again, and never hides.
        let taken = Taken {
            lost: self.store.lost_commits(),
            counter: partners::directory_version(conn)?,
        };
        if let Some(network) = self.cached(taken) {
            return Ok(network);
        }
        let _turn = self.taking.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(network) = self.cached(taken) {
            return Ok(network);
        }
        let network = Arc::new(self.take(conn)?);
        let mut people = Colleagues::new();
        for colleague in conn.as_service(colleagues::all)? {
            people
                .entry(colleague.organisation)
                .or_default()
                .push(colleague);
        }
        let mut cache = self
            .snapshot
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        // A transaction that began long ago must not bring its old picture back.
        if cache.as_ref().is_none_or(|newer| newer.taken < taken) {
            *cache = Some(Snapshot {
                taken,
                network: Arc::clone(&network),
                colleagues: Arc::new(people),
            });
        }
        Ok(network)
    }

    /// A new picture. The edition is one row, which names documents that never change: whatever is
    /// published meanwhile, the rules are those of one edition, whole.
    fn take(&self, conn: &mut Conn) -> Result<Network, CaseworkError> {
        let known = self.last();
        let stands = editions::latest(conn)?.ok_or_else(nothing_in_force)?;
        let edition = u32::try_from(stands.number)
            .map_err(|error| CaseworkError::because("reading an edition", error))?;
        let (rules, version) = match known.filter(|known| known.edition() == edition) {
            // Only partners have changed.
            Some(known) => (known.rules().clone(), known.version()),
            None => {
                let composition = Composition::of(conn, &stands)?;
                let rules = composition.rules()?.map_err(|faults| unusable(&faults))?;
                (rules, composition.version()?)
            }
        };
        Ok(Network::new(rules, version, partners::all(conn)?).in_edition(edition))
    }

    /// Who works at each partner, in the latest picture.
    pub(crate) fn colleagues(&self) -> Arc<Colleagues> {
        let cache = self.snapshot.read().unwrap_or_else(PoisonError::into_inner);
        let latest = cache
            .as_ref()
            .map(|snapshot| Arc::clone(&snapshot.colleagues));
        latest.unwrap_or_default()
    }

    pub(crate) fn last(&self) -> Option<Arc<Network>> {
        let cache = self.snapshot.read().unwrap_or_else(PoisonError::into_inner);
        cache.as_ref().map(|snapshot| Arc::clone(&snapshot.network))
    }

    fn cached(&self, taken: Taken) -> Option<Arc<Network>> {
        let cache = self.snapshot.read().unwrap_or_else(PoisonError::into_inner);
        cache
            .as_ref()
            .filter(|snapshot| snapshot.taken == taken)
            .map(|snapshot| Arc::clone(&snapshot.network))
    }
}

/// The operators of the network that have an address: who is told when a person must choose.
pub(crate) fn operators(network: &Network) -> impl Iterator<Item = &Partner> {
    network.partners().iter().filter(|partner| partner.operator)
}
