//! The two sides of a comparison, as the command line names them.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use indicatif::ProgressBar;
use jiff::Timestamp;
use passerelle_casework::{Casework, CaseworkError, Rehearsed, RuleSource, demo_partners};
use passerelle_routing_rules::{
    DEFAULT_RULE_SET, Network, OverlaySource, RuleFault, RuleSet, toml_from_json,
};
use passerelle_store::{Store, StoreOptions};

use crate::cli::rules::{FileError, lines, read};
use crate::clock::{SystemClock, SystemEntropy};
use crate::settings::{DatabaseFlags, Settings};

type Fault = Box<dyn std::error::Error + Send + Sync>;

/// Rules, as somebody names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Side {
    Active,
    Version(String, i32),
    File(PathBuf),
}

impl FromStr for Side {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "active" {
            return Ok(Self::Active);
        }
        let version = text.split_once('@').and_then(|(name, version)| {
            let plain = !name.is_empty() && !name.contains(['/', '.']);
            Some((name.to_owned(), version.parse().ok().filter(|_| plain)?))
        });
        Ok(match version {
            Some((name, version)) => Self::Version(name, version),
            None => Self::File(text.into()),
        })
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Active => f.write_str("active"),
            Self::Version(name, version) => write!(f, "{name}@{version}"),
            Self::File(path) => write!(f, "{}", path.display()),
        }
    }
}

/// A side that cannot be had.
#[derive(Debug, thiserror::Error)]
enum SideError {
    #[error("there is no rule set {0} in the database")]
    Unknown(Side),
    #[error("{0} is stored in a database, and `--demo` opens none: name a file")]
    NotInDemo(Side),
    #[error("the database is older than this release: run `passerelle migrate` first")]
    OldDatabase,
}

/// Both networks, and the use cases over the database that they come from.
pub(super) struct Sides {
    pub(super) old: Network,
    pub(super) new: Network,
    casework: Option<Casework>,
}

impl Sides {
    /// Both among the partners of the database.
    pub(super) fn of_database(
        flags: &DatabaseFlags,
        old: &Side,
        new: &Side,
    ) -> Result<Self, Fault> {
        let settings = Settings::load(&flags.clone().into())?;
        let options = StoreOptions::new(settings.database_url.expose()).existing();
        let store = Store::open(&options)?;
        if !store.pending_migrations()?.is_empty() {
            return Err(SideError::OldDatabase.into());
        }
        let casework = Casework::new(store, Arc::new(SystemClock), Arc::new(SystemEntropy));
        Ok(Self {
            old: stored(&casework, old)?,
            new: stored(&casework, new)?,
            casework: Some(casework),
        })
    }

    /// Both among the partners of the fictional network, an overlay over the rules that ship.
    pub(super) fn of_demo(old: &Side, new: &Side) -> Result<Self, Fault> {
        Ok(Self {
            old: shipped(old)?,
            new: shipped(new)?,
            casework: None,
        })
    }

    /// Compares the stored cases. There are none without a database.
    pub(super) fn stored(
        &self,
        since: Option<Timestamp>,
        bar: &ProgressBar,
    ) -> Result<Rehearsed, CaseworkError> {
        let Some(casework) = &self.casework else {
            return Err(CaseworkError::NotFound);
        };
        let rehearsed = casework.rehearse(&self.old, &self.new, since, |done, all| {
            bar.set_length(all);
            bar.set_position(done);
            true
        });
        bar.finish_and_clear();
        rehearsed
    }
}

fn stored(casework: &Casework, side: &Side) -> Result<Network, Fault> {
    let source = match side {
        Side::Active => RuleSource::Active,
        Side::Version(name, version) => RuleSource::Version {
            name: name.clone(),
            version: *version,
        },
        Side::File(path) => RuleSource::Document {
            file: path.display().to_string(),
            text: document(path)?,
        },
    };
    casework.would_decide(&source).map_err(|error| match error {
        CaseworkError::NotFound => SideError::Unknown(side.clone()).into(),
        CaseworkError::FaultyRules(faults) => FileError::Rules(lines(&faults)).into(),
        other => other.into(),
    })
}

/// The document of a file as TOML, whichever of its two forms the file has.
fn document(path: &Path) -> Result<String, FileError> {
    let text = read(path)?;
    if !text.trim_start().starts_with('{') {
        return Ok(text);
    }
    let file = path.display().to_string();
    toml_from_json(&file, &text).map_err(|faults| FileError::Rules(lines(&faults)))
}

fn shipped(side: &Side) -> Result<Network, Fault> {
    let base = || RuleSet::from_toml("default.toml", DEFAULT_RULE_SET);
    let rules = match side {
        Side::Active => base(),
        Side::Version(..) => return Err(SideError::NotInDemo(side.clone()).into()),
        Side::File(path) => in_place(path, &document(path)?),
    };
    let rules = rules.map_err(|faults| FileError::Rules(lines(&faults)))?;
    Ok(Network::new(rules, 0, demo_partners()?))
}

/// A base as it is, an overlay over the rules that ship.
fn in_place(path: &Path, text: &str) -> Result<RuleSet, Vec<RuleFault>> {
    let file = path.display().to_string();
    match RuleSet::from_toml(&file, text) {
        Err(faults) if faults.iter().all(|fault| fault.code == "overlay") => {
            let base = RuleSet::from_toml("default.toml", DEFAULT_RULE_SET)?;
            base.with_overlays(&[OverlaySource { file: &file, text }])
        }
        loaded => loaded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_named_in_three_ways() {
        let read = |text: &str| text.parse::<Side>().unwrap();
        assert_eq!(read("active"), Side::Active);
        assert_eq!(
            read("saint-avenin@3"),
            Side::Version("saint-avenin".into(), 3)
        );
        for file in [
            "rules.toml",
            "a/b@3",
            "active.toml",
            "@3",
            "name@",
            "x.toml@2",
        ] {
            assert_eq!(read(file), Side::File(file.into()), "{file}");
            assert_eq!(read(file).to_string(), file);
        }
    }
}
