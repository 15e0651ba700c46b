//! The compiled forms against the plain ones, on rules, partners and cases by chance.

use super::{fixture::*, random::Dice};
use crate::{
    Facts, Network,
    reference::{agree, trial},
};

/// 200 rule sets and directories with 50 cases each.
#[test]
fn ten_thousand_cases_find_the_same_rule_and_the_same_partners() {
    for seed in 0..200 {
        let rules = if seed % 20 == 0 { 400 } else { 40 };
        trial(&mut Dice::new(seed), rules, 50, seed);
    }
}

#[test]
fn the_shipped_rules_are_found_too() {
    let mut dice = Dice::new(7);
    let network = Network::new(default_rules(), 1, dice.directory(40));
    for _ in 0..500 {
        let need = dice.need();
        agree(&network, &Facts::first_time(&need, None), monday(), 7);
    }
}
