//! An independent judge: small random rule sets, and every case that their conditions can tell
//! apart, one by one.

use passerelle_domain::{
    AgeBand, CaseKind, CommuneCode, ConsentState, Disclosure, MediationMode, PartnerKind, Period,
    PriorAttempt, Priority, Setting, Situation, Tenure, Text, vocabulary::Code,
};

use super::{Budget, Report, Severity, analyse, replay::Replay, witness::need_of};
use crate::{
    Facts, RuleSet,
    rules::{
        Aim, Answer, Case, CaseFacts, Claim, Condition, HitPolicy, Invariant, Rule, SafetyQuestion,
        Test, Verdict,
    },
    tests::{fixture::default_rules, random::Dice},
};

/// Facts of a person, with all their values, or facts of a place.
#[derive(Clone, Copy, PartialEq)]
enum World {
    Person,
    Place,
}

const SITUATIONS: [Situation; 3] = [
    Situation::MentalDistress,
    Situation::Discrimination,
    Situation::SuicidalCrisis,
];

fn told<T: Code>() -> Vec<Option<T>> {
    let all = T::ALL.iter().map(|value| Some(*value));
    [None].into_iter().chain(all).collect()
}

/// Every case of a world that some request can have.
fn cases(world: World) -> Vec<CaseFacts> {
    let mut all = vec![CaseFacts::of_a(
        Setting::Housing,
        SITUATIONS[0],
        CaseKind::Individual,
    )];
    fn vary<T: Clone>(all: &mut Vec<CaseFacts>, values: &[T], set: fn(&mut CaseFacts, T)) {
        let with = |case: &CaseFacts| {
            let case = case.clone();
            let one = move |value: &T| {
                let mut case = case.clone();
                set(&mut case, value.clone());
                case
            };
            values.iter().map(one).collect::<Vec<_>>()
        };
        *all = all.iter().flat_map(with).collect();
    }
    let answers: Vec<Answer> = Answer::ALL.iter().map(|(_, answer)| *answer).collect();
    vary(&mut all, &[false, true], |case, yes| {
        case.safety.danger_now = yes;
    });
    match world {
        World::Person => {
            vary(&mut all, AgeBand::ALL, |case, value| {
                case.age_band = value;
            });
            vary(&mut all, &answers, |case, value| {
                case.minor = value;
            });
            vary(&mut all, &answers, |case, value| {
                case.enrolled = value;
            });
            vary(&mut all, &told::<ConsentState>(), |case, value| {
                case.consent = value;
            });
        }
        World::Place => {
            let [one, two, three] = SITUATIONS;
            // One that no rule reads stands for all others.
            let situations = [one, two, three, Situation::Addiction];
            vary(&mut all, &situations, |case, value| {
                case.situation = value;
            });
            vary(&mut all, Tenure::ALL, |case, value| {
                case.tenure = value;
            });
            vary(&mut all, CaseKind::ALL, |case, value| {
                case.case_kind = value;
            });
            vary(&mut all, &told::<Period>(), |case, value| {
                case.period = value;
            });
            let tried = [PriorAttempt::Mediation, PriorAttempt::DirectTalk];
            let sets = [vec![], vec![tried[0]], vec![tried[1]], tried.to_vec()];
            vary(&mut all, &sets, |case, value| {
                case.prior_attempts = value;
            });
        }
    }
    all.retain(|case| {
        let need = need_of(case, CommuneCode::parse("00001").unwrap());
        let told = CaseFacts::of(&Case::of(&Facts::first_time(&need, None)));
        CaseFacts {
            commune: None,
            ..told
        } == *case
    });
    all
}

fn some<T: Copy + PartialEq>(dice: &mut Dice, all: &[T]) -> Vec<T> {
    let mut some: Vec<T> = all.iter().filter(|_| dice.chance(45)).copied().collect();
    if some.is_empty() {
        some.push(all[dice.below(all.len())]);
    }
    some
}

fn test(dice: &mut Dice, world: World, depth: usize) -> Test {
    let answers: Vec<Answer> = Answer::ALL.iter().map(|(_, answer)| *answer).collect();
    if dice.chance(12) {
        return Test::Safety(SafetyQuestion::DangerNow, dice.chance(50));
    }
    if depth > 0 && dice.chance(25) {
        let any = (0..1 + dice.below(3)).map(|_| condition(dice, world, depth - 1, 2));
        return Test::Any(any.collect());
    }
    match (world, dice.below(5)) {
        (World::Person, 0 | 1) => Test::AgeBand(some(dice, AgeBand::ALL)),
        (World::Person, 2) => Test::Minor(some(dice, &answers)),
        (World::Person, 3) => Test::Enrolled(some(dice, &answers)),
        (World::Person, _) => Test::Consent(some(dice, ConsentState::ALL)),
        (World::Place, 0) => Test::Situation(some(dice, &SITUATIONS)),
        (World::Place, 1) => Test::Tenure(some(dice, Tenure::ALL)),
        (World::Place, 2) => Test::CaseKind(some(dice, CaseKind::ALL)),
        (World::Place, 3) => Test::Period(some(dice, Period::ALL)),
        (World::Place, _) => Test::PriorAttempt(some(
            dice,
            &[PriorAttempt::Mediation, PriorAttempt::DirectTalk],
        )),
    }
}

fn condition(dice: &mut Dice, world: World, depth: usize, most: usize) -> Condition {
    let tests = (0..1 + dice.below(most)).map(|_| test(dice, world, depth));
    Condition {
        tests: tests.collect(),
    }
}

/// A few rules; now and then two of one rank.
fn rule_set(dice: &mut Dice, world: World) -> RuleSet {
    let mut rules = default_rules();
    let pattern = rules.rules[0].clone();
    let mut order = 0;
    rules.rules = (0..2 + dice.below(9))
        .map(|number| {
            order += u32::from(!dice.chance(20));
            let mut rule = Rule {
                id: format!("D{number}"),
                order,
                when: condition(dice, world, 1, 3),
                ..pattern.clone()
            };
            let kind = PartnerKind::ALL[dice.below(4)];
            let step = crate::rules::Step {
                kind,
                relation: None,
                when: Condition::default(),
            };
            rule.then.max = Disclosure::ALL[1 + dice.below(4)];
            rule.then.mediation = dice.chance(50).then(|| MediationMode::ALL[dice.below(3)]);
            rule.then.aim = match dice.below(3) {
                0 => Aim::Divert,
                1 => Aim::Partners { steps: vec![step] },
                _ => Aim::SituationRoute {
                    fallbacks: vec![step],
                },
            };
            rule
        })
        .collect();
    if dice.chance(30) {
        rules.stages[0].hit = HitPolicy::Unique;
    }
    rules.invariants = Vec::new();
    rules.examples = Vec::new();
    rules
}

/// Now and then a rule or two that inform somebody, whatever decides or after some rules only.
fn with_informing(mut rules: RuleSet, dice: &mut Dice, world: World) -> RuleSet {
    let shipped = default_rules();
    let informs = |rule: &&Rule| matches!(rule.then.aim, Aim::Inform { .. });
    let pattern = shipped.rules.iter().find(informs).unwrap();
    let ids: Vec<String> = rules.rules.iter().map(|rule| rule.id.clone()).collect();
    for number in 0..dice.below(3) {
        let mut when = condition(dice, world, 1, 3);
        if dice.chance(60) {
            let any: Vec<usize> = (0..ids.len()).collect();
            let some = some(dice, &any).into_iter().map(|place| ids[place].clone());
            when.tests.push(Test::DecidedBy(some.collect()));
        }
        rules.rules.push(Rule {
            id: format!("I{number}"),
            order: u32::try_from(number).unwrap(),
            when,
            ..pattern.clone()
        });
    }
    rules
}

/// The cases in which somebody is asked, with the rule that says whom.
fn asked<'r, 'c>(rules: &'r RuleSet, all: &'c [CaseFacts]) -> Vec<(&'c CaseFacts, &'r str)> {
    let asks = |case: &'c CaseFacts| {
        let row = rules.situation(case.situation).unwrap();
        match rules.verdict(&case.case()) {
            Verdict::Rule(rule) if rule.then.aim != Aim::Divert => {
                let queued = case.safety.raise(row.priority) != Priority::P0;
                queued.then_some((case, rule.id.as_str()))
            }
            _ => None,
        }
    };
    all.iter().filter_map(asks).collect()
}

/// The rule that decides; all of them where they contradict each other; none where none matches.
fn outcome<'r>(rules: &'r RuleSet, case: &CaseFacts) -> Vec<&'r str> {
    let ids = |rules: Vec<&'r Rule>| rules.iter().map(|rule| rule.id.as_str()).collect();
    match rules.verdict(&case.case()) {
        Verdict::Rule(rule) => ids(vec![rule]),
        Verdict::Conflict(rules) => ids(rules),
        Verdict::Nothing => Vec::new(),
    }
}

fn subjects<'r>(report: &'r Report, codes: &[&str]) -> Vec<&'r str> {
    let findings = report.findings.iter();
    let with = findings.filter(|finding| codes.contains(&finding.code));
    with.map(|finding| finding.subject.as_str()).collect()
}

fn judge(rules: &RuleSet, all: &[CaseFacts], seed: u64) {
    let report = analyse(rules, Budget::default());
    assert_eq!(report.count(Severity::Undecided), 0, "seed {seed}");
    let informs = |rule: &&Rule| matches!(rule.then.aim, Aim::Inform { .. });
    let (informing, written): (Vec<&Rule>, Vec<&Rule>) = rules.rules().iter().partition(informs);
    let asked = asked(rules, all);
    let heard = |when: &Condition| -> Vec<bool> {
        let holds = |(case, by): &(&CaseFacts, &str)| when.holds(&case.case().decided_by(by));
        asked.iter().map(holds).collect()
    };
    let unique = rules.stages()[0].hit == HitPolicy::Unique;
    let left = all.iter().any(|case| outcome(rules, case).is_empty());
    let told = !subjects(&report, &["triage_cases"]).is_empty();
    assert_eq!(told, left, "seed {seed}: coverage");

    let speaks = |rule: &&Rule| all.iter().any(|case| outcome(rules, case) == [&rule.id]);
    let informs_somebody = |rule: &&Rule| heard(&rule.when).contains(&true);
    let silent = written.iter().copied().filter(|rule| !speaks(rule));
    let unheard = informing
        .iter()
        .copied()
        .filter(|rule| !informs_somebody(rule));
    let dead: Vec<&str> = silent.chain(unheard).map(|rule| rule.id.as_str()).collect();
    let told = subjects(&report, &["shadowed_rule", "impossible_rule"]);
    assert_eq!(told, dead, "seed {seed}: dead rules");

    let mut redundant = Vec::new();
    for (place, rule) in written.iter().copied().enumerate() {
        for test in 0..rule.when.tests.len() {
            let mut changed = rules.clone();
            changed.rules[place].when.tests.remove(test);
            let same = |case: &CaseFacts| outcome(rules, case) == outcome(&changed, case);
            if !dead.contains(&rule.id.as_str()) && all.iter().all(same) {
                redundant.push(rule.id.as_str());
            }
        }
    }
    for rule in informing
        .iter()
        .filter(|rule| !dead.contains(&rule.id.as_str()))
    {
        for test in 0..rule.when.tests.len() {
            let mut wider = rule.when.clone();
            wider.tests.remove(test);
            if heard(&wider) == heard(&rule.when) {
                redundant.push(rule.id.as_str());
            }
        }
    }
    // Rules in a conflict are left out: what they say is not settled.
    let conflicts = subjects(&report, &["conflict"]);
    let mut told = subjects(&report, &["redundant_test"]);
    for list in [&mut told, &mut redundant] {
        list.retain(|id| !conflicts.contains(id));
    }
    assert_eq!(told, redundant, "seed {seed}: redundant tests");

    let mut clashing = Vec::new();
    for (place, rule) in written.iter().copied().enumerate() {
        for rival in written.iter().copied().skip(place + 1) {
            let reached = |case: &&CaseFacts| {
                let before = |other: &&Rule| !unique && other.order < rule.order;
                let earlier = written.iter().copied().filter(before);
                let case = case.case();
                rule.when.holds(&case)
                    && rival.when.holds(&case)
                    && !earlier.into_iter().any(|one| one.when.holds(&case))
            };
            let disagree = if unique {
                rule.stage == rival.stage
            } else {
                rule.order == rival.order && rule.then != rival.then
            };
            if disagree && all.iter().any(|case| reached(&case)) {
                clashing.push(rule.id.as_str());
            }
        }
    }
    assert_eq!(conflicts, clashing, "seed {seed}: conflicts");
}

#[test]
fn every_answer_is_that_of_counting_all_cases() {
    for world in [World::Person, World::Place] {
        let all = cases(world);
        for seed in 0..40 {
            let mut dice = Dice::new(seed);
            let rules = rule_set(&mut dice, world);
            let rules = with_informing(rules, &mut dice, world);
            judge(&rules, &all, seed);
        }
    }
}

fn claim(dice: &mut Dice) -> Claim {
    let kinds: Vec<PartnerKind> = some(dice, &PartnerKind::ALL[..4]);
    match dice.below(9) {
        0 => Claim::LeadNotIn(kinds),
        1 => Claim::ToldNotIn(kinds),
        2 => Claim::Diverted(dice.chance(50)),
        3 => Claim::Mediation(some(dice, MediationMode::ALL)),
        4 => Claim::DisclosureAtMost(Disclosure::ALL[dice.below(5)]),
        5 => Claim::PriorityAtLeast(Priority::ALL[dice.below(5)]),
        6 => Claim::Rule(vec!["D0".to_owned(), "D1".to_owned()]),
        7 => Claim::Notice("call_15".to_owned()),
        _ => Claim::Any(vec![vec![claim(dice)], vec![claim(dice)]]),
    }
}

#[test]
fn invariants_are_proved_and_refuted_as_by_deciding_every_case() {
    let mut all = cases(World::Place);
    all.retain(|case| {
        let read = SITUATIONS.contains(&case.situation);
        read && case.prior_attempts.is_empty() && case.period.is_none()
    });
    let (mut proved, mut refuted) = (0, 0);
    for seed in 0..60 {
        let mut dice = Dice::new(1_000 + seed);
        let mut rules = rule_set(&mut dice, World::Place);
        for rule in &mut rules.rules {
            rule.when.tests.retain(|test| {
                !matches!(test, Test::Any(_) | Test::Period(_) | Test::PriorAttempt(_))
            });
        }
        let invariant = Invariant {
            id: "V".to_owned(),
            label: Text {
                fr: "essai".to_owned(),
                en: "test".to_owned(),
            },
            when: Condition {
                tests: vec![Test::Situation(SITUATIONS.to_vec())],
            },
            unless: None,
            must: vec![claim(&mut dice)],
        };
        rules.invariants = vec![invariant.clone()];
        let report = analyse(&rules, Budget::default());
        let told = !subjects(&report, &["invariant_refuted"]).is_empty();
        assert_eq!(report.count(Severity::Undecided), 0, "seed {seed}");
        let mut replay = Replay::of(&rules, CommuneCode::parse("00001").ok());
        let mut fails = false;
        for alone in [None, Some(0), Some(1), Some(2), Some(3)] {
            replay.with_only(alone.map(|number| PartnerKind::ALL[number]));
            fails = fails || all.iter().any(|case| replay.refutes(case, &invariant.must));
        }
        assert_eq!(told, fails, "seed {seed}: {:?}", invariant.must);
        *(if told { &mut refuted } else { &mut proved }) += 1;
    }
    assert!(
        proved > 5 && refuted > 5,
        "{proved} proved, {refuted} refuted"
    );
}
