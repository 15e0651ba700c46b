//! Every move of both lifecycles, with who may cause it: the one table that code, tests and the page
//! `docs/referral-lifecycle.md` share.
//!
//! *When* a move is possible is the domain's to say (its machines); *who* may do a deed stands in
//! [`rights`](crate::rights). This table joins them: which deeds ask for a move, and which others lead
//! to it. [`Change`](crate::change) refuses whatever is not in it.
//!
//! To let a new deed move something, add it to `asked` where somebody asks for this very move, or to
//! `follows` where the move is a consequence; the page is then written anew with
//! `passerelle docs lifecycle`, and the tests that try every state, move and actor take it in by
//! themselves.

use passerelle_domain::AssignmentAction;

use crate::rights::{Deed, Standing, allows, right};

/// One of the two lifecycles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Machine {
    /// The need.
    Referral,
    /// One partner's work on it.
    Assignment,
}

/// One action of a machine, and what brings it about.
#[derive(Debug, Clone, Copy)]
pub struct Move {
    /// The machine.
    pub machine: Machine,
    /// The action, under its name over the API.
    pub action: &'static str,
    /// Who does one of these asks for it.
    pub asked: &'static [Deed],
    /// These lead to it.
    pub follows: &'static [Deed],
}

/// Every action of both machines.
pub const MOVES: &[Move] = {
    use Deed::{
        Answer, AnswerByLink, Close, Expire, Merge, PassOver, RecordConsent, RecordMeeting, Reopen,
        RouteByHand, StopAssignment, Submit, UsePersonLink, VoidAssignment, VoidReferral, Withdraw,
    };
    const fn referral(
        action: &'static str,
        asked: &'static [Deed],
        follows: &'static [Deed],
    ) -> Move {
        Move {
            machine: Machine::Referral,
            action,
            asked,
            follows,
        }
    }
    const fn assignment(
        action: &'static str,
        asked: &'static [Deed],
        follows: &'static [Deed],
    ) -> Move {
        Move {
            machine: Machine::Assignment,
            action,
            asked,
            follows,
        }
    }
    &[
        referral(
            "route",
            &[RouteByHand],
            &[
                Submit,
                Answer,
                AnswerByLink,
                Expire,
                PassOver,
                RecordConsent,
                UsePersonLink,
            ],
        ),
        referral(
            "await-consent",
            &[],
            &[
                Submit,
                Answer,
                AnswerByLink,
                Expire,
                PassOver,
                RecordConsent,
                UsePersonLink,
            ],
        ),
        referral(
            "triage",
            &[],
            &[
                Submit,
                Answer,
                AnswerByLink,
                Expire,
                PassOver,
                RecordConsent,
                UsePersonLink,
                Reopen,
                StopAssignment,
                VoidAssignment,
            ],
        ),
        referral("divert", &[], &[Submit]),
        referral("take-up", &[], &[Answer, AnswerByLink]),
        referral("close", &[Close], &[Merge]),
        referral("reopen", &[Reopen], &[]),
        referral("withdraw", &[Withdraw], &[RecordConsent, UsePersonLink]),
        referral("mark-error", &[VoidReferral], &[]),
        assignment("accept", &[Answer, AnswerByLink], &[]),
        assignment("decline", &[Answer, AnswerByLink], &[]),
        assignment("start", &[Answer], &[RecordMeeting]),
        assignment("hold", &[Answer], &[]),
        assignment("resume", &[Answer], &[]),
        assignment("redirect", &[Answer], &[]),
        assignment("complete", &[Answer], &[Close]),
        assignment("fail", &[Answer], &[]),
        assignment(
            "cancel",
            &[StopAssignment],
            &[
                Withdraw,
                Close,
                RouteByHand,
                RecordConsent,
                UsePersonLink,
                Merge,
                PassOver,
            ],
        ),
        assignment("confirm-cancellation", &[Answer], &[]),
        assignment("expire", &[Expire], &[]),
        assignment("mark-error", &[VoidAssignment], &[VoidReferral]),
    ]
};

/// The row of an action.
#[must_use]
pub fn of(machine: Machine, action: &str) -> Option<&'static Move> {
    MOVES
        .iter()
        .find(|row| row.machine == machine && row.action == action)
}

/// Whether `deed` asks for the action, or may lead to it.
#[must_use]
pub fn leads_to(deed: Deed, machine: Machine, action: &str) -> bool {
    of(machine, action).is_some_and(|row| row.asked.contains(&deed) || row.follows.contains(&deed))
}

/// Whether somebody of `standing` may ask for the action.
#[must_use]
pub fn may_ask(standing: Standing, machine: Machine, action: &str) -> bool {
    of(machine, action).is_some_and(|row| row.asked.iter().any(|deed| allows(*deed, standing)))
}

/// The deed by which a signed-in client asks for an action on an assignment.
pub(crate) fn deed_of(action: &AssignmentAction) -> Option<Deed> {
    let row = of(Machine::Assignment, action.name())?;
    let with_scope = |deed: &&Deed| right(**deed).is_some_and(|right| right.scope.is_some());
    row.asked.iter().find(with_scope).copied()
}

#[cfg(test)]
mod tests {
    use passerelle_domain::lifecycle::atlas;

    use super::*;

    #[test]
    fn every_action_has_one_row_and_every_row_an_action() {
        let referrals = atlas::referral_actions();
        let assignments = atlas::assignment_actions();
        let named: Vec<(Machine, &str)> = referrals
            .iter()
            .map(|action| (Machine::Referral, action.name()))
            .chain(
                assignments
                    .iter()
                    .map(|action| (Machine::Assignment, action.name())),
            )
            .collect();
        let rows: Vec<(Machine, &str)> =
            MOVES.iter().map(|row| (row.machine, row.action)).collect();
        assert_eq!(rows, named);
    }

    #[test]
    fn nothing_moves_by_itself() {
        for row in MOVES {
            assert!(
                row.asked.len() + row.follows.len() > 0,
                "nobody causes {}",
                row.action
            );
        }
    }
}
