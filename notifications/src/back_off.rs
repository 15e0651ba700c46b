//! How long to wait before a message is tried again.

use std::time::Duration;

use passerelle_casework::Entropy;

/// After this many tries, some three hours after the first, somebody has to look: what does not
/// leave is reported as an error from then on. It is still tried, once an hour at least, for as
/// long as it has a point: a mail server that is away for days loses nothing.
pub(crate) const ALARMING_ATTEMPTS: i32 = 12;

const FIRST: Duration = Duration::from_secs(10);
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// The wait after the `attempts`th try: between half and all of a span that doubles each time,
/// from 5 seconds to an hour. The random part keeps messages that failed together from coming
/// back together.
pub(crate) fn wait_after(attempts: i32, entropy: &dyn Entropy) -> Duration {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(31);
    let span = FIRST.saturating_mul(1 << doublings).min(LONGEST);
    let mut bytes = [0; 4];
    entropy.fill(&mut bytes);
    let share = f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX);
    span.mul_f64(0.5 + share / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Always(u8);

    impl Entropy for Always {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    #[test]
    fn the_wait_doubles_from_seconds_to_an_hour() {
        let least = |attempts| wait_after(attempts, &Always(0)).as_secs();
        let most = |attempts| wait_after(attempts, &Always(0xff)).as_secs();
        assert_eq!((least(1), most(1)), (5, 10));
        assert_eq!((least(2), most(2)), (10, 20));
        assert_eq!((least(9), most(9)), (1280, 2560));
        assert_eq!((least(10), most(10)), (1800, 3600));
        assert_eq!((least(i32::MAX), most(i32::MAX)), (1800, 3600));
        assert_eq!((least(0), least(i32::MIN + 1)), (5, 5));
    }

    #[test]
    fn somebody_is_called_within_hours() {
        let total: u64 = (1..ALARMING_ATTEMPTS)
            .map(|tried| wait_after(tried, &Always(0xff)).as_secs())
            .sum();
        assert!(total < 4 * 60 * 60, "{total}");
    }
}
