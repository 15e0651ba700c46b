//! Everything that the analyser proves about a rule set.

use criterion::{Criterion, criterion_group, criterion_main};
use passerelle_benches::Dice;
use passerelle_routing_rules::{Budget, DEFAULT_RULE_SET, RuleSet, analyse};

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

criterion_group!(benches, prove);
criterion_main!(benches);
