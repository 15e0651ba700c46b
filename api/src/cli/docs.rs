//! `passerelle docs`: pages of `docs/` that are written from the code.

use std::process::ExitCode;

use super::{Outcome, say};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Print `docs/referral-lifecycle.md`: both lifecycles, and who may do what
    Lifecycle,
}

pub(super) fn run(command: &Command) -> Outcome {
    match command {
        Command::Lifecycle => say(passerelle_casework::lifecycle_page::page())?,
    }
    Ok(ExitCode::SUCCESS)
}
