//! What a condition lacks to hold: the difference between "does not apply" and "nearly applies".

use crate::rules::{Case, Condition, Test};

/// The only test that does not hold: one more fact, and the condition would. Nothing where more is
/// missing, and where nothing else holds, which is about something else altogether.
pub(super) fn missed<'c>(condition: &'c Condition, case: &Case<'_>) -> Option<Miss<'c>> {
    let Fare { held, failing } = fare(condition, case, 1)?;
    let test = failing.filter(|_| held > 0)?;
    Some(Miss { test, held })
}

/// How near a rule came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Miss<'c> {
    /// What does not hold.
    pub(super) test: &'c Test,
    /// How many other tests do: the more, the nearer.
    pub(super) held: usize,
}

/// How a condition fares on a case.
#[derive(Debug, Default)]
struct Fare<'c> {
    /// How many of its tests hold.
    held: usize,
    /// The one that does not; of several alternatives, that of the nearest one.
    failing: Option<&'c Test>,
}

/// Nothing where more than `most` tests fail, 0 or 1: of thousands of rules nearly all do, and are
/// left at their second.
fn fare<'c>(condition: &'c Condition, case: &Case<'_>, most: usize) -> Option<Fare<'c>> {
    let mut fare = Fare::default();
    let mut left = most;
    for test in condition.tests() {
        if test.holds(case) {
            fare.held += 1;
            continue;
        }
        left = left.checked_sub(1)?;
        if let Test::Any(alternatives) = test {
            let fares = alternatives
                .iter()
                .filter_map(|alternative| self::fare(alternative, case, 1));
            let nearest = fares.min_by_key(|other| usize::MAX - other.held)?;
            fare.held += nearest.held;
            fare.failing = nearest.failing;
        } else {
            fare.failing = Some(test);
        }
    }
    Some(fare)
}
