//! The clock jumps back by an hour under load, as it does when a machine with a wrong clock is set right.

use jiff::SignedDuration;
use passerelle_tests::smtp::Security;
use passerelle_tests::{Backend, World, wait_for};

use crate::books;
use crate::load::{Callers, Load};

const CLIENTS: usize = 6;

fn set_back(backend: Backend) {
    let mut world = World::new(backend);
    let sink = world.mails_to_server(Security::None);
    world.set("PASSERELLE_LOG_LEVEL", "info");
    world.without_limits();
    let service = world.serve();
    let load = Load::start(CLIENTS, &[Callers::of(&service.client())]);
    load.go_on(3 * CLIENTS);
    world.clock.step(-SignedDuration::from_hours(1));
    load.go_on(3 * CLIENTS);
    // What is written after the jump leaves as before.
    let arrived = sink.received().len();
    wait_for("another mail", || {
        (sink.received().len() > arrived).then_some(())
    });
    // Whoever signs in now, and whoever did before, goes on working.
    service
        .signed_in("demo-ccas")
        .get("/v1/assignments")
        .expect(200);
    load.go_on(CLIENTS);
    let ledger = load.stop();
    assert_eq!((ledger.cut, ledger.refusals.len()), (0, 0));
    // An hour ends every lease: what is in hand now would leave twice.
    books::nothing_in_hand(&world);
    world.clock.step(SignedDuration::from_hours(1));
    let mails = books::all_mails_left(&world, &sink);
    books::balance(&world, &ledger);
    assert_eq!(mails.repeated, 0, "left twice");
    println!("{backend:?}: {} referrals", ledger.sent.len());
}

#[test]
fn on_sqlite() {
    set_back(Backend::Sqlite);
}

#[test]
fn on_postgresql() {
    set_back(Backend::PostgreSql);
}
