//! What hangs on a referral: decisions, meetings, spent links.

use passerelle_domain::AssignmentId;
use uuid::Uuid;

use super::{
    on_both,
    sample::{self, Network, at},
};
use crate::{StoreError, assignments, decisions, links, meetings, referrals};

on_both! {
    fn decisions_are_kept_in_order(sandbox) {
        let network = sandbox.writing(Network::insert);
        let referral = network.referral(0);
        let (first, second) =
            (network.decision(referral.id, 1), network.decision(referral.id, 2));
        sandbox.writing(|conn| {
            referrals::insert(conn, &referral)?;
            decisions::insert(conn, &second)?;
            decisions::insert(conn, &first)
        });
        let latest = sandbox.reading(|conn| decisions::latest(conn, referral.id));
        assert_eq!(latest.as_ref(), Some(&second));
        let all = sandbox.reading(|conn| decisions::all(conn, referral.id));
        assert_eq!(all, [first, second]);

        let mut unknown = network.decision(referral.id, 3);
        unknown.ruleset_version = 7;
        let refused = sandbox.write(|conn| decisions::insert(conn, &unknown)).unwrap_err();
        assert!(matches!(refused, StoreError::MissingReference), "{refused}");
    }

    fn meetings_are_kept_in_the_order_in_which_they_take_place(sandbox) {
        let network = sandbox.writing(Network::insert);
        let referral = network.referral(0);
        let assignment = network.assignment(referral.id, 0);
        let (first, second) = (network.meeting(&assignment, 10), network.meeting(&assignment, 20));
        sandbox.writing(|conn| {
            referrals::insert(conn, &referral)?;
            assignments::insert(conn, &assignment)?;
            meetings::insert(conn, &second)?;
            meetings::insert(conn, &first)
        });
        let expected = [first, second];
        let found = sandbox.reading(|conn| meetings::of_assignment(conn, assignment.id));
        assert_eq!(found, expected);
        let found = sandbox.reading(|conn| meetings::of_referral(conn, referral.id));
        assert_eq!(found, expected);
    }

    fn a_link_is_good_for_one_answer(sandbox) {
        let network = sandbox.writing(Network::insert);
        let referral = network.referral(0);
        let assignment = network.assignment(referral.id, 0);
        sandbox.writing(|conn| {
            referrals::insert(conn, &referral)?;
            assignments::insert(conn, &assignment)
        });
        let jti = Uuid::from_u128(7);
        assert!(!sandbox.reading(|conn| links::is_spent(conn, jti)));
        assert!(sandbox.writing(|conn| links::spend(conn, jti, assignment.id, at(1))));
        assert!(sandbox.reading(|conn| links::is_spent(conn, jti)));
        // The second does not spoil the transaction that it is part of.
        sandbox.writing(|conn| {
            assert!(!links::spend(conn, jti, assignment.id, at(2))?);
            assert!(links::is_spent(conn, jti)?);
            assert!(links::spend(conn, Uuid::from_u128(8), assignment.id, at(2))?);
            Ok(())
        });
        let nothing = AssignmentId::new(at(0), sample::random());
        let refused = sandbox.write(|conn| links::spend(conn, Uuid::from_u128(9), nothing, at(3)));
        assert!(matches!(refused, Err(StoreError::MissingReference)));
    }
}
