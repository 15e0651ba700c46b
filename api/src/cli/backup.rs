//! `passerelle backup`: the whole database, in a file.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use passerelle_store::{Store, StoreOptions};

use super::{Outcome, say};
use crate::settings::{DatabaseFlags, Settings};

/// What to copy, and where to.
#[derive(Debug, Args)]
pub(super) struct Flags {
    /// The new file; one that is there already is not written over
    file: PathBuf,
    #[command(flatten)]
    database: DatabaseFlags,
}

pub(super) fn run(flags: &Flags) -> Outcome {
    let settings = Settings::load(&flags.database.clone().into())?;
    let options = StoreOptions::new(settings.database_url.expose()).existing();
    let bytes = Store::open(&options)?.backup(&flags.file)?;
    say(format!("Wrote {} ({bytes} bytes).\n", flags.file.display()))?;
    Ok(ExitCode::SUCCESS)
}
