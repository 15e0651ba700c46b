//! The whole decision, with and without its sentence, and compiling what decides.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use jiff::Timestamp;
use passerelle_benches::{CASES, Dice, PARTNERS, SIZES, ours};
use passerelle_routing_rules::{Facts, Network};

fn decide(criterion: &mut Criterion) {
    let clock: Timestamp = "2026-10-05T07:10:00Z".parse().unwrap();
    for size in SIZES {
        let mut dice = Dice::new(size as u64);
        let (rules, samples) = (dice.sketches(size), dice.samples(CASES));
        let (stated, partners) = (ours::before_the_shipped(&rules), dice.partners(PARTNERS));
        let network = Network::new(stated.clone(), 1, partners.clone());
        let needs: Vec<_> = samples.iter().map(ours::need).collect();
        let facts: Vec<Facts<'_>> = needs
            .iter()
            .map(|need| Facts::first_time(need, None))
            .collect();
        let mut group = criterion.benchmark_group(format!("{size} rules"));
        // One pass over all cases each: divide by their number.
        group.bench_function(format!("decision/{CASES}"), |bench| {
            bench.iter(|| {
                for facts in &facts {
                    let _ = black_box(network.decide_unexplained(facts, clock));
                }
            });
        });
        group.bench_function(format!("decision with its sentence/{CASES}"), |bench| {
            bench.iter(|| {
                for facts in &facts {
                    let _ = black_box(network.decide(facts, clock));
                }
            });
        });
        group.sample_size(10);
        group.bench_function(format!("compile rules and {PARTNERS} partners"), |bench| {
            bench.iter_batched(
                || (stated.clone(), partners.clone()),
                |(rules, partners)| Network::new(rules, 1, partners),
                BatchSize::LargeInput,
            );
        });
        group.finish();
    }
}

criterion_group!(benches, decide);
criterion_main!(benches);
