//! What the compiled forms are held to: a plain scan, and rule sets, directories and cases by chance on
//! which both are tried. Of the tests, and of the fuzz target `decide`; no part of the product.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test reports by panicking"
)]

pub(crate) mod fixture;
mod pencil;
pub(crate) mod random;

use jiff::SignedDuration;

use crate::{Facts, Network};
use fixture::{id, monday};
pub(crate) use pencil::agree;
use random::Dice;

/// Tries a rule set, a directory and a few cases that follow from these bytes.
///
/// # Panics
/// When what is compiled and the plain scan differ.
#[cfg(fuzzing)]
pub fn try_bytes(bytes: &[u8]) {
    trial(&mut Dice::of(bytes), 24, 4, 0);
}

/// Tries some cases on one rule set and one directory.
///
/// # Panics
/// When what is compiled and the plain scan differ.
pub(crate) fn trial(dice: &mut Dice, rules: usize, cases: usize, seed: u64) {
    let count = dice.below(rules);
    let extras = dice.below(60);
    let network = Network::new(dice.rule_set(count), 1, dice.directory(extras));
    let standing = dice.standing(network.partners());
    for _ in 0..cases {
        let need = dice.need();
        let asked = [id("p-med")];
        let referrer = dice.chance(30).then(|| id("p-bail"));
        let first = Facts::first_time(&need, referrer);
        let facts = Facts {
            already_asked: if dice.chance(30) { &asked } else { &[] },
            standing: if dice.chance(70) {
                &standing
            } else {
                first.standing
            },
            ..first
        };
        // A Monday of term, one of holidays in one zone alone, and one beyond the school calendar.
        let weeks = [0, 0, 18, 200][dice.below(4)];
        let at = monday() + SignedDuration::from_hours(7 * 24 * weeks);
        agree(&network, &facts, at, seed);
    }
}
