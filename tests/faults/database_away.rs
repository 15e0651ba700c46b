//! PostgreSQL goes away under load and comes back: whoever asks meanwhile is told so at once, nobody has to start the
//! service anew, and what was acknowledged is there.

use std::time::{Duration, Instant};

use passerelle_tests::postgres::{Cluster, Stop};
use passerelle_tests::smtp::{Security, Sink};
use passerelle_tests::{Service, World};

use crate::books;
use crate::load::{Callers, Ledger, Load};

/// More clients than the service has connections, or threads for them.
const CLIENTS: usize = 24;

/// The longest that a client waits for its 503, on a machine that does other things as well: less than anything in the
/// service waits for.
const AT_ONCE: Duration = Duration::from_secs(3);

/// The same for most of them.
const USUALLY: Duration = Duration::from_secs(1);

/// How long a caller waits for a connection to come free.
const PATIENCE: Duration = Duration::from_secs(5);

struct Scene {
    server: Cluster,
    world: World,
    sink: Sink,
}

impl Scene {
    fn new() -> Self {
        let server = Cluster::start_new();
        let mut world = World::on(&server);
        let sink = world.mails_to_server(Security::None);
        world.set("PASSERELLE_LOG_LEVEL", "info");
        world.without_limits();
        Self {
            server,
            world,
            sink,
        }
    }

    fn close(&self, ledger: &Ledger) {
        let mails = books::all_mails_left(&self.world, &self.sink);
        books::balance(&self.world, ledger);
        println!(
            "{} referrals acknowledged, {} requests refused, usually after {:?}, the slowest \
             after {:?}; slowest answer {:?}; {} messages, \
             {} of them left twice",
            ledger.sent.len(),
            ledger.refusals.len(),
            ledger.usual_refusal(),
            ledger.slowest_refusal(),
            ledger.slowest,
            mails.messages,
            mails.repeated
        );
    }
}

fn load(service: &Service) -> Load {
    let load = Load::start(CLIENTS, &[Callers::of(&service.client())]);
    load.go_on(CLIENTS);
    load
}

/// While the server is away: alive, not ready, and both are said at once.
fn says_that_it_cannot(service: &Service) {
    let start = Instant::now();
    service.client().get("/health/live").expect(200);
    service
        .client()
        .get("/health/ready")
        .problem(503, "unavailable");
    let took = start.elapsed();
    assert!(took < AT_ONCE, "it took {took:?} to say so");
}

fn stopped(how: Stop) {
    let scene = Scene::new();
    let service = scene.world.serve();
    let load = load(&service);
    for _ in 0..3 {
        scene.server.stop(how);
        std::thread::sleep(Duration::from_millis(700));
        says_that_it_cannot(&service);
        scene.server.start();
        load.go_on(CLIENTS);
    }
    let ledger = load.stop();
    scene.close(&ledger);
    assert_eq!(ledger.cut, 0, "a request got no answer");
    assert!(!ledger.refusals.is_empty());
    assert!(
        ledger.slowest_refusal() < AT_ONCE,
        "somebody waited {:?} to be told",
        ledger.slowest_refusal()
    );
    assert!(ledger.usual_refusal() < USUALLY);
}

#[test]
fn stopped_in_good_order() {
    stopped(Stop::Fast);
}

#[test]
fn stopped_as_by_a_crash() {
    stopped(Stop::Immediate);
}

/// What is under way when it stops answering waits with it. Of the others, the first wait as long as a caller may for a
/// connection, and from then on everybody is told at once.
#[test]
fn standing_still() {
    let scene = Scene::new();
    let service = scene.world.serve();
    let load = load(&service);
    let frozen = scene.server.freeze();
    std::thread::sleep(PATIENCE + Duration::from_secs(2));
    says_that_it_cannot(&service);
    std::thread::sleep(Duration::from_secs(1));
    drop(frozen);
    load.go_on(CLIENTS);
    let ledger = load.stop();
    scene.close(&ledger);
    assert_eq!(ledger.cut, 0, "a request got no answer");
    let slow = |took: &&Duration| **took > AT_ONCE;
    let waited = ledger.refusals.iter().filter(slow).count();
    let at_once = ledger.refusals.len() - waited;
    assert!(
        waited <= CLIENTS && at_once > waited,
        "{waited} waited, and {at_once} did not"
    );
    assert!(ledger.slowest_refusal() < PATIENCE + AT_ONCE);
}
