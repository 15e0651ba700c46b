//! The answers of the analyser and those of the solver, on rule sets by chance.

use std::collections::BTreeMap;

use jiff::civil::date;
use passerelle_domain::Text;
use rustsat::types::Lit;

use super::Judge;
use crate::{
    Budget, OverlaySource, Report, RuleSet, analyse,
    analyse::Severity,
    rules::{Aim, Claim, Invariant},
    tests::{exact, random::Dice},
};

/// A few rules by chance, and now and then overlays over them.
fn rule_set(dice: &mut Dice) -> RuleSet {
    let count = 4 + dice.below(8);
    let mut rules = dice.rule_set(count);
    rules
        .rules
        .retain(|rule| !matches!(rule.then.aim, Aim::Inform { .. }));
    for rule in &mut rules.rules {
        rule.order -= u32::from(rule.order > 0 && dice.chance(15));
        if dice.chance(60) {
            rule.when = exact::condition(dice);
        }
    }
    rules.senses.clock = true;
    rules.examples.clear();
    let territories = [
        "departement:35",
        "commune:35238",
        "region:53",
        "qpv:QN03502M",
    ];
    let texts: Vec<String> = (0..dice.below(4))
        .map(|number| {
            let until = date(2026, 4, 3).saturating_add(jiff::ToSpan::days(dice.below(3) as i64));
            let dates = if dice.chance(40) {
                format!("valid_from = 2026-04-02\nvalid_until = {until}")
            } else {
                String::new()
            };
            let change = match dice.below(3) {
                0 => format!("switch_off = [\"D{}\"]", dice.below(count)),
                kind => {
                    let place = if kind == 1 {
                        format!("replaces = \"D{}\"", dice.below(count))
                    } else {
                        format!("stage = \"{}\"\norder = {number}", rules.rules[0].stage)
                    };
                    format!(
                        r#"[[rules]]
id = "O{number}"
{place}
label = {{ fr = "essai", en = "test" }}
because = {{ fr = "essai", en = "test" }}
when.tenure = ["social", "owner"]
then.lead = ["ccas"]
then.max = "L1""#
                    )
                }
            };
            format!(
                "name = \"o{number}\"\noverlay_of = \"default\"\ntitle = {{ fr = \"o\", en = \"o\" }}\nterritory = [\"{}\"]\n{dates}\n{change}",
                territories[number]
            )
        })
        .collect();
    let sources: Vec<OverlaySource<'_>> = texts
        .iter()
        .map(|text| OverlaySource {
            file: "o.toml",
            text,
        })
        .collect();
    let mut rules = rules
        .with_overlays(&sources)
        .unwrap_or_else(|faults| panic!("{faults:?}"));
    rules.invariants = vec![Invariant {
        id: "V".to_owned(),
        label: Text {
            fr: "essai".to_owned(),
            en: "test".to_owned(),
        },
        when: exact::condition(dice),
        unless: None,
        must: vec![Claim::Diverted(dice.chance(30))],
    }];
    rules
}

fn subjects<'r>(report: &'r Report, codes: &[&str]) -> Vec<&'r str> {
    let findings = report.findings.iter();
    let with = findings.filter(|finding| codes.contains(&finding.code));
    with.map(|finding| finding.subject.as_str()).collect()
}

#[test]
fn a_sat_solver_gives_the_same_answers() {
    let mut agreed: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..SEEDS {
        let mut dice = Dice::new(40_000 + seed);
        let rules = rule_set(&mut dice);
        let report = analyse(&rules, Budget::default());
        let undecided: Vec<_> = report
            .findings
            .iter()
            .filter(|one| one.severity == Severity::Undecided)
            .collect();
        assert!(undecided.is_empty(), "seed {seed}: {undecided:?}");
        let mut judge = Judge::of(&rules);
        let mut say = |question: &'static str, yes: bool| {
            *agreed.entry(question).or_default() += 1;
            *agreed.entry(if yes { "yes" } else { "no" }).or_default() += 1;
        };

        let nothing: Vec<Lit> = judge.written.iter().map(|(_, lit)| !*lit).collect();
        let left = judge.possible(&nothing);
        let told = !subjects(&report, &["triage_cases"]).is_empty();
        assert_eq!(told, left, "seed {seed}: coverage");
        say("coverage", left);

        let dead = subjects(&report, &["shadowed_rule", "impossible_rule"]);
        for place in 0..judge.written.len() {
            let lits = judge.decides(place);
            let speaks = judge.possible(&lits);
            let id = judge.written[place].0.id.as_str();
            assert_eq!(dead.contains(&id), !speaks, "seed {seed}: {id}");
            say("dead rules", speaks);
        }

        let mut clashing = Vec::new();
        for place in 0..judge.written.len() {
            for other in place + 1..judge.written.len() {
                if judge.clash(place, other) {
                    clashing.push(judge.written[place].0.id.as_str());
                }
                say(
                    "conflicts",
                    clashing.last() == Some(&judge.written[place].0.id.as_str()),
                );
            }
        }
        assert_eq!(
            subjects(&report, &["conflict"]),
            clashing,
            "seed {seed}: conflicts"
        );

        for invariant in rules.invariants() {
            let Some(Claim::Diverted(wanted)) = invariant.must.first() else {
                continue;
            };
            let refuted = judge.refuted(invariant, *wanted);
            let told = !subjects(&report, &["invariant_refuted"]).is_empty();
            assert_eq!(told, refuted, "seed {seed}: {:?} {wanted}", invariant.when);
            say("invariants", refuted);
        }
    }
    assert!(agreed["yes"] > 50 && agreed["no"] > 50, "{agreed:?}");
}

const SEEDS: u64 = 12;
