//! Measures the binary: its size, the time from its start to its first answer on an existing database, and its
//! memory at rest. `make bench` runs it on the release binary.
#![allow(
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a program that prints figures"
)]

use std::time::{Duration, Instant};

use passerelle_tests::{Backend, World, service};

const STARTS: usize = 15;

fn main() {
    let binary = service::binary();
    let size = std::fs::metadata(&binary)
        .map(|file| file.len())
        .unwrap_or_default();
    println!("binary: {} ({:.1} MB)", binary.display(), megabytes(size));
    for backend in [Backend::Sqlite, Backend::PostgreSql] {
        let world = World::in_real_time(backend);
        // The first start creates the schema, the key and the network.
        drop(world.serve());
        let mut times: Vec<Duration> = (0..STARTS)
            .map(|_| {
                let start = Instant::now();
                let service = world.serve();
                let took = start.elapsed();
                drop(service);
                took
            })
            .collect();
        times.sort();
        let service = world.serve();
        std::thread::sleep(Duration::from_secs(3));
        let memory = resident(service.pid());
        let (median, slowest) = (times[STARTS / 2], times[STARTS - 1]);
        println!(
            "{backend:?}: start to first answer {median:.0?} (median of {STARTS}), {slowest:.0?} (slowest); at rest {memory:.1} MB"
        );
    }
}

/// The resident memory of a process, in megabytes.
fn resident(pid: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .unwrap_or_default();
    let kilobytes: u64 = line
        .trim()
        .trim_end_matches(" kB")
        .parse()
        .unwrap_or_default();
    megabytes(kilobytes * 1024)
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1_000_000.0
}
