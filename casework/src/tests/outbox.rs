//! Messages are claimed by one worker at a time, tried again, given up, and dropped when they have
//! lost their point.

use jiff::SignedDuration;

use crate::{
    SendFailure,
    testing::{
        World, cases,
        world::{decline, letters},
    },
};

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

fn refused() -> SendFailure {
    SendFailure {
        code: "refused",
        detail: Some("554".to_owned()),
        mailbox_is_dead: false,
    }
}

#[test]
fn a_message_carries_no_person() {
    let world = World::new();
    world.submit(&cases::a01());
    let sent = world.send_all();
    assert_eq!(
        sent[0].recipient.email.as_ref().unwrap().as_str(),
        "med@example.org"
    );
    assert_eq!(
        sent[0].commune_name.as_deref(),
        Some("Saint-Avenin-sur-Odre")
    );
    let printed = format!("{sent:?}");
    for secret in ["complainant", "neighbour-", "locataire", "rue des Sources"] {
        assert!(!printed.contains(secret), "{secret}");
    }
}

#[test]
fn one_worker_at_a_time_until_the_lease_ends() {
    let world = World::new();
    world.submit(&cases::a01());
    let claim = |owner| world.casework.claim_messages(owner, MINUTE, 10).unwrap();
    let first = claim("one");
    assert_eq!((first.len(), first[0].attempts), (1, 1));
    assert!(claim("two").is_empty());
    world.clock.pass(MINUTE);
    let second = claim("two");
    assert_eq!(
        (second[0].message, second[0].attempts),
        (first[0].message, 2)
    );
    // The first one comes back too late to settle it.
    world
        .casework
        .message_failed(first[0].message, "one", &refused())
        .unwrap();
    world
        .casework
        .messages_sent(&[second[0].message], "two")
        .unwrap();
    let counts = world.casework.message_counts().unwrap();
    assert_eq!((counts.pending, counts.sent, counts.failed), (0, 1, 0));
}

#[test]
fn delivery_follows_the_message() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    let delivery = || world.whole(id).assignments[0].delivery.code();
    assert_eq!(delivery(), "queued");
    let claimed = world.casework.claim_messages("one", MINUTE, 10).unwrap();
    world
        .casework
        .message_retry(claimed[0].message, "one", MINUTE, &refused())
        .unwrap();
    assert_eq!(delivery(), "queued");
    assert!(
        world
            .casework
            .claim_messages("one", MINUTE, 10)
            .unwrap()
            .is_empty()
    );
    world.clock.pass(MINUTE);
    let again = world.casework.claim_messages("one", MINUTE, 10).unwrap();
    world
        .casework
        .message_failed(again[0].message, "one", &refused())
        .unwrap();
    assert_eq!(delivery(), "bounced");
    let counts = world.casework.message_counts().unwrap();
    assert_eq!((counts.pending, counts.failed), (0, 1));
}

#[test]
fn an_answer_says_more_than_a_mail_server() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    let claimed = world.casework.claim_messages("one", MINUTE, 10).unwrap();
    world
        .act("p-med", id, &crate::PartnerAction::Accept)
        .unwrap();
    world
        .casework
        .messages_sent(&[claimed[0].message], "one")
        .unwrap();
    assert_eq!(world.whole(id).assignments[0].delivery.code(), "answered");
}

#[test]
fn a_question_that_is_settled_is_not_asked_any_more() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    world.clock.pass(MINUTE);
    world.act("p-med", id, &decline()).unwrap();
    assert_eq!(letters(&world.send_all()), ["answer_requested:p-conc"]);
    assert_eq!(world.casework.message_counts().unwrap().pending, 0);
}

#[test]
fn a_worker_that_stops_gives_back_what_it_holds() {
    let world = World::new();
    world.submit(&cases::a01());
    assert_eq!(
        world
            .casework
            .claim_messages("one", MINUTE, 10)
            .unwrap()
            .len(),
        1
    );
    assert_eq!(world.casework.release_leases("one").unwrap(), 1);
    let again = world.casework.claim_messages("two", MINUTE, 10).unwrap();
    assert_eq!(again[0].attempts, 1, "what was not tried does not count");
}
