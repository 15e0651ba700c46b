//! `passerelle rules`: a rule set checked, and tried on a case, without any database.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use jiff::Timestamp;
use passerelle_casework::{Clock, ReferrerClaim};
use passerelle_domain::Lang;
use passerelle_routing_rules::{Facts, Network, RuleFault, RuleSet, explain_text};
use serde_json::json;

use super::{Outcome, say};
use crate::clock::SystemClock;
use crate::contract::faults::Faults;
use crate::contract::referral_request::PreviewRequest;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check rule sets; every fault is named with its file, line and column
    Check {
        /// Rule sets, as TOML files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Explain how a rule set decides a case among the partners of the fictional network
    Explain {
        /// The rule set, as a TOML file
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The case: the body of POST /v1/referrals, with `at` for the clock to decide by
        #[arg(long, value_name = "CASE.json")]
        case: PathBuf,
        /// Print the decision for a machine
        #[arg(long)]
        json: bool,
        /// Explain in this language: fr or en
        #[arg(
            long,
            value_name = "LANGUAGE",
            default_value = "fr",
            conflicts_with = "json"
        )]
        lang: Lang,
    },
}

/// A file that cannot be used.
#[derive(Debug, thiserror::Error)]
enum FileError {
    #[error("{} cannot be read", path.display())]
    Unreadable {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{} is not JSON", path.display())]
    NotJson {
        path: PathBuf,
        source: serde_json::Error,
    },
    #[error("the case has faults:\n{0}")]
    Case(String),
    #[error("the rule set has faults:\n{0}")]
    Rules(String),
}

pub(super) fn run(command: &Command) -> Outcome {
    match command {
        Command::Check { files } => check(files),
        Command::Explain {
            file,
            case,
            json,
            lang,
        } => explain(file, case, *json, *lang),
    }
}

fn check(files: &[PathBuf]) -> Outcome {
    let mut code = ExitCode::SUCCESS;
    for file in files {
        match load(file)? {
            Ok(rules) => say(format!("{}: {} is sound\n", file.display(), rules.name()))?,
            Err(faults) => {
                code = ExitCode::FAILURE;
                say(lines(&faults))?;
            }
        }
    }
    Ok(code)
}

fn explain(file: &Path, case: &Path, as_json: bool, lang: Lang) -> Outcome {
    let rules = load(file)?.map_err(|faults| FileError::Rules(lines(&faults)))?;
    let sent = read_case(case)?;
    let at: Timestamp = sent.at.unwrap_or_else(|| SystemClock.now());
    let submission = sent.case.into_submission(at);
    let network = Network::new(rules, 1, passerelle_casework::demo_partners()?);
    let referrer = match submission.referrer {
        ReferrerClaim::Partner(id) => Some(id),
        ReferrerClaim::Own | ReferrerClaim::Outside => None,
    };
    let facts = Facts::first_time(&submission.need, referrer);
    let decision = network.decide(&facts, at)?;
    if as_json {
        let printed = json!({
            "status": decision.destiny.code(), "priority": decision.priority, "decision": decision
        });
        say(format!("{printed:#}\n"))?;
    } else {
        say(explain_text(&network, &facts, at, &decision, lang))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn read_case(path: &Path) -> Result<PreviewRequest, FileError> {
    let value: serde_json::Value =
        serde_json::from_str(&read(path)?).map_err(|source| FileError::NotJson {
            path: path.to_owned(),
            source,
        })?;
    deserr::deserialize::<PreviewRequest, _, Faults>(value).map_err(|faults| {
        let lines = faults
            .into_vec()
            .into_iter()
            .map(|fault| format!("  {}: {}: {}", fault.pointer, fault.code, fault.detail));
        FileError::Case(lines.collect::<Vec<_>>().join("\n"))
    })
}

fn load(path: &Path) -> Result<Result<RuleSet, Vec<RuleFault>>, FileError> {
    Ok(RuleSet::from_toml(
        &path.display().to_string(),
        &read(path)?,
    ))
}

fn read(path: &Path) -> Result<String, FileError> {
    std::fs::read_to_string(path).map_err(|source| FileError::Unreadable {
        path: path.to_owned(),
        source,
    })
}

fn lines(faults: &[RuleFault]) -> String {
    faults.iter().map(|fault| format!("{fault}\n")).collect()
}
