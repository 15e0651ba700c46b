//! Mails that come back: once, and only where a partner is lost with the mailbox.

use jiff::SignedDuration;
use passerelle_domain::{EventKind, MessageId, MessageKind, ReferralStatus};

use crate::{
    Dispatch, PartnerAction,
    testing::{
        World, cases,
        world::{letters, standing},
    },
};

fn of_kind(sent: &[Dispatch], kind: MessageKind) -> MessageId {
    let found = sent.iter().find(|dispatch| dispatch.kind == kind);
    found.unwrap().message
}

#[test]
fn a_partner_that_cannot_be_asked_is_passed_over_once() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    let question = of_kind(&world.send_all(), MessageKind::AnswerRequested);
    assert!(world.casework.message_bounced(question, "5.1.1").unwrap());
    assert!(!world.casework.message_bounced(question, "5.1.1").unwrap());
    let whole = world.whole(id);
    assert_eq!(
        standing(&whole.assignments),
        ["p-med:lead:expired", "p-conc:lead:proposed"]
    );
    assert_eq!(whole.assignments[0].delivery.code(), "bounced");
    let events = world.casework.events(&world.mediator(), id).unwrap();
    let unreachable = events
        .iter()
        .filter(|event| event.kind == EventKind::AssignmentUnreachable);
    assert_eq!(unreachable.count(), 1);
    // The team that cannot be reached is the only operator: there is nobody else to warn.
    assert_eq!(letters(&world.send_all()), ["answer_requested:p-conc"]);
}

#[test]
fn coordinators_are_warned_of_one_partner_once_a_day() {
    let world = World::new();
    let mut warnings = Vec::new();
    for pause in [0, 1, 24] {
        world.clock.pass(SignedDuration::from_hours(pause));
        world.submit(&cases::a01());
        let first = of_kind(&world.send_all(), MessageKind::AnswerRequested);
        world.casework.message_bounced(first, "5.1.1").unwrap();
        let next = of_kind(&world.send_all(), MessageKind::AnswerRequested);
        world.casework.message_bounced(next, "5.1.1").unwrap();
        let sent = world.send_all();
        let told = sent
            .iter()
            .filter(|one| one.kind == MessageKind::MailboxDead);
        warnings.push(told.count());
    }
    assert_eq!(warnings, [1, 0, 1]);
}

#[test]
fn the_ladder_of_dead_mailboxes_ends_with_a_person() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    for _ in 0..2 {
        let question = of_kind(&world.send_all(), MessageKind::AnswerRequested);
        world.casework.message_bounced(question, "5.1.1").unwrap();
    }
    assert_eq!(world.whole(id).status, ReferralStatus::Triage);
    // That the warning and the notice come back as well, moves nothing.
    for dispatch in world.send_all() {
        world
            .casework
            .message_bounced(dispatch.message, "5.1.1")
            .unwrap();
    }
    assert!(world.send_all().is_empty());
}

#[test]
fn an_answer_outlives_a_report() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    let question = of_kind(&world.send_all(), MessageKind::AnswerRequested);
    world.act("p-med", id, &PartnerAction::Accept).unwrap();
    let before = world.whole(id);
    assert!(world.casework.message_bounced(question, "5.1.1").unwrap());
    let after = world.whole(id);
    assert_eq!(after.assignments, before.assignments);
    assert_eq!(after.sequence, before.sequence);
}

#[test]
fn what_nobody_sent_is_no_news() {
    let world = World::new();
    world.submit(&cases::a01());
    let unknown = MessageId::new(world.clock_now(), [9; 10]);
    assert!(!world.casework.message_bounced(unknown, "5.1.1").unwrap());
}
