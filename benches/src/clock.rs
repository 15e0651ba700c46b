//! The best of several passes, by the clock of the thread's own work: on a busy machine that is the
//! nearest to what a pass costs.

use std::{hint::black_box, time::Duration};

use rustix::time::{ClockId, clock_gettime};

use crate::Chooser;

/// Passes at least, and for how long at most once there are so many.
const LEAST: usize = 3;
const LONGEST: Duration = Duration::from_millis(400);

/// Turns of two that are measured beside each other, and passes in one of them.
const TURNS: usize = 50;
const PASSES_IN_A_TURN: usize = 50;

/// How long this thread has worked: what other programs take of the machine does not count.
#[derive(Debug, Clone, Copy)]
pub struct Work(Duration);

impl Work {
    /// Up to now.
    pub fn now() -> Self {
        let time = clock_gettime(ClockId::ThreadCPUTime);
        Self(Duration::new(
            time.tv_sec.unsigned_abs(),
            time.tv_nsec as u32,
        ))
    }

    /// Since then.
    pub fn elapsed(self) -> Duration {
        Self::now().0.saturating_sub(self.0)
    }
}

/// What the fastest of some passes took.
pub fn best(mut pass: impl FnMut()) -> Duration {
    let begun = Work::now();
    let mut fastest = Duration::MAX;
    let mut passes = 0;
    while passes < LEAST || begun.elapsed() < LONGEST {
        let start = Work::now();
        pass();
        fastest = fastest.min(start.elapsed());
        passes += 1;
    }
    fastest
}

/// What the fastest of `passes` took, what is done `before` each of them left out, and letting go of
/// what it made.
pub fn best_after<T, R>(
    passes: usize,
    mut before: impl FnMut() -> T,
    pass: impl Fn(T) -> R,
) -> Duration {
    let mut fastest = Duration::MAX;
    for _ in 0..passes {
        let input = before();
        let start = Work::now();
        let made = black_box(pass(input));
        fastest = fastest.min(start.elapsed());
        drop(made);
    }
    fastest
}

/// Nanoseconds per item, when a pass does `items` of them.
pub fn nanoseconds(items: usize, pass: impl FnMut()) -> f64 {
    best(pass).as_secs_f64() * 1e9 / items as f64
}

/// Nanoseconds per case, over the cases `0..cases`.
pub fn per_case<C: Chooser>(chooser: &mut C, cases: usize) -> f64 {
    nanoseconds(cases, || {
        for case in 0..cases {
            let _ = black_box(chooser.choose(black_box(case)));
        }
    })
}

/// Nanoseconds per case of two that take turns, so that both meet the same moments of the machine.
pub fn per_case_beside<A: Chooser, B: Chooser>(
    one: &mut A,
    other: &mut B,
    cases: usize,
) -> (f64, f64) {
    let (mut best, mut best_other) = (f64::MAX, f64::MAX);
    for _ in 0..TURNS {
        best = best.min(turn(one, cases));
        best_other = best_other.min(turn(other, cases));
    }
    (best, best_other)
}

fn turn<C: Chooser>(chooser: &mut C, cases: usize) -> f64 {
    let all = |chooser: &mut C| {
        for case in 0..cases {
            let _ = black_box(chooser.choose(black_box(case)));
        }
    };
    all(chooser);
    let mut fastest = Duration::MAX;
    for _ in 0..PASSES_IN_A_TURN {
        let start = Work::now();
        all(chooser);
        fastest = fastest.min(start.elapsed());
    }
    fastest.as_secs_f64() * 1e9 / cases as f64
}

/// Stops the run when an engine does not choose the rules that are `expected`: what answers something
/// else has not done the same work.
pub fn agrees<C: Chooser>(chooser: &mut C, expected: &[Option<usize>]) {
    for (case, expected) in expected.iter().enumerate() {
        let answer = chooser.choose(case);
        let rule = chooser.rule(answer);
        let name = chooser.name();
        assert_eq!(rule, *expected, "{name} decides case {case} otherwise");
    }
}
