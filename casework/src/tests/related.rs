//! A new referral that looks like an open one is told of; merging is a person's choice.

use passerelle_domain::{MergeReason, Outcome, Reason, ReferralStatus, ReopenReason};

use crate::{
    CaseworkError, PartnerAction, ReferralView,
    testing::{
        World, cases,
        world::{actor_of, letters, standing},
    },
};

fn kinds(view: &ReferralView) -> Vec<(&'static str, bool)> {
    let related = view.related.iter();
    related
        .map(|other| (other.kind, other.id.is_some()))
        .collect()
}

#[test]
fn the_sender_learns_that_there_is_one_and_the_operator_which() {
    let world = World::new();
    let first = world
        .casework
        .submit(&world.new_client("p-ccas"), &cases::a01())
        .unwrap();
    assert!(first.related.is_empty());
    let second = world.submit(&cases::a01());
    assert_eq!(
        kinds(&second),
        [("similar", false)],
        "another organisation's"
    );
    assert!(
        kinds(&world.submit(&cases::a01())).contains(&("similar", true)),
        "its own"
    );
    let whole = world.whole(second.id);
    let mut related = whole.related.iter();
    let found = related.find(|other| other.id == Some(first.id)).unwrap();
    assert_eq!(found.reference, Some(first.reference.clone()));
    // Who was there first, and partners, are told nothing.
    let read = |actor: &str| world.casework.referral(&actor_of(actor), first.id).unwrap();
    assert_eq!(kinds(&read("p-ccas")), []);
    assert_eq!(kinds(&read("p-med")), []);
    let events = world.casework.events(&world.landlord(), second.id).unwrap();
    assert!(!format!("{events:?}").contains(&first.id.to_string()));
    let events = world.casework.events(&world.mediator(), second.id).unwrap();
    assert!(format!("{events:?}").contains(&first.id.to_string()));
}

#[test]
fn merging_keeps_both_histories_and_opening_again_undoes_it() {
    let world = World::new();
    let first = world.submit(&cases::a01()).id;
    let second = world.submit(&cases::a01()).id;
    world.act("p-med", second, &PartnerAction::Accept).unwrap();
    world.send_all();
    let merge = |id, into| {
        let reason = MergeReason::SameSituation;
        world
            .casework
            .merge(&world.mediator(), id, into, reason, None)
    };
    let view = merge(second, first).unwrap();
    assert_eq!(view.status, ReferralStatus::Closed);
    assert_eq!(view.outcome, Some(Outcome::Duplicate));
    assert_eq!(standing(&view.assignments), ["p-med:lead:cancel_requested"]);
    assert_eq!(kinds(&view), [("merged_into", true)]);
    assert_eq!(kinds(&world.whole(first)), [("merged_from", true)]);
    assert_eq!(letters(&world.send_all()), ["released:p-med"]);
    assert_eq!(world.whole(first).status, ReferralStatus::Routed);
    for id in [first, second] {
        let events = world.casework.events(&world.mediator(), id).unwrap();
        let merged = events
            .iter()
            .filter(|event| event.kind.code() == "referral.merged");
        assert_eq!(merged.count(), 1);
    }
    assert!(matches!(
        merge(second, first),
        Err(CaseworkError::Conflict(_))
    ));
    let reason = Reason::new(ReopenReason::ClosedTooEarly, None).unwrap();
    let opened = world
        .casework
        .reopen(&world.mediator(), second, &reason, None)
        .unwrap();
    assert_eq!(kinds(&opened), [("similar", true)]);
}

#[test]
fn a_merging_that_makes_no_sense_names_the_field() {
    let world = World::new();
    let first = world.submit(&cases::a01()).id;
    let second = world.submit(&cases::a01()).id;
    let merge = |into| {
        let reason = MergeReason::SentTwice;
        let merged = world
            .casework
            .merge(&world.mediator(), first, into, reason, None);
        match merged.unwrap_err() {
            CaseworkError::Invalid(faults) => {
                assert_eq!(faults[0].pointer, "/into");
                faults[0].code
            }
            other => panic!("{other}"),
        }
    };
    assert_eq!(merge(first), "same_referral");
    let nowhere = passerelle_domain::ReferralId::from_uuid(uuid::Uuid::nil());
    assert_eq!(merge(nowhere), "unknown_referral");
    let outcome = Outcome::Resolved;
    world
        .casework
        .close(&world.mediator(), second, outcome, None, None)
        .unwrap();
    assert_eq!(merge(second), "not_open");
    let stranger = world.casework.merge(
        &world.landlord(),
        first,
        second,
        MergeReason::SentTwice,
        None,
    );
    assert!(matches!(stranger, Err(CaseworkError::Forbidden(_))));
}

#[test]
fn what_has_ended_looks_like_nothing() {
    let world = World::new();
    let first = world.submit(&cases::a01()).id;
    world
        .casework
        .close(&world.mediator(), first, Outcome::Resolved, None, None)
        .unwrap();
    assert!(world.submit(&cases::a01()).related.is_empty());
    world.clock.pass(jiff::SignedDuration::from_hours(31 * 24));
    let mut late = cases::a01();
    late.need.received_at = crate::Clock::now(world.clock.as_ref());
    assert!(world.submit(&late).related.is_empty());
}
