//! `passerelle rules`: a rule set checked, and tried on a case, without any database; `compare` looks
//! into one.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use jiff::Timestamp;
use passerelle_casework::{Clock, ReferrerClaim};
use passerelle_domain::{Fault, Lang};
use passerelle_routing_rules::{
    Budget, Facts, MAX_BYTES, Network, RuleFault, RuleSet, analyse, examples, explain_every_rule,
    explain_text, schema, text_of,
};
use serde_json::json;

use super::layers::Layers;
use super::told::{self, Format};
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
        /// that ships, with those of the other files that it is an overlay of
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Print the reports for a machine
        #[arg(long)]
        json: bool,
        /// How faults and findings are shown; fancy in a terminal, else plain
        #[arg(long, value_enum, conflicts_with = "json")]
        format: Option<Format>,
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
        /// Rule sets and overlays, as TOML or JSON files; overlays as with `check`
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// How faults are shown; fancy in a terminal, else plain
        #[arg(long, value_enum)]
        format: Option<Format>,
        /// Report in this language: fr or en
        #[arg(long, value_name = "LANGUAGE", default_value = "fr")]
        lang: Lang,
    },
    /// Print the JSON Schema of rule sets and overlays, for editors
    Schema,
    /// Explain how a rule set decides a case among the partners of the fictional network
    Explain {
        /// The rule set, as a TOML or JSON file, or an overlay over the one that ships
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The case: the body of POST /v1/referrals, with `at` for the clock to decide by
        #[arg(long, value_name = "CASE.json")]
        case: PathBuf,
        /// Print the decision for a machine
        #[arg(long)]
        json: bool,
        /// Name every rule that came near; else the twenty nearest, and how many others there are
        #[arg(long, conflicts_with = "json")]
        all: bool,
        /// How faults are shown; fancy in a terminal, else plain
        #[arg(long, value_enum)]
        format: Option<Format>,
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
    /// Say what a change of rules would do: the stored referrals, or a file of cases, are decided by
    /// both; which cases move, from whom to whom, which deadlines change, which fall to a person
    Compare(Box<super::compare::Arguments>),
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
        Command::Check {
            files,
            json,
            format,
            lang,
        } => {
            let format = if *json { Some(Format::Json) } else { *format };
            check(files, Format::or_default(format), *lang)
        }
        Command::Test {
            files,
            format,
            lang,
        } => test(files, Format::or_default(*format), *lang),
        Command::Schema => {
            say(format!("{:#}\n", schema()))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Explain {
            file,
            case,
            json,
            all,
            format,
            lang,
        } => {
            let told = match (json, all) {
                (true, _) => Told::AsData,
                (false, true) => Told::EveryRule(*lang),
                (false, false) => Told::Nearest(*lang),
            };
            explain(file, case, Format::or_default(*format), &told)
        }
        Command::Gaps(arguments) => super::gaps::run(arguments),
        Command::Compare(arguments) => super::compare::run(arguments),
    }
}

fn check(files: &[PathBuf], format: Format, lang: Lang) -> Outcome {
    let mut code = ExitCode::SUCCESS;
    for (file, rules) in Layers::read(files)?.rules() {
        let (name, text) = (&file.name, &file.text);
        let report = match rules {
            Ok(rules) => analyse(&rules, Budget::default()),
            Err(faults) => {
                code = ExitCode::FAILURE;
                say(told::faults(text, &faults, format))?;
                continue;
            }
        };
        if !report.is_sound() {
            code = ExitCode::FAILURE;
        }
        if format == Format::Fancy {
            say(told::findings(text, name, &report, lang))?;
        }
        say(match format {
            Format::Json => format!("{:#}\n", json!({ "file": name, "report": report })),
            Format::Plain | Format::Fancy => format!("{name}:\n{}\n", report.text(lang)),
        })?;
    }
    Ok(code)
}

/// The rule set of a file, or what is shown of its faults. An overlay is laid over the rule set that
/// ships.
fn sound(file: &Path, format: Format) -> Result<RuleSet, FileError> {
    let layers = Layers::read(&[file.to_owned()])?;
    let mut rules = layers.rules().map(|(file, rules)| {
        rules.map_err(|faults| FileError::Rules(told::faults(&file.text, &faults, format)))
    });
    rules
        .next()
        .unwrap_or_else(|| Err(FileError::Rules(String::new())))
}

fn test(files: &[PathBuf], format: Format, lang: Lang) -> Outcome {
    let mut code = ExitCode::SUCCESS;
    for (file, rules) in Layers::read(files)?.rules() {
        let faulty =
            |faults: Vec<RuleFault>| FileError::Rules(told::faults(&file.text, &faults, format));
        let report = examples(&rules.map_err(faulty)?);
        if !report.is_sound() {
            code = ExitCode::FAILURE;
        }
        say(format!("{}:\n{}\n", file.name, report.text(lang)))?;
    }
    Ok(code)
}

/// How a decision is told.
enum Told {
    AsData,
    EveryRule(Lang),
    Nearest(Lang),
}

fn explain(file: &Path, case: &Path, format: Format, told: &Told) -> Outcome {
    let rules = sound(file, format)?;
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
    say(match told {
        Told::AsData => {
            let printed = json!({
                "status": decision.destiny.code(), "priority": decision.priority, "decision": decision
            });
            format!("{printed:#}\n")
        }
        Told::EveryRule(lang) => explain_every_rule(&network, &facts, at, &decision, *lang),
        Told::Nearest(lang) => explain_text(&network, &facts, at, &decision, *lang),
    })?;
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

/// The rule set in a file, of which no more is read than shows that it is too large.
pub(super) fn rule_set(path: &Path) -> Result<RuleSet, FileError> {
    load(&path.display().to_string(), &read_some(path)?)
        .map_err(|faults| FileError::Rules(lines(&faults)))
}

fn load(file: &str, bytes: &[u8]) -> Result<RuleSet, Vec<RuleFault>> {
    RuleSet::from_text(file, text_of(file, bytes)?)
}

/// What a file holds, but no more than shows that it is too large.
pub(super) fn read_some(path: &Path) -> Result<Vec<u8>, FileError> {
    let unreadable = |source| FileError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let most = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    let mut bytes = Vec::new();
    if length > most {
        // The loader refuses it by its length, so nothing of it has to be read.
        bytes.resize(MAX_BYTES + 1, b' ');
        return Ok(bytes);
    }
    file.take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    Ok(bytes)
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
