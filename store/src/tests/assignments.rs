//! Assignments: every state, conditional changes, lists, deadlines.

use passerelle_domain::{AssignmentState as State, *};

use super::{
    on_both,
    sample::{self, Network, at},
    sandbox::Sandbox,
};
use crate::{
    assignments::{self, AssignmentRecord},
    referrals,
};

/// Every state that an assignment can have.
pub(super) fn states() -> Vec<State> {
    let partner = PartnerId::new(at(0), [9; 10]);
    let refusal = |code, text: Option<&str>| Reason::new(code, text.map(str::to_owned)).unwrap();
    vec![
        State::Proposed {
            answer_due_at: None,
        },
        State::Proposed {
            answer_due_at: Some(at(60)),
        },
        State::Accepted { at: at(1) },
        State::InProgress { since: at(2) },
        State::OnHold {
            since: at(3),
            reason: Reason::new(HoldReason::Absence, None).unwrap(),
        },
        State::Completed {
            at: at(4),
            result: CompletionResult::Agreement,
        },
        State::Declined {
            at: at(5),
            reason: refusal(RefusalReason::Capacity, None),
        },
        State::Declined {
            at: at(5),
            reason: refusal(RefusalReason::Other, Some("fermé")),
        },
        State::Expired { at: at(6) },
        State::Redirected {
            at: at(7),
            to: partner,
            reason: refusal(RefusalReason::OutOfArea, None),
        },
        State::CancelRequested { since: at(8) },
        State::Cancelled { at: at(9) },
        State::Failed {
            at: at(10),
            reason: Reason::new(FailReason::Other, Some("grève".to_owned())).unwrap(),
        },
        State::EnteredInError { at: at(11) },
    ]
}

/// A network, a referral, and an assignment of it.
fn prepared(sandbox: &Sandbox) -> (Network, AssignmentRecord) {
    sandbox.writing(|conn| {
        let network = Network::insert(conn)?;
        let referral = network.referral(0);
        referrals::insert(conn, &referral)?;
        let assignment = network.assignment(referral.id, 0);
        assignments::insert(conn, &assignment)?;
        Ok((network, assignment))
    })
}

on_both! {
    fn every_state_comes_back_as_it_was(sandbox) {
        let (network, mut record) = prepared(sandbox);
        for mut state in states() {
            if let State::Redirected { to, .. } = &mut state {
                *to = network.landlord;
            }
            let before = record.state.status();
            if let State::Proposed { answer_due_at } = &state {
                record.answer_due_at = *answer_due_at;
            }
            record.state = state;
            assert!(sandbox.writing(|conn| assignments::update(conn, &record, before)));
            let found = sandbox.reading(|conn| assignments::find(conn, record.id));
            assert_eq!(found, Some(record.clone()));
        }
        let nothing = AssignmentId::new(at(0), sample::random());
        assert_eq!(sandbox.reading(|conn| assignments::find(conn, nothing)), None);
    }

    fn a_change_needs_the_status_that_was_seen(sandbox) {
        let (_, mut record) = prepared(sandbox);
        record.state = State::Accepted { at: at(1) };
        let proposed = AssignmentStatus::Proposed;
        assert!(sandbox.writing(|conn| assignments::update(conn, &record, proposed)));
        let mut late = record.clone();
        late.state = State::Expired { at: at(61) };
        assert!(!sandbox.writing(|conn| assignments::update(conn, &late, proposed)));
        assert_eq!(sandbox.reading(|conn| assignments::find(conn, record.id)), Some(record));
    }

    fn the_delivery_is_stored_beside_the_state(sandbox) {
        let (_, mut record) = prepared(sandbox);
        let others = DeliveryState::ALL.iter().copied().filter(|one| *one != DeliveryState::Answered);
        for delivery in others.chain([DeliveryState::Answered]) {
            sandbox.writing(|conn| {
                assignments::set_delivery(conn, &[record.id], delivery, at(2))
            });
            record.delivery = delivery;
            record.updated_at = at(2);
            let found = sandbox.reading(|conn| assignments::find(conn, record.id));
            assert_eq!(found.as_ref(), Some(&record));
        }
        // An answer says more than any mail server.
        let seen = DeliveryState::Seen;
        sandbox.writing(|conn| assignments::set_delivery(conn, &[record.id], seen, at(3)));
        let found = sandbox.reading(|conn| assignments::find(conn, record.id));
        assert_eq!(found, Some(record));
    }

    fn those_of_a_referral_come_in_the_order_asked(sandbox) {
        let (network, first) = prepared(sandbox);
        let mut second = network.assignment(first.referral_id, 5);
        second.rank = 1;
        second.role = AssignmentRole::Informed;
        second.exception = None;
        second.state = State::Proposed { answer_due_at: None };
        second.answer_due_at = None;
        second.first_contact_due_at = None;
        let other = network.referral(3);
        let third = network.assignment(other.id, 3);
        sandbox.writing(|conn| {
            assignments::insert(conn, &second)?;
            referrals::insert(conn, &other)?;
            assignments::insert(conn, &third)
        });
        let of_one = sandbox.reading(|conn| assignments::of_referral(conn, first.referral_id));
        assert_eq!(of_one, [first.clone(), second.clone()]);
        let both = [other.id, first.referral_id];
        let of_both = sandbox.reading(|conn| assignments::of_referrals(conn, &both));
        assert_eq!(of_both, [first, second, third]);
        assert_eq!(sandbox.reading(|conn| assignments::of_referrals(conn, &[])), []);
    }

    fn what_a_partner_has_not_answered_the_latest_question_first(sandbox) {
        let (network, first) = prepared(sandbox);
        let second = network.assignment(first.referral_id, 10);
        let mut answered = network.assignment(first.referral_id, 20);
        answered.state = State::Accepted { at: at(21) };
        let mut informed = network.assignment(first.referral_id, 30);
        informed.role = AssignmentRole::Informed;
        sandbox.writing(|conn| {
            for record in [&second, &answered, &informed] {
                assignments::insert(conn, record)?;
            }
            Ok(())
        });
        let asked = sandbox.reading(|conn| assignments::proposed_to(conn, network.team));
        let referral = first.referral_id;
        assert_eq!(asked, [(second.id, referral), (first.id, referral)]);
        assert_eq!(sandbox.reading(|conn| assignments::proposed_to(conn, network.landlord)), []);
    }

    fn a_partner_lists_its_own(sandbox) {
        let (network, first) = prepared(sandbox);
        let mut second = network.assignment(first.referral_id, 5);
        second.state = State::Accepted { at: at(6) };
        let mut foreign = network.assignment(first.referral_id, 6);
        foreign.partner = network.landlord;
        sandbox.writing(|conn| {
            assignments::insert(conn, &second)?;
            assignments::insert(conn, &foreign)
        });
        let list = |statuses: &[AssignmentStatus], after, limit| -> Vec<AssignmentId> {
            let records = sandbox
                .reading(|conn| assignments::list_for(conn, network.team, statuses, after, limit));
            records.into_iter().map(|record| record.id).collect()
        };
        assert_eq!(list(&[], None, 10), [second.id, first.id]);
        assert_eq!(list(&[], None, 1), [second.id]);
        assert_eq!(list(&[], Some((second.created_at, second.id)), 10), [first.id]);
        assert_eq!(list(&[AssignmentStatus::Proposed], None, 10), [first.id]);
        let both = [AssignmentStatus::Proposed, AssignmentStatus::Accepted];
        assert_eq!(list(&both, None, 10), [second.id, first.id]);
    }
}
