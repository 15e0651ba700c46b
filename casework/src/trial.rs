//! The use cases over a new database, for the tests of the crates above, which know nothing of the
//! store. Only the feature `trial` brings it in.

use std::sync::Arc;

use passerelle_routing_rules::DEFAULT_RULE_SET;
use passerelle_store::{Store, StoreOptions};

use crate::{Actor, Casework, CaseworkError, Clock, Entropy};

/// The use cases over the new database `url`, with the shipped rules and the fictional network.
///
/// # Errors
/// When the database cannot be made.
pub fn open(
    url: &str,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
) -> Result<Casework, CaseworkError> {
    let store = Store::open(&StoreOptions::new(url))?;
    store.migrate()?;
    let casework = Casework::new(store, clock, entropy);
    casework.ensure_rule_set(DEFAULT_RULE_SET)?;
    casework.load_demo()?;
    Ok(casework)
}

/// The demo client `id` with all that it may do.
///
/// # Errors
/// When there is none of that name.
pub fn signed_in(casework: &Casework, id: &str) -> Result<Actor, CaseworkError> {
    let client = casework.client(id)?.ok_or(CaseworkError::NotFound)?;
    Ok(client.acting(&client.scopes))
}
