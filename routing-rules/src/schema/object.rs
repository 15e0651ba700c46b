//! How the schema of a table is put together.

use serde_json::{Map, Value, json};

use super::values;

/// A table with known fields and no others.
pub(super) struct Object {
    about: &'static str,
    fields: Map<String, Value>,
    required: Vec<&'static str>,
    more: Map<String, Value>,
}

impl Object {
    pub(super) fn new(about: &'static str) -> Self {
        Self {
            about,
            fields: Map::new(),
            required: Vec::new(),
            more: Map::new(),
        }
    }

    /// A field that may be left out.
    pub(super) fn field(mut self, key: &str, about: &str, shape: Value) -> Self {
        let shape = values::described(shape, about);
        self.fields.insert(key.to_owned(), shape);
        self
    }

    /// A field that must be there.
    pub(super) fn required(mut self, key: &'static str, about: &str, shape: Value) -> Self {
        self.required.push(key);
        self.field(key, about, shape)
    }

    /// The fields of another table too.
    pub(super) fn with(mut self, other: &Self) -> Self {
        let fields = other.fields.iter();
        self.fields
            .extend(fields.map(|(key, shape)| (key.clone(), shape.clone())));
        self.required.extend(&other.required);
        self
    }

    /// A keyword beside those of every table.
    pub(super) fn keyword(mut self, keyword: &str, value: Value) -> Self {
        self.more.insert(keyword.to_owned(), value);
        self
    }

    pub(super) fn schema(self) -> Value {
        let mut schema = json!({
            "type": "object",
            "description": self.about,
            "properties": self.fields,
            "additionalProperties": false,
        });
        if !self.required.is_empty() {
            values::merge(&mut schema, json!({ "required": self.required }));
        }
        values::merge(&mut schema, Value::Object(self.more));
        schema
    }
}
