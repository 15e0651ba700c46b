//! A process under load is killed with SIGKILL at random moments, again and again.

use std::time::Duration;

use passerelle_tests::smtp::Security;
use passerelle_tests::{Backend, Client, Service, World, postgres};

use crate::books;
use crate::load::{Callers, Load};

/// How often, unless `PASSERELLE_FAULT_KILLS` says it.
const KILLS: usize = 50;

/// Clients at work at the same time.
const CLIENTS: usize = 4;

/// The longest that a process works before it is killed.
const LONGEST: u64 = 150;

fn kills() -> usize {
    let said = std::env::var("PASSERELLE_FAULT_KILLS").ok();
    said.map_or(KILLS, |said| said.parse().expect("a number of kills"))
}

/// One process, at the same address after each start.
struct Place {
    address: String,
    service: Option<Service>,
}

impl Place {
    fn new() -> Self {
        let address = format!("127.0.0.1:{}", postgres::free_port());
        Self {
            address,
            service: None,
        }
    }

    fn start(&mut self, world: &mut World) {
        world.set("PASSERELLE_LISTEN", &self.address);
        self.service = Some(world.serve());
    }

    fn callers(&self) -> Callers {
        Callers::of(&Client::new(&format!("http://{}", self.address)))
    }
}

/// Starts a process and kills it, as likely as not before it is ready.
fn killed_at_its_start(world: &mut World, place: &Place, after: Duration) {
    world.set("PASSERELLE_LISTEN", &place.address);
    let mut command = world.command(&["serve"]);
    command
        .env("PASSERELLE_DEMO", "true")
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null());
    let mut child = command.spawn().expect("the binary starts");
    std::thread::sleep(after);
    child.kill().expect("it is there");
    child.wait().expect("it has ended");
}

fn killed_again_and_again(backend: Backend, processes: usize) {
    let seed = fastrand::u64(..);
    let mut random = fastrand::Rng::with_seed(seed);
    let mut world = World::new(backend);
    let sink = world.mails_to_server(Security::None);
    world.set("PASSERELLE_LOG_LEVEL", "info");
    world.without_limits();
    let mut places: Vec<Place> = (0..processes).map(|_| Place::new()).collect();
    for place in &mut places {
        place.start(&mut world);
    }
    let callers: Vec<Callers> = places.iter().map(Place::callers).collect();
    let load = Load::start(CLIENTS, &callers);
    for round in 0..kills() {
        load.go_on(2);
        std::thread::sleep(Duration::from_millis(random.u64(..LONGEST)));
        let place = &mut places[round % processes];
        place.service.take().expect("it runs").kill();
        if random.u8(..5) == 0 {
            let after = Duration::from_millis(random.u64(..LONGEST * 2));
            killed_at_its_start(&mut world, place, after);
        }
        place.start(&mut world);
    }
    load.go_on(CLIENTS);
    let ledger = load.stop();
    let mails = books::all_mails_left(&world, &sink);
    books::balance(&world, &ledger);
    println!(
        "{backend:?}, seed {seed}: {} kills, {} referrals acknowledged, {} requests cut, {} refused, slowest {:?}, \
         {} messages, of which {} left twice and {} had lost their point",
        kills(),
        ledger.sent.len(),
        ledger.cut,
        ledger.refusals.len(),
        ledger.slowest,
        mails.messages,
        mails.repeated,
        mails.pointless
    );
    assert!(ledger.cut > 0, "nobody was at work when it was killed");
}

#[test]
fn one_process_on_sqlite() {
    killed_again_and_again(Backend::Sqlite, 1);
}

#[test]
fn two_processes_on_postgresql() {
    killed_again_and_again(Backend::PostgreSql, 2);
}
