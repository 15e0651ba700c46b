//! Partners that stay silent (E7): the next one is asked at the due instant, and once.

use jiff::{SignedDuration, Timestamp};
use passerelle_domain::{EventKind, ReferralStatus};

use crate::{
    Clock, PartnerAction,
    testing::{
        World, cases,
        world::{letters, standing},
    },
};

const DUE: &str = "2026-10-08T07:10:00Z";

#[test]
fn nothing_happens_before_the_due_instant() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    let due: Timestamp = DUE.parse().unwrap();
    world.clock.set(due - SignedDuration::from_micros(1));
    assert_eq!(world.expire(), 0);
    world.clock.set(due);
    assert_eq!(world.expire(), 1);
    assert_eq!(world.expire(), 0);
    let whole = world.whole(id);
    assert_eq!(
        standing(&whole.assignments),
        ["p-med:lead:expired", "p-conc:lead:proposed"]
    );
    assert_eq!(
        letters(&world.send_all()),
        ["answer_requested:p-conc", "released:p-med"]
    );
}

#[test]
fn two_processes_notice_a_silence_once() {
    let world = World::new();
    let ids: Vec<_> = (0..12).map(|_| world.submit(&cases::a01()).id).collect();
    world.send_all();
    world.clock.set(DUE.parse().unwrap());
    let (one, two) = (world.casework.clone(), world.second_process());
    let noticed: usize = std::thread::scope(|scope| {
        let workers = [&one, &two].map(|casework| {
            scope.spawn(|| {
                (0..4)
                    .map(|_| casework.note_due(5).unwrap().expired)
                    .sum::<usize>()
            })
        });
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap())
            .sum()
    });
    assert_eq!(noticed, ids.len());
    for id in &ids {
        let whole = world.whole(*id);
        assert_eq!(
            standing(&whole.assignments),
            ["p-med:lead:expired", "p-conc:lead:proposed"]
        );
        assert_eq!(whole.sequence, 3);
        let events = world.casework.events(&world.mediator(), *id).unwrap();
        let expired = events
            .iter()
            .filter(|event| event.kind == EventKind::AssignmentExpired);
        assert_eq!(expired.count(), 1);
    }
    let letters = letters(&world.send_all());
    let asked = letters
        .iter()
        .filter(|letter| *letter == "answer_requested:p-conc");
    assert_eq!(asked.count(), ids.len());
}

#[test]
fn the_ladder_ends_with_a_person_and_stays_there() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    for _ in 0..6 {
        world.clock.pass(SignedDuration::from_hours(24 * 7));
        world.expire();
    }
    let whole = world.whole(id);
    assert_eq!(whole.status, ReferralStatus::Triage);
    assert_eq!(
        standing(&whole.assignments),
        ["p-med:lead:expired", "p-conc:lead:expired"]
    );
}

#[test]
fn an_answer_in_time_stops_the_clock() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    world.act("p-med", id, &PartnerAction::Accept).unwrap();
    world.clock.set(DUE.parse().unwrap());
    assert!(world.clock.now() >= DUE.parse().unwrap());
    assert_eq!(world.expire(), 0);
    assert_eq!(world.whole(id).status, ReferralStatus::InProgress);
}

#[test]
fn who_answers_too_late_is_told() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    world.clock.set(DUE.parse().unwrap());
    world.expire();
    let error = world.act("p-med", id, &PartnerAction::Accept).unwrap_err();
    assert!(matches!(error, crate::CaseworkError::Conflict(_)));
}

#[test]
fn an_informed_partner_is_never_late() {
    let world = World::new();
    let id = world
        .casework
        .submit(&world.mediator(), &cases::a04())
        .unwrap()
        .id;
    world.clock.pass(SignedDuration::from_hours(24 * 400));
    while world.expire() > 0 {
        world.clock.pass(SignedDuration::from_hours(24 * 400));
    }
    let whole = world.whole(id);
    assert!(standing(&whole.assignments).contains(&"p-prev:informed:proposed".to_owned()));
}
