//! Mail servers that refuse, now or for good, and workers that race.

use jiff::SignedDuration;

use super::notifier;
use crate::testing::{
    smtp_script::{Behaviour, SmtpScript},
    world::World,
};

#[tokio::test]
async fn what_is_refused_for_now_goes_out_later_and_once() {
    let world = World::new();
    let server = SmtpScript::start(Behaviour::AnswerRecipient(451)).await;
    let worker = notifier(&world, Some(server.url()));
    let referral = world.submit("demo-landlord", &world.sensitive());

    let waiting = worker.step().await.unwrap();
    assert!(waiting >= 1);
    assert_eq!(world.part(referral.id, "p-med").2.code(), "queued");
    assert_eq!(worker.step().await.unwrap(), 0, "the wait is respected");

    server.behave(Behaviour::Accept);
    world.clock.pass(SignedDuration::from_secs(11));
    assert_eq!(worker.step().await.unwrap(), waiting);
    assert_eq!(world.part(referral.id, "p-med").2.code(), "handed_over");
    assert_eq!(server.received().len(), waiting);
}

#[tokio::test]
async fn what_is_refused_for_good_bounces_at_once() {
    let world = World::new();
    let server = SmtpScript::start(Behaviour::AnswerRecipient(550)).await;
    let worker = notifier(&world, Some(server.url()));
    let referral = world.submit("demo-landlord", &world.sensitive());
    worker.step().await.unwrap();
    // Nobody can be asked there, so the next partner is.
    let (_, status, delivery) = world.part(referral.id, "p-med");
    assert_eq!((status, delivery.code()), ("expired", "bounced"));

    server.behave(Behaviour::Accept);
    world.clock.pass(SignedDuration::from_hours(2));
    worker.step().await.unwrap();
    let received = server.received();
    assert!(
        received
            .iter()
            .all(|mail| !mail.contains("To: med@example.org"))
    );
    assert!(
        received
            .iter()
            .any(|mail| mail.contains("To: conc@example.org"))
    );
}

#[tokio::test]
async fn a_content_that_is_refused_for_good_leaves_the_partner_its_time() {
    let world = World::new();
    let server = SmtpScript::start(Behaviour::AnswerData(554)).await;
    let worker = notifier(&world, Some(server.url()));
    let referral = world.submit("demo-landlord", &world.sensitive());
    worker.step().await.unwrap();
    let (_, status, delivery) = world.part(referral.id, "p-med");
    assert_eq!((status, delivery.code()), ("proposed", "bounced"));

    server.behave(Behaviour::Accept);
    world.clock.pass(SignedDuration::from_hours(2));
    assert_eq!(worker.step().await.unwrap(), 0);
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn what_is_refused_for_now_is_tried_for_as_long_as_it_takes() {
    let world = World::new();
    let server = SmtpScript::start(Behaviour::AnswerData(451)).await;
    let worker = notifier(&world, Some(server.url()));
    let referral = world.submit("demo-landlord", &world.sensitive());
    for turn in 1..=30 {
        assert!(worker.step().await.unwrap() >= 1, "{turn}");
        assert_eq!(
            world.part(referral.id, "p-med").2.code(),
            "queued",
            "{turn}"
        );
        world.clock.pass(SignedDuration::from_hours(1));
    }
    server.behave(Behaviour::Accept);
    assert!(worker.step().await.unwrap() >= 1);
    assert_eq!(world.part(referral.id, "p-med").2.code(), "handed_over");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_workers_send_each_mail_once() {
    let world = World::new();
    let server = SmtpScript::start(Behaviour::Accept).await;
    let one = notifier(&world, Some(server.url()));
    let other = notifier(&world, Some(server.url()));
    for number in 0..10 {
        let mut submission = world.sensitive();
        submission.external_reference = Some(format!("case-{number}"));
        world.submit("demo-landlord", &submission);
    }
    let mut sent = 0;
    loop {
        let (by_one, by_other) = tokio::join!(one.step(), other.step());
        let turn = by_one.unwrap() + by_other.unwrap();
        sent += turn;
        if turn == 0 {
            break;
        }
    }
    assert!(sent >= 10);
    let mut ids: Vec<String> = server
        .received()
        .iter()
        .map(|mail| {
            mail.lines()
                .find(|line| line.starts_with("Message-ID:"))
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(ids.len(), sent);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), sent, "a mail went out twice");
}
