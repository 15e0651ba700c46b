//! Everything that the analyser proves about a rule set.

use std::time::Instant;

use criterion::{Criterion, criterion_group};
use passerelle_benches::Dice;
use passerelle_routing_rules::{Budget, DEFAULT_RULE_SET, RuleSet, analyse, analyse::Severity};

fn prove(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("analyse");
    group.sample_size(10);
    let shipped = RuleSet::from_toml("default.toml", DEFAULT_RULE_SET).unwrap();
    group.bench_function("the shipped rule set", |bench| {
        bench.iter(|| analyse(&shipped, Budget::default()));
    });
    for rules in [100, 1_000] {
        let stated = Dice::new(rules as u64).rule_set(rules);
        group.bench_function(format!("{rules} rules by chance before it"), |bench| {
            bench.iter(|| analyse(&stated, Budget::default()));
        });
    }
    group.finish();
}

/// A run that is long enough to be measured once: 10,000 rules, with overlays for all départements.
fn prove_a_country() {
    let stated = Dice::new(101).national(10_000);
    let start = Instant::now();
    let report = analyse(&stated, Budget::default());
    println!(
        "analyse/a national set of {} rules with {} overlays: {:.1} s, {} questions undecided, {} findings",
        stated.rules().len(),
        stated.overlays().len(),
        start.elapsed().as_secs_f64(),
        report.count(Severity::Undecided),
        report.findings.len(),
    );
}

criterion_group!(benches, prove);

fn main() {
    benches();
    Criterion::default().configure_from_args().final_summary();
    let asked: Vec<String> = std::env::args()
        .skip(1)
        .filter(|one| !one.starts_with('-'))
        .collect();
    if asked.is_empty()
        || asked
            .iter()
            .any(|one| "a national set".contains(one.as_str()))
    {
        prove_a_country();
    }
}
