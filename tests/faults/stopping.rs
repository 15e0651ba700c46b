//! SIGTERM under load: what has begun is answered, nothing is done that nobody is told of, and no mail stays behind
//! under a lease.

use passerelle_tests::smtp::Security;
use passerelle_tests::{Backend, World};

use crate::books;
use crate::load::{Callers, Load};

const CLIENTS: usize = 16;

/// How often; each time at another moment of the load.
const ROUNDS: usize = 3;

fn terminated_under_load(backend: Backend) {
    for round in 0..ROUNDS {
        let mut world = World::new(backend);
        let sink = world.mails_to_server(Security::None);
        world.set("PASSERELLE_LOG_LEVEL", "info");
        world.without_limits();
        let service = world.serve();
        let load = Load::start_once(CLIENTS, &[Callers::of(&service.client())]);
        load.go_on(CLIENTS + 5 * round);
        let (status, took) = service.terminate();
        let ledger = load.stop();
        assert_eq!(status.code(), Some(0), "after {took:?}");
        books::nothing_unanswered(&world, &ledger);
        books::balance(&world, &ledger);
        let leased = world.query(
            "SELECT count(*) || '' AS line FROM outbox \
             WHERE lease_owner IS NOT NULL OR leased_until IS NOT NULL",
        );
        assert_eq!(leased, ["0"], "messages under a lease that nobody holds");
        println!(
            "{backend:?}: {} referrals, {} requests refused at the door, stopped in {took:?}",
            ledger.sent.len(),
            ledger.cut
        );
        // What had not left goes out at the next start, and nothing goes out again.
        let _service = world.serve();
        let mails = books::all_mails_left(&world, &sink);
        assert_eq!(mails.repeated, 0);
    }
}

#[test]
fn on_sqlite() {
    terminated_under_load(Backend::Sqlite);
}

#[test]
fn on_postgresql() {
    terminated_under_load(Backend::PostgreSql);
}
