//! Measures the ladder: many assignments fall due within one minute, and two processes on one PostgreSQL move them on
//! while callers go on sending cases: `PASSERELLE_BIN=target/release/passerelle cargo run --release -p
//! passerelle-tests --example ladder -- 100000`.
//!
//! The cases are copies of one that came over the API, each with a reference of its own. Partners have no mail address
//! (unless `mails` is said) and carry as much as there is: what a mail server can take is measured elsewhere, and no
//! partner carries so many cases that counting them takes long. The server of the tests flushes nothing to the disk,
//! unless `durable` is said: then it has the settings that PostgreSQL comes with.
#![allow(
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a program that prints figures"
)]

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use passerelle_tests::postgres::Cluster;
use passerelle_tests::{Backend, Client, Service, World, copies};
use serde_json::Value;

/// Callers that send cases meanwhile, and how long each waits in between.
const CALLERS: usize = 4;
const PAUSE: Duration = Duration::from_millis(200);

/// How long it is measured what is usual.
const USUAL: Duration = Duration::from_secs(20);

fn main() {
    let mut arguments = std::env::args().skip(1);
    let count: usize = arguments
        .next()
        .map_or(100_000, |text| text.parse().expect("how many"));
    let words: Vec<String> = arguments.collect();
    let said = |word: &str| words.iter().any(|one| one == word);
    let mails = said("mails");
    let server = said("durable").then(Cluster::start_durable);
    let mut world = match &server {
        Some(server) => World::in_real_time_on(server),
        None => World::in_real_time(Backend::PostgreSql),
    };
    if server.is_some() {
        world.run(&["migrate"]).ok();
    }
    world.set("PASSERELLE_LOG_LEVEL", "warn");
    world.without_limits();
    let services = [world.serve(), world.serve()];
    let landlord = services[0].signed_in("demo-landlord");
    let sent = landlord
        .post("/v1/referrals", &copies::case("MODEL"))
        .expect(201)
        .json();
    let id = sent["id"].as_str().unwrap();
    world.query("UPDATE partners SET capacity = NULL");
    if !mails {
        world.query("UPDATE partners SET email = NULL");
    }
    world.query("UPDATE directory SET version = version + 1");
    let usual = sending(&services, |stop| {
        std::thread::sleep(USUAL);
        stop.store(true, Ordering::Relaxed);
    });
    println!("usually: {}", told(usual.1));

    let began = Instant::now();
    copy(&world, id, count);
    println!("{count} cases copied in {:.0?}", began.elapsed());
    let began = Instant::now();
    let (took, times) = sending(&services, |stop| {
        loop {
            let moved =
                world.query("SELECT count(*) FROM events WHERE kind = 'assignment.expired'");
            let moved: usize = moved[0].parse().unwrap();
            println!("{:>4.0?} moved {moved}", began.elapsed());
            if moved >= count {
                break;
            }
            std::thread::sleep(Duration::from_secs(5));
        }
        stop.store(true, Ordering::Relaxed);
        began.elapsed()
    });
    println!("meanwhile: {}", told(times));
    let twice = world.query(
        "SELECT count(*) FROM (SELECT 1 FROM events WHERE kind = 'assignment.expired' GROUP BY assignment_id HAVING count(*) > 1) AS twice",
    );
    let seconds = took.as_secs_f64();
    println!(
        "{count} cases that fell due within one minute were moved on in {seconds:.0} s from the moment when \
         all were there ({:.0} a second), {} of them twice",
        count as f64 / seconds,
        twice[0]
    );
}

/// Copies a case, so that the answers fall due within the minute that begins now.
fn copy(world: &World, id: &str, count: usize) {
    copies::of_case(world, id, count);
    world.query(
        "INSERT INTO timers (kind, referral_id, assignment_id, due_at) \
         SELECT 'answer_due', id, assignment, due FROM copied",
    );
    world.query("ANALYZE");
}

/// Has cases sent while `work` goes on, and tells how long each took.
fn sending<T>(services: &[Service; 2], work: impl FnOnce(&AtomicBool) -> T) -> (T, Vec<Duration>) {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let callers: Vec<_> = (0..CALLERS)
            .map(|number| {
                let (stop, service) = (&stop, &services[number % 2]);
                scope.spawn(move || {
                    let client: Client = service.signed_in("demo-landlord");
                    let mut times = Vec::new();
                    while !stop.load(Ordering::Relaxed) {
                        let mut case = copies::case("");
                        case["external_reference"] = Value::Null;
                        let began = Instant::now();
                        client.post("/v1/referrals", &case).expect(201);
                        times.push(began.elapsed());
                        std::thread::sleep(PAUSE);
                    }
                    times
                })
            })
            .collect();
        let done = work(&stop);
        let times = callers
            .into_iter()
            .flat_map(|caller| caller.join().unwrap());
        (done, times.collect())
    })
}

fn told(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    format!(
        "{} cases sent, p50 {:.1?}, p99 {:.1?}",
        times.len(),
        at(50),
        at(99)
    )
}
