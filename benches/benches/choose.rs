//! Choosing a rule: by the compiled rules, and by the yardsticks.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use passerelle_benches::{
    CASES, Chooser, Dice, SIZES, clock,
    ours::{self, Ours, Reference},
    yardsticks::{BareBitmaps, Scan},
};
use passerelle_routing_rules::{Facts, Network};

fn choose(criterion: &mut Criterion) {
    for size in SIZES {
        let mut dice = Dice::new(size as u64);
        let (rules, samples) = (dice.sketches(size), dice.samples(CASES));
        let network = Network::new(ours::only(&rules), 1, Vec::new());
        let needs: Vec<_> = samples.iter().map(ours::need).collect();
        let facts: Vec<Facts<'_>> = needs
            .iter()
            .map(|need| Facts::first_time(need, None))
            .collect();
        let mut scan = Scan::new(&rules, &samples);
        let expected: Vec<Option<usize>> = (0..CASES).map(|case| scan.choose(case)).collect();
        measure(criterion, size, &expected, scan);
        measure(
            criterion,
            size,
            &expected,
            BareBitmaps::new(&rules, &samples),
        );
        measure(
            criterion,
            size,
            &expected,
            Reference(Ours::new(&network, &facts)),
        );
        measure(criterion, size, &expected, Ours::new(&network, &facts));
    }
}

/// One pass over all cases: divide by their number.
fn measure<C: Chooser>(
    criterion: &mut Criterion,
    size: usize,
    expected: &[Option<usize>],
    mut chooser: C,
) {
    clock::agrees(&mut chooser, expected);
    let mut group = criterion.benchmark_group(format!("{size} rules"));
    group.bench_function(BenchmarkId::new(chooser.name(), CASES), |bench| {
        bench.iter(|| {
            for case in 0..CASES {
                let _ = black_box(chooser.choose(case));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, choose);
criterion_main!(benches);
