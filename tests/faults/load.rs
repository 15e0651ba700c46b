//! Clients at work: each sends a referral, answers it in the partner's name, and goes on to the next. They behave as
//! the documentation asks of a client: what got no answer, or 503, they repeat, under the same external reference.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use passerelle_tests::{Answer, Client, wait_for};
use serde_json::{Value, json};

/// How long a client waits before it repeats a request.
const PAUSE: Duration = Duration::from_millis(20);

/// One client of the sender and one of the partner, at one process of the service.
#[derive(Clone)]
pub struct Callers {
    /// Sends referrals.
    pub landlord: Client,
    /// Answers them.
    pub ccas: Client,
    /// How their external references begin.
    pub name: &'static str,
}

impl Callers {
    /// Both, signed in.
    pub fn of(anybody: &Client) -> Self {
        Self {
            landlord: anybody.signed_in("demo-landlord"),
            ccas: anybody.signed_in("demo-ccas"),
            name: "LOAD",
        }
    }

    /// The same, with other external references.
    pub fn named(self, name: &'static str) -> Self {
        Self { name, ..self }
    }
}

/// A referral that was acknowledged.
#[derive(Debug)]
pub struct Sent {
    /// Its identifier, as 32 hexadecimal digits.
    pub id: String,
    /// What was done with it.
    pub deed: Option<Deed>,
}

/// An answer that was acknowledged.
#[derive(Debug)]
pub struct Deed {
    /// The assignment, as 32 hexadecimal digits.
    pub assignment: String,
    /// The event that it left.
    pub event: &'static str,
}

/// What the clients saw.
#[derive(Debug, Default)]
pub struct Ledger {
    /// Every referral that was acknowledged.
    pub sent: Vec<Sent>,
    /// Requests that got no answer, or half of one.
    pub cut: usize,
    /// The longest that anybody waited for an answer.
    pub slowest: Duration,
    /// How long those waited who got a 503.
    pub refusals: Vec<Duration>,
}

/// Clients at work, each on a thread of its own.
pub struct Load {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<Ledger>>,
}

#[derive(Default)]
struct Shared {
    stop: AtomicBool,
    acknowledged: AtomicUsize,
    refused: AtomicUsize,
    sent: Mutex<Vec<String>>,
}

impl Ledger {
    /// The longest that anybody waited for a 503.
    pub fn slowest_refusal(&self) -> Duration {
        self.refusals.iter().max().copied().unwrap_or_default()
    }

    /// How long half of them waited, at most.
    pub fn usual_refusal(&self) -> Duration {
        let mut sorted = self.refusals.clone();
        sorted.sort();
        sorted.get(sorted.len() / 2).copied().unwrap_or_default()
    }
}

impl Load {
    /// Sets `clients` of them to work. Each prefers one of the processes, and turns to the next when it gets no answer.
    pub fn start(clients: usize, processes: &[Callers]) -> Self {
        Self::of(clients, processes, true)
    }

    /// The same, but nobody repeats what got no answer: each stops then.
    pub fn start_once(clients: usize, processes: &[Callers]) -> Self {
        Self::of(clients, processes, false)
    }

    fn of(clients: usize, processes: &[Callers], insistent: bool) -> Self {
        let shared = Arc::<Shared>::default();
        let threads = (0..clients)
            .map(|number| {
                let worker = Worker {
                    number,
                    processes: processes.to_vec(),
                    at: number % processes.len(),
                    insistent,
                    shared: Arc::clone(&shared),
                    ledger: Ledger::default(),
                };
                std::thread::spawn(move || worker.work())
            })
            .collect();
        Self { shared, threads }
    }

    /// How much was acknowledged so far.
    pub fn acknowledged(&self) -> usize {
        self.shared.acknowledged.load(Ordering::Relaxed)
    }

    /// How many requests got a 503 so far.
    pub fn refused(&self) -> usize {
        self.shared.refused.load(Ordering::Relaxed)
    }

    /// The identifiers of the referrals that were acknowledged so far.
    pub fn sent(&self) -> Vec<String> {
        self.shared.sent.lock().unwrap().clone()
    }

    /// Waits until `more` has been acknowledged.
    pub fn go_on(&self, more: usize) {
        let goal = self.acknowledged() + more;
        wait_for("acknowledged work", || {
            assert!(
                !self.threads.iter().any(JoinHandle::is_finished),
                "a client has given up"
            );
            (self.acknowledged() >= goal).then_some(())
        });
    }

    /// Lets everybody finish, and puts together what they saw.
    pub fn stop(self) -> Ledger {
        self.shared.stop.store(true, Ordering::Relaxed);
        let mut all = Ledger::default();
        for thread in self.threads {
            let one = thread.join().expect("a client without a complaint");
            all.sent.extend(one.sent);
            all.cut += one.cut;
            all.slowest = all.slowest.max(one.slowest);
            all.refusals.extend(one.refusals);
        }
        all
    }
}

/// Somebody who needs food; the lead is the CCAS, and the association of the fallbacks comes after it.
fn case(reference: &str) -> Value {
    json!({
        "external_reference": reference,
        "setting": "public_services",
        "situation": "food_insecurity",
        "case_kind": "individual",
        "safety": {"danger_now": false, "minor_at_risk": false, "violence": false, "unable_to_protect_self": false},
        "place": {"commune_code": "00001"},
        "parties": [{
            "role": "concerned", "age_band": "60-74", "minor": false, "language": "fr",
            "name": format!("Armand Paniersfictifs {reference}"),
            "consent": {"state": "given"}
        }],
        "narrative": "Un locataire retraité saute des repas depuis l'été."
    })
}

struct Worker {
    number: usize,
    processes: Vec<Callers>,
    at: usize,
    insistent: bool,
    shared: Arc<Shared>,
    ledger: Ledger,
}

impl Worker {
    fn work(mut self) -> Ledger {
        for turn in 0.. {
            if self.over() || (self.ledger.cut > 0 && !self.insistent) {
                break;
            }
            let name = self.processes[self.at].name;
            let Some(referral) = self.send(&format!("{name}-{}-{turn}", self.number)) else {
                break;
            };
            let id = digits(&referral["id"]);
            let address = referral["id"].as_str().expect("an identifier").to_owned();
            self.shared.sent.lock().unwrap().push(address);
            let deed = match turn % 3 {
                0 => self.answer(&referral, "accept", &json!({}), "assignment.accepted"),
                1 => {
                    let body = json!({"reason": "capacity"});
                    self.answer(&referral, "decline", &body, "assignment.declined")
                }
                _ => None,
            };
            self.ledger.sent.push(Sent { id, deed });
        }
        self.ledger
    }

    /// Sends a referral until it is known to be stored; `None` when time is over before that.
    fn send(&mut self, reference: &str) -> Option<Value> {
        let body = case(reference);
        let answer = self.insist(
            |at| at.landlord.try_post("/v1/referrals", &body),
            |answer| matches!(answer.status, 201 | 409),
        )?;
        if answer.status == 201 {
            return Some(answer.json());
        }
        // It had been stored, and only the answer was lost.
        let first = answer.header("location").to_owned();
        assert!(!first.is_empty(), "{}", answer.text());
        let read = self.insist(
            |at| at.landlord.try_get(&first),
            |answer| answer.status == 200,
        )?;
        Some(read.json())
    }

    /// Answers in the partner's name until that is known to be done; `None` when time is over before that.
    fn answer(
        &mut self,
        referral: &Value,
        action: &str,
        body: &Value,
        event: &'static str,
    ) -> Option<Deed> {
        let assignments = referral["assignments"].as_array().expect("assignments");
        let lead = assignments
            .iter()
            .find(|one| one["role"] == "lead")
            .unwrap_or_else(|| panic!("nobody leads: {referral:#}"));
        let (case, assignment) = (referral["id"].as_str()?, lead["id"].as_str()?);
        let path = format!("/v1/referrals/{case}/assignments/{assignment}/{action}");
        let before = (self.ledger.cut, self.ledger.refusals.len());
        let answer = self.insist(
            |at| at.ccas.try_post(&path, body),
            |answer| matches!(answer.status, 200 | 409),
        )?;
        // Only a repeat may find that it has been done already.
        let repeated = before != (self.ledger.cut, self.ledger.refusals.len());
        assert!(answer.status == 200 || repeated, "{}", answer.text());
        Some(Deed {
            assignment: digits(&lead["id"]),
            event,
        })
    }

    /// Asks until something `settles` it. Anything but that, 503 and no answer is a fault.
    fn insist(
        &mut self,
        ask: impl Fn(&Callers) -> Option<Answer>,
        settles: impl Fn(&Answer) -> bool,
    ) -> Option<Answer> {
        loop {
            let start = Instant::now();
            let answer = ask(&self.processes[self.at]);
            let took = start.elapsed();
            match answer {
                Some(answer) if settles(&answer) => {
                    self.ledger.slowest = self.ledger.slowest.max(took);
                    self.shared.acknowledged.fetch_add(1, Ordering::Relaxed);
                    return Some(answer);
                }
                // A proxy says in this way that it got no answer.
                Some(answer) if matches!(answer.status, 502 | 504) => self.ledger.cut += 1,
                Some(answer) => {
                    answer.problem(503, "unavailable");
                    assert!(!answer.header("retry-after").is_empty());
                    self.ledger.refusals.push(took);
                    self.shared.refused.fetch_add(1, Ordering::Relaxed);
                }
                None => {
                    self.ledger.cut += 1;
                    self.at = (self.at + 1) % self.processes.len();
                }
            }
            if self.over() || !self.insistent {
                return None;
            }
            std::thread::sleep(PAUSE);
        }
    }

    fn over(&self) -> bool {
        self.shared.stop.load(Ordering::Relaxed)
    }
}

/// An identifier as 32 hexadecimal digits.
fn digits(id: &Value) -> String {
    id.as_str().expect("an identifier").replace('-', "")
}
