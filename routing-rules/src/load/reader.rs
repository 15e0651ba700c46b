//! Collects faults, and knows the names that the document defines, so that a reference to a
//! missing one is reported where it stands.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::{
    MAX_FAULTS,
    fault::RuleFault,
    path::Spot,
    tree::{Entries, Form},
};
use crate::rules::{DeclaredFact, Place, Senses};

/// What is known while a document is read: the names that it defines, and its faults so far.
pub(super) struct Reader<'t> {
    file: &'t str,
    text: &'t str,
    form: Form,
    pub(super) names: Names,
    /// The facts that the document may ask about.
    pub(super) facts: Vec<DeclaredFact>,
    /// What the conditions read so far ask of a case.
    pub(super) senses: Senses,
    /// By where they stand, then by when they were found.
    found: BTreeMap<(usize, usize), Found>,
    count: usize,
}

/// A fault whose line is not counted yet.
struct Found {
    at: Range<usize>,
    spot: Spot,
    code: &'static str,
    message: String,
}

impl<'t> Reader<'t> {
    pub(super) fn new(file: &'t str, text: &'t str, form: Form) -> Self {
        Self {
            file,
            text,
            form,
            names: Names::default(),
            facts: Vec::new(),
            senses: Senses::default(),
            found: BTreeMap::new(),
            count: 0,
        }
    }

    pub(super) fn is_clean(&self) -> bool {
        self.found.is_empty()
    }

    /// Whether dates have no type of their own in this document.
    pub(super) fn writes_dates_as_text(&self) -> bool {
        self.form == Form::Json
    }

    /// Whether a fault at this byte would be told, or is one too many.
    pub(super) fn would_tell(&self, start: usize) -> bool {
        let last = self.found.last_key_value();
        self.found.len() < MAX_FAULTS || last.is_some_and(|((told, _), _)| start < *told)
    }

    /// Records a fault of the bytes `at`. Only the first [`MAX_FAULTS`] of the document are kept: a
    /// text can have millions.
    pub(super) fn add(
        &mut self,
        at: Range<usize>,
        spot: impl Into<Spot>,
        code: &'static str,
        message: impl Into<String>,
    ) {
        if !self.would_tell(at.start) {
            return;
        }
        self.count += 1;
        let key = (at.start, self.count);
        let found = Found {
            at,
            spot: spot.into(),
            code,
            message: message.into(),
        };
        self.found.insert(key, found);
        if self.found.len() > MAX_FAULTS {
            self.found.pop_last();
        }
    }

    /// The faults, in the order of the document.
    pub(super) fn into_faults(self) -> Vec<RuleFault> {
        let mut place = Place { line: 1, column: 1 };
        let mut letters = self.text.char_indices().peekable();
        let fault = |found: Found| {
            while let Some((_, letter)) = letters.next_if(|(at, _)| *at < found.at.start) {
                place = place.after(letter);
            }
            RuleFault {
                file: self.file.to_owned(),
                line: place.line,
                column: place.column,
                span: found.at,
                field: found.spot.field,
                pointer: found.spot.pointer,
                code: found.code,
                message: found.message,
            }
        };
        self.found.into_values().map(fault).collect()
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
    pub(super) fn of(document: &Entries<'_>) -> Self {
        let ids = |list: &str| -> BTreeSet<String> {
            let tables = document.tables(list);
            tables
                .filter_map(|table| table.text("id").map(str::to_owned))
                .collect()
        };
        Self {
            notices: document.keys_of("notices"),
            stages: ids("stages"),
            rules: ids("rules"),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::path::Path;

    fn places(text: &str, offsets: &[usize]) -> Vec<(usize, usize)> {
        let mut reader = Reader::new("a.toml", text, Form::Toml);
        for offset in offsets {
            reader.add(*offset..*offset, Path::root(), "code", "message");
        }
        let faults = reader.into_faults();
        faults.iter().map(|one| (one.line, one.column)).collect()
    }

    #[test]
    fn positions_count_characters_from_one() {
        assert_eq!(places("abc", &[0]), [(1, 1)]);
        assert_eq!(places("é = 1\nà = 2", &["é = 1\nà = ".len()]), [(2, 5)]);
        assert_eq!(places("a\n", &[2]), [(2, 1)]);
        assert_eq!(places("a", &[99]), [(1, 2)]);
    }

    #[test]
    fn the_first_faults_are_kept_in_the_order_of_the_document() {
        let text = "x\n".repeat(1_000);
        let offsets: Vec<usize> = (0..1_000).rev().map(|line| line * 2).collect();
        let lines: Vec<usize> = places(&text, &offsets)
            .iter()
            .map(|(line, _)| *line)
            .collect();
        assert_eq!(lines, (1..=MAX_FAULTS).collect::<Vec<_>>());
    }
}
