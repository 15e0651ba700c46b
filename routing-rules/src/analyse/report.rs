//! What the analyser says.

use std::fmt;

use passerelle_domain::{Lang, Text};
use serde::Serialize;

use super::witness;
use crate::{
    RuleSet,
    rules::{CaseFacts, Place, Section},
};

/// Everything that was found out about one rule set. It prints as French text;
/// [`Report::text`] is the same in either language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The rule set.
    pub ruleset: String,
    /// What should be looked at, in the order of the questions.
    pub findings: Vec<Finding>,
    /// What holds for every possible case.
    pub proofs: Vec<Proof>,
}

/// Something that should be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable code for machines.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The id of the rule, invariant or example; empty for the rule set as a whole.
    pub subject: String,
    /// The line in the document, from 1, where the subject has one.
    pub line: Option<usize>,
    /// The column in characters, from 1.
    pub column: Option<usize>,
    /// One or two sentences.
    pub message: Text,
    /// A concrete case that shows it.
    pub case: Option<Witness>,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Something that the rule set claims does not hold.
    Error,
    /// Nothing goes wrong, but something is not as it reads.
    Warning,
    /// Worth knowing.
    Note,
    /// The work that was allowed is spent: this may hold or not.
    Undecided,
}

/// Something that holds for every possible case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// Stable code for machines.
    pub code: &'static str,
    /// The id of the invariant or example; empty for the rule set as a whole.
    pub subject: String,
    /// One sentence.
    pub message: Text,
}

/// A concrete case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Witness {
    /// The case in words.
    pub text: Text,
    /// The case as the `case` of an example, ready to be saved.
    pub toml: String,
}

impl Witness {
    pub(super) fn of(case: &CaseFacts) -> Self {
        Self {
            text: super::words::case(case),
            toml: witness::as_toml(case),
        }
    }
}

impl Report {
    pub(super) fn new(rules: &RuleSet) -> Self {
        Self {
            ruleset: rules.name().to_owned(),
            findings: Vec::new(),
            proofs: Vec::new(),
        }
    }

    pub(super) fn found(
        &mut self,
        (code, severity): (&'static str, Severity),
        (subject, place): (&str, Option<Place>),
        message: Text,
        case: Option<&CaseFacts>,
    ) {
        self.findings.push(Finding {
            code,
            severity,
            subject: subject.to_owned(),
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
            message,
            case: case.map(Witness::of),
        });
    }

    pub(super) fn proved(&mut self, code: &'static str, subject: &str, message: Text) {
        self.proofs.push(Proof {
            code,
            subject: subject.to_owned(),
            message,
        });
    }

    /// How many findings are of this severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        let findings = self.findings.iter();
        findings.filter(|one| one.severity == severity).count()
    }

    /// Whether nothing that the rule set claims was refuted.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.count(Severity::Error) == 0
    }

    /// The report in words, for a terminal.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let pick = |fr: &'static str, en: &'static str| match lang {
            Lang::Fr => fr,
            Lang::En => en,
        };
        let mut lines = Vec::new();
        for proof in &self.proofs {
            lines.push(format!(
                "✓ {}",
                labelled(&proof.subject, proof.message.get(lang))
            ));
        }
        for finding in &self.findings {
            let word = match finding.severity {
                Severity::Error => pick("erreur", "error"),
                Severity::Warning => pick("attention", "warning"),
                Severity::Note => pick("à savoir", "note"),
                Severity::Undecided => pick("indécis", "undecided"),
            };
            let place = finding.line.map_or_else(String::new, |line| {
                let at = pick("ligne", "line");
                format!(" ({at} {line})")
            });
            let message = labelled(&finding.subject, finding.message.get(lang));
            lines.push(format!("{word} [{}]{place} {message}", finding.code));
            if let Some(case) = &finding.case {
                lines.push(format!("    {}", case.text.get(lang)));
                lines.push(format!("    case = {}", case.toml));
            }
        }
        let counts = [
            (Severity::Error, pick("erreurs", "errors")),
            (Severity::Warning, pick("avertissements", "warnings")),
            (
                Severity::Undecided,
                pick("questions indécises", "questions undecided"),
            ),
        ];
        let counts = counts.map(|(severity, name)| format!("{} {name}", self.count(severity)));
        let proofs = self.proofs.len();
        let proved = pick("preuves", "proofs");
        lines.push(format!(
            "{}: {proofs} {proved}, {}",
            self.ruleset,
            counts.join(", ")
        ));
        lines.join("\n")
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::Fr))
    }
}

fn labelled(subject: &str, message: &str) -> String {
    if subject.is_empty() {
        message.to_owned()
    } else {
        format!("{subject} : {message}")
    }
}

/// Where a rule stands, with its id.
pub(super) fn rule<'r>(rules: &RuleSet, id: &'r str) -> (&'r str, Option<Place>) {
    (id, rules.place(Section::Rules, id))
}

/// A sentence in both languages.
pub(super) fn text(fr: impl Into<String>, en: impl Into<String>) -> Text {
    Text {
        fr: fr.into(),
        en: en.into(),
    }
}
