//! Turns one form of a document into the other. Nothing is lost but comments: a date is a date in
//! TOML and a string in JSON, everything else exists in both.

use serde::{
    Serialize, Serializer,
    ser::{Error as _, SerializeMap},
};
use toml::value::Datetime;

use super::{
    RuleFault, date, open,
    path::Path,
    reader::Reader,
    tree::{Entries, Form, Kind, Value},
};

/// A TOML document as JSON, in the same order.
///
/// # Errors
/// When it is no TOML, or has a number that JSON has not.
pub fn json_from_toml(file: &str, text: &str) -> Result<serde_json::Value, Vec<RuleFault>> {
    convert(file, text, Form::Toml, |document| {
        serde_json::to_value(Printed {
            document,
            form: Form::Json,
        })
    })
}

/// A JSON document as TOML, in the same order but that tables come after the other fields.
///
/// # Errors
/// When it is no JSON, or has what TOML has not: `null`, a number beyond 64 bits.
pub fn toml_from_json(file: &str, text: &str) -> Result<String, Vec<RuleFault>> {
    convert(file, text, Form::Json, |document| {
        toml::to_string_pretty(&Printed {
            document,
            form: Form::Toml,
        })
    })
}

fn convert<T, E: ToString>(
    file: &str,
    text: &str,
    form: Form,
    print: impl FnOnce(&Entries<'_>) -> Result<T, E>,
) -> Result<T, Vec<RuleFault>> {
    let mut reader = Reader::new(file, text, form);
    let Some(document) = open(text, form, &mut reader) else {
        return Err(reader.into_faults());
    };
    unprintable(&document, &Path::root(), &mut reader);
    if !reader.is_clean() {
        return Err(reader.into_faults());
    }
    print(&document).map_err(|error| {
        reader.add(0..0, Path::root(), "not_printable", error.to_string());
        reader.into_faults()
    })
}

/// Records what one of the forms cannot write.
fn unprintable(entries: &Entries<'_>, path: &Path<'_>, reader: &mut Reader<'_>) {
    for entry in &entries.0 {
        value(&entry.value, &path.key(&entry.key), reader);
    }
}

fn value(value: &Value<'_>, path: &Path<'_>, reader: &mut Reader<'_>) {
    let at = value.at.clone();
    match &value.kind {
        Kind::Null => reader.add(
            at,
            path,
            "null",
            "leave the field out instead of saying null",
        ),
        Kind::Whole(None) => reader.add(at, path, "out_of_range", "this number is out of range"),
        Kind::Float(number) if !number.is_finite() => {
            reader.add(at, path, "out_of_range", "this is no number");
        }
        Kind::List(items) => {
            for (index, item) in items.iter().enumerate() {
                self::value(item, &path.index(index), reader);
            }
        }
        Kind::Table(entries) => unprintable(entries, path, reader),
        Kind::Text(_) | Kind::Whole(_) | Kind::Float(_) | Kind::Bool(_) | Kind::Date(_) => {}
    }
}

/// A document to be written in a form.
struct Printed<'a> {
    document: &'a Entries<'a>,
    form: Form,
}

impl Serialize for Printed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Part::Table(self.document, None, self.form).serialize(serializer)
    }
}

/// A part of it: where dates are texts, its key and the one above tell which texts are dates.
#[derive(Clone, Copy)]
enum Part<'a> {
    Table(&'a Entries<'a>, Option<&'a str>, Form),
    Value(&'a Value<'a>, [Option<&'a str>; 2], Form),
}

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Table(entries, key, form) => {
                let mut map = serializer.serialize_map(Some(entries.0.len()))?;
                for entry in &entries.0 {
                    let part = Self::Value(&entry.value, [key, Some(&entry.key)], form);
                    map.serialize_entry(&entry.key, &part)?;
                }
                map.end()
            }
            Self::Value(value, [above, key], form) => match &value.kind {
                Kind::Text(text) => {
                    match date_of(text, above, key).filter(|_| form == Form::Toml) {
                        Some(date) => date.serialize(serializer),
                        None => serializer.serialize_str(text),
                    }
                }
                Kind::Date(date) if form == Form::Json => serializer.collect_str(date),
                Kind::Date(date) => date.serialize(serializer),
                Kind::Whole(Some(number)) => serializer.serialize_i64(*number),
                Kind::Float(number) => serializer.serialize_f64(*number),
                Kind::Bool(value) => serializer.serialize_bool(*value),
                Kind::List(items) => serializer.collect_seq(
                    items
                        .iter()
                        .map(|item| Self::Value(item, [above, key], form)),
                ),
                Kind::Table(entries) => Self::Table(entries, key, form).serialize(serializer),
                Kind::Null | Kind::Whole(None) => Err(S::Error::custom("no such value")),
            },
        }
    }
}

/// The date that a text is, where the language has one.
fn date_of(text: &str, above: Option<&str>, key: Option<&str>) -> Option<Datetime> {
    let is_date = match key {
        Some("valid_from" | "valid_until" | "verified_on") => true,
        Some("from" | "to") => above == Some("date"),
        Some("date") => above == Some("deadline_event"),
        _ => false,
    };
    date::day_of_text(text).filter(|_| is_date)?;
    text.parse().ok()
}
