//! What a schema says of single values: codes with their labels, texts, intervals, territories.

use passerelle_domain::vocabulary::Code;
use serde_json::{Map, Value, json};

use super::object::Object;

/// A definition of the document, by its name.
pub(crate) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// A list with at least one element.
pub(crate) fn list_of(items: &Value) -> Value {
    json!({ "type": "array", "minItems": 1, "items": items })
}

/// One code of a vocabulary.
pub(crate) fn code<T: Code>() -> Value {
    reference(T::VOCABULARY)
}

/// Codes of a vocabulary, each once.
pub(crate) fn codes<T: Code>() -> Value {
    let mut list = list_of(&code::<T>());
    merge(&mut list, json!({ "uniqueItems": true }));
    list
}

/// A vocabulary, to be defined once under its name: each code with its labels.
pub(crate) fn vocabulary<T: Code>() -> (String, Value) {
    let one = |value: &T| {
        let label = value.label();
        json!({ "const": value.code(), "title": label.en, "description": label.fr })
    };
    let all: Vec<Value> = T::ALL.iter().map(one).collect();
    let title = T::VOCABULARY.replace('_', " ");
    let defined = json!({ "title": title, "type": "string", "oneOf": all });
    (T::VOCABULARY.to_owned(), defined)
}

/// A list of a few words.
pub(crate) fn one_of<T>(words: &[(&str, T)]) -> Value {
    list_of(&word(words))
}

/// One of a few words.
pub(crate) fn word<T>(words: &[(&str, T)]) -> Value {
    let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    json!({ "enum": words })
}

pub(crate) fn yes_or_no() -> Value {
    json!({ "type": "boolean" })
}

/// A text that is not blank.
pub(crate) fn text() -> Value {
    json!({ "type": "string", "pattern": "[^ \\t\\r\\n]" })
}

/// Ids of rules.
pub(crate) fn ids() -> Value {
    list_of(&text())
}

pub(crate) fn date() -> Value {
    json!({ "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" })
}

/// A whole number within bounds.
pub(crate) fn number(least: u32, most: u32) -> Value {
    json!({ "type": "integer", "minimum": least, "maximum": most })
}

pub(crate) fn languages() -> Value {
    let tag = json!({ "type": "string", "pattern": "^[A-Za-z]{2,3}(-[0-9A-Za-z]{2,8})*$" });
    list_of(&described(tag, "A language tag (BCP 47)."))
}

pub(crate) fn territories() -> Value {
    list_of(&reference("territory"))
}

/// One interval of numbers, or several.
pub(crate) fn numbers() -> Value {
    one_or_more(&reference("interval"))
}

/// One interval of hours, or several.
pub(crate) fn hours() -> Value {
    let interval = Object::new("Hours of the day, by the clocks of Paris.")
        .field("from", "The first hour.", number(0, 23))
        .field("before", "The hour that is no more in it.", number(0, 24));
    one_or_more(&interval.schema())
}

pub(crate) fn dates() -> Value {
    Object::new("Days; both ends belong to it.")
        .field("from", "The first day.", date())
        .field("to", "The last day.", date())
        .schema()
}

pub(crate) fn prior_referrals() -> Value {
    let mut object = Object::new("How many earlier cases, within how many days.")
        .required(
            "days",
            "Within how many days before the decision.",
            number(1, 3_660),
        )
        .field("from", "At least so many.", number(0, u32::MAX))
        .field("to", "At most so many.", number(0, u32::MAX - 1))
        .schema();
    merge(&mut object, json!({ "minProperties": 2 }));
    object
}

pub(crate) fn one_or_more(one: &Value) -> Value {
    json!({ "anyOf": [one, list_of(one)] })
}

pub(crate) fn described(mut schema: Value, about: &str) -> Value {
    merge(&mut schema, json!({ "description": about }));
    schema
}

/// Adds the keywords of one schema to another.
pub(crate) fn merge(schema: &mut Value, more: Value) {
    if let (Value::Object(keywords), Value::Object(more)) = (schema, more) {
        keywords.extend::<Map<String, Value>>(more);
    }
}
