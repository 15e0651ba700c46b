//! The database is copied under load, and the copy is restored: it holds one instant of it, with everything that was
//! acknowledged before.

use passerelle_tests::smtp::Security;
use passerelle_tests::{Backend, World};

use crate::books;
use crate::load::{Callers, Ledger, Load, Sent};

const CLIENTS: usize = 6;

fn copied_and_restored(backend: Backend) {
    let mut world = World::new(backend);
    let sink = world.mails_to_server(Security::None);
    world.set("PASSERELLE_LOG_LEVEL", "info");
    world.without_limits();
    let service = world.serve();
    let load = Load::start(CLIENTS, &[Callers::of(&service.client())]);
    load.go_on(5 * CLIENTS);
    let before = load.sent();
    let file = world.dir().join("copy");
    world.run(&["backup", file.to_str().unwrap()]).ok();
    let meanwhile = load.sent().len() - before.len();
    load.go_on(CLIENTS);
    let ledger = load.stop();
    assert_eq!((ledger.cut, ledger.refusals.len()), (0, 0));
    books::all_mails_left(&world, &sink);
    books::balance(&world, &ledger);

    let restored = World::without_schema(backend);
    restored.restore(&file);
    let known = Ledger {
        sent: before
            .iter()
            .map(|id| Sent {
                id: id.replace('-', ""),
                deed: None,
            })
            .collect(),
        ..Ledger::default()
    };
    // As it lies there, and once a service works on it.
    books::balance(&restored, &known);
    let service = restored.serve();
    let landlord = service.signed_in("demo-landlord");
    for id in &before {
        landlord.get(&format!("/v1/referrals/{id}")).expect(200);
    }
    let load = Load::start(1, &[Callers::of(&service.client()).named("AFTER")]);
    load.go_on(3);
    load.stop();
    println!(
        "{backend:?}: {} referrals before the copy was begun, {meanwhile} while it was made",
        before.len()
    );
}

#[test]
fn of_sqlite() {
    copied_and_restored(Backend::Sqlite);
}

#[test]
fn of_postgresql() {
    copied_and_restored(Backend::PostgreSql);
}
