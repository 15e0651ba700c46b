//! The whole decision with 50,000 partners, its explanation, and what comes before: compiling.

use std::{hint::black_box, process::Command};

use jiff::Timestamp;
use passerelle_benches::{CASES, Dice, PARTNERS, SIZES, clock, ours};
use passerelle_domain::Lang;
use passerelle_routing_rules::{
    Decision, Facts, Network, account, explain_every_rule, explain_text,
};

use crate::{goal::Goal, table};

/// Nanoseconds per case, per compilation; bytes.
pub struct Deciding {
    unexplained: f64,
    explained: f64,
    account: f64,
    text: f64,
    every_rule: f64,
    near: f64,
    compiling: f64,
    bytes: f64,
}

/// How often the compilation is tried.
const COMPILATIONS: usize = 5;

pub fn measure(size: usize) -> Deciding {
    let mut dice = Dice::new(size as u64);
    let (rules, samples) = (dice.sketches(size), dice.samples(CASES));
    let (stated, partners) = (ours::before_the_shipped(&rules), dice.partners(PARTNERS));
    let inputs = || (stated.clone(), partners.clone());
    let compile = |(rules, partners)| Network::new(rules, 1, partners);
    let compiling = clock::best_after(COMPILATIONS, inputs, compile);
    let network = Network::new(stated, 1, partners);
    let needs: Vec<_> = samples.iter().map(ours::need).collect();
    let facts: Vec<Facts<'_>> = needs
        .iter()
        .map(|need| Facts::first_time(need, None))
        .collect();
    let at: Timestamp = "2026-10-05T07:10:00Z".parse().expect("a time");
    let unexplained = clock::nanoseconds(CASES, || {
        for facts in &facts {
            let _ = black_box(network.decide_unexplained(facts, at));
        }
    });
    let explained = clock::nanoseconds(CASES, || {
        for facts in &facts {
            let _ = black_box(network.decide(facts, at));
        }
    });
    let decide = |facts| network.decide(facts, at).expect("a decision");
    let decisions: Vec<_> = facts.iter().map(decide).collect();
    let decided = || facts.iter().zip(&decisions);
    let tell = |tell: &dyn Fn(&Facts<'_>, &Decision)| {
        clock::nanoseconds(CASES, || {
            decided().for_each(|(facts, decision)| tell(facts, decision))
        })
    };
    let near =
        decided().map(|(facts, decision)| account(&network, facts, at, decision).rules().count());
    let near = near.sum::<usize>() as f64 / CASES as f64;
    Deciding {
        unexplained,
        explained,
        account: tell(&|facts, decision| drop(black_box(account(&network, facts, at, decision)))),
        text: tell(&|facts, decision| {
            drop(black_box(explain_text(
                &network,
                facts,
                at,
                decision,
                Lang::Fr,
            )));
        }),
        every_rule: tell(&|facts, decision| {
            drop(black_box(explain_every_rule(
                &network,
                facts,
                at,
                decision,
                Lang::Fr,
            )));
        }),
        near,
        compiling: compiling.as_secs_f64() * 1e9,
        bytes: bytes(size),
    }
}

/// What the compiled network keeps, counted by the program beside this one.
fn bytes(size: usize) -> f64 {
    let here = std::env::current_exe().expect("the path of this program");
    let mut program = Command::new(here.with_file_name("memory"));
    let output = program.arg(size.to_string()).output();
    let output = output.expect("the program `memory`, built with this one");
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().expect("a number of bytes")
}

fn megabytes(bytes: f64) -> f64 {
    bytes / 1e6
}

type Figure = fn(&Deciding) -> String;

const LINES: [(&str, Figure); 8] = [
    ("decision, without a word", |one| {
        table::time(one.unexplained)
    }),
    ("decision, with its sentence", |one| {
        table::time(one.explained)
    }),
    ("explanation on demand, as data", |one| {
        table::time(one.account)
    }),
    ("explanation on demand, in words", |one| {
        table::time(one.text)
    }),
    ("the same with every rule in words", |one| {
        table::time(one.every_rule)
    }),
    ("rules that apply or come near", |one| {
        format!("{:.0}", one.near)
    }),
    ("compiling rules and partners", |one| {
        table::time(one.compiling)
    }),
    ("memory of the compiled network", |one| {
        format!("{:.1} MB", megabytes(one.bytes))
    }),
];

pub fn print(all: [Deciding; SIZES.len()]) -> Vec<Goal> {
    table::heading("The whole decision, 50000 partners, over the shipped rules");
    table::sizes("");
    for (name, figure) in LINES {
        table::line(name, all.iter().map(figure));
    }
    let [_, thousand, many] = &all;
    let growth = many.unexplained / thousand.unexplained;
    let explanation = all
        .iter()
        .map(|one| one.text.max(one.account) / 1e3)
        .fold(0.0, f64::max);
    let compiling = many.compiling / 1e6;
    vec![
        Goal::at_most(
            "decision within 3 µs, 1000 rules",
            thousand.unexplained / 1e3,
            3.0,
            " µs",
        ),
        Goal::at_most("decision within 1.5 of that, 10000 rules", growth, 1.5, ""),
        Goal::at_most("explanation within 100 µs", explanation, 100.0, " µs"),
        Goal::at_most(
            "compiling 10000 rules within 200 ms",
            compiling,
            200.0,
            " ms",
        ),
        Goal::at_most(
            "memory under 64 MB, 10000 rules",
            megabytes(many.bytes),
            64.0,
            " MB",
        ),
    ]
}
