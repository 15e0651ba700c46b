//! Choosing a rule by bitmaps and by a scan over all of them, and the whole decision.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use jiff::Timestamp;
use passerelle_benches::Dice;
use passerelle_domain::Need;
use passerelle_routing_rules::{Facts, Network, rules::Case};

const PARTNERS: usize = 50_000;
const CASES: usize = 256;

fn decide(criterion: &mut Criterion) {
    let clock: Timestamp = "2026-10-05T07:10:00Z".parse().unwrap();
    for rules in [100, 1_000, 10_000] {
        let mut dice = Dice::new(rules as u64);
        let (stated, partners) = (dice.rule_set(rules), dice.partners(PARTNERS));
        let network = Network::new(stated.clone(), 1, partners.clone());
        let needs: Vec<Need> = (0..CASES).map(|_| dice.need()).collect();
        let facts: Vec<Facts<'_>> = needs
            .iter()
            .map(|need| Facts::first_time(need, None))
            .collect();
        let cases: Vec<Case<'_>> = facts.iter().map(Case::of).collect();
        for case in &cases {
            assert_eq!(network.verdict(case), network.rules().verdict(case));
        }
        let mut group = criterion.benchmark_group(format!("{rules} rules"));
        // One pass over all cases each: divide by their number.
        group.bench_function(BenchmarkId::new("linear scan", CASES), |bench| {
            bench.iter(|| {
                cases
                    .iter()
                    .for_each(|case| drop(black_box(stated.verdict(case))))
            });
        });
        group.bench_function(BenchmarkId::new("bitmaps", CASES), |bench| {
            bench.iter(|| {
                cases
                    .iter()
                    .for_each(|case| drop(black_box(network.verdict(case))))
            });
        });
        group.bench_function(BenchmarkId::new("decision", CASES), |bench| {
            bench.iter(|| {
                for facts in &facts {
                    let _ = black_box(network.decide_unexplained(facts, clock));
                }
            });
        });
        group.bench_function(
            BenchmarkId::new("decision with its explanation", CASES),
            |bench| {
                bench.iter(|| {
                    for facts in &facts {
                        let _ = black_box(network.decide(facts, clock));
                    }
                });
            },
        );
        group.sample_size(10);
        group.bench_function("compile rules and 50000 partners", |bench| {
            bench.iter_batched(
                || (stated.clone(), partners.clone()),
                |(rules, partners)| Network::new(rules, 1, partners),
                criterion::BatchSize::LargeInput,
            );
        });
        group.finish();
    }
}

criterion_group!(benches, decide);
criterion_main!(benches);
