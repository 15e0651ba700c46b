//! The feed: without a gap and in an order that stays, whoever ends first.

use std::{sync::mpsc::channel, thread, time::Duration};

use super::{on_both, sample::Network, sandbox::Sandbox};
use crate::{StoreError, events, feed, referrals};

/// The sequences of the events after a number, with their numbers.
fn told(sandbox: &Sandbox, after: i64) -> Vec<(i64, i64)> {
    let last = sandbox.reading(feed::last);
    let found = sandbox.reading(|conn| feed::between(conn, after, last, 100));
    found
        .into_iter()
        .map(|(number, event)| (number, event.sequence))
        .collect()
}

/// Numbers everything, several times: what is settled moves on at the second.
fn number(sandbox: &Sandbox) -> usize {
    (0..3).map(|_| sandbox.writing(feed::number)).sum()
}

on_both! {
    fn each_event_has_one_number(sandbox) {
        let network = sandbox.writing(Network::insert);
        let referral = network.referral(0);
        let event = |sequence| network.event(referral.id, sequence);
        sandbox.writing(|conn| {
            referrals::insert(conn, &referral)?;
            events::append(conn, &[event(1), event(2)])
        });
        assert!(sandbox.reading(feed::is_behind));
        assert_eq!(number(sandbox), 2);
        assert!(!sandbox.reading(feed::is_behind));
        sandbox.writing(|conn| events::append(conn, &[event(3)]));
        assert_eq!(number(sandbox), 1);
        assert_eq!(told(sandbox, 0), [(1, 1), (2, 2), (3, 3)]);
        assert_eq!(told(sandbox, 2), [(3, 3)]);
        assert_eq!(told(sandbox, 3), []);
    }
}

#[test]
fn one_that_ends_late_is_told_last_and_not_forgotten() {
    let sandbox = Sandbox::postgres();
    let network = sandbox.writing(Network::insert);
    let (slow, quick) = (network.referral(0), network.referral(1));
    sandbox.writing(|conn| {
        referrals::insert(conn, &slow)?;
        referrals::insert(conn, &quick)
    });
    let (written, has_written) = channel();
    let (go, may_go) = channel();
    thread::scope(|scope| {
        let (sandbox, network, slow) = (&sandbox, &network, &slow);
        scope.spawn(move || {
            sandbox.writing(|conn| {
                // As every use case does: the change first, then what it tells.
                referrals::update(conn, slow, slow.sequence)?;
                events::append(conn, &[network.event(slow.id, 10)])?;
                written.send(()).unwrap();
                may_go.recv().unwrap();
                Ok::<_, StoreError>(())
            });
        });
        has_written.recv().unwrap();
        for sequence in 21..=22 {
            sandbox.writing(|conn| events::append(conn, &[network.event(quick.id, sequence)]));
            assert_eq!(number(sandbox), 1);
        }
        assert_eq!(told(sandbox, 0), [(1, 21), (2, 22)]);
        go.send(()).unwrap();
    });
    assert_eq!(number(&sandbox), 1);
    assert_eq!(told(&sandbox, 2), [(3, 10)]);
    sandbox.writing(|conn| events::append(conn, &[network.event(quick.id, 23)]));
    assert_eq!(number(&sandbox), 1);
    assert_eq!(told(&sandbox, 3), [(4, 23)]);
    // All of it is settled once no transaction of before is left, whoever else uses the server.
    let settled = "SELECT CAST(count(*) AS text) AS value FROM event_feed_state \
                   WHERE settled = (SELECT max(position) FROM events)";
    let patience = (0..300).any(|_| {
        thread::sleep(Duration::from_millis(100));
        assert_eq!(number(&sandbox), 0);
        sandbox.texts(settled) == ["1"]
    });
    assert!(patience, "it never settles");
}

#[test]
fn several_that_give_numbers_give_each_event_one() {
    let sandbox = Sandbox::postgres();
    let network = sandbox.writing(Network::insert);
    let referral = network.referral(0);
    sandbox.writing(|conn| referrals::insert(conn, &referral));
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for sequence in 1..=20 {
                    sandbox.writing(|conn| {
                        events::append(conn, &[network.event(referral.id, sequence)])
                    });
                    sandbox.writing(feed::number);
                }
            });
        }
    });
    number(&sandbox);
    let numbers: Vec<i64> = told(&sandbox, 0)
        .into_iter()
        .map(|(number, _)| number)
        .collect();
    assert_eq!(numbers, (1..=60).collect::<Vec<_>>());
}
