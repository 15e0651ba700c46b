//! The books, balanced after the fault: the database beside what clients were told and what the mail server got.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use passerelle_tests::smtp::Sink;
use passerelle_tests::{World, wait_for};

use crate::load::Ledger;

/// How long an outbox in which nothing moves is looked at before it is taken to stand still.
const STILL: Duration = Duration::from_millis(1500);

/// How often the clock goes on until everything must have left.
const MOST_STEPS: usize = 5;

/// Holds the database to what was acknowledged, and to itself.
pub fn balance(world: &World, ledger: &Ledger) {
    let stored = referrals(world);
    let mut acknowledged = BTreeSet::new();
    for sent in &ledger.sent {
        assert!(acknowledged.insert(&sent.id), "{} was told twice", sent.id);
        assert!(
            stored.contains_key(&sent.id),
            "{} was acknowledged, and is not there",
            sent.id
        );
    }
    whole(world, &stored);
    events(world, ledger, &stored);
}

/// Whatever is stored was acknowledged: nobody was left without an answer to something that was done.
pub fn nothing_unanswered(world: &World, ledger: &Ledger) {
    let told: BTreeSet<&String> = ledger.sent.iter().map(|sent| &sent.id).collect();
    let stored = referrals(world);
    let untold: Vec<_> = stored.keys().filter(|id| !told.contains(id)).collect();
    assert!(untold.is_empty(), "done, and not answered: {untold:?}");
    let answers = ledger
        .sent
        .iter()
        .filter(|sent| sent.deed.is_some())
        .count();
    let events = world.query(
        "SELECT count(*) || '' AS line FROM events \
         WHERE kind IN ('assignment.accepted', 'assignment.declined')",
    );
    assert_eq!(events, [answers.to_string()], "answers that were done");
}

/// Every referral and the last sequence that it says it has.
fn referrals(world: &World) -> BTreeMap<String, i64> {
    let id = world.id_text("id");
    let rows = world.query(&format!(
        "SELECT {id} || '|' || sequence AS line FROM referrals"
    ));
    rows.iter()
        .map(|row| {
            let (id, sequence) = row.split_once('|').expect("two columns");
            (id.to_owned(), sequence.parse().expect("a number"))
        })
        .collect()
}

/// No referral without its decision, its lead and the message to the lead, whether it was acknowledged or not: they
/// were written in one transaction.
fn whole(world: &World, stored: &BTreeMap<String, i64>) {
    for (table, condition) in [
        ("decisions", ""),
        ("assignments", "WHERE role = 'lead'"),
        ("outbox", "WHERE assignment_id IS NOT NULL"),
        ("events", "WHERE kind = 'referral.received'"),
    ] {
        let id = world.id_text("referral_id");
        let found: BTreeSet<String> = world
            .query(&format!("SELECT {id} AS line FROM {table} {condition}"))
            .into_iter()
            .collect();
        let without: Vec<_> = stored.keys().filter(|id| !found.contains(*id)).collect();
        assert!(without.is_empty(), "nothing in {table} of {without:?}");
    }
    let twice = world.query(
        "SELECT external_reference || '' AS line FROM referrals GROUP BY external_reference HAVING count(*) > 1",
    );
    assert!(twice.is_empty(), "stored twice: {twice:?}");
}

/// The events of each referral run without a gap up to its own sequence, nothing was done twice, and what was
/// acknowledged is among them.
fn events(world: &World, ledger: &Ledger, stored: &BTreeMap<String, i64>) {
    let (id, assignment) = (world.id_text("referral_id"), world.id_text("assignment_id"));
    let rows = world.query(&format!(
        "SELECT {id} || '|' || sequence || '|' || kind || '|' || coalesce({assignment}, '') AS line FROM events \
         ORDER BY position"
    ));
    let mut sequences: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    let mut done: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for row in &rows {
        let columns: Vec<&str> = row.split('|').collect();
        let sequence = columns[1].parse().expect("a number");
        let seen = sequences.entry(columns[0]).or_default();
        if seen.last() != Some(&sequence) {
            seen.push(sequence);
        }
        // Of an assignment, or else of the referral itself.
        let whose = if columns[3].is_empty() {
            columns[0]
        } else {
            columns[3]
        };
        *done.entry((whose, columns[2])).or_default() += 1;
    }
    for (id, last) in stored {
        let expected: Vec<i64> = (1..=*last).collect();
        assert_eq!(sequences.get(id.as_str()), Some(&expected), "{id}");
    }
    for once in [
        "referral.received",
        "assignment.proposed",
        "assignment.accepted",
        "assignment.declined",
        "assignment.expired",
        "referral.taken_up",
        "referral.triaged",
    ] {
        let doubled: Vec<_> = done
            .iter()
            .filter(|((_, kind), count)| *kind == once && **count > 1)
            .collect();
        assert!(doubled.is_empty(), "{doubled:?}");
    }
    for deed in ledger.sent.iter().filter_map(|sent| sent.deed.as_ref()) {
        let key = (deed.assignment.as_str(), deed.event);
        assert_eq!(done.get(&key), Some(&1), "{key:?} was acknowledged");
    }
}

/// How many messages there were, and how many of them left a second time.
pub struct Mails {
    /// All of them.
    pub messages: usize,
    /// Those that left twice.
    pub repeated: usize,
    /// Those that had lost their point before they left.
    pub pointless: usize,
}

/// Waits until every message has left, and holds what the mail server got to what the outbox says. A message whose
/// sender was killed with it in hand leaves once more, under the same `Message-ID`; nothing leaves three times.
pub fn all_mails_left(world: &World, sink: &Sink) -> Mails {
    // The leases of those who were killed run out; not before everybody else has finished, who would lose theirs.
    for _ in 0..MOST_STEPS {
        if still_outbox(world).is_empty() {
            break;
        }
        world.clock.step(SignedDuration::from_mins(6));
    }
    assert_eq!(still_outbox(world), [""; 0], "never sent");
    let id = world.id_text("id");
    let sent: BTreeSet<String> = world
        .query(&format!("SELECT {id} AS line FROM outbox"))
        .into_iter()
        .collect();
    let mut got: BTreeMap<String, usize> = BTreeMap::new();
    for received in sink.received() {
        *got.entry(message_id(&received.mail.raw)).or_default() += 1;
    }
    // Whoever has answered before the question left is not asked any more.
    let message = world.id_text("message_id");
    let pointless: BTreeSet<String> = world
        .query(&format!(
            "SELECT {message} AS line FROM delivery_attempts WHERE result = 'superseded' AND message_id IN (
                SELECT outbox.id FROM outbox JOIN assignments ON assignments.id = assignment_id
                WHERE assignments.status <> 'proposed')"
        ))
        .into_iter()
        .collect();
    let lost: Vec<_> = sent
        .difference(&pointless)
        .filter(|id| !got.contains_key(*id))
        .collect();
    assert!(lost.is_empty(), "never arrived: {lost:?}");
    let strange: Vec<_> = got.keys().filter(|id| !sent.contains(*id)).collect();
    assert!(strange.is_empty(), "not in the outbox: {strange:?}");
    let often: Vec<_> = got.iter().filter(|(_, count)| **count > 2).collect();
    assert!(often.is_empty(), "left more than twice: {often:?}");
    Mails {
        messages: sent.len(),
        pointless: pointless.len(),
        repeated: got.values().filter(|count| **count > 1).count(),
    }
}

/// Waits until nobody has a message in hand and none is about to be taken, while the clock stands still.
pub fn nothing_in_hand(world: &World) {
    wait_for("the mails in hand to leave", || {
        still_outbox(world);
        let in_hand = "SELECT attempts || '' AS line FROM outbox WHERE leased_until IS NOT NULL";
        world.query(in_hand).is_empty().then_some(())
    });
}

/// What waits to be sent once nothing moves any more while the clock stands still.
fn still_outbox(world: &World) -> Vec<String> {
    let id = world.id_text("id");
    let waiting = format!(
        "SELECT {id} || ' ' || status || ' ' || attempts AS line FROM outbox WHERE status <> 'sent' ORDER BY id"
    );
    let mut left = world.query(&waiting);
    let mut since = Instant::now();
    while !left.is_empty() && since.elapsed() < STILL {
        std::thread::sleep(Duration::from_millis(100));
        let now = world.query(&waiting);
        if now != left {
            (left, since) = (now, Instant::now());
        }
    }
    let failed: Vec<_> = left.iter().filter(|row| row.contains(" failed ")).collect();
    assert!(failed.is_empty(), "given up: {failed:?}");
    left
}

/// The part of the `Message-ID` that is the message's own, as 32 hexadecimal digits.
fn message_id(raw: &str) -> String {
    let line = raw
        .lines()
        .find(|line| line.to_ascii_lowercase().starts_with("message-id:"))
        .expect("a Message-ID");
    let id = line.split(['<', '@']).nth(1).expect("an identifier");
    id.replace('-', "")
}
