//! What this process has done since it started, for whoever watches it: figures without a name in them.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::Casework;

/// Where a case went when it moved on from a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The next partner was asked.
    ToPartner,
    /// A person must choose.
    ToPerson,
    /// The persons concerned are to be asked first.
    ToConsent,
}

impl Step {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::ToPartner, Self::ToPerson, Self::ToConsent];

    /// Its name outside.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ToPartner => "partner",
            Self::ToPerson => "person",
            Self::ToConsent => "consent",
        }
    }
}

/// How often cases have moved on, by where they went.
#[derive(Debug, Default)]
pub(crate) struct Tally([AtomicU64; 3]);

impl Tally {
    /// Counts what transactions that were kept remarked.
    pub(crate) fn count(&self, remarks: &[&'static str]) {
        for (step, counter) in Step::ALL.iter().zip(&self.0) {
            let times = remarks.iter().filter(|word| **word == step.code()).count();
            counter.fetch_add(u64::try_from(times).unwrap_or(u64::MAX), Ordering::Relaxed);
        }
    }
}

/// The rules that decide now, as far as this process knows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RulesInForce {
    /// The version of the national rule set.
    pub version: u32,
    /// The edition, which counts every change of the rules in force, overlays included.
    pub edition: u32,
}

impl Casework {
    /// How often a case has moved on to that in this process, since it started.
    #[must_use]
    pub fn steps(&self) -> [(Step, u64); 3] {
        let mut counted = Step::ALL.map(|step| (step, 0));
        for ((_, times), counter) in counted.iter_mut().zip(&self.tally.0) {
            *times = counter.load(Ordering::Relaxed);
        }
        counted
    }

    /// The rules of the latest picture; `None` before the first one was taken.
    #[must_use]
    pub fn rules_in_force(&self) -> Option<RulesInForce> {
        let network = self.last()?;
        Some(RulesInForce {
            version: network.version(),
            edition: network.edition(),
        })
    }

    /// How the connections to the database are used.
    #[must_use]
    pub fn pools(&self) -> Vec<passerelle_store::PoolUse> {
        self.store.pools()
    }
}
