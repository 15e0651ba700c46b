//! Faults and findings as a terminal shows them: with the lines of the file that they are about.

use std::fmt;
use std::io::IsTerminal;

use clap::ValueEnum;
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity, SourceCode,
};
use passerelle_domain::Lang;
use passerelle_routing_rules::{RuleFault, analyse};
use serde_json::{Value, json};

/// How faults are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// One line each: `file:line:column: field: what is wrong`
    Plain,
    /// With the lines of the file, and colours in a terminal
    Fancy,
    /// For a machine, with JSON pointers
    Json,
}

impl Format {
    /// What was asked for; else fancy in a terminal, and plain for a pipe.
    pub(super) fn or_default(asked: Option<Self>) -> Self {
        asked.unwrap_or(if std::io::stdout().is_terminal() {
            Self::Fancy
        } else {
            Self::Plain
        })
    }
}

/// The faults of a file that holds `text`.
pub(super) fn faults(text: &str, faults: &[RuleFault], format: Format) -> String {
    match format {
        Format::Plain => faults.iter().map(|fault| format!("{fault}\n")).collect(),
        Format::Json => format!("{:#}\n", json!({ "faults": faults_as_data(faults) })),
        Format::Fancy => faults
            .iter()
            .map(|fault| drawn(&Told::fault(text, fault)))
            .collect(),
    }
}

/// What is shown of the findings before the report that lists them: those with a place in the file.
pub(super) fn findings(text: &str, file: &str, report: &analyse::Report, lang: Lang) -> String {
    let findings = report.findings.iter();
    findings
        .filter_map(|finding| Told::finding(text, file, finding, lang))
        .map(|told| drawn(&told))
        .collect()
}

fn faults_as_data(faults: &[RuleFault]) -> Vec<Value> {
    let one = |fault: &RuleFault| {
        json!({
            "file": fault.file, "line": fault.line, "column": fault.column,
            "field": fault.field, "pointer": fault.pointer,
            "code": fault.code, "message": fault.message,
        })
    };
    faults.iter().map(one).collect()
}

fn drawn(told: &Told<'_>) -> String {
    // Colours follow NO_COLOR and the terminal; the drawing itself stays.
    let plain = std::env::var_os("NO_COLOR").is_some() || !std::io::stdout().is_terminal();
    let theme = if plain {
        GraphicalTheme::unicode_nocolor()
    } else {
        GraphicalTheme::unicode()
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        .with_width(100);
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = handler.render_report(&mut out, told);
    out.push('\n');
    out
}

/// Something to say about a place in a file.
#[derive(Debug)]
struct Told<'a> {
    source: miette::NamedSource<String>,
    code: &'a str,
    severity: Severity,
    title: String,
    label: String,
    at: std::ops::Range<usize>,
}

impl<'a> Told<'a> {
    fn fault(text: &str, fault: &'a RuleFault) -> Self {
        let field = Some(fault.field.as_str()).filter(|field| !field.is_empty());
        Self {
            source: miette::NamedSource::new(&fault.file, text.to_owned()),
            code: fault.code,
            severity: Severity::Error,
            title: field.unwrap_or(&fault.file).to_owned(),
            label: fault.message.clone(),
            at: one_line(text, fault.span.clone()),
        }
    }

    fn finding(text: &str, file: &str, finding: &'a analyse::Finding, lang: Lang) -> Option<Self> {
        let start = offset(text, finding.line?, finding.column.unwrap_or(1));
        let line = text.get(start..)?.lines().next()?;
        Some(Self {
            source: miette::NamedSource::new(file, text.to_owned()),
            code: finding.code,
            severity: match finding.severity {
                analyse::Severity::Error => Severity::Error,
                analyse::Severity::Warning => Severity::Warning,
                _ => Severity::Advice,
            },
            title: finding.message.get(lang).to_owned(),
            label: finding.subject.clone(),
            at: start..start + line.len(),
        })
    }
}

/// A table of many lines is shown by its first one.
fn one_line(text: &str, at: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let start = at.start.min(text.len());
    let whole = text.get(start..at.end.min(text.len())).unwrap_or_default();
    let line = whole.lines().next().unwrap_or_default();
    start..start + line.len()
}

fn offset(text: &str, line: usize, column: usize) -> usize {
    let before = text.split_inclusive('\n').take(line.saturating_sub(1));
    let start: usize = before.map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default();
    let letters = rest.char_indices().nth(column.saturating_sub(1));
    start + letters.map_or(0, |(at, _)| at)
}

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)
    }
}

impl std::error::Error for Told<'_> {}

impl Diagnostic for Told<'_> {
    fn code<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        Some(Box::new(self.code))
    }

    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = LabeledSpan::new(Some(self.label.clone()), self.at.start, self.at.len());
        Some(Box::new(std::iter::once(label)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_drawn_with_its_line_and_without_colours_in_a_pipe() {
        let text = "name = \"é\"\nwhen.tenure = [\"socal\"]\n";
        let fault = RuleFault {
            file: "mine.toml".to_owned(),
            line: 2,
            column: 16,
            span: 27..34,
            field: "rules[X].when.tenure[0]".to_owned(),
            pointer: "/rules/0/when/tenure/0".to_owned(),
            code: "unknown_code",
            message: "`socal` is no code (did you mean `social`?)".to_owned(),
        };
        let drawn = faults(text, std::slice::from_ref(&fault), Format::Fancy);
        assert!(drawn.contains("mine.toml:2:16"), "{drawn}");
        assert!(drawn.contains("did you mean `social`?"), "{drawn}");
        assert!(!drawn.contains('\u{1b}'), "{drawn}");
        let plain = faults(text, std::slice::from_ref(&fault), Format::Plain);
        assert!(plain.starts_with("mine.toml:2:16: rules[X].when.tenure[0]: "));
        let data: Value = serde_json::from_str(&faults(text, &[fault], Format::Json)).unwrap();
        assert_eq!(data["faults"][0]["pointer"], "/rules/0/when/tenure/0");
    }

    #[test]
    fn lines_and_columns_are_found_again() {
        let text = "é = 1\nà = 2";
        assert_eq!(offset(text, 2, 5), "é = 1\nà = ".len());
        assert_eq!(offset(text, 9, 1), text.len());
    }
}
