//! Measures how many referrals a second are posted durably, against what the database can take:
//! `PASSERELLE_BIN=target/release/passerelle cargo run --release -p passerelle-tests --example posting`.
//!
//! On PostgreSQL (with the settings that it comes with where they cost time) the yardstick is `pgbench`, which runs
//! the very statements of the transaction of one such request, as the server has logged them, in as many round trips,
//! with identifiers of its own; both take turns on the same server. On SQLite, whose commits are on the disk too,
//! 64 callers are compared with one; what they gain from sharing a commit depends on the disk, and with `slow-disk` each
//! wait for it takes 4 ms longer, by `strace`, as on a disk that keeps what it acknowledges.
//!
//! Partners carry as much as there is. With `mails`, those that are asked have an address, and the service writes
//! their mails meanwhile; without it, only what the request itself costs is measured. With `statements`, those of the
//! transaction are shown.
#![allow(
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a program that prints figures"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use passerelle_tests::postgres::Cluster;
use passerelle_tests::{Backend, Service, World, copies};
use serde_json::{Value, json};

/// How long each measurement lasts, and how many there are of each kind.
const LASTS: Duration = Duration::from_secs(8);
const TURNS: usize = 3;

/// No two cases have the same reference of their sender.
static NEXT: AtomicU64 = AtomicU64::new(1);

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let said = |word: &str| words.iter().any(|one| one == word);
    let mails = said("mails");
    if !said("sqlite") {
        on_postgresql(mails);
    }
    if !said("postgresql") {
        on_sqlite(mails, said("slow-disk"));
    }
}

fn on_postgresql(mails: bool) {
    let server = Cluster::start_durable();
    let mut world = World::in_real_time_on(&server);
    world.run(&["migrate"]).ok();
    world.set("PASSERELLE_LOG_LEVEL", "warn");
    world.without_limits();
    let service = world.serve();
    prepare(&world, mails);
    let token = service.client().token("demo-landlord");
    post(&service, &token, 4, Duration::from_secs(2));
    let script = script(&server, &world, &service, &token);
    for callers in [1, 4, 16] {
        let (mut ours, mut theirs, mut cpu) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..TURNS {
            let posted = post(&service, &token, callers, LASTS);
            ours.push(posted.rate);
            cpu.push(posted.cpu);
            theirs.push(pgbench(&server, &world, &script, callers));
        }
        let (ours, theirs, cpu) = (median(ours), median(theirs), median(cpu));
        println!(
            "PostgreSQL, {callers:>2} connections: {ours:.0} referrals a second, pgbench {theirs:.0} \
             (ratio {:.2}); own CPU {cpu:.2} ms a request",
            ours / theirs
        );
    }
}

fn on_sqlite(mails: bool, slow_disk: bool) {
    let mut world = World::in_real_time(Backend::Sqlite);
    world.without_limits();
    if slow_disk {
        let delayed = "fsync,fdatasync:delay_exit=4000";
        let (only, delay) = ("trace=fsync,fdatasync", format!("inject={delayed}"));
        let words = [
            "/usr/bin/strace",
            "-f",
            "--seccomp-bpf",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            only,
            "-e",
        ];
        world.through(&[&words[..], &[delay.as_str()]].concat());
    }
    world.set("PASSERELLE_LOG_LEVEL", "warn");
    world.without_limits();
    let service = world.serve();
    prepare(&world, mails);
    let token = service.client().token("demo-landlord");
    let mut rates = BTreeMap::new();
    for callers in [1, 64, 1, 64, 1, 64] {
        let posted = post(&service, &token, callers, LASTS);
        rates
            .entry(callers)
            .or_insert_with(Vec::new)
            .push(posted.rate);
    }
    let of = |callers: usize| median(rates[&callers].clone());
    println!(
        "SQLite, synchronous=FULL: {:.0} referrals a second with one caller, {:.0} with 64 (ratio {:.1})",
        of(1),
        of(64),
        of(64) / of(1)
    );
}

/// Partners that carry as much as there is, and have no address unless mails are written.
fn prepare(world: &World, mails: bool) {
    world.change("UPDATE partners SET capacity = NULL");
    if !mails {
        world.change("UPDATE partners SET email = NULL");
    }
    world.change("UPDATE directory SET version = version + 1");
    // A change of the directory is seen at once, a look at it is not part of the measurement.
    std::thread::sleep(Duration::from_secs(1));
}

/// What so many callers reached.
struct Posted {
    /// Referrals a second.
    rate: f64,
    /// Milliseconds of CPU of the service for each.
    cpu: f64,
}

fn post(service: &Service, token: &str, callers: usize, lasts: Duration) -> Posted {
    let stop = AtomicBool::new(false);
    let before = cpu_of(service.pid());
    let began = Instant::now();
    let count: usize = std::thread::scope(|scope| {
        let all: Vec<_> = (0..callers)
            .map(|_| scope.spawn(|| caller(service, token, &stop)))
            .collect();
        std::thread::sleep(lasts);
        stop.store(true, Ordering::Relaxed);
        all.into_iter().map(|one| one.join().unwrap()).sum()
    });
    let took = began.elapsed().as_secs_f64();
    let cpu = cpu_of(service.pid()) - before;
    Posted {
        rate: count as f64 / took,
        cpu: cpu * 1000.0 / count as f64,
    }
}

/// One caller on one connection: the next case as soon as the last one is acknowledged.
fn caller(service: &Service, token: &str, stop: &AtomicBool) -> usize {
    let address = service.base().trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(&address).unwrap();
    stream.set_nodelay(true).unwrap();
    let mut answers = BufReader::new(stream.try_clone().unwrap());
    let mut count = 0;
    while !stop.load(Ordering::Relaxed) {
        let body = case(NEXT.fetch_add(1, Ordering::Relaxed));
        let request = format!(
            "POST /v1/referrals HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut line = String::new();
        answers.read_line(&mut line).unwrap();
        assert!(line.starts_with("HTTP/1.1 201"), "{line}");
        let mut length = 0;
        loop {
            line.clear();
            answers.read_line(&mut line).unwrap();
            if line == "\r\n" {
                break;
            }
            let lower = line.to_ascii_lowercase();
            if let Some(value) = lower.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut answer = vec![0; length];
        answers.read_exact(&mut answer).unwrap();
        count += 1;
    }
    count
}

fn external_reference(number: u64) -> String {
    format!("POST-{number}")
}

/// A case of which one person is known by name.
fn case(number: u64) -> String {
    static CASE: LazyLock<Value> = LazyLock::new(|| {
        let mut case = copies::case("");
        case["parties"][0]["name"] = json!("Camille Martin");
        case["parties"][0]["contact"] = json!({"phone": "+33 1 99 00 12 34"});
        case
    });
    let mut case = CASE.clone();
    case["external_reference"] = json!(external_reference(number));
    case.to_string()
}

/// Seconds of CPU that a process has used.
fn cpu_of(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    // After the name, which may hold spaces; the ticks of user and system are the fields 14 and 15.
    let fields: Vec<&str> = stat
        .rsplit_once(')')
        .unwrap()
        .1
        .split_whitespace()
        .collect();
    let ticks = |number: usize| fields[number - 3].parse::<f64>().unwrap();
    (ticks(14) + ticks(15)) / 100.0
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// A script for `pgbench` with the statements of one request, as the server logs them.
fn script(server: &Cluster, world: &World, service: &Service, token: &str) -> String {
    for setting in ["log_line_prefix = '%p|'", "log_statement = 'all'"] {
        world.query(&format!("ALTER SYSTEM SET {setting}"));
    }
    world.query("SELECT pg_reload_conf()");
    std::thread::sleep(Duration::from_millis(500));
    let from = std::fs::metadata(server.log()).unwrap().len();
    let since = u128::try_from(jiff::Timestamp::now().as_millisecond()).unwrap();
    let number = NEXT.load(Ordering::Relaxed);
    let client = service.client().bearing(token);
    NEXT.fetch_add(1, Ordering::Relaxed);
    let body = serde_json::from_str(&case(number)).unwrap();
    client.post("/v1/referrals", &body).expect(201);
    std::thread::sleep(Duration::from_millis(300));
    for setting in ["log_line_prefix", "log_statement"] {
        world.query(&format!("ALTER SYSTEM RESET {setting}"));
    }
    world.query("SELECT pg_reload_conf()");
    std::thread::sleep(Duration::from_millis(500));
    let log = std::fs::read(server.log()).unwrap();
    let log = String::from_utf8_lossy(&log[usize::try_from(from).unwrap()..]).into_owned();
    let statements = transaction(&log);
    println!("the transaction has {} round trips", statements.len());
    if std::env::args().any(|word| word == "statements") {
        for (sql, _) in &statements {
            println!("  {sql}");
        }
    }
    world.query("CREATE SEQUENCE posted");
    pgbench_script(&statements, since, &external_reference(number))
}

/// A statement, and its parameters as they are written in the log.
type Statement = (String, Vec<Option<String>>);

/// The statements of the transaction that stores a referral.
fn transaction(log: &str) -> Vec<Statement> {
    let mut entries: Vec<(String, String)> = Vec::new();
    for line in log.lines() {
        match line.split_once('|') {
            Some((pid, text))
                if pid.bytes().all(|byte| byte.is_ascii_digit()) && !pid.is_empty() =>
            {
                entries.push((pid.to_owned(), text.to_owned()));
            }
            _ => {
                if let Some((_, text)) = entries.last_mut() {
                    text.push('\n');
                    text.push_str(line.trim_start_matches('\t'));
                }
            }
        }
    }
    let mut open: BTreeMap<String, Vec<Statement>> = BTreeMap::new();
    for (pid, text) in entries {
        let known = open.entry(pid).or_default();
        if let Some(sql) = text.strip_prefix("LOG:  statement: ") {
            if sql.starts_with("BEGIN") {
                known.clear();
            }
            known.push((sql.to_owned(), Vec::new()));
            let stores = |(sql, _): &Statement| sql.starts_with("INSERT INTO \"referrals\"");
            if sql.ends_with("COMMIT") && known.iter().any(stores) {
                return std::mem::take(known);
            }
        } else if let Some(executed) = text.strip_prefix("LOG:  execute ") {
            known.push((executed.split_once(": ").unwrap().1.to_owned(), Vec::new()));
        } else if let Some((_, parameters)) = text
            .to_ascii_lowercase()
            .find("parameters: ")
            .filter(|_| text.starts_with("DETAIL:"))
            .map(|at| text.split_at(at + "parameters: ".len()))
        {
            known.last_mut().unwrap().1 = parsed(parameters);
        }
    }
    panic!("the log holds no transaction that stores a referral:\n{log}");
}

/// `$1 = 'it''s', $2 = NULL`.
fn parsed(text: &str) -> Vec<Option<String>> {
    let mut values = Vec::new();
    let mut rest = text;
    while let Some((_, value)) = rest.split_once(" = ") {
        if let Some(after) = value.strip_prefix("NULL") {
            values.push(None);
            rest = after;
            continue;
        }
        let mut characters = value[1..].char_indices().peekable();
        let mut content = String::new();
        let end = loop {
            match characters.next().unwrap() {
                (at, '\'') => {
                    if characters.next_if(|(_, next)| *next == '\'').is_none() {
                        break at;
                    }
                    content.push('\'');
                }
                (_, other) => content.push(other),
            }
        };
        values.push(Some(content));
        rest = &value[end + 2..];
    }
    values
}

fn pgbench_script(statements: &[Statement], since: u128, external: &str) -> String {
    let mut made: BTreeMap<String, String> = BTreeMap::new();
    let mut lines = String::new();
    for (sql, parameters) in statements {
        let mut pieces: Vec<&str> = sql.split(';').map(str::trim).collect();
        pieces.retain(|piece| !piece.is_empty());
        let together = parameters.is_empty() && pieces.len() > 1;
        if !together {
            pieces = vec![sql];
        }
        if together {
            lines.push_str("\\startpipeline\n");
        }
        for piece in pieces {
            let mut told = piece.replace('\n', " ");
            for (number, value) in parameters.iter().enumerate().rev() {
                let value = match value {
                    None => "NULL".to_owned(),
                    Some(text) if is_made(text, since) => {
                        let next = format!("id{}", made.len());
                        format!(":{}", made.entry(text.clone()).or_insert(next))
                    }
                    Some(text) if text.starts_with("PSL-") => ":reference".to_owned(),
                    Some(text) if text == external => ":external".to_owned(),
                    Some(text) => literal(text),
                };
                told = told.replace(&format!("${}", number + 1), &value);
            }
            writeln!(lines, "{told};").unwrap();
        }
        if together {
            lines.push_str("\\endpipeline\n");
        }
    }
    // As the service makes them: the first digits are the time, and a number is counted up.
    let id = "overlay(gen_random_uuid()::text placing m from 1 for 13)";
    let ids: String = made
        .values()
        .map(|name| format!("{id} AS {name}, "))
        .collect();
    let symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let symbol = |shift: u32| format!("substr('{symbols}', (n >> {shift} & 31)::int + 1, 1)");
    let code = [20, 15, 10, 5, 0].map(symbol).join(" || ");
    format!(
        "SELECT {ids} 'PSL-2031-' || {code} || substr('{symbols}', (n % 37)::int + 1, 1) AS reference, \
         'BENCH-' || n AS external \
         FROM (SELECT k / 32 * 37 + k % 32 AS n, overlay(lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') placing '-' from 9 for 0) AS m FROM (SELECT nextval('posted') AS k) AS counted) AS numbers \\gset\n{lines}"
    )
}

/// Whether an identifier was made after this instant, in milliseconds since 1970.
fn is_made(text: &str, since: u128) -> bool {
    let digits = text.replace('-', "");
    digits.len() == 32
        && text.len() == 36
        && digits.get(..12).is_some_and(|time| {
            u128::from_str_radix(time, 16).is_ok_and(|time| time >= since && time < since + 60_000)
        })
}

/// A text in which `pgbench` sees no variable.
fn literal(text: &str) -> String {
    let text = text
        .replace('\\', "\\\\")
        .replace('\'', "''")
        .replace(':', "\\003A")
        .replace('\n', "\\000A");
    if text.contains('\\') {
        format!("U&'{text}'")
    } else {
        format!("'{text}'")
    }
}

fn pgbench(server: &Cluster, world: &World, script: &str, clients: usize) -> f64 {
    let file = world.dir().join("posting.sql");
    std::fs::write(&file, script).unwrap();
    let said = server
        .program("pgbench")
        .args(["--no-vacuum", "--protocol=prepared", "--jobs=2"])
        .arg(format!("--client={clients}"))
        .arg(format!("--time={}", LASTS.as_secs()))
        .arg("--file")
        .arg(&file)
        .arg(world.database_url())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&said.stdout);
    text.lines()
        .find_map(|line| line.strip_prefix("tps = "))
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or_else(|| panic!("pgbench: {text}{}", String::from_utf8_lossy(&said.stderr)))
}
