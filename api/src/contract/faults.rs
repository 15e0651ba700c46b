//! The error of request parsing: a growing list, in place of the first thing that was wrong.

use std::ops::ControlFlow;

use deserr::{DeserializeError, ErrorKind, IntoValue, MergeWithError, ValueKind, ValuePointerRef};
use passerelle_domain::{Fault, point_to};

/// The most faults that one answer lists; a body of a megabyte can hold many more.
const LISTED: usize = 100;

/// Everything that is wrong with a document.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// One fault, of the field at `location`.
    #[must_use]
    pub fn at(
        location: ValuePointerRef<'_>,
        code: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self(vec![Fault::at(pointer(location), code, detail)])
    }

    /// The list, in the order of the document.
    #[must_use]
    pub fn into_vec(self) -> Vec<Fault> {
        self.0
    }

    fn and(mut self, fault: Fault) -> Self {
        if self.0.len() < LISTED {
            self.0.push(fault);
        }
        self
    }
}

impl MergeWithError<Self> for Faults {
    fn merge(self_: Option<Self>, other: Self, _: ValuePointerRef<'_>) -> ControlFlow<Self, Self> {
        let merged = other
            .0
            .into_iter()
            .fold(self_.unwrap_or_default(), Self::and);
        ControlFlow::Continue(merged)
    }
}

impl DeserializeError for Faults {
    fn error<V: IntoValue>(
        self_: Option<Self>,
        error: ErrorKind<'_, V>,
        location: ValuePointerRef<'_>,
    ) -> ControlFlow<Self, Self> {
        let fault = match error {
            ErrorKind::IncorrectValueKind { accepted, .. } => {
                Fault::at(pointer(location), "wrong_type", expected(accepted))
            }
            ErrorKind::MissingField { field } => Fault::at(
                pointer(location.push_key(field)),
                "required",
                "this field is required",
            ),
            ErrorKind::UnknownKey { key, .. } => {
                let pointer = pointer(location.push_key(key));
                Fault::at(pointer, "unknown_field", "there is no such field")
            }
            ErrorKind::UnknownValue { .. } => {
                Fault::at(pointer(location), "unknown_code", "there is no such value")
            }
            ErrorKind::BadSequenceLen { expected, .. } => {
                let detail = format!("expected {expected} entries");
                Fault::at(pointer(location), "bad_length", detail)
            }
            // deserr's own sentences may quote the value.
            ErrorKind::Unexpected { .. } => {
                Fault::at(pointer(location), "bad_value", "this value cannot be taken")
            }
        };
        ControlFlow::Continue(self_.unwrap_or_default().and(fault))
    }
}

fn expected(accepted: &[ValueKind]) -> String {
    let mut names: Vec<&str> = accepted
        .iter()
        .map(|kind| match kind {
            ValueKind::Null => "null",
            ValueKind::Boolean => "true or false",
            ValueKind::Integer | ValueKind::NegativeInteger => "a whole number",
            ValueKind::Float => "a number",
            ValueKind::String => "a string",
            ValueKind::Sequence => "an array",
            ValueKind::Map => "an object",
        })
        .collect();
    names.dedup();
    format!("expected {}", names.join(" or "))
}

/// A location as a JSON Pointer (RFC 6901).
fn pointer(location: ValuePointerRef<'_>) -> String {
    match location {
        ValuePointerRef::Origin => String::new(),
        ValuePointerRef::Key { key, prev } => {
            let mut pointer = pointer(*prev);
            point_to(&mut pointer, key);
            pointer
        }
        ValuePointerRef::Index { index, prev } => format!("{}/{index}", pointer(*prev)),
    }
}

#[cfg(test)]
mod tests {
    use deserr::Deserr;
    use serde_json::{Value, json};

    use super::*;

    #[derive(Debug, Deserr)]
    #[deserr(error = Faults, deny_unknown_fields)]
    struct Outer {
        #[deserr(rename = "a/b~c")]
        _odd: bool,
        _inner: Vec<Inner>,
    }

    #[derive(Debug, Deserr)]
    #[deserr(error = Faults, deny_unknown_fields)]
    struct Inner {
        _count: u8,
    }

    fn faults(value: Value) -> Vec<(String, &'static str)> {
        let faults = deserr::deserialize::<Outer, _, Faults>(value).unwrap_err();
        faults
            .into_vec()
            .into_iter()
            .map(|fault| (fault.pointer, fault.code))
            .collect()
    }

    #[test]
    fn every_fault_is_told_with_its_pointer() {
        let mut found = faults(json!({
            "a/b~c": 1, "_inner": [{"_count": 1}, {"_count": "x"}, {}, 4], "more": null
        }));
        found.sort();
        let expected = [
            ("/_inner/1/_count", "wrong_type"),
            ("/_inner/2/_count", "required"),
            ("/_inner/3", "wrong_type"),
            ("/a~1b~0c", "wrong_type"),
            ("/more", "unknown_field"),
        ];
        let expected = expected.map(|(pointer, code)| (pointer.to_owned(), code));
        assert_eq!(found, expected);
    }

    #[test]
    fn what_was_sent_is_not_repeated() {
        let value = json!({"a/b~c": "0639980123", "_inner": "Jeanne"});
        let faults = deserr::deserialize::<Outer, _, Faults>(value).unwrap_err();
        let told = format!("{faults:?}");
        assert!(
            !told.contains("0639980123") && !told.contains("Jeanne"),
            "{told}"
        );
    }

    #[test]
    fn the_list_has_an_end() {
        let many: serde_json::Map<String, Value> = (0..10_000)
            .map(|index| (index.to_string(), Value::Null))
            .collect();
        assert_eq!(faults(Value::Object(many)).len(), LISTED);
    }
}
