//! When it is asked what became of a case that was closed.

use crate::{FollowUpReason, Outcome, Success};

/// After so many days it is asked what became of a case of which nobody knew when it was closed.
const AFTER_UNKNOWN: u32 = 30;

/// After how many days to ask, and why: as the rule says (`by_rule`, in days), and where the outcome is
/// unknown. Of what was no case at all nothing is asked, nor of somebody who wants no more of it.
#[must_use]
pub fn follow_ups_after(outcome: Outcome, by_rule: &[u32]) -> Vec<(u32, FollowUpReason)> {
    if outcome == Outcome::ConsentWithdrawn || outcome.counts() == Success::Excluded {
        return Vec::new();
    }
    let mut days: Vec<(u32, FollowUpReason)> = by_rule
        .iter()
        .map(|days| (*days, FollowUpReason::Rule))
        .collect();
    if outcome == Outcome::ReferredUnknown && !by_rule.contains(&AFTER_UNKNOWN) {
        days.push((AFTER_UNKNOWN, FollowUpReason::OutcomeUnknown));
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_asks_and_so_does_an_unknown_outcome_once() {
        let unknown = (AFTER_UNKNOWN, FollowUpReason::OutcomeUnknown);
        assert_eq!(follow_ups_after(Outcome::ReferredUnknown, &[]), [unknown]);
        let rule = |days| (days, FollowUpReason::Rule);
        assert_eq!(
            follow_ups_after(Outcome::ReferredUnknown, &[30]),
            [rule(30)]
        );
        assert_eq!(
            follow_ups_after(Outcome::ReferredUnknown, &[90]),
            [rule(90), unknown]
        );
    }

    #[test]
    fn nothing_is_asked_of_what_was_no_case_and_of_who_wants_no_more() {
        for outcome in Outcome::ALL {
            let asked = !follow_ups_after(*outcome, &[90]).is_empty();
            let no_case = outcome.counts() == Success::Excluded;
            assert_eq!(
                asked,
                !no_case && *outcome != Outcome::ConsentWithdrawn,
                "{outcome:?}"
            );
        }
    }
}
