//! Several at once: of two that want the same, one gets it.

use std::{
    collections::HashSet,
    sync::{
        Barrier,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use passerelle_domain::*;
use uuid::Uuid;

use super::{
    on_both,
    sample::{Network, at},
    sandbox::Sandbox,
};
use crate::{Store, StoreError, assignments, links, outbox, referrals};

const WORKERS: usize = 4;

/// Lets the workers loose at the same moment, each with a store of its own as processes have, and
/// counts those that won.
fn winners(
    sandbox: &Sandbox,
    body: impl Fn(usize, &Store) -> Result<bool, StoreError> + Sync,
) -> usize {
    let stores: Vec<Store> = (0..WORKERS).map(|_| sandbox.again()).collect();
    let (start, won) = (Barrier::new(WORKERS), AtomicUsize::new(0));
    thread::scope(|scope| {
        for (worker, store) in stores.iter().enumerate() {
            let (start, won, body) = (&start, &won, &body);
            scope.spawn(move || {
                start.wait();
                if body(worker, store).unwrap() {
                    won.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    won.load(Ordering::Relaxed)
}

on_both! {
    fn one_change_of_a_referral_wins(sandbox) {
        let network = sandbox.writing(Network::insert);
        let mut record = network.referral(0);
        sandbox.writing(|conn| referrals::insert(conn, &record));
        for sequence in 1..=5 {
            record.sequence = sequence + 1;
            record.state = ReferralState::InProgress;
            let won = winners(sandbox, |_, store| {
                store.write(|conn| referrals::update(conn, &record, sequence))
            });
            assert_eq!(won, 1);
        }
    }

    fn one_answer_to_an_assignment_wins(sandbox) {
        let network = sandbox.writing(Network::insert);
        let referral = network.referral(0);
        sandbox.writing(|conn| referrals::insert(conn, &referral));
        for minutes in 0..5 {
            let assignment = network.assignment(referral.id, minutes);
            sandbox.writing(|conn| assignments::insert(conn, &assignment));
            let won = winners(sandbox, |worker, store| {
                let mut answer = assignment.clone();
                answer.state = match worker % 2 {
                    0 => AssignmentState::Accepted { at: at(1) },
                    _ => AssignmentState::Expired { at: at(1) },
                };
                store.write(|conn| assignments::update(conn, &answer, AssignmentStatus::Proposed))
            });
            assert_eq!(won, 1);
        }
    }

    fn one_use_of_a_link_wins(sandbox) {
        let network = sandbox.writing(Network::insert);
        let referral = network.referral(0);
        let assignment = network.assignment(referral.id, 0);
        sandbox.writing(|conn| {
            referrals::insert(conn, &referral)?;
            assignments::insert(conn, &assignment)
        });
        for jti in (1..=5).map(Uuid::from_u128) {
            let won = winners(sandbox, |_, store| {
                store.write(|conn| links::spend(conn, jti, assignment.id, at(1)))
            });
            assert_eq!(won, 1);
        }
    }

    fn no_message_is_handed_out_twice(sandbox) {
        const MESSAGES: usize = 60;
        let network = sandbox.writing(Network::insert);
        let referral = network.referral(0);
        let assignment = network.assignment(referral.id, 0);
        sandbox.writing(|conn| {
            referrals::insert(conn, &referral)?;
            assignments::insert(conn, &assignment)?;
            (0..MESSAGES).try_for_each(|_| outbox::enqueue(conn, &[network.message(&assignment, 0)]))
        });
        let taken = std::sync::Mutex::new(Vec::new());
        winners(sandbox, |worker, store| {
            let owner = format!("w{worker}");
            loop {
                let got = store.write(|conn| outbox::claim(conn, at(1), at(2), &owner, 3))?;
                // Nobody finishes anything, so every message stays with whoever claimed it first.
                if got.is_empty() {
                    return Ok(true);
                }
                taken.lock().unwrap().extend(got.into_iter().map(|message| message.id));
            }
        });
        let taken = taken.into_inner().unwrap();
        assert_eq!(taken.len(), MESSAGES);
        assert_eq!(taken.iter().collect::<HashSet<_>>().len(), MESSAGES);
    }
}
