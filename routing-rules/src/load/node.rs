//! A walk over the tree: each value with its place in the text and its path in the document. A value
//! of the wrong type is recorded as a fault and read as absent.

use std::{collections::BTreeSet, ops::Range};

use jiff::civil::Date;
use passerelle_domain::{Text, vocabulary::Code};

use super::{
    date, near,
    path::{Path, Spot},
    reader::Reader,
    tree::{Entries, Kind, Value},
};

/// No list is longer: ten thousand rules are a tenth of this.
const MOST_ITEMS: usize = 100_000;

/// A value of the document.
pub(super) struct Node<'d> {
    value: &'d Value<'d>,
    path: Path<'d>,
}

/// A table, which remembers the keys that were asked for.
pub(super) struct Table<'d> {
    entries: &'d Entries<'d>,
    pub(super) at: Range<usize>,
    pub(super) path: Path<'d>,
    known: BTreeSet<&'static str>,
}

impl<'d> Table<'d> {
    pub(super) fn root(document: &'d Entries<'d>) -> Self {
        Self {
            entries: document,
            at: 0..0,
            path: Path::root(),
            known: BTreeSet::new(),
        }
    }

    /// The value of a key that may be absent.
    pub(super) fn optional(&mut self, key: &'static str) -> Option<Node<'d>> {
        self.known.insert(key);
        self.entries
            .get(key)
            .map(|value| Node::new(value, self.path.key(key)))
    }

    /// A string under a key, if it is one, without asking for it.
    pub(super) fn peek_text(&self, key: &str) -> Option<&'d str> {
        self.entries.text(key)
    }

    /// Has faults name this element of a list by its id, where it has one.
    pub(super) fn name_by_id(&mut self) {
        if let Some(id) = self.peek_text("id") {
            self.path = self.path.named(id);
        }
    }

    /// The value of a key that must be there.
    pub(super) fn required(
        &mut self,
        key: &'static str,
        reader: &mut Reader<'_>,
    ) -> Option<Node<'d>> {
        let node = self.optional(key);
        if node.is_none() {
            reader.add(
                self.at.clone(),
                self.path.key(key),
                "missing",
                "this field is required",
            );
        }
        node
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.0.is_empty()
    }

    /// Every entry, by its name, for a table whose keys are names that the author chose.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'d str, Range<usize>, Node<'d>)> {
        let mut entries: Vec<_> = self.entries.0.iter().collect();
        entries.sort_by(|one, other| one.key.cmp(&other.key));
        let path = self.path.clone();
        entries.into_iter().map(move |entry| {
            let node = Node::new(&entry.value, path.key(&entry.key));
            (&*entry.key, entry.key_at.clone(), node)
        })
    }

    /// Reports the keys that nobody asked for.
    pub(super) fn finish(self, reader: &mut Reader<'_>) {
        for entry in &self.entries.0 {
            let at = entry.key_at.clone();
            if !self.known.contains(&*entry.key) && reader.would_tell(at.start) {
                let known: Vec<&str> = self.known.iter().copied().collect();
                let hint = near::hint(&entry.key, known.iter().copied());
                let message = format!("no such field here{hint}; there are {}", known.join(", "));
                reader.add(at, self.path.key(&entry.key), "unknown_field", message);
            }
        }
    }
}

impl<'d> Node<'d> {
    fn new(value: &'d Value<'d>, path: Path<'d>) -> Self {
        Self { value, path }
    }

    /// Records a fault of this value.
    pub(super) fn fault(
        &self,
        reader: &mut Reader<'_>,
        code: &'static str,
        message: impl Into<String>,
    ) {
        reader.add(self.value.at.clone(), &self.path, code, message);
    }

    pub(super) fn is_text(&self) -> bool {
        matches!(self.value.kind, Kind::Text(_))
    }

    /// Where it stands: its bytes, and its path.
    pub(super) fn position(&self) -> (Range<usize>, Spot) {
        (self.value.at.clone(), Spot::from(&self.path))
    }

    pub(super) fn is_list(&self) -> bool {
        matches!(self.value.kind, Kind::List(_))
    }

    /// A string that is not blank.
    pub(super) fn text(&self, reader: &mut Reader<'_>) -> Option<&'d str> {
        let Kind::Text(text) = &self.value.kind else {
            return self.wrong_type(reader, "a string");
        };
        if text.trim().is_empty() {
            self.fault(reader, "empty", "this text is empty");
            return None;
        }
        if text.contains(|letter: char| letter.is_control() && !"\n\r\t".contains(letter)) {
            let message = "this text has a control character in it, which nobody could read";
            self.fault(reader, "control_character", message);
            return None;
        }
        Some(text)
    }

    pub(super) fn bool(&self, reader: &mut Reader<'_>) -> Option<bool> {
        match self.value.kind {
            Kind::Bool(value) => Some(value),
            _ => self.wrong_type(reader, "true or false"),
        }
    }

    /// A whole number from 0.
    pub(super) fn number(&self, reader: &mut Reader<'_>) -> Option<u32> {
        let Kind::Whole(value) = self.value.kind else {
            return self.wrong_type(reader, "a whole number");
        };
        let number = value.and_then(|value| u32::try_from(value).ok());
        if number.is_none() {
            self.fault(reader, "out_of_range", "this number is out of range");
        }
        number
    }

    /// A date without a time.
    pub(super) fn date(&self, reader: &mut Reader<'_>) -> Option<Date> {
        let date = match &self.value.kind {
            Kind::Date(date) => date::day(date),
            Kind::Text(text) if reader.writes_dates_as_text() => date::day_of_text(text),
            _ => None,
        };
        match date {
            Some(date) => Some(date),
            None => self.wrong_type(reader, "a date such as 2026-10-05"),
        }
    }

    /// The elements of a list.
    pub(super) fn list(&self, reader: &mut Reader<'_>) -> Option<Vec<Node<'d>>> {
        let Kind::List(items) = &self.value.kind else {
            return self.wrong_type(reader, "a list");
        };
        if items.len() > MOST_ITEMS {
            self.fault(reader, "too_long", "a list has at most 100,000 elements");
            return None;
        }
        let node = |(index, item)| Node::new(item, self.path.index(index));
        Some(items.iter().enumerate().map(node).collect())
    }

    /// A list with at least one element.
    pub(super) fn some(&self, reader: &mut Reader<'_>) -> Option<Vec<Node<'d>>> {
        let items = self.list(reader)?;
        if items.is_empty() {
            self.fault(reader, "empty", "this list is empty and would never hold");
            return None;
        }
        Some(items)
    }

    pub(super) fn table(&self, reader: &mut Reader<'_>) -> Option<Table<'d>> {
        let Kind::Table(entries) = &self.value.kind else {
            return self.wrong_type(reader, "a table");
        };
        Some(Table {
            entries,
            at: self.value.at.clone(),
            path: self.path.clone(),
            known: BTreeSet::new(),
        })
    }

    /// A text in both languages.
    pub(super) fn both_languages(&self, reader: &mut Reader<'_>) -> Option<Text> {
        let mut table = self.table(reader)?;
        let fr = table
            .required("fr", reader)
            .and_then(|node| node.text(reader));
        let en = table
            .required("en", reader)
            .and_then(|node| node.text(reader));
        table.finish(reader);
        Some(Text {
            fr: fr?.to_owned(),
            en: en?.to_owned(),
        })
    }

    /// A code of a vocabulary.
    pub(super) fn code<T: Code>(&self, reader: &mut Reader<'_>) -> Option<T> {
        let text = self.text(reader)?;
        T::parse(text)
            .map_err(|unknown| {
                let hint = near::hint(text, unknown.allowed.iter().copied());
                self.fault(
                    reader,
                    "unknown_code",
                    format!("`{text}` is {unknown}{hint}"),
                );
            })
            .ok()
    }

    /// A list of codes of a vocabulary, each once.
    pub(super) fn codes<T: Code>(&self, reader: &mut Reader<'_>) -> Option<Vec<T>> {
        let mut codes: Vec<T> = Vec::new();
        let mut whole = true;
        for item in self.some(reader)? {
            match item.code(reader) {
                Some(code) if codes.contains(&code) => {
                    item.fault(reader, "duplicate", "this code stands here twice");
                }
                Some(code) => codes.push(code),
                None => whole = false,
            }
        }
        whole.then_some(codes)
    }

    fn wrong_type<T>(&self, reader: &mut Reader<'_>, expected: &str) -> Option<T> {
        let found = match self.value.kind {
            Kind::Null => "null; leave the field out",
            Kind::Text(_) => "a string",
            Kind::Whole(_) => "a number",
            Kind::Float(_) => "a number with a fraction",
            Kind::Bool(_) => "true or false",
            Kind::Date(_) => "a date or time",
            Kind::List(_) => "a list",
            Kind::Table(_) => "a table",
        };
        self.fault(
            reader,
            "wrong_type",
            format!("expected {expected}, found {found}"),
        );
        None
    }
}
