//! `passerelle docs`: pages of `docs/` that are written from the code.

use std::process::ExitCode;

use super::{Outcome, say};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Print `docs/referral-lifecycle.md`: both lifecycles, and who may do what
    Lifecycle,
    /// Print `docs/security.md`: what may happen, what stands against it, and who may call what
    Security,
}

pub(super) fn run(command: &Command) -> Outcome {
    match command {
        Command::Lifecycle => say(passerelle_casework::lifecycle_page::page())?,
        Command::Security => say(crate::rights::page(&crate::app::document()))?,
    }
    Ok(ExitCode::SUCCESS)
}
