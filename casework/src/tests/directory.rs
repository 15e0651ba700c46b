//! Changing the directory: who may, what is refused, and what follows from it.

use jiff::SignedDuration;
use passerelle_domain::{
    Availability, Disclosure, OpeningHours, PartnerId, Pause, PauseReason, Situation,
};

use crate::{
    Actor, CaseworkError, Missing, PartnerChange, Role, Scope,
    testing::{
        cases::{self, a01},
        world::{World, actor, actor_of, standing},
    },
};

fn change(
    world: &World,
    code: &str,
    change: &PartnerChange,
) -> Result<crate::DirectoryEntry, CaseworkError> {
    let id = cases::id(code);
    world
        .casework
        .change_partner(&world.mediator(), id, change, None)
}

#[test]
fn a_change_keeps_what_it_does_not_name() {
    let world = World::new();
    let before = world
        .casework
        .partner(&world.mediator(), cases::id("p-ccas"));
    let before = before.unwrap();
    assert_eq!(before.revision, 1);
    let hours = OpeningHours::parse("Mo-Th 10:00-16:00").unwrap();
    let new = PartnerChange {
        opening_hours: Some(Some(hours.clone())),
        capacity: Some(Some(12)),
        ..PartnerChange::default()
    };
    let after = change(&world, "p-ccas", &new).unwrap();
    assert_eq!(after.revision, 2);
    let mut expected = before.partner;
    expected.opening_hours = Some(hours);
    expected.capacity = Some(12);
    assert_eq!(after.partner, expected);
    let read = world.casework.partner(&world.mediator(), expected.id);
    assert_eq!(read.unwrap(), after);
}

#[test]
fn a_pause_sends_cases_elsewhere_while_it_lasts() {
    let world = World::new();
    let day = |text: &str| text.parse().unwrap();
    let pause = Pause::new(
        day("2026-10-05"),
        Some(day("2026-10-06")),
        PauseReason::Works,
    );
    let new = PartnerChange {
        pauses: Some(vec![pause.unwrap()]),
        ..PartnerChange::default()
    };
    change(&world, "p-med", &new).unwrap();
    let sent = world.submit(&a01());
    assert_eq!(standing(&sent.assignments), ["p-conc:lead:proposed"]);
    world.clock.pass(SignedDuration::from_hours(48));
    let sent = world.submit(&a01());
    assert_eq!(standing(&sent.assignments), ["p-med:lead:proposed"]);
}

#[test]
fn who_looked_at_an_older_state_changes_nothing() {
    let world = World::new();
    let new = PartnerChange {
        availability: Some(Availability::Paused),
        ..PartnerChange::default()
    };
    let id = cases::id("p-ccas");
    let changed = |expected| {
        world
            .casework
            .change_partner(&world.mediator(), id, &new, expected)
    };
    assert_eq!(changed(Some(1)).unwrap().revision, 2);
    let stale = changed(Some(1)).unwrap_err();
    assert!(matches!(stale, CaseworkError::Stale { current: 2 }));
    assert_eq!(changed(Some(2)).unwrap().revision, 3);
}

#[test]
fn every_fault_of_a_change_is_told_at_once() {
    let world = World::new();
    let wrong = PartnerChange {
        name: Some(" ".to_owned()),
        situations: Some(vec![Situation::NeighbourNoise; 2]),
        capacity: Some(Some(0)),
        entitlement: Some(Disclosure::None),
        ..PartnerChange::default()
    };
    let refused = change(&world, "p-ccas", &wrong);
    let Err(CaseworkError::Invalid(faults)) = refused else {
        panic!("{refused:?}");
    };
    let faults: Vec<_> = faults
        .iter()
        .map(|fault| (fault.pointer.as_str(), fault.code))
        .collect();
    let expected = [
        ("/name", "required"),
        ("/situations/1", "repeated"),
        ("/capacity", "out_of_range"),
        ("/entitlement", "out_of_range"),
    ];
    assert_eq!(faults, expected);
}

#[test]
fn nobody_but_a_coordinator_of_the_operator_changes_the_directory() {
    let world = World::new();
    let nothing = PartnerChange::default();
    let team = cases::id("p-med");
    let try_as = |actor: &Actor, id: PartnerId| {
        world
            .casework
            .change_partner(actor, id, &nothing, None)
            .unwrap_err()
    };
    let others = [
        actor(team, &[]),
        actor(team, &[Role::Mediator]),
        actor_of("p-bail"),
        actor(cases::id("p-bail"), &[Role::Coordinator]),
        actor_of("p-ccas"),
    ];
    for other in &others {
        let refused = try_as(other, cases::id("p-ccas"));
        assert!(matches!(
            refused,
            CaseworkError::Forbidden(Missing::Standing)
        ));
    }
    let mut without_scope = world.mediator();
    without_scope.scopes.remove(&Scope::PartnersManage);
    let refused = try_as(&without_scope, cases::id("p-ccas"));
    let missing = Missing::Scope(Scope::PartnersManage);
    assert!(matches!(refused, CaseworkError::Forbidden(what) if what == missing));
    let nobody = PartnerId::from_uuid(uuid::Uuid::from_u128(7));
    let refused = try_as(&world.mediator(), nobody);
    assert!(matches!(refused, CaseworkError::NotFound));
}

#[test]
fn an_address_and_a_partner_that_left_are_for_the_operator() {
    let world = World::new();
    let id = cases::id("p-fs");
    let seen = |actor: &Actor| world.casework.partner(actor, id);
    assert_eq!(seen(&actor_of("p-bail")).unwrap().partner.email, None);
    assert!(seen(&world.mediator()).unwrap().partner.email.is_some());
    let gone = PartnerChange {
        availability: Some(Availability::Archived),
        ..PartnerChange::default()
    };
    change(&world, "p-fs", &gone).unwrap();
    let hidden = seen(&actor_of("p-bail")).unwrap_err();
    assert!(matches!(hidden, CaseworkError::NotFound));
    assert!(seen(&world.mediator()).is_ok());
}
