//! What a newer edition of the territory changes.

use std::fmt;

use super::{Edition, Territory};
use crate::CommuneCode;

/// The most communes that are named in each list.
const NAMED: usize = 50;

/// The differences of two editions, by code of commune and in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// The older edition.
    pub before: Edition,
    /// The newer one.
    pub after: Edition,
    /// Communes that were not there: code and name.
    pub added: Vec<(CommuneCode, String)>,
    /// Communes that are part of another one now: code, former name, successor.
    pub merged: Vec<(CommuneCode, String, CommuneCode)>,
    /// Communes of which the newer edition knows nothing.
    pub lost: Vec<(CommuneCode, String)>,
    /// Communes with another name: code, former name, name.
    pub renamed: Vec<(CommuneCode, String, String)>,
    /// Communes in another intercommunal body, or in none now.
    pub moved: Vec<(CommuneCode, String)>,
}

impl Changes {
    /// What `after` changes of `before`.
    #[must_use]
    pub fn between(before: &Territory, after: &Territory) -> Self {
        let mut changes = Self {
            before: before.edition().clone(),
            after: after.edition().clone(),
            added: Vec::new(),
            merged: Vec::new(),
            lost: Vec::new(),
            renamed: Vec::new(),
            moved: Vec::new(),
        };
        for old in before.communes() {
            let (code, name) = (old.code().clone(), old.name().to_owned());
            match after.commune(&code) {
                None => changes.lost.push((code, name)),
                Some(new) if *new.code() != code => {
                    changes.merged.push((code, name, new.code().clone()));
                }
                Some(new) => {
                    let body = |epci: Option<&super::Epci>| epci.map(|epci| epci.code.clone());
                    if body(old.epci()) != body(new.epci()) {
                        changes.moved.push((code.clone(), new.name().to_owned()));
                    }
                    if new.name() != name {
                        changes.renamed.push((code, name, new.name().to_owned()));
                    }
                }
            }
        }
        for new in after.communes() {
            let there = before
                .commune(new.code())
                .is_some_and(|old| old.code() == new.code());
            if !there {
                changes
                    .added
                    .push((new.code().clone(), new.name().to_owned()));
            }
        }
        changes.added.sort();
        changes.merged.sort();
        changes.lost.sort();
        changes.renamed.sort();
        changes.moved.sort();
        changes
    }

    /// Whether nothing differs but the edition.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty()
            && self.merged.is_empty()
            && self.lost.is_empty()
            && self.renamed.is_empty()
            && self.moved.is_empty()
    }
}

/// For the operator at the terminal: counts, and the first of each.
impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "from {} to {}", self.before.date, self.after.date)?;
        if self.is_empty() {
            return writeln!(f, "no commune has changed");
        }
        list(f, "added", &self.added, |f, (code, name)| {
            write!(f, "{code} {name}")
        })?;
        list(f, "merged", &self.merged, |f, (code, name, into)| {
            write!(f, "{code} {name} into {into}")
        })?;
        list(f, "lost", &self.lost, |f, (code, name)| {
            write!(f, "{code} {name}")
        })?;
        list(f, "renamed", &self.renamed, |f, (code, old, new)| {
            write!(f, "{code} {old}, now {new}")
        })?;
        list(f, "in another EPCI", &self.moved, |f, (code, name)| {
            write!(f, "{code} {name}")
        })
    }
}

fn list<T>(
    f: &mut fmt::Formatter<'_>,
    title: &str,
    items: &[T],
    line: impl Fn(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    writeln!(f, "{title}: {}", items.len())?;
    for item in items.iter().take(NAMED) {
        write!(f, "  ")?;
        line(f, item)?;
        writeln!(f)?;
    }
    match items.len().checked_sub(NAMED) {
        Some(more) if more > 0 => writeln!(f, "  and {more} more"),
        _ => Ok(()),
    }
}
