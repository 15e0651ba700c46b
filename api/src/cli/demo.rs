//! `passerelle demo`: the fictional network, once.

use std::process::ExitCode;
use std::sync::Arc;

use passerelle_casework::{Casework, DEMO_SECRET};
use passerelle_store::{Store, StoreOptions};

use super::{Outcome, say};
use crate::clock::{SystemClock, SystemEntropy};
use crate::settings::Settings;

pub(super) fn run(settings: &Settings) -> Outcome {
    let store = Store::open(&StoreOptions::new(settings.database_url.expose()))?;
    store.migrate()?;
    let casework = Casework::new(store, Arc::new(SystemClock), Arc::new(SystemEntropy));
    casework.ensure_rule_set(passerelle_routing_rules::DEFAULT_RULE_SET)?;
    let report = casework.load_demo()?;
    if !report.loaded {
        say("The fictional network is there already; nothing was changed.\n")?;
        return Ok(ExitCode::SUCCESS);
    }
    say(format!(
        "Loaded the fictional network. Its clients, with the secret `{DEMO_SECRET}`:\n"
    ))?;
    for (client, organisation) in report.clients {
        say(format!("  {client:<15} {organisation}\n"))?;
    }
    Ok(ExitCode::SUCCESS)
}
