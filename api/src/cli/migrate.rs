//! `passerelle migrate`: the database, brought up to date.

use std::process::ExitCode;

use passerelle_store::{Store, StoreOptions};

use super::{Outcome, say};
use crate::settings::Settings;

pub(super) fn run(settings: &Settings) -> Outcome {
    let store = Store::open(&StoreOptions::new(settings.database_url.expose()))?;
    let applied = store.migrate()?;
    if applied.is_empty() {
        say("The database is up to date.\n")?;
    }
    for migration in applied {
        say(format!("Applied {migration}.\n"))?;
    }
    Ok(ExitCode::SUCCESS)
}
