//! How partners stand.

use passerelle_domain::*;

use super::{
    on_both,
    sample::{self, Network, at},
};
use crate::{
    assignments::{self, Load, Weighed},
    partners, referrals,
};

on_both! {
    fn live_cases_and_the_last_request_are_told(sandbox) {
        let network = sandbox.writing(Network::insert);
        let other = sample::partner("p-other", PartnerKind::MediationTeam);
        sandbox.writing(|conn| partners::insert(conn, &other));
        let states = [
            (0, AssignmentRole::Lead, AssignmentState::Accepted { at: at(1) }),
            (10, AssignmentRole::Lead, AssignmentState::Proposed { answer_due_at: None }),
            (20, AssignmentRole::Lead, AssignmentState::Expired { at: at(21) }),
            (30, AssignmentRole::Informed, AssignmentState::Proposed { answer_due_at: None }),
        ];
        for (minutes, role, state) in states {
            let referral = network.referral(minutes);
            let mut assignment = network.assignment(referral.id, minutes);
            (assignment.role, assignment.state) = (role, state);
            sandbox.writing(|conn| {
                referrals::insert(conn, &referral)?;
                assignments::insert(conn, &assignment)
            });
        }
        let told = |capacity| {
            let asked = [other.id, network.team].map(|partner| Weighed { partner, capacity });
            sandbox.reading(|conn| assignments::standing(conn, &asked))
        };
        let expected = |open| [
            Load { partner: other.id, open: 0, last_asked: None },
            Load { partner: network.team, open, last_asked: Some(at(20)) },
        ];
        assert_eq!(told(Some(10)), expected(2));
        // It is counted no further than that there is no room, and not at all where there always is.
        assert_eq!(told(Some(1)), expected(2));
        assert_eq!(told(Some(0)), expected(1));
        assert_eq!(told(None), expected(0));
        assert!(sandbox.reading(|conn| assignments::standing(conn, &[])).is_empty());
    }

    fn who_counts_the_cases_of_a_partner_waits_for_whoever_gives_it_one(sandbox) {
        let network = sandbox.writing(Network::insert);
        let start = std::sync::Barrier::new(4);
        let give = || {
            start.wait();
            let referral = network.referral(1);
            let assignment = network.assignment(referral.id, 1);
            sandbox.writing(|conn| {
                partners::hold(conn, &[network.team, network.landlord])?;
                let [load] = assignments::standing(conn, &[Weighed { partner: network.team, capacity: Some(2) }])?[..] else {
                    panic!("one partner")
                };
                if load.open >= 2 {
                    return Ok(false);
                }
                referrals::insert(conn, &referral)?;
                assignments::insert(conn, &assignment)?;
                Ok(true)
            })
        };
        let given = std::thread::scope(|scope| {
            let all: Vec<_> = (0..4).map(|_| scope.spawn(give)).collect();
            all.into_iter().map(|one| one.join().unwrap()).filter(|given| *given).count()
        });
        assert_eq!(given, 2);
    }
}
