//! Answering by mail: once, while there is something to answer.

use jiff::SignedDuration;
use passerelle_domain::{
    AssignmentId, AssignmentStatus, Outcome, Reason, ReferralStatus, RefusalReason,
};

use crate::{
    AnswerState, CaseworkError, Clock, LinkAnswer, LinkClaims, LinkOutcome, Renewal,
    testing::{
        World, cases,
        world::{letters, standing},
    },
};

fn asked() -> (World, passerelle_domain::ReferralId, LinkClaims) {
    let world = World::new();
    let view = world.submit(&cases::a01());
    let link = world.link(view.assignments[0].id, 1);
    (world, view.id, link)
}

fn declined() -> LinkAnswer {
    LinkAnswer::Decline(Reason::new(RefusalReason::Capacity, None).unwrap())
}

#[test]
fn the_page_says_as_much_as_the_mail() {
    let (world, id, link) = asked();
    let page = world.casework.answer_page(&link).unwrap();
    assert_eq!(page.commune_name.as_deref(), Some("Saint-Avenin-sur-Odre"));
    assert_eq!(page.partner_name, "Passerelles Odre Médiation");
    assert_eq!(page.state, AnswerState::Open);
    assert_eq!(
        page.answer_due_at,
        Some("2026-10-08T07:10:00Z".parse().unwrap())
    );
    let printed = format!("{page:?}");
    for secret in ["complainant", "neighbour-", "locataire", "rue des Sources"] {
        assert!(!printed.contains(secret), "{secret}");
    }
    assert_eq!(world.whole(id).sequence, 2, "looking changes nothing");
}

#[test]
fn a_link_is_used_once() {
    let (world, id, link) = asked();
    let LinkOutcome::Recorded(page) = world
        .casework
        .answer_by_link(&link, &LinkAnswer::Accept)
        .unwrap()
    else {
        panic!()
    };
    assert_eq!(page.state, AnswerState::Held(AssignmentStatus::Accepted));
    assert!(page.spent);
    assert_eq!(world.whole(id).status, ReferralStatus::InProgress);
    for again in [LinkAnswer::Accept, declined()] {
        let outcome = world.casework.answer_by_link(&link, &again).unwrap();
        assert!(matches!(outcome, LinkOutcome::Refused(_)));
    }
    // Another link of the same assignment cannot take the case up twice.
    let other = world.link(link.assignment, 2);
    let outcome = world
        .casework
        .answer_by_link(&other, &LinkAnswer::Accept)
        .unwrap();
    assert!(matches!(outcome, LinkOutcome::Refused(_)));
    assert_eq!(world.whole(id).sequence, 3);
    let events = world.casework.events(&world.mediator(), id).unwrap();
    let accepted = events
        .iter()
        .find(|event| event.kind.code() == "assignment.accepted")
        .unwrap();
    assert_eq!(accepted.actor_kind.code(), "link");
    assert_eq!(accepted.organisation.as_ref().unwrap().code, "p-med");
}

#[test]
fn a_case_that_was_taken_up_can_be_given_back_with_another_link() {
    let (world, id, link) = asked();
    world
        .casework
        .answer_by_link(&link, &LinkAnswer::Accept)
        .unwrap();
    world.send_all();
    assert_eq!(
        world.casework.renew_link(link.assignment).unwrap(),
        Renewal::Sent
    );
    let sent = world.send_all();
    assert_eq!(letters(&sent), ["link_renewed:p-med"]);
    assert_eq!(sent[0].answer_due_at, None, "nothing is due any more");
    let other = world.link(link.assignment, 2);
    let outcome = world.casework.answer_by_link(&other, &declined()).unwrap();
    assert!(matches!(outcome, LinkOutcome::Recorded(_)));
    assert_eq!(
        standing(&world.whole(id).assignments),
        ["p-med:lead:declined", "p-conc:lead:proposed"]
    );
}

#[test]
fn declining_by_link_goes_down_the_ladder() {
    let (world, id, link) = asked();
    world.casework.answer_by_link(&link, &declined()).unwrap();
    assert_eq!(
        standing(&world.whole(id).assignments),
        ["p-med:lead:declined", "p-conc:lead:proposed"]
    );
}

#[test]
fn an_expired_link_answers_nothing() {
    let (world, id, link) = asked();
    let old = LinkClaims {
        expires_at: world.clock.now(),
        ..link
    };
    let outcome = world
        .casework
        .answer_by_link(&old, &LinkAnswer::Accept)
        .unwrap();
    let LinkOutcome::Refused(page) = outcome else {
        panic!()
    };
    assert_eq!(page.state, AnswerState::Open);
    assert_eq!(world.whole(id).sequence, 2);
}

#[test]
fn the_page_tells_when_it_is_too_late() {
    let (world, id, link) = asked();
    world.clock.set("2026-10-08T07:10:00Z".parse().unwrap());
    world.expire();
    assert_eq!(
        world.casework.answer_page(&link).unwrap().state,
        AnswerState::TooLate
    );
    let outcome = world
        .casework
        .answer_by_link(&link, &LinkAnswer::Accept)
        .unwrap();
    assert!(matches!(outcome, LinkOutcome::Refused(_)));
    let renewal = world.casework.renew_link(link.assignment).unwrap();
    assert_eq!(renewal, Renewal::Sent, "a new link shows how things stand");
    let next = world.link(world.assignment_of("p-conc", id), 3);
    world
        .casework
        .close(&world.landlord(), id, Outcome::Resolved, None, None)
        .unwrap();
    assert_eq!(
        world.casework.answer_page(&next).unwrap().state,
        AnswerState::NoLongerAsked
    );
}

#[test]
fn a_new_link_leaves_at_most_every_ten_minutes() {
    let (world, id, link) = asked();
    world.send_all();
    let renew = || world.casework.renew_link(link.assignment).unwrap();
    assert_eq!(renew(), Renewal::Sent);
    let again_at = world.clock.now() + SignedDuration::from_mins(10);
    assert_eq!(renew(), Renewal::TooSoon(again_at));
    world.clock.set(again_at - SignedDuration::from_micros(1));
    assert_eq!(renew(), Renewal::TooSoon(again_at));
    assert_eq!(letters(&world.send_all()), ["link_renewed:p-med"]);
    world.clock.set(again_at);
    assert_eq!(renew(), Renewal::Sent);
    assert_eq!(letters(&world.send_all()), ["link_renewed:p-med"]);
    world
        .act("p-med", id, &crate::testing::world::decline())
        .unwrap();
    world.clock.set(again_at + SignedDuration::from_mins(10));
    assert_eq!(renew(), Renewal::Sent);
    let settled = world.send_all();
    let renewed = settled.iter().find(|sent| sent.recipient.code == "p-med");
    assert_eq!(renewed.unwrap().answer_due_at, None);
}

#[test]
fn a_partner_without_an_address_gets_no_link() {
    let world = World::new();
    let id = world
        .casework
        .submit(&world.mediator(), &cases::a04())
        .unwrap()
        .id;
    world
        .act("p-crip", id, &crate::testing::world::decline())
        .unwrap();
    let prosecutor = world.assignment_of("p-parq", id);
    assert_eq!(
        world.casework.renew_link(prosecutor).unwrap(),
        Renewal::NoAddress
    );
    let told = world.assignment_of("p-prev", id);
    let nothing = Renewal::NothingToAnswer(AnswerState::NoLongerAsked);
    assert_eq!(world.casework.renew_link(told).unwrap(), nothing);
}

#[test]
fn a_link_to_nothing_finds_nothing() {
    let world = World::new();
    let nothing = AssignmentId::from_uuid(uuid::Uuid::from_u128(99));
    let link = world.link(nothing, 1);
    assert!(matches!(
        world.casework.answer_page(&link),
        Err(CaseworkError::NotFound)
    ));
    assert!(matches!(
        world.casework.answer_by_link(&link, &LinkAnswer::Accept),
        Err(CaseworkError::NotFound)
    ));
    assert!(matches!(
        world.casework.renew_link(nothing),
        Err(CaseworkError::NotFound)
    ));
}
