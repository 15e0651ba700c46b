//! How many whole cases a second are stored durably, by one client and by many:
//! `cargo run --release -p passerelle-store --example commits -- sqlite://DATABASE 3`.
//!
//! The database holds the fictional network already (`passerelle demo`). One transaction stores a
//! referral with its place and two parties, a decision, an assignment, two events and a message.
//! The counts of clients take turns, so that whatever else the machine does falls on all of them.
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a program that measures, not a part of the product"
)]

mod cases;

use std::{
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

use passerelle_domain::*;
use passerelle_store::{
    Conn, Store, StoreError, StoreOptions, assignments, decisions, events, outbox, partners,
    referrals,
};

const CLIENTS: [usize; 4] = [1, 4, 16, 64];
const ROUNDS: usize = 5;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(url), Some(seconds)) = (arguments.next(), arguments.next()) else {
        println!("commits DATABASE_URL SECONDS");
        return;
    };
    let length = Duration::from_secs_f64(seconds.parse().expect("a number of seconds"));
    let store = Store::open(&StoreOptions {
        readers: 64,
        ..StoreOptions::new(url)
    })
    .expect("a database");
    let network = store.read(Network::find).expect("the fictional network");
    let mut rates = CLIENTS.map(|_| Vec::new());
    for _ in 0..ROUNDS {
        for (clients, rates) in CLIENTS.iter().zip(&mut rates) {
            rates.push(measure(&store, &network, *clients, length));
        }
    }
    println!("clients  transactions/s   p50 ms   p99 ms   times one client");
    let mut alone = 0.0;
    for (clients, mut rounds) in CLIENTS.into_iter().zip(rates) {
        rounds.sort_by(|a, b| a.rate.total_cmp(&b.rate));
        let middle = &rounds.get(ROUNDS / 2).expect("as many as rounds");
        if clients == 1 {
            alone = middle.rate;
        }
        println!(
            "{clients:>7} {:>15.0} {:>8.2} {:>8.2} {:>18.1}",
            middle.rate,
            middle.half,
            middle.most,
            middle.rate / alone
        );
    }
}

/// What one number of clients reached.
struct Rate {
    rate: f64,
    half: f64,
    most: f64,
}

fn measure(store: &Store, network: &Network, clients: usize, length: Duration) -> Rate {
    let start = Instant::now();
    let mut waits: Vec<f64> = thread::scope(|scope| {
        let threads: Vec<_> = (0..clients)
            .map(|_| {
                scope.spawn(|| {
                    let mut waits = Vec::new();
                    while start.elapsed() < length {
                        let before = Instant::now();
                        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
                        let stored = store.write(|conn| network.case(conn, number));
                        stored.expect("a case is stored");
                        waits.push(before.elapsed().as_secs_f64() * 1000.0);
                    }
                    waits
                })
            })
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("a client ends"))
            .collect()
    });
    let rate = waits.len() as f64 / start.elapsed().as_secs_f64();
    waits.sort_by(f64::total_cmp);
    let at = |share: usize| waits.get(waits.len() * share / 100).copied();
    Rate {
        rate,
        half: at(50).unwrap_or_default(),
        most: at(99).unwrap_or_default(),
    }
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

struct Network {
    landlord: PartnerId,
    team: PartnerId,
    /// Where the references of this run begin, so that two runs on one file do not meet.
    first: u32,
}

impl Network {
    fn find(conn: &mut Conn) -> Result<Self, StoreError> {
        let id = |conn: &mut Conn, code| {
            let partner = partners::by_code(conn, code)?;
            Ok::<_, StoreError>(partner.expect("a partner of the fictional network").id)
        };
        Ok(Self {
            landlord: id(conn, "p-bail")?,
            team: id(conn, "p-med")?,
            first: std::process::id().wrapping_mul(1 << 12),
        })
    }

    fn case(&self, conn: &mut Conn, number: u32) -> Result<(), StoreError> {
        let number = self.first.wrapping_add(number);
        let Some(reference) = Reference::draw(2025, number) else {
            return Ok(());
        };
        let referral = cases::referral(number % (1 << 20), reference, self.landlord);
        let id = ReferralId::new(referral.created_at, bytes(number, 0));
        let referral = referrals::ReferralRecord { id, ..referral };
        referrals::insert(conn, &referral)?;
        let decision = decisions::DecisionRecord {
            id: DecisionId::new(referral.created_at, bytes(number, 0)),
            ..cases::decision(number, &referral)
        };
        decisions::insert(conn, &decision)?;
        let at = referral.created_at;
        let assignment = assignments::AssignmentRecord {
            id: AssignmentId::new(at, bytes(number, 0)),
            referral_id: id,
            partner: self.team,
            role: AssignmentRole::Lead,
            rank: 0,
            bounds: Disclosure::L2,
            exception: None,
            state: AssignmentState::Proposed {
                answer_due_at: Some(at),
            },
            answer_due_at: Some(at),
            first_contact_due_at: None,
            delivery: DeliveryState::Queued,
            created_at: at,
            updated_at: at,
        };
        assignments::insert(conn, &assignment)?;
        for sequence in [1, 2] {
            let event = events::NewEvent {
                id: EventId::new(at, bytes(number, sequence)),
                referral_id: id,
                assignment_id: None,
                sequence: sequence.into(),
                kind: EventKind::ReferralReceived,
                at,
                actor_kind: ActorKind::Client,
                actor_organisation: Some(self.landlord),
                data: serde_json::Value::Null,
            };
            events::append(conn, &[event])?;
        }
        let message = outbox::NewMessage {
            id: MessageId::new(at, bytes(number, 0)),
            kind: MessageKind::AnswerRequested,
            referral_id: id,
            assignment_id: Some(assignment.id),
            recipient: self.team,
            colleague: None,
            bundle: None,
            available_at: at,
            created_at: at,
        };
        outbox::enqueue(conn, &[message])
    }
}

fn bytes(number: u32, more: u8) -> [u8; 10] {
    let [a, b, c, d] = number.to_be_bytes();
    [a, b, c, d, more, 0, 0, 0, 0, 0]
}
