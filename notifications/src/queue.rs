//! Claimed messages that wait for their turn, so that no recipient's mail server holds up the mail of
//! others.
//!
//! What is under way takes up places, and the messages to one domain take up a sixth of them at most.
//! A domain to which nothing has got through for a while is stuck: one delivery at a time tries it
//! from then on, whatever else goes there is put off, and what is under way to it takes up no place.

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use tokio::time::Instant;

/// How many messages are under way at once, each on a connection of its own: just below what mail
/// servers take from one client (Postfix: 50). They are many because a mail waits for most of its
/// time: `lettre` sends the last line of a mail by itself, which a server may acknowledge after 40 ms.
pub(crate) const PLACES: usize = 48;
/// How many more there are while some wait for a stuck domain.
const PLACES_OF_THE_STUCK: usize = 12;
/// How many of them to one domain.
const PLACES_OF_A_DOMAIN: usize = 8;
/// How many are claimed and wait.
pub(crate) const WAITING: usize = 96;
/// How long a domain may take all its places without anything getting through.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long what goes to a stuck domain is put off: as long as it has been stuck, between these.
const SHORTEST_PAUSE: Duration = Duration::from_secs(30);
const LONGEST_PAUSE: Duration = Duration::from_secs(30 * 60);

/// The queue of one worker.
pub(crate) struct Queue<T> {
    waiting: VecDeque<(String, T)>,
    domains: HashMap<String, Domain>,
    under_way: usize,
}

struct Domain {
    under_way: usize,
    /// When something got through last, or the first delivery of all began.
    moved: Instant,
    stuck_since: Option<Instant>,
}

impl Domain {
    fn is_full(&self) -> bool {
        let places = if self.stuck_since.is_some() {
            1
        } else {
            PLACES_OF_A_DOMAIN
        };
        self.under_way >= places
    }
}

/// How a delivery ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The server said what becomes of the message.
    Settled,
    /// It did not, and is tried again.
    Open,
}

impl<T> Queue<T> {
    pub(crate) fn new() -> Self {
        Self {
            waiting: VecDeque::new(),
            domains: HashMap::new(),
            under_way: 0,
        }
    }

    /// How many more may be claimed: none until half of those that were have begun.
    pub(crate) fn room(&self) -> usize {
        if self.waiting.len() > WAITING / 2 {
            0
        } else {
            WAITING - self.waiting.len()
        }
    }

    /// Whether none waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// A message to this domain was claimed.
    pub(crate) fn push(&mut self, domain: String, message: T) {
        self.waiting.push_back((domain, message));
    }

    /// The next message whose turn it is; it is under way from now on.
    pub(crate) fn begin(&mut self, now: Instant) -> Option<(String, T)> {
        let stuck = self
            .domains
            .values()
            .filter(|domain| domain.stuck_since.is_some());
        let stuck: usize = stuck.map(|domain| domain.under_way).sum();
        if self.under_way >= PLACES + stuck.min(PLACES_OF_THE_STUCK) {
            return None;
        }
        let has_room = |(domain, _): &(String, T)| {
            let known = self.domains.get(domain);
            known.is_none_or(|domain| !domain.is_full())
        };
        let position = self.waiting.iter().position(has_room)?;
        let (name, message) = self.waiting.remove(position)?;
        let domain = self.domains.entry(name.clone()).or_insert(Domain {
            under_way: 0,
            moved: now,
            stuck_since: None,
        });
        if domain.under_way == 0 && domain.stuck_since.is_none() {
            domain.moved = now;
        }
        domain.under_way += 1;
        self.under_way += 1;
        Some((name, message))
    }

    /// A message that was under way to this domain is not any more.
    pub(crate) fn end(&mut self, name: &str, end: End, now: Instant) {
        let Some(domain) = self.domains.get_mut(name) else {
            return;
        };
        self.under_way = self.under_way.saturating_sub(1);
        domain.under_way = domain.under_way.saturating_sub(1);
        if end == End::Settled {
            domain.moved = now;
            domain.stuck_since = None;
        }
        if domain.under_way == 0 && domain.stuck_since.is_none() {
            self.domains.remove(name);
        }
    }

    /// The messages that wait for a domain that is stuck, each with how long it is to be put off.
    pub(crate) fn put_off(&mut self, now: Instant) -> Vec<(T, Duration)> {
        for domain in self.domains.values_mut() {
            let standing = now.saturating_duration_since(domain.moved) >= PATIENCE;
            if standing && domain.is_full() {
                domain.stuck_since.get_or_insert(now);
            }
        }
        let mut put_off = Vec::new();
        for (name, message) in std::mem::take(&mut self.waiting) {
            let domain = self.domains.get(&name).filter(|domain| domain.is_full());
            match domain.and_then(|domain| domain.stuck_since) {
                Some(since) => {
                    let stuck = now.saturating_duration_since(since);
                    put_off.push((message, stuck.clamp(SHORTEST_PAUSE, LONGEST_PAUSE)));
                }
                None => self.waiting.push_back((name, message)),
            }
        }
        put_off
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(domains: &[(&str, usize)]) -> Queue<usize> {
        let mut queue = Queue::new();
        for (domain, count) in domains {
            for number in 0..*count {
                queue.push((*domain).to_owned(), number);
            }
        }
        queue
    }

    fn begun(queue: &mut Queue<usize>, now: Instant) -> Vec<String> {
        std::iter::from_fn(|| queue.begin(now))
            .map(|(domain, _)| domain)
            .collect()
    }

    #[test]
    fn a_domain_takes_a_part_of_the_places_and_others_pass_it() {
        let now = Instant::now();
        let mut queue = queue(&[("slow.example", 20), ("quick.example", 3)]);
        let begun = begun(&mut queue, now);
        let slow = begun.iter().filter(|domain| *domain == "slow.example");
        assert_eq!((slow.count(), begun.len()), (8, 11));
        // It is slow, and nothing more: its other messages wait.
        assert!(queue.put_off(now + PATIENCE / 2).is_empty());
        queue.end("slow.example", End::Settled, now);
        assert_eq!(queue.begin(now).unwrap().1, 8);
        assert!(queue.begin(now).is_none());
    }

    #[test]
    fn no_more_are_under_way_than_there_are_places() {
        let now = Instant::now();
        let domains: Vec<String> = (0..60).map(|number| format!("d{number}.example")).collect();
        let pairs: Vec<(&str, usize)> = domains.iter().map(|domain| (domain.as_str(), 1)).collect();
        let mut queue = queue(&pairs);
        assert_eq!(begun(&mut queue, now).len(), PLACES);
        queue.end("d0.example", End::Open, now);
        assert_eq!(begun(&mut queue, now), ["d48.example"]);
    }

    #[test]
    fn what_goes_to_a_stuck_domain_is_put_off_until_something_gets_through() {
        let start = Instant::now();
        let mut queue = queue(&[("dead.example", 10)]);
        assert_eq!(begun(&mut queue, start).len(), 8);
        let later = start + PATIENCE;
        let put_off = queue.put_off(later);
        assert_eq!(put_off, [(8, SHORTEST_PAUSE), (9, SHORTEST_PAUSE)]);
        for _ in 0..8 {
            queue.end("dead.example", End::Open, later);
        }
        // One at a time tries it now, and what comes meanwhile is put off for longer.
        queue.push("dead.example".to_owned(), 10);
        queue.push("dead.example".to_owned(), 11);
        let much_later = later + 4 * SHORTEST_PAUSE;
        assert_eq!(begun(&mut queue, much_later).len(), 1);
        assert_eq!(queue.put_off(much_later), [(11, 4 * SHORTEST_PAUSE)]);
        queue.end("dead.example", End::Settled, much_later);
        queue.push("dead.example".to_owned(), 12);
        queue.push("dead.example".to_owned(), 13);
        assert_eq!(begun(&mut queue, much_later).len(), 2);
    }

    #[test]
    fn those_that_a_stuck_domain_holds_take_no_place() {
        let start = Instant::now();
        let mut queue = queue(&[("dead.example", 9)]);
        assert_eq!(begun(&mut queue, start).len(), 8);
        for number in 0..PLACES {
            queue.push(format!("d{number}.example"), number);
        }
        assert_eq!(begun(&mut queue, start).len(), PLACES - 8);
        assert_eq!(queue.put_off(start + PATIENCE).len(), 1);
        assert_eq!(begun(&mut queue, start + PATIENCE).len(), 8);
    }

    #[test]
    fn more_are_claimed_once_half_of_them_have_begun() {
        let now = Instant::now();
        let mut queue = queue(&[("a.example", WAITING / 2 + 1)]);
        assert_eq!(queue.room(), 0);
        queue.begin(now).unwrap();
        assert_eq!(queue.room(), WAITING / 2);
        assert!(!queue.is_empty());
    }
}
