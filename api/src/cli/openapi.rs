//! `passerelle openapi`: the contract, as the handlers make it.

use std::process::ExitCode;

use super::{Outcome, say};

pub(super) fn run() -> Outcome {
    say(crate::openapi::to_json(&crate::app::document())?)?;
    Ok(ExitCode::SUCCESS)
}
