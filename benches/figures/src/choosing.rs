//! Choosing the rule: Passerelle, the yardsticks and the peers, on the same rules and cases.

use passerelle_benches::{
    CASES, Chooser, Dice, SIZES, clock,
    ours::{self, Ours, Reference},
    sketch::{Sample, Sketch},
    yardsticks::{BareBitmaps, Scan},
};
use passerelle_routing_rules::{Facts, Network};

#[cfg(feature = "peers")]
use crate::peers::{Cedar, Cel, JsonLogic, Rego, Zen};
use crate::{goal::Goal, table};

/// Nanoseconds per case with a number of rules.
pub struct Choosing {
    /// How many of the cases some rule matches.
    matched: usize,
    /// How many rules a scan reads for a case, on average.
    read: f64,
    ours: f64,
    bare: f64,
    scan: f64,
    reference: f64,
    peers: Peers,
}

/// The same of the engines that others use, where they were built and are quick enough.
#[derive(Default)]
struct Peers {
    zen: Option<f64>,
    json_logic: Option<f64>,
    cel: Option<f64>,
    rego: Option<f64>,
    cedar: Option<f64>,
}

/// Beyond this many rules the slowest peers take minutes.
#[cfg(feature = "peers")]
const MOST_OF_THE_SLOWEST: usize = 1_000;

pub fn measure(size: usize) -> Choosing {
    let mut dice = Dice::new(size as u64);
    let (rules, samples) = (dice.sketches(size), dice.samples(CASES));
    let mut scan = Scan::new(&rules, &samples);
    let expected: Vec<Option<usize>> = (0..CASES).map(|case| scan.choose(case)).collect();
    let network = Network::new(ours::only(&rules), 1, Vec::new());
    let needs: Vec<_> = samples.iter().map(ours::need).collect();
    let facts: Vec<Facts<'_>> = needs
        .iter()
        .map(|need| Facts::first_time(need, None))
        .collect();
    let read = expected
        .iter()
        .map(|rule| rule.map_or(size, |rule| rule + 1));
    let (ours, bare) = beside(
        Ours::new(&network, &facts),
        BareBitmaps::new(&rules, &samples),
        &expected,
    );
    Choosing {
        matched: expected.iter().flatten().count(),
        read: read.sum::<usize>() as f64 / CASES as f64,
        ours,
        bare,
        scan: of(scan, &expected),
        reference: of(Reference(Ours::new(&network, &facts)), &expected),
        peers: peers(&rules, &samples, &expected),
    }
}

#[cfg(feature = "peers")]
fn peers(rules: &[Sketch], samples: &[Sample], expected: &[Option<usize>]) -> Peers {
    let few = rules.len() <= MOST_OF_THE_SLOWEST;
    Peers {
        zen: Some(peer(Zen::new, rules, samples, expected)),
        json_logic: few.then(|| peer(JsonLogic::new, rules, samples, expected)),
        cel: Some(peer(Cel::new, rules, samples, expected)),
        // Its machine takes programs of at most 65,535 instructions.
        rego: few.then(|| peer(Rego::new, rules, samples, expected)),
        cedar: few.then(|| peer(Cedar::new, rules, samples, expected)),
    }
}

#[cfg(not(feature = "peers"))]
fn peers(_: &[Sketch], _: &[Sample], _: &[Option<usize>]) -> Peers {
    Peers::default()
}

fn of<C: Chooser>(mut chooser: C, expected: &[Option<usize>]) -> f64 {
    clock::agrees(&mut chooser, expected);
    clock::per_case(&mut chooser, expected.len())
}

fn beside<A: Chooser, B: Chooser>(
    mut one: A,
    mut other: B,
    expected: &[Option<usize>],
) -> (f64, f64) {
    clock::agrees(&mut one, expected);
    clock::agrees(&mut other, expected);
    clock::per_case_beside(&mut one, &mut other, expected.len())
}

#[cfg(feature = "peers")]
fn peer<C: Chooser>(
    new: impl Fn(&[Sketch], &[Sample]) -> C,
    rules: &[Sketch],
    samples: &[Sample],
    expected: &[Option<usize>],
) -> f64 {
    of(new(rules, samples), expected)
}

type Figure = fn(&Choosing) -> Option<f64>;

const LINES: [(&str, Figure); 9] = [
    ("Passerelle", |one| Some(one.ours)),
    ("bare bitmap AND", |one| Some(one.bare)),
    ("linear scan over typed rules", |one| Some(one.scan)),
    ("linear scan, the tests' reference", |one| {
        Some(one.reference)
    }),
    ("zen-engine 2.1", |one| one.peers.zen),
    ("datalogic-rs 5.4 (JSON logic)", |one| one.peers.json_logic),
    ("cel 0.15", |one| one.peers.cel),
    ("regorus 0.14 (Rego)", |one| one.peers.rego),
    ("cedar-policy 4.14", |one| one.peers.cedar),
];

pub fn print(all: [Choosing; SIZES.len()]) -> Vec<Goal> {
    table::heading("Choosing the rule (and how many times as long as Passerelle)");
    table::sizes("per case");
    for (name, figure) in LINES {
        let figures = all.iter().map(|one| match figure(one) {
            Some(time) => format!("{} ({:.1})", table::time(time), time / one.ours),
            None => "not run".to_owned(),
        });
        table::line(name, figures);
    }
    let matched = all.iter().map(|one| format!("{} of {CASES}", one.matched));
    table::line("cases that some rule matches", matched);
    let read = all.iter().map(|one| format!("{:.0}", one.read));
    table::line("rules that a scan reads", read);
    goals(&all)
}

fn goals(all: &[Choosing; SIZES.len()]) -> Vec<Goal> {
    let mut goals = Vec::new();
    for (size, one) in SIZES.iter().zip(all) {
        let wanted = format!("choosing within 1.5 of a bare bitmap AND, {size} rules");
        goals.push(Goal::at_most(wanted, one.ours / one.bare, 1.5, ""));
        if let Some(zen) = one.peers.zen {
            let wanted = format!("100 times faster than zen-engine, {size} rules");
            goals.push(Goal::times(wanted, zen / one.ours, 100.0));
        }
    }
    let [_, thousand, many] = all;
    let wanted = "100 times faster than the linear scan, 10000 rules";
    goals.push(Goal::times(wanted, many.scan / many.ours, 100.0));
    for (name, figure) in &LINES[5..] {
        if let Some(time) = figure(thousand) {
            let wanted = format!("1000 times faster than {name}, 1000 rules");
            goals.push(Goal::times(wanted, time / thousand.ours, 1_000.0));
        }
    }
    goals
}
