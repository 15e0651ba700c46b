//! `passerelle rules compare`: what a change of rules would do to the cases that came.

mod cases;
mod sides;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use jiff::civil::Date;
use passerelle_casework::Rehearsed;
use passerelle_domain::{Lang, calendar};
use serde_json::json;

use super::{Outcome, say};
use crate::settings::DatabaseFlags;
use cases::CasesError;
use sides::{Side, Sides};

/// The status of a comparison that was made and of which `--fail-on-triage` disapproves.
const MORE_TRIAGE: u8 = 3;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The rules to compare against: `active`, a stored version as NAME@VERSION, or a TOML file. A base
    /// takes the place of the one in force, an overlay that of the one of its name
    #[arg(value_name = "OLD")]
    old: Side,
    /// The rules to try, named in the same way
    #[arg(value_name = "NEW")]
    new: Side,
    /// Only referrals submitted on this day or later
    #[arg(long, value_name = "DATE", conflicts_with = "cases")]
    since: Option<Date>,
    /// Decide these cases instead of the stored ones: one body of POST /v1/referrals a line, with `at`
    /// for the clock to decide by; left out, `received_at`
    #[arg(long, value_name = "FILE.ndjson")]
    cases: Option<PathBuf>,
    /// Take the rules that ship and the partners of the fictional network, and open no database
    #[arg(long, requires = "cases")]
    demo: bool,
    /// Print everything for a machine
    #[arg(long)]
    json: bool,
    /// Report in this language: fr or en
    #[arg(
        long,
        value_name = "LANGUAGE",
        default_value = "fr",
        conflicts_with = "json"
    )]
    lang: Lang,
    /// Leave with status 3 when cases fall to a person that did not before
    #[arg(long)]
    fail_on_triage: bool,
    #[command(flatten)]
    database: DatabaseFlags,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let sides = if arguments.demo {
        Sides::of_demo(&arguments.old, &arguments.new)?
    } else {
        Sides::of_database(&arguments.database, &arguments.old, &arguments.new)?
    };
    let Rehearsed { comparison, .. } = match &arguments.cases {
        Some(file) => match cases::rehearse(&sides, file, &bar("{bytes}/{total_bytes}")) {
            Ok(rehearsed) => rehearsed,
            Err(CasesError::Faulty(faults)) => {
                // They are what was asked for: on standard output, as `rules check` prints its own.
                say(faults.text(arguments.json))?;
                return Ok(ExitCode::FAILURE);
            }
            Err(error) => return Err(error.into()),
        },
        None => sides.stored(
            arguments.since.map(midnight).transpose()?,
            &bar("{pos}/{len}"),
        )?,
    };
    let (old, new) = (&arguments.old, &arguments.new);
    say(if arguments.json {
        let printed = json!({
            "old": old.to_string(), "new": new.to_string(), "comparison": comparison,
        });
        format!("{printed:#}\n")
    } else {
        format!("{old} → {new}\n{}\n", comparison.text(arguments.lang))
    })?;
    if arguments.fail_on_triage && comparison.newly_in_triage() > 0 {
        return Ok(MORE_TRIAGE.into());
    }
    Ok(ExitCode::SUCCESS)
}

/// The beginning of a day in Paris.
fn midnight(day: Date) -> Result<Timestamp, Box<dyn std::error::Error + Send + Sync>> {
    Ok(day.to_zoned(calendar::paris()?)?.timestamp())
}

/// A bar on standard error; nothing where that is no terminal.
fn bar(counted: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(&format!("{{wide_bar}} {counted}, {{eta}}"));
    let bar = ProgressBar::new(0);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
