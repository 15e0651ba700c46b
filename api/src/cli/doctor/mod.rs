//! `passerelle doctor`: what stands in the way of the service, and what to do about it.
//!
//! Each check looks at one thing and tells what it found, in both languages: [`checks`] looks,
//! [`finding`] is how it is told.

mod checks;
mod finding;

use std::process::ExitCode;

use clap::Args;
use passerelle_domain::Lang;

use super::{Outcome, say};
use crate::settings::{SettingFlags, Settings};
use finding::{Finding, Verdict};

/// What to look over, and in which language to tell it.
#[derive(Debug, Args)]
pub(super) struct Flags {
    /// Report in this language: fr or en
    #[arg(long, value_name = "LANGUAGE", default_value = "fr")]
    lang: Lang,
    #[command(flatten)]
    settings: SettingFlags,
}

pub(super) fn run(flags: &Flags) -> Outcome {
    let findings = match Settings::load(&flags.settings) {
        // Without settings there is nothing else to look at.
        Err(faults) => checks::unreadable(&faults),
        Ok(settings) => checks::all(&settings),
    };
    let told: Vec<String> = findings.iter().map(|one| one.text(flags.lang)).collect();
    say(format!(
        "{}\n{}\n",
        told.join("\n"),
        summary(&findings, flags.lang)
    ))?;
    let fault = findings.iter().any(|one| one.verdict == Verdict::Fault);
    Ok(if fault {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn summary(findings: &[Finding], lang: Lang) -> String {
    let of = |verdict| findings.iter().filter(|one| one.verdict == verdict).count();
    let (faults, warnings) = (of(Verdict::Fault), of(Verdict::Warning));
    match lang {
        Lang::Fr => format!("à corriger : {faults}, à savoir : {warnings}"),
        Lang::En => format!("to mend: {faults}, to know: {warnings}"),
    }
}
