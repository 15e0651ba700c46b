//! How partners stand.

use passerelle_domain::*;

use super::{
    on_both,
    sample::{self, Network, at},
};
use crate::{
    assignments::{self, Load},
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
        let asked = [other.id, network.team];
        let told = sandbox.reading(|conn| assignments::standing(conn, &asked));
        let expected = [
            Load { partner: other.id, open: 0, last_asked: None },
            Load { partner: network.team, open: 2, last_asked: Some(at(20)) },
        ];
        assert_eq!(told, expected);
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
                let [load] = assignments::standing(conn, &[network.team])?[..] else {
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
