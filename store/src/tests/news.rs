//! Who waits for a change is told of it once it is kept: here, and in other processes.

use std::{
    sync::mpsc::{Receiver, channel},
    time::Duration,
};

use passerelle_domain::PartnerKind;

use super::{
    on_both,
    sample::{self, Network},
    sandbox::Sandbox,
};
use crate::{Conn, Store, StoreError, Topic, outbox, partners, referrals};

/// What `store` is told.
fn hear(store: &Store) -> Receiver<Topic> {
    let (told, heard) = channel();
    store.on_news(move |topic| {
        // Nobody listens any more once the test has ended.
        let _ = told.send(topic);
    });
    heard
}

/// Patience, not speed: nothing else would ever tell it.
fn next(heard: &Receiver<Topic>) -> Topic {
    heard.recv_timeout(Duration::from_secs(30)).unwrap()
}

/// Takes the news of the beginning, in which everything may have been missed.
fn settle(heard: &Receiver<Topic>) {
    assert_eq!(
        [next(heard), next(heard)],
        [Topic::Outbox, Topic::Directory]
    );
}

fn enqueue(conn: &mut Conn, network: &Network) -> Result<(), StoreError> {
    let referral = network.referral(0);
    referrals::insert(conn, &referral)?;
    let assignment = network.assignment(referral.id, 0);
    crate::assignments::insert(conn, &assignment)?;
    outbox::enqueue(conn, &[network.message(&assignment, 0)])
}

on_both! {
    fn a_change_is_told_once_it_is_kept(sandbox) {
        let network = sandbox.writing(Network::insert);
        let heard = hear(&sandbox.store);
        if sandbox.kind() == crate::Backend::Postgres {
            settle(&heard);
        }
        let given_up: Result<(), StoreError> = sandbox.write(|conn| {
            enqueue(conn, &network)?;
            Err(StoreError::MissingReference)
        });
        assert!(given_up.is_err());
        let partner = sample::partner("p-1", PartnerKind::School);
        sandbox.writing(|conn| partners::insert(conn, &partner));
        assert_eq!(next(&heard), Topic::Directory, "what was given up was told");
        sandbox.writing(|conn| enqueue(conn, &network));
        assert_eq!(next(&heard), Topic::Outbox);
    }
}

#[test]
fn other_processes_are_told_too() {
    let sandbox = Sandbox::postgres();
    let network = sandbox.writing(Network::insert);
    let other = sandbox.again();
    let heard = hear(&other);
    settle(&heard);
    // Whoever tells has to be connected as well, and hears of nobody but others.
    let own = hear(&sandbox.store);
    settle(&own);
    sandbox.writing(|conn| enqueue(conn, &network));
    assert_eq!(next(&heard), Topic::Outbox);
    assert_eq!(next(&own), Topic::Outbox);
    let partner = sample::partner("p-1", PartnerKind::School);
    other
        .write(|conn| partners::insert(conn, &partner))
        .unwrap();
    assert_eq!(next(&own), Topic::Directory);
    assert_eq!(next(&heard), Topic::Directory);
    assert!(own.try_recv().is_err() && heard.try_recv().is_err());
}

#[test]
fn a_listener_that_was_cut_off_listens_again() {
    let sandbox = Sandbox::postgres();
    let heard = hear(&sandbox.store);
    settle(&heard);
    let cut = "SELECT pg_terminate_backend(pid)::text AS value FROM pg_stat_activity \
               WHERE datname = current_database() AND query = 'LISTEN passerelle'";
    let other = sandbox.again();
    other
        .manage(|conn| {
            use diesel::RunQueryDsl as _;
            assert_eq!(diesel::sql_query(cut).execute(conn.db())?, 1);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    // What it may have missed is told again.
    settle(&heard);
}
