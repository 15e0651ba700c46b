//! The analyser: everything that it proves about a rule set.

use std::hint::black_box;

use passerelle_benches::{Dice, clock, ours};
use passerelle_routing_rules::{Budget, DEFAULT_RULE_SET, Report, RuleSet, analyse};

use crate::{goal::Goal, table};

/// A rule set, and the milliseconds that its proofs may take.
struct Subject {
    name: &'static str,
    rules: RuleSet,
    most: f64,
}

fn subjects() -> [Subject; 3] {
    let shipped = RuleSet::from_toml("default.toml", DEFAULT_RULE_SET);
    [
        Subject {
            name: "the shipped rule set",
            rules: shipped.unwrap_or_else(|faults| panic!("{}", faults[0])),
            most: 200.0,
        },
        Subject {
            name: "1000 rules by chance before it",
            rules: ours::before_the_shipped(&Dice::new(1_000).sketches(1_000)),
            most: 1_000.0,
        },
        Subject {
            name: "10000 rules of a country, with an overlay for each département",
            rules: Dice::new(101).national(10_000),
            most: 30_000.0,
        },
    ]
}

pub fn print() -> Vec<Goal> {
    table::heading("Proving");
    let measured = subjects().map(|subject| {
        let prove = || analyse(&subject.rules, Budget::default());
        let took = clock::best(|| drop(black_box(prove()))).as_secs_f64() * 1e3;
        let open = undecided(&prove());
        let figures = [table::time(took * 1e6), format!("{open} undecided")];
        table::line(subject.name, figures);
        let wanted = format!("proofs of {} within {} ms", subject.name, subject.most);
        Goal::at_most(wanted, took, subject.most, " ms")
    });
    measured.into()
}

fn undecided(report: &Report) -> usize {
    use passerelle_routing_rules::analyse::Severity;
    let findings = report.findings.iter();
    findings
        .filter(|one| one.severity == Severity::Undecided)
        .count()
}
