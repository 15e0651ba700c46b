//! A document, however it was written: values with their places in the text. TOML and JSON are read
//! into the same tree, so everything above knows one form only.

use std::{borrow::Cow, collections::BTreeSet, ops::Range};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
    value::Datetime,
};

use super::{MAX_DEPTH, MAX_FAULTS, depth, json, path::Path, reader::Reader};

/// Texts up to this long are searched for all errors of syntax; of longer ones the first is told.
const MENDED_BYTES: usize = 1024 * 1024;

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Toml,
    Json,
}

/// A value, and where it stands in the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Value<'d> {
    pub(super) at: Range<usize>,
    pub(super) kind: Kind<'d>,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind<'d> {
    Null,
    Text(Cow<'d, str>),
    /// A whole number; `None` for one that is too large for any form.
    Whole(Option<i64>),
    Float(f64),
    Bool(bool),
    Date(Datetime),
    List(Vec<Value<'d>>),
    Table(Entries<'d>),
}

/// The entries of a table, in the order of the document.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Entries<'d>(pub(super) Vec<Entry<'d>>);

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry<'d> {
    pub(super) key: Cow<'d, str>,
    pub(super) key_at: Range<usize>,
    pub(super) value: Value<'d>,
}

impl Form {
    /// The form of a text: no TOML document begins with a brace, and every JSON object does.
    pub(super) fn of(text: &str) -> Self {
        if text.trim_start_matches(BOM).trim_start().starts_with('{') {
            Self::Json
        } else {
            Self::Toml
        }
    }
}

/// Some editors put this before a text; it is no part of it.
pub(super) const BOM: char = '\u{feff}';

/// The tree of a text, unless the reader found that it is none.
pub(super) fn parse<'d>(text: &'d str, form: Form, reader: &mut Reader<'_>) -> Option<Entries<'d>> {
    let entries = match form {
        Form::Toml => toml(text, reader),
        Form::Json => json::parse(text, reader),
    };
    entries.filter(|_| reader.is_clean())
}

fn toml<'d>(text: &'d str, reader: &mut Reader<'_>) -> Option<Entries<'d>> {
    if let Some(at) = depth::too_deep(text) {
        reader.add(at, Path::root(), "too_deep", TOO_DEEP);
        return None;
    }
    let (document, errors) = if text.len() <= MENDED_BYTES {
        DeTable::parse_recoverable(text)
    } else {
        match DeTable::parse(text) {
            Ok(document) => (document, Vec::new()),
            Err(error) => (Spanned::new(0..0, DeTable::new()), vec![error]),
        }
    };
    for error in errors.into_iter().take(MAX_FAULTS) {
        let at = error.span().unwrap_or(0..0);
        reader.add(at, Path::root(), "not_toml", error.message());
    }
    reader
        .is_clean()
        .then(|| table(document.into_inner(), &Path::root(), 0, reader))
}

fn table<'d>(
    table: DeTable<'d>,
    path: &Path<'_>,
    depth: usize,
    reader: &mut Reader<'_>,
) -> Entries<'d> {
    let entry = |(key, item): (Spanned<Cow<'d, str>>, Spanned<DeValue<'d>>)| {
        let key_at = key.span();
        let key = key.into_inner();
        let value = value(item, &path.key(&key), depth + 1, reader);
        Entry { key, key_at, value }
    };
    let mut entries: Vec<Entry<'d>> = table.into_iter().map(entry).collect();
    entries.sort_by_key(|entry| entry.key_at.start);
    Entries(entries)
}

fn value<'d>(
    item: Spanned<DeValue<'d>>,
    path: &Path<'_>,
    depth: usize,
    reader: &mut Reader<'_>,
) -> Value<'d> {
    let at = item.span();
    let is_deep = depth >= MAX_DEPTH;
    let kind = match item.into_inner() {
        DeValue::Array(_) | DeValue::Table(_) if is_deep => {
            reader.add(at.clone(), path, "too_deep", TOO_DEEP);
            Kind::Null
        }
        DeValue::String(text) => Kind::Text(text),
        DeValue::Integer(number) => {
            Kind::Whole(i64::from_str_radix(number.as_str(), number.radix()).ok())
        }
        DeValue::Float(number) => Kind::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(value) => Kind::Bool(value),
        DeValue::Datetime(date) => Kind::Date(date),
        DeValue::Array(items) => {
            let items = items.into_iter().enumerate();
            Kind::List(
                items
                    .map(|(index, item)| value(item, &path.index(index), depth + 1, reader))
                    .collect(),
            )
        }
        DeValue::Table(entries) => Kind::Table(table(entries, path, depth, reader)),
    };
    Value { at, kind }
}

/// What is said of tables and lists inside each other beyond [`MAX_DEPTH`].
pub(super) const TOO_DEEP: &str = "tables and lists stand inside each other at most 64 times";

impl<'d> Entries<'d> {
    pub(super) fn entry(&self, key: &str) -> Option<&Entry<'d>> {
        self.0.iter().find(|entry| entry.key == key)
    }

    pub(super) fn get(&self, key: &str) -> Option<&Value<'d>> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// A string under a key, if it is one.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        match &self.get(key)?.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The tables of a list under a key.
    pub(super) fn tables(&self, key: &str) -> impl Iterator<Item = &Self> {
        let items = match self.get(key).map(|value| &value.kind) {
            Some(Kind::List(items)) => items.as_slice(),
            _ => &[],
        };
        items.iter().filter_map(|item| match &item.kind {
            Kind::Table(entries) => Some(entries),
            _ => None,
        })
    }

    /// The keys of a table under a key.
    pub(super) fn keys_of(&self, key: &str) -> BTreeSet<String> {
        match self.get(key).map(|value| &value.kind) {
            Some(Kind::Table(entries)) => entries
                .0
                .iter()
                .map(|entry| entry.key.to_string())
                .collect(),
            _ => BTreeSet::new(),
        }
    }
}
