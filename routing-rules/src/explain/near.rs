//! What a condition lacks to hold: the difference between "does not apply" and "nearly applies".

use crate::rules::{Case, Condition, Test};

/// How a condition fares on a case.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Fare<'c> {
    /// How many of its tests hold.
    pub(super) held: usize,
    /// Those that do not; of several alternatives, those of the nearest one.
    pub(super) failing: Vec<&'c Test>,
}

impl Fare<'_> {
    /// One more fact, and it would hold; and it is not about something else altogether.
    pub(super) fn is_near(&self) -> bool {
        self.failing.len() == 1 && self.held > 0
    }
}

pub(super) fn fare<'c>(condition: &'c Condition, case: &Case<'_>) -> Fare<'c> {
    let mut fare = Fare::default();
    for test in condition.tests() {
        if test.holds(case) {
            fare.held += 1;
        } else if let Test::Any(alternatives) = test {
            let fares = alternatives
                .iter()
                .map(|alternative| self::fare(alternative, case));
            let nearest = fares.min_by_key(|other| (other.failing.len(), usize::MAX - other.held));
            if let Some(nearest) = nearest {
                fare.held += nearest.held;
                fare.failing.extend(nearest.failing);
            }
        } else {
            fare.failing.push(test);
        }
    }
    fare
}
