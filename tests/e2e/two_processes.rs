//! Two processes over one database: a rule set that one publishes is what the other decides by,
//! within a second, and nobody ever sees half of it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use passerelle_tests::{Backend, Client, World};
use serde_json::{Value, json};

use crate::cases::{self, A01_AT};
use crate::network::code;
use crate::rule_sets::{act, overlay, publish};

/// Who leads, by which rule and which overlay, in which edition.
type Answer = (u64, String);

fn preview(client: &Client) -> Answer {
    let mut case = cases::a01();
    case["at"] = json!(A01_AT);
    case["external_reference"] = Value::Null;
    let answer = client.post("/v1/routing/preview", &case).expect(200).json();
    let decision = &answer["decision"];
    let edition = decision["ruleset"]["edition"].as_u64().unwrap();
    let said = format!(
        "{} {} {} {}",
        code(&decision["lead"]["partner"]),
        decision["rule"],
        decision["overlay"],
        decision["explanation"]["fr"]
    );
    (edition, said)
}

#[test]
fn what_one_publishes_the_other_decides_by_within_a_second() {
    let world = World::in_real_time(Backend::PostgreSql);
    let (one, other) = (world.serve(), world.serve());
    let me = one.signed_in("demo-mediation");
    let readers: Vec<Client> = [&one, &other, &one, &other]
        .map(|service| service.signed_in("demo-landlord"))
        .into();
    let seen: Mutex<BTreeMap<u64, String>> = Mutex::new(BTreeMap::new());
    let disagreements = Mutex::new(Vec::new());
    let stop = AtomicBool::new(false);
    let lags: Vec<Duration> = std::thread::scope(|scope| {
        for reader in &readers {
            let (seen, disagreements, stop) = (&seen, &disagreements, &stop);
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let (edition, said) = preview(reader);
                    let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
                    let known = seen.entry(edition).or_insert_with(|| said.clone());
                    if *known != said {
                        let both = (edition, known.clone(), said);
                        disagreements.lock().unwrap().push(both);
                    }
                }
            });
        }
        let _at_the_end = Stop(&stop);
        let watcher = other.signed_in("demo-landlord");
        let mut lags = Vec::new();
        let mut last = String::new();
        for (number, lead) in (2..).zip(["justice_conciliator", "ccas", "justice_conciliator"]) {
            last = publish(&me, &overlay("saint-avenin", "SA50", lead));
            lags.push(until(&watcher, number));
        }
        act(&me, &last, "roll-back", &json!({})).expect(200);
        lags.push(until(&watcher, 5));
        lags
    });
    println!("the other process followed after {lags:?}");
    let disagreements = disagreements.into_inner().unwrap();
    assert!(disagreements.is_empty(), "{disagreements:#?}");
    let seen = seen.into_inner().unwrap();
    assert!(seen.len() >= 3, "{seen:#?}");
    // The roll-back says again what was said before.
    assert_eq!(seen.get(&5), seen.get(&3), "{seen:#?}");
    for lag in lags {
        assert!(lag < Duration::from_secs(1), "{lag:?}");
    }
}

/// Ends the readers, also when the story fails: a scope waits for its threads.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// How long after now the process decides by `edition`.
fn until(watcher: &Client, edition: u64) -> Duration {
    let start = Instant::now();
    while preview(watcher).0 < edition {
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "edition {edition} never came"
        );
    }
    start.elapsed()
}
