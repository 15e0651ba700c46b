//! Collects faults, and knows the names that the document defines, so that a reference to a
//! missing one is reported where it stands.

use std::{collections::BTreeSet, ops::Range};

use toml::de::{DeTable, DeValue};

use super::fault::RuleFault;
use crate::rules::{DeclaredFact, Senses};

/// What is known while a document is read: the names that it defines, and its faults so far.
pub(super) struct Reader<'t> {
    file: &'t str,
    text: &'t str,
    pub(super) names: Names,
    /// The facts that the document may ask about.
    pub(super) facts: Vec<DeclaredFact>,
    /// What the conditions read so far ask of a case.
    pub(super) senses: Senses,
    found: Vec<(usize, RuleFault)>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(file: &'t str, text: &'t str) -> Self {
        Self {
            file,
            text,
            names: Names::default(),
            facts: Vec::new(),
            senses: Senses::default(),
            found: Vec::new(),
        }
    }

    pub(super) fn is_clean(&self) -> bool {
        self.found.is_empty()
    }

    /// Records a fault of the bytes `at`.
    pub(super) fn add(
        &mut self,
        at: Range<usize>,
        field: impl Into<String>,
        code: &'static str,
        message: impl Into<String>,
    ) {
        let (line, column) = position(self.text, at.start);
        let fault = RuleFault {
            file: self.file.to_owned(),
            line,
            column,
            field: field.into(),
            code,
            message: message.into(),
        };
        self.found.push((at.start, fault));
    }

    /// The faults in the order of the document, at most `limit` of them.
    pub(super) fn into_faults(mut self, limit: usize) -> Vec<RuleFault> {
        self.found.sort_by_key(|(offset, _)| *offset);
        self.found
            .into_iter()
            .take(limit)
            .map(|(_, fault)| fault)
            .collect()
    }
}

/// The names that a document defines, taken from it before it is read.
#[derive(Default)]
pub(super) struct Names {
    pub(super) notices: BTreeSet<String>,
    pub(super) stages: BTreeSet<String>,
    pub(super) rules: BTreeSet<String>,
    /// The rules that an overlay may change.
    pub(super) below: BTreeSet<String>,
}

impl Names {
    pub(super) fn of(document: &DeTable<'_>) -> Self {
        let keys = match document.get("notices").map(|value| value.get_ref()) {
            Some(DeValue::Table(table)) => {
                table.keys().map(|key| key.get_ref().to_string()).collect()
            }
            _ => BTreeSet::new(),
        };
        Self {
            notices: keys,
            stages: ids(document, "stages"),
            rules: ids(document, "rules"),
            below: BTreeSet::new(),
        }
    }

    /// These names, and those of another document.
    pub(super) fn with(&self, other: &Self) -> Self {
        let join = |one: &BTreeSet<String>, other: &BTreeSet<String>| one | other;
        Self {
            notices: join(&self.notices, &other.notices),
            stages: join(&self.stages, &other.stages),
            rules: join(&self.rules, &other.rules),
            below: join(&self.below, &other.below),
        }
    }
}

/// The `id` of every table of a list.
fn ids(document: &DeTable<'_>, list: &str) -> BTreeSet<String> {
    let Some(DeValue::Array(items)) = document.get(list).map(|value| value.get_ref()) else {
        return BTreeSet::new();
    };
    let id = |item: &DeValue<'_>| match item {
        DeValue::Table(table) => match table.get("id").map(|value| value.get_ref()) {
            Some(DeValue::String(id)) => Some(id.to_string()),
            _ => None,
        },
        _ => None,
    };
    items.iter().filter_map(|item| id(item.get_ref())).collect()
}

fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .map_or(0, |head| head.chars().count())
        + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_from_one() {
        assert_eq!(position("abc", 0), (1, 1));
        assert_eq!(position("é = 1\nà = 2", "é = 1\nà = ".len()), (2, 5));
        assert_eq!(position("a\n", 2), (2, 1));
        assert_eq!(position("a", 99), (1, 2));
    }
}
