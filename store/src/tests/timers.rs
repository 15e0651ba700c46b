//! Timers: taken when they are due, by one process, and stopped with what they are about.

use std::{collections::HashSet, sync::Mutex, thread};

use super::{
    on_both,
    sample::{Network, at, timer},
    sandbox::Sandbox,
};
use crate::{
    assignments::{self, AssignmentRecord},
    referrals,
    timers::{self, DueTimer},
};

fn prepared(sandbox: &Sandbox) -> AssignmentRecord {
    sandbox.writing(|conn| {
        let network = Network::insert(conn)?;
        let referral = network.referral(0);
        let assignment = network.assignment(referral.id, 0);
        referrals::insert(conn, &referral)?;
        assignments::insert(conn, &assignment)?;
        Ok(assignment)
    })
}

fn taken(sandbox: &Sandbox, minutes: i64, limit: i64) -> Vec<DueTimer> {
    sandbox.writing(|conn| timers::take_due(conn, at(minutes), limit))
}

on_both! {
    fn a_timer_is_taken_at_its_instant_the_longest_due_first(sandbox) {
        let assignment = prepared(sandbox);
        for minutes in [70, 60, 80] {
            sandbox.writing(|conn| timers::set(conn, &[timer(&assignment, minutes)]));
        }
        assert_eq!(taken(sandbox, 59, 10), []);
        let first: Vec<_> = taken(sandbox, 75, 1).iter().map(|one| one.due_at).collect();
        assert_eq!(first, [at(60)]);
        let waits = sandbox.reading(|conn| timers::due(conn, at(75), 10));
        let second = taken(sandbox, 75, 10);
        assert_eq!(second, waits);
        assert_eq!(second[0].assignment_id, Some(assignment.id));
        assert_eq!(second[0].referral_id, assignment.referral_id);
        assert_eq!(taken(sandbox, 75, 10), []);
        let left = sandbox.reading(|conn| timers::of_referral(conn, assignment.referral_id));
        assert_eq!(left.len(), 1);
    }

    fn one_that_cannot_be_noted_is_put_off(sandbox) {
        let assignment = prepared(sandbox);
        sandbox.writing(|conn| timers::set(conn, &[timer(&assignment, 60)]));
        let waits = sandbox.reading(|conn| timers::due(conn, at(60), 10));
        sandbox.writing(|conn| timers::put_off(conn, &waits[0], at(65)));
        assert_eq!(taken(sandbox, 64, 10), []);
        let one = sandbox.writing(|conn| timers::take(conn, &waits[0]));
        assert_eq!(one.map(|one| one.due_at), Some(at(65)));
        assert_eq!(sandbox.writing(|conn| timers::take(conn, &waits[0])), None);
    }

    fn those_of_an_assignment_are_stopped_together(sandbox) {
        let assignment = prepared(sandbox);
        sandbox.writing(|conn| {
            timers::set(conn, &[timer(&assignment, 30)])?;
            timers::set(conn, &[timer(&assignment, 60)])?;
            timers::stop(conn, &[])?;
            timers::stop(conn, &[assignment.id])
        });
        assert_eq!(taken(sandbox, 90, 10), []);
    }

    fn no_timer_is_handed_out_twice(sandbox) {
        const TIMERS: usize = 120;
        let assignment = prepared(sandbox);
        sandbox.writing(|conn| {
            (0..TIMERS).try_for_each(|_| timers::set(conn, &[timer(&assignment, 1)]))
        });
        let all = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let store = sandbox.again();
                    loop {
                        let got = store
                            .write(|conn| timers::take_due(conn, at(1), 7))
                            .unwrap();
                        if got.is_empty() {
                            return;
                        }
                        all.lock().unwrap().extend(got.into_iter().map(|one| one.position));
                    }
                });
            }
        });
        let all = all.into_inner().unwrap();
        // One that passes over rows that another holds may find nothing and stop early.
        let left = taken(sandbox, 1, 1_000).len();
        assert_eq!(all.len() + left, TIMERS);
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
    }
}
