//! How much one caller may ask for: a token bucket for each client, and narrower ones for sign-in.
//!
//! The buckets are those of this process: nothing is written for a request, and a restart fills them. Copies
//! of the service count each for itself, so a limit is one of each copy.

pub mod address;
pub mod client;
pub mod sign_in;

use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use actix_web::http::header::{HeaderName, HeaderValue, RETRY_AFTER};
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use crate::problems::{Problem, ProblemKind};
use crate::settings::LimitSettings;
use address::Proxies;
use sign_in::SignIn;

/// The field that says what a caller has left.
pub const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
/// The field that says what it may use.
pub const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// The time that all quotas are for, in seconds.
const WINDOW: u32 = 60;

/// After so many requests, buckets that are full again are forgotten.
const SWEEP: u32 = 4096;

/// All limits of the service.
pub struct Limits {
    /// Requests of one client.
    pub client: Option<Limit<String>>,
    /// Attempts to sign in.
    pub sign_in: SignIn,
    /// How long a small body may take to come.
    pub body_timeout: Duration,
}

impl Limits {
    /// The limits as they are set.
    #[must_use]
    pub fn new(settings: &LimitSettings) -> Self {
        Self {
            client: settings.requests.map(|quota| Limit::new("client", quota)),
            body_timeout: settings.body_timeout,
            sign_in: SignIn::new(settings, Proxies::new(settings.trusted_proxies.clone())),
        }
    }
}

type Buckets<K> =
    RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock, StateInformationMiddleware>;

/// One bucket for each key. All hold `quota` requests and are filled within a minute.
pub struct Limit<K: Hash + Eq + Clone> {
    name: &'static str,
    quota: NonZeroU32,
    buckets: Buckets<K>,
    since_sweep: AtomicU32,
}

impl<K: Hash + Eq + Clone> Limit<K> {
    /// Full buckets.
    #[must_use]
    pub fn new(name: &'static str, quota: NonZeroU32) -> Self {
        let buckets = RateLimiter::keyed(Quota::per_minute(quota));
        Self {
            name,
            quota,
            buckets: buckets.with_middleware::<StateInformationMiddleware>(),
            since_sweep: AtomicU32::new(0),
        }
    }

    /// Takes one request out of the bucket of `key`, and says how it stands.
    pub fn take(&self, key: &K) -> Standing {
        // A key is whatever a caller claims, so what it left behind must not stay for ever.
        if self.since_sweep.fetch_add(1, Ordering::Relaxed) >= SWEEP {
            self.since_sweep.store(0, Ordering::Relaxed);
            self.buckets.retain_recent();
        }
        let (left, wait) = match self.buckets.check_key(key) {
            Ok(snapshot) => (snapshot.remaining_burst_capacity(), None),
            Err(not_yet) => {
                let wait = not_yet.wait_time_from(DefaultClock::default().now());
                let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
                (0, Some(seconds.max(1)))
            }
        };
        Standing {
            name: self.name,
            quota: self.quota.get(),
            left,
            wait,
        }
    }
}

/// How a caller stands to one limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    name: &'static str,
    quota: u32,
    left: u32,
    wait: Option<u64>,
}

impl Standing {
    /// The fields that say so on an answer, as structured fields (RFC 9651): what is left with the seconds until
    /// all of it is there again, and the policy.
    #[must_use]
    pub fn fields(&self) -> Vec<(HeaderName, HeaderValue)> {
        let (name, quota) = (self.name, self.quota);
        let gone = u64::from(quota.saturating_sub(self.left));
        let full = (gone * u64::from(WINDOW)).div_ceil(u64::from(quota));
        let left = format!("\"{name}\";r={};t={full}", self.left);
        let policy = format!("\"{name}\";q={quota};w={WINDOW}");
        [(RATE_LIMIT, left), (RATE_LIMIT_POLICY, policy)]
            .into_iter()
            .filter_map(|(name, text)| Some((name, HeaderValue::from_str(&text).ok()?)))
            .collect()
    }

    /// The refusal where nothing was left.
    #[must_use]
    pub fn refusal(&self) -> Option<Problem> {
        let wait = self.wait?;
        let problem = Problem::new(
            ProblemKind::TooManyRequests,
            "You have sent more requests than one caller may; go on after the seconds of `Retry-After`.",
        )
        .header(RETRY_AFTER, HeaderValue::from(wait));
        let problem = self
            .fields()
            .into_iter()
            .fold(problem, |problem, (name, value)| {
                problem.header(name, value)
            });
        Some(problem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(quota: u32) -> Limit<String> {
        Limit::new("client", NonZeroU32::new(quota).unwrap())
    }

    #[test]
    fn each_key_has_a_bucket_of_its_own_and_is_told_what_is_left() {
        let limit = limit(3);
        let (one, other) = ("one".to_owned(), "other".to_owned());
        let left: Vec<u32> = (0..3).map(|_| limit.take(&one).left).collect();
        assert_eq!(left, [2, 1, 0]);
        let refused = limit.take(&one);
        assert_eq!(refused.wait, Some(20));
        assert_eq!(
            refused.refusal().unwrap().kind(),
            ProblemKind::TooManyRequests
        );
        assert!(limit.take(&other).refusal().is_none());
    }

    #[test]
    fn the_fields_are_structured_ones() {
        let fields = limit(60).take(&"x".to_owned()).fields();
        let told: Vec<&str> = fields
            .iter()
            .map(|(_, value)| value.to_str().unwrap())
            .collect();
        assert_eq!(told, ["\"client\";r=59;t=1", "\"client\";q=60;w=60"]);
    }

    #[test]
    fn buckets_that_are_full_again_are_forgotten() {
        // Full again after a microsecond or so.
        let limit = limit(u32::MAX);
        for number in 0..SWEEP * 3 {
            limit.take(&number.to_string());
        }
        assert!(limit.buckets.len() <= usize::try_from(SWEEP).unwrap() + 1);
    }
}
