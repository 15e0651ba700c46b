//! `passerelle rules`: a rule set checked, and tried on a case, without any database.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use jiff::Timestamp;
use passerelle_casework::{Clock, ReferrerClaim};
use passerelle_domain::{Fault, Lang};
use passerelle_routing_rules::{
    Budget, DEFAULT_RULE_SET, Facts, Network, OverlaySource, RuleFault, RuleSet, analyse, examples,
    explain_text, schema,
};
use serde_json::json;

use super::{Outcome, say};
use crate::clock::SystemClock;
use crate::contract::faults::Faults;
use crate::contract::referral_request::PreviewRequest;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check rule sets: every fault with its file, line and column; then, for every possible case,
    /// what is proved and what is refuted
    Check {
        /// Rule sets, as TOML or JSON files; an overlay is laid over the rule set before it, or over the one
        /// that ships
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Print the reports for a machine
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
    },
    /// Run the example cases that rule sets carry
    Test {
        /// Rule sets, as TOML or JSON files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Report in this language: fr or en
        #[arg(long, value_name = "LANGUAGE", default_value = "fr")]
        lang: Lang,
    },
    /// Print the JSON Schema of rule sets and overlays, for editors
    Schema,
    /// Explain how a rule set decides a case among the partners of the fictional network
    Explain {
        /// The rule set, as a TOML or JSON file
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
    /// Find the gaps of a network: which situations have nobody to ask or one partner only, in which
    /// communes; who carries as many cases as it can, and who cannot be told by mail
    Gaps(Box<super::gaps::Arguments>),
}

/// A file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum FileError {
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
        Command::Check { files, json, lang } => check(files, *json, *lang),
        Command::Test { files, lang } => test(files, *lang),
        Command::Schema => {
            say(format!("{:#}\n", schema()))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Explain {
            file,
            case,
            json,
            lang,
        } => explain(file, case, *json, *lang),
        Command::Gaps(arguments) => super::gaps::run(arguments),
    }
}

/// The code of the only fault of a document that is sound and has to be read with another.
const OVERLAY: &str = "overlay";

fn check(files: &[PathBuf], as_json: bool, lang: Lang) -> Outcome {
    let mut code = ExitCode::SUCCESS;
    let mut base = None;
    for file in files {
        let rules = match load(file)? {
            Err(faults) if faults.iter().all(|fault| fault.code == OVERLAY) => over(&base, file)?,
            loaded => {
                base = loaded.as_ref().ok().cloned();
                loaded
            }
        };
        let report = match rules {
            Ok(rules) => analyse(&rules, Budget::default()),
            Err(faults) => {
                code = ExitCode::FAILURE;
                say(lines(&faults))?;
                continue;
            }
        };
        if !report.is_sound() {
            code = ExitCode::FAILURE;
        }
        say(if as_json {
            format!("{:#}\n", json!({ "file": file, "report": report }))
        } else {
            format!("{}:\n{}\n", file.display(), report.text(lang))
        })?;
    }
    Ok(code)
}

fn over(base: &Option<RuleSet>, file: &Path) -> Result<Result<RuleSet, Vec<RuleFault>>, FileError> {
    let text = read(file)?;
    let overlay = OverlaySource {
        file: &file.display().to_string(),
        text: &text,
    };
    let base = match base {
        Some(base) => Ok(base.clone()),
        None => RuleSet::from_toml("default.toml", DEFAULT_RULE_SET),
    };
    Ok(base.and_then(|base| base.with_overlays(&[overlay])))
}

fn test(files: &[PathBuf], lang: Lang) -> Outcome {
    let mut code = ExitCode::SUCCESS;
    for file in files {
        let rules = load(file)?.map_err(|faults| FileError::Rules(lines(&faults)))?;
        let report = examples(&rules);
        if !report.is_sound() {
            code = ExitCode::FAILURE;
        }
        say(format!("{}:\n{}\n", file.display(), report.text(lang)))?;
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
    let situation = submission.need.situation;
    let faults = network
        .rules()
        .check_details(situation, &submission.details);
    if !faults.is_empty() {
        return Err(FileError::Case(fault_lines(&faults)).into());
    }
    let facts = Facts {
        details: &submission.details,
        ..Facts::first_time(&submission.need, referrer)
    };
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
    deserr::deserialize::<PreviewRequest, _, Faults>(value)
        .map_err(|faults| FileError::Case(fault_lines(&faults.into_vec())))
}

fn fault_lines(faults: &[Fault]) -> String {
    let line = |fault: &Fault| format!("  {}: {}: {}", fault.pointer, fault.code, fault.detail);
    faults.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn load(path: &Path) -> Result<Result<RuleSet, Vec<RuleFault>>, FileError> {
    Ok(RuleSet::from_text(
        &path.display().to_string(),
        &read(path)?,
    ))
}

pub(super) fn read(path: &Path) -> Result<String, FileError> {
    std::fs::read_to_string(path).map_err(|source| FileError::Unreadable {
        path: path.to_owned(),
        source,
    })
}

pub(super) fn lines(faults: &[RuleFault]) -> String {
    faults.iter().map(|fault| format!("{fault}\n")).collect()
}
