//! Measures how many mails a second one process hands over to an SMTP server beside it, and how much a recipient's
//! domain whose mail server answers nothing slows the others down: `PASSERELLE_BIN=target/release/passerelle cargo run
//! --release -p passerelle-tests --example mailing -- 20000`.
//!
//! The cases are copies of one that came over the API, and their messages go to a hundred partners with a domain each.
//! The server takes every mail and keeps none; with a dead domain it leaves the sender waiting for its answer to that
//! recipient. The database is PostgreSQL with the settings that it comes with where they cost time.
#![allow(
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a program that prints figures"
)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use passerelle_tests::postgres::Cluster;
use passerelle_tests::{World, copies};

const DOMAINS: usize = 100;
/// How long the server says nothing about a recipient of a dead domain: longer than anybody waits.
const SILENCE: Duration = Duration::from_secs(600);

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let count: usize = words
        .first()
        .and_then(|text| text.parse().ok())
        .unwrap_or(20_000);
    let mut rates = [Vec::new(), Vec::new()];
    for turn in 0..6 {
        let dead = turn % 2 == 1;
        let rate = measure(count, dead);
        println!(
            "{}: {rate:.0} mails a second",
            if dead {
                "one domain of 100 is dead"
            } else {
                "all domains answer"
            }
        );
        rates[usize::from(dead)].push(rate);
    }
    let [all, others] = rates.map(median);
    println!(
        "{count} mails: {all:.0} a second; with a dead domain {others:.0} a second to the others (ratio {:.2})",
        others / all
    );
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Mails a second to the domains that answer.
fn measure(count: usize, dead: bool) -> f64 {
    let server = Cluster::start_durable();
    let mut world = World::in_real_time_on(&server);
    world.run(&["migrate"]).ok();
    world.set("PASSERELLE_LOG_LEVEL", "error");
    world.without_limits();
    let sink = Sink::start(dead);
    let service = world.serve();
    let landlord = service.signed_in("demo-landlord");
    let sent = landlord
        .post("/v1/referrals", &copies::case("MODEL"))
        .expect(201)
        .json();
    let id = sent["id"].as_str().unwrap().to_owned();
    service.terminate();
    copy(&world, &id, count);
    world.set(
        "PASSERELLE_SMTP_URL",
        &format!("smtp://localhost:{}", sink.port),
    );
    // Those to the dead domain never arrive.
    let lost = world.query("SELECT count(*) FROM outbox WHERE recipient_id::text LIKE '%000186a7'");
    let lost: usize = lost[0].parse().unwrap();
    let due = count - if dead { lost } else { 0 };
    let service = world.serve();
    let began = Instant::now();
    // From the first hundred on: the start of the service is not what is measured.
    while sink.count() < 100 {
        assert!(began.elapsed() < Duration::from_secs(60), "no mail arrives");
        std::thread::sleep(Duration::from_millis(2));
    }
    let (began, first) = (Instant::now(), sink.count());
    while sink.count() < due {
        assert!(
            began.elapsed() < Duration::from_secs(600),
            "{} of {due}",
            sink.count()
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    let took = began.elapsed().as_secs_f64();
    service.kill();
    (due - first) as f64 / took
}

/// Copies a case with its message, to a hundred partners, each in a domain of its own.
fn copy(world: &World, referral: &str, count: usize) {
    copies::of_case(world, referral, count);
    let columns = |table: &str, own: &[&str]| {
        world.query(&format!(
            "SELECT string_agg(column_name, ', ') FROM information_schema.columns \
             WHERE table_name = '{table}' AND column_name NOT IN ('{}')",
            own.join("', '")
        ))[0]
            .clone()
    };
    let partners = columns("partners", &["id", "code", "email"]);
    world.change(&format!(
        "INSERT INTO partners (id, code, email, {partners}) \
         SELECT lpad(to_hex(n + 100000), 32, '0')::uuid, 'd' || n, 'desk@d' || n || '.example.org', {partners} \
         FROM partners CROSS JOIN generate_series(0, {DOMAINS} - 1) AS n WHERE partners.id = \
         (SELECT partner_id FROM assignments WHERE referral_id = '{referral}')"
    ));
    let own = [
        "id",
        "referral_id",
        "assignment_id",
        "recipient_id",
        "status",
        "attempts",
        "leased_until",
        "lease_owner",
        "sent_at",
    ];
    let messages = columns("outbox", &own);
    world.change(&format!(
        "INSERT INTO outbox (id, referral_id, assignment_id, recipient_id, status, attempts, {messages}) \
         SELECT gen_random_uuid(), copied.id, assignment, \
         lpad(to_hex(n % {DOMAINS} + 100000), 32, '0')::uuid, 'pending', 0, {messages} \
         FROM outbox CROSS JOIN copied \
         WHERE referral_id = '{referral}' AND kind = 'answer_requested'"
    ));
    world.change("UPDATE directory SET version = version + 1");
    world.change("ANALYZE");
}

/// An SMTP server of the plainest kind, so that little of the machine is its own.
struct Sink {
    port: u16,
    taken: Arc<AtomicUsize>,
}

impl Sink {
    fn start(dead: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let taken = Arc::new(AtomicUsize::new(0));
        let (counter, dead) = (Arc::clone(&taken), Arc::new(AtomicBool::new(dead)));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (counter, dead) = (Arc::clone(&counter), Arc::clone(&dead));
                std::thread::spawn(move || converse(stream, &counter, &dead));
            }
        });
        Self { port, taken }
    }

    fn count(&self) -> usize {
        self.taken.load(Ordering::Relaxed)
    }
}

fn converse(mut stream: TcpStream, taken: &AtomicUsize, dead: &AtomicBool) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut lines = BufReader::new(stream.try_clone().ok()?);
    stream.write_all(b"220 ready\r\n").ok()?;
    let mut line = String::new();
    loop {
        line.clear();
        if lines.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let answer: &[u8] = match line.get(..4)?.to_ascii_uppercase().as_str() {
            "EHLO" => b"250-localhost\r\n250 8BITMIME\r\n",
            "RCPT" if dead.load(Ordering::Relaxed) && line.contains("@d7.") => {
                std::thread::sleep(SILENCE);
                return None;
            }
            "DATA" => {
                stream.write_all(b"354 go\r\n").ok()?;
                loop {
                    line.clear();
                    if lines.read_line(&mut line).ok()? == 0 {
                        return None;
                    }
                    if line == ".\r\n" {
                        break;
                    }
                }
                taken.fetch_add(1, Ordering::Relaxed);
                b"250 taken\r\n"
            }
            "QUIT" => {
                stream.write_all(b"221 bye\r\n").ok()?;
                return None;
            }
            _ => b"250 ok\r\n",
        };
        stream.write_all(answer).ok()?;
    }
}
