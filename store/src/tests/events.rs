//! Events: remembered in order, and never changed.

use passerelle_domain::*;

use super::{
    on_both,
    sample::{Network, at},
};
use crate::{
    StoreError, assignments,
    events::{self, EventRecord, NewEvent},
    referrals,
};

fn same(record: &EventRecord, event: &NewEvent) -> bool {
    record.id == event.id
        && record.referral_id == event.referral_id
        && record.assignment_id == event.assignment_id
        && record.sequence == event.sequence
        && record.kind == event.kind
        && record.at == event.at
        && record.actor_kind == event.actor_kind
        && record.actor_organisation == event.actor_organisation
        && record.data == event.data
}

on_both! {
    fn events_are_remembered_in_order(sandbox) {
        let network = sandbox.writing(Network::insert);
        let (referral, other) = (network.referral(0), network.referral(1));
        let assignment = network.assignment(referral.id, 0);
        let mut written: Vec<NewEvent> =
            (1..=4).map(|sequence| network.event(referral.id, sequence)).collect();
        written[1].assignment_id = Some(assignment.id);
        written[2].actor_kind = ActorKind::Clock;
        written[2].actor_organisation = None;
        sandbox.writing(|conn| {
            referrals::insert(conn, &referral)?;
            referrals::insert(conn, &other)?;
            assignments::insert(conn, &assignment)?;
            events::append(conn, &written)
        });
        sandbox.writing(|conn| events::append(conn, &[network.event(other.id, 1)]));
        let read = |after, limit| {
            sandbox.reading(|conn| events::of_referral(conn, referral.id, after, limit))
        };
        let all = read(0, 100);
        assert_eq!(all.len(), written.len());
        let positions: Vec<i64> = all.iter().map(|event| event.position).collect();
        assert!(positions.is_sorted_by(|earlier, later| earlier < later));
        assert!(all.iter().zip(&written).all(|(record, event)| same(record, event)));
        assert_eq!(read(positions[1], 1), [all[2].clone()]);
        assert_eq!(read(positions[3], 100), []);
    }

    fn every_kind_comes_back_as_it_was(sandbox) {
        let network = sandbox.writing(Network::insert);
        let referral = network.referral(0);
        sandbox.writing(|conn| {
            referrals::insert(conn, &referral)?;
            for kind in EventKind::ALL.iter().copied() {
                for actor_kind in ActorKind::ALL.iter().copied() {
                    let event = NewEvent { kind, actor_kind, ..network.event(referral.id, 1) };
                    events::append(conn, &[event])?;
                }
            }
            Ok(())
        });
        let all = sandbox.reading(|conn| events::of_referral(conn, referral.id, 0, 1000));
        let kinds: Vec<_> = all.iter().step_by(ActorKind::ALL.len()).map(|event| event.kind).collect();
        assert_eq!(kinds, EventKind::ALL);
        let actors: Vec<_> =
            all.iter().take(ActorKind::ALL.len()).map(|event| event.actor_kind).collect();
        assert_eq!(actors, ActorKind::ALL);
    }

    fn the_database_refuses_to_change_events(sandbox) {
        let network = sandbox.writing(Network::insert);
        let referral = network.referral(0);
        sandbox.writing(|conn| {
            referrals::insert(conn, &referral)?;
            events::append(conn, &[network.event(referral.id, 1)])
        });
        let before = sandbox.reading(|conn| events::of_referral(conn, referral.id, 0, 10));
        let mut attempts = vec!["UPDATE events SET sequence = 9", "DELETE FROM events"];
        if sandbox.kind() == crate::Backend::Postgres {
            attempts.push("TRUNCATE events");
        }
        for sql in attempts {
            let refused = sandbox.execute(sql).unwrap_err();
            let StoreError::Database(cause) = refused else { panic!("{sql}: {refused}") };
            assert_eq!(cause.to_string(), "events are append-only", "{sql}");
        }
        let after = sandbox.reading(|conn| events::of_referral(conn, referral.id, 0, 10));
        assert_eq!(after, before);
        assert_eq!(after[0].at, at(1));
    }
}
