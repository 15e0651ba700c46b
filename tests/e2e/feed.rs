//! What happens, followed by whoever has a part in it: each event once and in the order of its referral, through
//! crashes and from two processes at once.

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use passerelle_tests::{Backend, Client, World, both_databases};
use serde_json::{Value, json};

use crate::cases::{self, A01_AT};
use crate::network::{action, address, assignment};

/// Reads until a page is empty, and tells where to go on.
fn read(client: &Client, cursor: &mut Option<String>, limit: usize) -> Vec<Value> {
    let mut events = Vec::new();
    loop {
        let from = cursor
            .as_ref()
            .map(|cursor| format!("&cursor={cursor}"))
            .unwrap_or_default();
        let page = client
            .get(&format!("/v1/events?limit={limit}{from}"))
            .expect(200)
            .json();
        let items = page["items"].as_array().unwrap();
        *cursor = Some(page["next"].as_str().unwrap().to_owned());
        if items.is_empty() {
            return events;
        }
        events.extend(items.iter().cloned());
    }
}

fn types(events: &[Value]) -> Vec<&str> {
    events
        .iter()
        .map(|event| event["type"].as_str().unwrap())
        .collect()
}

fn number(reference: usize) -> Value {
    let mut case = cases::a01();
    case["external_reference"] = json!(format!("FEED-{reference}"));
    case
}

both_databases! {
    fn everybody_follows_what_they_have_a_part_in(world in World) {
        let world = world.at(A01_AT);
        world.knows(&cases::a01());
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let mediation = service.signed_in("demo-mediation");
        let school = service.signed_in("demo-school");
        let sent = landlord.post("/v1/referrals", &cases::a01()).expect(201).json();
        let mut cursor = None;
        let first = read(&landlord, &mut cursor, 2);
        let of_case = landlord.get(&format!("{}/events", address(&sent))).expect(200).json();
        assert_eq!(json!(first), of_case["items"]);
        mediation.post(&action(&sent, "p-med", "accept"), &json!({})).expect(200);
        let later = read(&landlord, &mut cursor, 50);
        assert!(types(&later).contains(&"assignment.accepted"), "{later:?}");
        assert!(read(&landlord, &mut cursor, 50).is_empty());
        assert!(read(&school, &mut None, 50).is_empty());
        let accepted = mediation.get("/v1/events?type=assignment.accepted").expect(200).json();
        assert_eq!(types(accepted["items"].as_array().unwrap()), ["assignment.accepted"]);
    }

    fn cursors_and_filters_are_checked(world in World) {
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let list = landlord.get("/v1/events").expect(200).json();
        let cursor = list["next"].as_str().unwrap();
        let altered = format!("{}{}", if cursor.starts_with('B') { 'A' } else { 'B' }, &cursor[1..]);
        for (query, pointer) in [
            (format!("cursor={altered}"), "/cursor"),
            ("wait=31".to_owned(), "/wait"),
            ("wait=-1".to_owned(), "/wait"),
            ("limit=0".to_owned(), "/limit"),
            ("type=nothing".to_owned(), "/type"),
            ("since=now".to_owned(), "/since"),
        ] {
            let refused = landlord.get(&format!("/v1/events?{query}")).expect(422).json();
            assert_eq!(refused["errors"][0]["pointer"], pointer, "{refused}");
        }
        // A cursor of another list leads nowhere here.
        landlord.get(&format!("/v1/referrals?cursor={cursor}")).expect(422);
    }

    fn who_waits_hears_of_news_at_once_and_is_let_go_at_the_end(world in World) {
        let world = world.at(A01_AT);
        world.knows(&cases::a01());
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let mut cursor = None;
        read(&landlord, &mut cursor, 50);
        let from = format!("/v1/events?wait=30&cursor={}", cursor.unwrap());
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| {
                let begun = Instant::now();
                (landlord.get(&from).expect(200).json(), begun.elapsed())
            });
            std::thread::sleep(Duration::from_millis(700));
            landlord.post("/v1/referrals", &cases::a01()).expect(201);
            let (page, took) = waiting.join().unwrap();
            assert!(took < Duration::from_secs(20), "{took:?}");
            assert_eq!(page["items"][0]["type"], "referral.received");
        });
        let school = service.signed_in("demo-school");
        let nothing = school.get("/v1/events?wait=1").expect(200).json();
        assert_eq!(nothing["items"], json!([]));
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| {
                let answer = school.get("/v1/events?wait=30");
                (answer.status, answer.json())
            });
            std::thread::sleep(Duration::from_millis(700));
            let (ended, took) = service.terminate();
            assert!(ended.success());
            assert!(took < Duration::from_secs(10), "{took:?}");
            let (status, page) = waiting.join().unwrap();
            assert_eq!((status, &page["items"]), (200, &json!([])));
        });
    }
}

/// Writers on two processes, one of which is killed again and again; a reader that goes from one to the other, forgets
/// what it read since its last cursor once in a while, and yet has every event once.
#[test]
fn nothing_is_missed_or_told_twice_while_processes_die() {
    const CASES: usize = 60;
    let world = World::new(Backend::PostgreSql).at(A01_AT);
    world.knows(&cases::a01());
    let steady = world.serve();
    let done = AtomicBool::new(false);
    let mut kept: Vec<Value> = Vec::new();
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..3)
            .map(|writer| {
                let landlord = steady.signed_in("demo-landlord");
                let mediation = steady.signed_in("demo-mediation");
                scope.spawn(move || {
                    for case in 0..CASES / 3 {
                        let sent = landlord.post("/v1/referrals", &number(writer * CASES + case));
                        let sent = sent.expect(201).json();
                        if assignment(&sent, "p-med")["status"] == "proposed" {
                            let accepted =
                                mediation.post(&action(&sent, "p-med", "accept"), &json!({}));
                            assert!([200, 409, 412].contains(&accepted.status), "{accepted:?}");
                        }
                    }
                })
            })
            .collect();
        let reader = scope.spawn(|| {
            let operator = steady.signed_in("demo-mediation");
            let (mut cursor, mut events) = (None, Vec::new());
            let mut round = 0;
            loop {
                let last = done.load(Ordering::Relaxed);
                let (before, known) = (cursor.clone(), events.len());
                events.extend(read(&operator, &mut cursor, 7));
                round += 1;
                if round % 3 == 0 && !last {
                    // As after a crash of the reader: it goes on from what it had kept.
                    cursor = before;
                    events.truncate(known);
                }
                if last {
                    return events;
                }
            }
        });
        let mut turn = 10 * CASES;
        while writers.iter().any(|writer| !writer.is_finished()) {
            let dying = world.serve();
            let landlord = dying.signed_in("demo-landlord");
            std::thread::scope(|inner| {
                inner.spawn(|| {
                    for case in 0..3 {
                        // It may be killed in the middle of any of them.
                        landlord.try_post("/v1/referrals", &number(turn + case));
                    }
                });
                std::thread::sleep(Duration::from_millis(150));
                dying.kill();
            });
            turn += 3;
        }
        for writer in writers {
            writer.join().unwrap();
        }
        done.store(true, Ordering::Relaxed);
        kept = reader.join().unwrap();
    });
    // What the last of those that died had begun and the server ended afterwards.
    let operator = steady.signed_in("demo-mediation");
    let all = read(&operator, &mut None, 200);
    let stored: HashSet<String> = world
        .query("SELECT id::text AS line FROM events")
        .into_iter()
        .collect();
    let ids = |events: &[Value]| -> Vec<String> {
        events
            .iter()
            .map(|event| event["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let told = ids(&all);
    assert_eq!(told.len(), stored.len(), "each once");
    assert_eq!(told.iter().cloned().collect::<HashSet<_>>(), stored);
    // The reader saw the same, in the same order.
    let seen = ids(&kept);
    assert_eq!(seen, told[..seen.len()]);
    let mut sequences: BTreeMap<String, i64> = BTreeMap::new();
    for event in &all {
        let referral = event["referral_id"].as_str().unwrap().to_owned();
        let sequence = event["sequence"].as_i64().unwrap();
        let before = sequences.insert(referral, sequence).unwrap_or(0);
        assert!(before <= sequence, "{event}");
    }
    assert!(sequences.len() >= CASES, "{}", sequences.len());
}
