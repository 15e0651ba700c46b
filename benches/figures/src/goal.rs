//! What a figure should be.

use std::fmt;

/// A goal, with what this run measured.
pub struct Goal {
    pub wanted: String,
    pub measured: String,
    pub met: bool,
}

impl Goal {
    /// `measured` should be `most` at most.
    pub fn at_most(wanted: impl Into<String>, measured: f64, most: f64, unit: &str) -> Self {
        Self {
            wanted: wanted.into(),
            measured: format!("{measured:.2}{unit}"),
            met: measured <= most,
        }
    }

    /// `measured` should be `least` times at least.
    pub fn times(wanted: impl Into<String>, measured: f64, least: f64) -> Self {
        Self {
            wanted: wanted.into(),
            measured: format!("{measured:.0} times"),
            met: measured >= least,
        }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.met { "met    " } else { "not met" };
        write!(f, "{word}  {}: {}", self.wanted, self.measured)
    }
}
