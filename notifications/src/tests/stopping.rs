//! The two loops: that a stuck mail server holds up nothing else, and that they end well.

use std::time::Duration;

use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;

use super::notifier;
use crate::testing::{
    smtp_script::{Behaviour, SmtpScript},
    world::World,
};

#[tokio::test]
async fn the_loop_sends_what_comes_in_and_ends_when_told() {
    let world = World::new();
    let server = SmtpScript::start(Behaviour::Accept).await;
    let worker = notifier(&world, Some(server.url()));
    let stop = CancellationToken::new();
    let running = tokio::spawn({
        let (worker, stop) = (worker.clone(), stop.clone());
        async move { worker.run(stop).await }
    });
    let referral = world.submit("demo-landlord", &world.sensitive());
    let sent = async {
        while world.part(referral.id, "p-med").2.code() != "handed_over" {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), sent)
        .await
        .unwrap();
    stop.cancel();
    tokio::time::timeout(Duration::from_secs(5), running)
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_stuck_server_delays_no_deadline_and_its_mail_is_given_back() {
    let world = World::new();
    let server = SmtpScript::start(Behaviour::Silence).await;
    let worker = notifier(&world, Some(server.url()));
    let referral = world.submit("demo-landlord", &world.sensitive());
    let stop = CancellationToken::new();
    let running = tokio::spawn({
        let (worker, stop) = (worker.clone(), stop.clone());
        async move { worker.run(stop).await }
    });

    // The mail is with a server that does not answer; meanwhile the time to answer runs out.
    tokio::time::sleep(Duration::from_secs(2)).await;
    world.clock.pass(SignedDuration::from_hours(24 * 4));
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(world.part(referral.id, "p-med").1, "expired");
    assert_eq!(world.part(referral.id, "p-conc").1, "proposed");

    let told = tokio::time::Instant::now();
    stop.cancel();
    running.await.unwrap();
    assert!(
        told.elapsed() < Duration::from_secs(15),
        "{:?}",
        told.elapsed()
    );

    // Nobody has to wait for the lease to run out.
    tokio::time::resume();
    server.behave(Behaviour::Accept);
    let next = notifier(&world, Some(server.url()));
    assert!(next.step().await.unwrap() >= 1);
    assert_eq!(world.part(referral.id, "p-conc").2.code(), "handed_over");
}
