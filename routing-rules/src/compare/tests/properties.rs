//! What holds of every comparison, on random rule sets, directories and cases.

use proptest::prelude::*;

use super::*;
use crate::{
    Decision,
    compare::{Aspect, comparison::PartnerBrief},
    tests::random::Dice,
};

/// Two rule sets with their directories, and cases that went through them.
fn story(seed: u64) -> (Network, Network, Vec<Told>) {
    let mut dice = Dice::new(seed);
    let old = Network::new(dice.rule_set(12), 1, dice.directory(20));
    // The new rules are sometimes the old ones among other partners, and sometimes others.
    let rules = if dice.chance(50) {
        old.rules().clone()
    } else {
        dice.rule_set(12)
    };
    let new = Network::new(rules, 2, dice.directory(20));
    let cases = told((0..60).map(|_| dice.need()));
    (old, new, cases)
}

fn lead(decision: &Decision) -> Option<PartnerId> {
    decision.lead.as_ref().map(|lead| lead.partner)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_rule_set_beside_itself_changes_nothing(seed: u64) {
        let (old, _, cases) = story(seed);
        let comparison = compared(&old, &old, &cases);
        prop_assert_eq!(comparison.unchanged, cases.len() as u64);
        prop_assert_eq!(comparison.changed, 0);
    }

    /// Each case is decided both ways by hand, and every difference is in the figures.
    #[test]
    fn every_move_is_found_and_no_other(seed: u64) {
        let (old, new, cases) = story(seed);
        let comparison = compared(&old, &new, &cases);
        let (mut leads, mut destinies, mut dues, mut rules) = (0, 0, 0, 0);
        for replay in replays(&cases) {
            let [was, is] = [&old, &new].map(|side| side.decide(&replay.facts, replay.at).unwrap());
            if lead(&was) != lead(&is) {
                leads += 1;
                let moved = comparison.moves.iter().find(|one| {
                    one.from.as_ref().map(|one| one.id) == lead(&was)
                        && one.to.as_ref().map(|one| one.id) == lead(&is)
                });
                prop_assert!(moved.is_some());
            }
            destinies += u64::from(was.destiny != is.destiny);
            dues += u64::from(was.answer_due_at != is.answer_due_at);
            rules += u64::from(was.rule != is.rule);
        }
        prop_assert_eq!(comparison.changed_in(Aspect::Lead), leads);
        prop_assert_eq!(comparison.changed_in(Aspect::Destiny), destinies);
        prop_assert_eq!(comparison.changed_in(Aspect::AnswerDue), dues);
        let told: u64 = comparison.rules.iter().map(|one| one.group.cases).sum();
        prop_assert_eq!(told, rules);
    }

    #[test]
    fn the_counts_add_up(seed: u64) {
        let (old, new, cases) = story(seed);
        let comparison = compared(&old, &new, &cases);
        let all = comparison.unchanged + comparison.changed + comparison.undecided;
        prop_assert_eq!(all, comparison.cases);
        prop_assert_eq!(comparison.cases, cases.len() as u64);
        prop_assert!(comparison.rule_only <= comparison.changed);
        let moved: u64 = comparison.moves.iter().map(|one| one.group.cases).sum();
        let kinds: u64 = comparison.kinds.iter().map(|one| one.cases).sum();
        let destinies: u64 = comparison.destinies.iter().map(|one| one.group.cases).sum();
        prop_assert_eq!(moved, comparison.changed_in(Aspect::Lead));
        prop_assert_eq!(kinds, moved);
        prop_assert_eq!(destinies, comparison.changed_in(Aspect::Destiny));
        for due in [&comparison.answer_due, &comparison.first_contact_due] {
            let shifted = [due.earlier, due.later].iter().flatten().map(|one| one.cases).sum::<u64>();
            prop_assert!(shifted + due.added + due.removed <= comparison.changed);
        }
        for load in &comparison.loads {
            let is = |side: &Option<PartnerBrief>| side.as_ref() == Some(&load.partner);
            let sum = |pick: &dyn Fn(&crate::compare::comparison::Move) -> bool| {
                comparison.moves.iter().filter(|one| pick(one)).map(|one| one.group.cases).sum::<u64>()
            };
            let (gained, lost) = (sum(&|one| is(&one.to)), sum(&|one| is(&one.from)));
            prop_assert_eq!(load.asked_before + gained, load.asked_after + lost);
        }
    }

    /// Threads may share the cases out as they like.
    #[test]
    fn parts_make_the_whole(seed: u64, size in 1_usize..70) {
        let (old, new, cases) = story(seed);
        prop_assert_eq!(in_parts(&old, &new, &cases, size), compared(&old, &new, &cases));
    }

    /// A comparison read backwards says the opposite.
    #[test]
    fn backwards_is_the_opposite(seed: u64) {
        let (old, new, cases) = story(seed);
        let (there, back) = (compared(&old, &new, &cases), compared(&new, &old, &cases));
        prop_assert_eq!(there.changed, back.changed);
        prop_assert_eq!(&there.aspects, &back.aspects);
        prop_assert_eq!(there.more_disclosed.cases, back.less_disclosed.cases);
        prop_assert_eq!(there.answer_due.added, back.answer_due.removed);
        prop_assert_eq!(there.answer_due.earlier, back.answer_due.later);
        prop_assert_eq!(there.moves.len(), back.moves.len());
    }

    #[test]
    fn every_report_can_be_read(seed: u64) {
        let (old, new, cases) = story(seed);
        let comparison = compared(&old, &new, &cases);
        for lang in [passerelle_domain::Lang::Fr, passerelle_domain::Lang::En] {
            let text = comparison.text(lang);
            prop_assert!(text.lines().count() >= 2);
            prop_assert!(!text.lines().any(|line| line.starts_with("- 0 ")), "{}", text);
        }
    }
}
