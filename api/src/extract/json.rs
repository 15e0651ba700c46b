//! JSON text to a value, with every name that stands in one object twice: which of two values counts is a question
//! that parsers answer differently (RFC 8259 §4), and whoever reads a case must see what its sender meant.

use std::fmt::{self, Write as _};

use passerelle_domain::{Fault, point_to};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// The most repeated names that are told of one text.
const TOLD: usize = 100;
/// The longest pointer that is told; a longer one is told as its object.
const LONGEST: usize = 2000;

/// The value of `text`, and a fault for each name that an object has more than once.
///
/// # Errors
/// Where it is not JSON, or nested deeper than anything of ours.
pub fn read(text: &str) -> Result<(Value, Vec<Fault>), serde_json::Error> {
    let mut repeated = Repeated::default();
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Node(&mut repeated).deserialize(&mut reader)?;
    reader.end()?;
    Ok((value, repeated.faults))
}

/// Where the reading is, and what it met.
#[derive(Default)]
struct Repeated {
    /// The pointer to the value that is being read.
    path: String,
    faults: Vec<Fault>,
}

impl Repeated {
    /// Goes into the member `name`, and says how to come back.
    fn enter(&mut self, name: &str) -> usize {
        let back = self.path.len();
        point_to(&mut self.path, name);
        back
    }

    /// The same into the element `index`.
    fn enter_element(&mut self, index: usize) -> usize {
        let back = self.path.len();
        // A text takes whatever is written to it.
        let _ = write!(self.path, "/{index}");
        back
    }

    fn note(&mut self, name: &str) {
        if self.faults.len() >= TOLD {
            return;
        }
        let back = self.enter(name);
        if self.path.len() > LONGEST {
            self.path.truncate(back);
        }
        let fault = Fault::at(
            self.path.clone(),
            "duplicate_field",
            "this field stands there more than once",
        );
        self.path.truncate(back);
        self.faults.push(fault);
    }
}

/// One value, read with what surrounds it.
struct Node<'a>(&'a mut Repeated);

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        loop {
            let back = self.0.enter_element(values.len());
            let next = elements.next_element_seed(Node(self.0))?;
            self.0.path.truncate(back);
            match next {
                Some(value) => values.push(value),
                None => return Ok(Value::Array(values)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if object.contains_key(&name) {
                self.0.note(&name);
            }
            let back = self.0.enter(&name);
            let value = members.next_value_seed(Node(self.0))?;
            self.0.path.truncate(back);
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repeated(text: &str) -> Vec<String> {
        let (_, faults) = read(text).unwrap();
        faults.into_iter().map(|fault| fault.pointer).collect()
    }

    #[test]
    fn a_text_without_repeats_is_read_as_ever() {
        let text = r#"{"a": [1, -2, 2.5, true, null, "é", {"b": {}, "a": 1}], "big": 18446744073709551615}"#;
        let (value, faults) = read(text).unwrap();
        assert_eq!(value, serde_json::from_str::<Value>(text).unwrap());
        assert!(faults.is_empty());
    }

    #[test]
    fn every_repeat_is_found_where_it_is() {
        assert_eq!(repeated(r#"{"a": 1, "a": 1}"#), ["/a"]);
        assert_eq!(repeated(r#"{"a": 1, "\u0061": 2}"#), ["/a"]);
        assert_eq!(
            repeated(r#"{"p": [{}, {"x/y": 1, "x/y": 2, "~": {"c": 1, "c": 2, "c": 3}}], "p": 0}"#),
            ["/p/1/x~1y", "/p/1/~0/c", "/p/1/~0/c", "/p"]
        );
        assert!(repeated(r#"[{"a": 1}, {"a": 1}]"#).is_empty());
    }

    #[test]
    fn what_is_no_json_stays_none() {
        for text in [
            "",
            "{",
            "{\"a\":1} x",
            "{\"a\":1,}",
            "1e999",
            "NaN",
            "{a:1}",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(read(&"[".repeat(100_000)).is_err());
        assert!(read(&format!("{}1{}", "{\"a\":".repeat(200), "}".repeat(200))).is_err());
    }

    #[test]
    fn an_answer_stays_small_however_much_is_repeated() {
        let many = format!("{{{}\"z\":0}}", "\"a\":1,".repeat(10_000));
        assert_eq!(repeated(&many).len(), TOLD);
        let long = "k".repeat(100_000);
        assert_eq!(repeated(&format!("{{\"{long}\":1,\"{long}\":2}}")), [""]);
    }
}
