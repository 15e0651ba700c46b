//! The answers to the questions that a rule set declares: an object of yes/no, numbers and codes.

use std::borrow::Cow;

use deserr::{Deserr, IntoValue, Map, MergeWithError, Value, ValuePointerRef, take_cf_content};
use passerelle_domain::{Detail, Details};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{
    AdditionalProperties, ObjectBuilder, OneOfBuilder, Schema, SchemaType, Type,
};
use utoipa::{PartialSchema, ToSchema};

use super::faults::Faults;

/// The longest id of a question and the longest code, in characters.
const LONGEST: usize = 100;

/// Details as they are sent. Whether the rules ask such questions is not looked at here.
#[derive(Debug, Default)]
pub struct DetailsRequest(pub Details);

impl Deserr<Faults> for DetailsRequest {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        let map = match value {
            Value::Null => return Ok(Self::default()),
            Value::Map(map) => map,
            _ => return Err(Faults::at(location, "wrong_type", "expected an object")),
        };
        if map.len() > Details::MOST {
            let detail = format!("at most {} answers", Details::MOST);
            return Err(Faults::at(location, "too_many", detail));
        }
        let mut details = Details::default();
        let mut faults = None;
        for (id, value) in map.into_iter() {
            match answer(value.into_value(), location.push_key(&id)) {
                Ok(Some(_)) if id.chars().count() > LONGEST => {
                    let fault = Faults::at(location, "unknown_detail", "there is no such detail");
                    faults = Some(merged(faults, fault, location));
                }
                Ok(Some(answer)) => details.insert(id, answer),
                // Null is no answer.
                Ok(None) => {}
                Err(fault) => faults = Some(merged(faults, fault, location)),
            }
        }
        faults.map_or(Ok(Self(details)), Err)
    }
}

fn merged(faults: Option<Faults>, more: Faults, location: ValuePointerRef<'_>) -> Faults {
    take_cf_content(Faults::merge(faults, more, location))
}

fn answer<V: IntoValue>(
    value: Value<V>,
    location: ValuePointerRef<'_>,
) -> Result<Option<Detail>, Faults> {
    let refused = |code, detail: &str| Err(Faults::at(location, code, detail));
    match value {
        Value::Null => Ok(None),
        Value::Boolean(yes) => Ok(Some(Detail::YesNo(yes))),
        Value::Integer(number) => match u32::try_from(number) {
            Ok(number) => Ok(Some(Detail::Number(number))),
            Err(_) => refused("out_of_range", "at most 4294967295"),
        },
        Value::NegativeInteger(_) => refused("out_of_range", "this is a whole number from 0"),
        Value::String(code) if code.chars().count() <= LONGEST => Ok(Some(Detail::Code(code))),
        Value::String(_) => refused("too_long", "at most 100 characters"),
        Value::Float(_) | Value::Sequence(_) | Value::Map(_) => refused(
            "wrong_type",
            "expected true or false, a whole number or a code",
        ),
    }
}

/// The schema of details, the same in what is sent and in what is told.
#[derive(Debug)]
pub struct DetailsObject;

impl PartialSchema for DetailsObject {
    fn schema() -> RefOr<Schema> {
        let of = |kind: Type| ObjectBuilder::new().schema_type(SchemaType::Type(kind));
        let longest = Some(LONGEST);
        let answer = OneOfBuilder::new()
            .item(of(Type::Boolean))
            .item(
                of(Type::Integer)
                    .minimum(Some(0))
                    .maximum(Some(u64::from(u32::MAX))),
            )
            .item(of(Type::String).max_length(longest));
        ObjectBuilder::new()
            .description(Some(
                "Answers to the questions that the active rule set declares (`GET /v1/questions`), \
                 by their ids: true or false, a whole number, or one of the question's codes.",
            ))
            .additional_properties(Some(AdditionalProperties::RefOr(RefOr::T(
                answer.build().into(),
            ))))
            .max_properties(Some(Details::MOST))
            .examples([serde_json::json!({"lift": true, "floor": 3, "noise": "works"})])
            .into()
    }
}

impl ToSchema for DetailsObject {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Details")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: serde_json::Value) -> Result<Details, Vec<(String, &'static str)>> {
        let read = deserr::deserialize::<DetailsRequest, _, Faults>(value);
        read.map(|DetailsRequest(details)| details)
            .map_err(|faults| {
                let faults = faults.into_vec().into_iter();
                faults.map(|fault| (fault.pointer, fault.code)).collect()
            })
    }

    #[test]
    fn an_answer_is_yes_or_no_a_number_or_a_code() {
        let sent = json!({"lift": true, "floor": 3, "noise": "works", "untold": null});
        let expected = Details::from_iter([
            ("lift", Detail::YesNo(true)),
            ("floor", Detail::Number(3)),
            ("noise", Detail::Code("works".to_owned())),
        ]);
        assert_eq!(read(sent).unwrap(), expected);
        assert!(read(json!(null)).unwrap().is_empty());
        assert!(read(json!({})).unwrap().is_empty());
    }

    #[test]
    fn every_answer_that_is_none_is_named() {
        let sent = json!({
            "a": -1, "b": 1.5, "c": [], "d": {"x": 1}, "e": 4_294_967_296_u64,
            "f/g": "x".repeat(101), "h": 1,
        });
        let mut faults = read(sent).unwrap_err();
        faults.sort();
        let expected = [
            ("/a", "out_of_range"),
            ("/b", "wrong_type"),
            ("/c", "wrong_type"),
            ("/d", "wrong_type"),
            ("/e", "out_of_range"),
            ("/f~1g", "too_long"),
        ];
        assert_eq!(
            faults,
            expected.map(|(pointer, code)| (pointer.to_owned(), code))
        );
        assert_eq!(read(json!(["lift"])).unwrap_err()[0].1, "wrong_type");
        let many: serde_json::Map<String, serde_json::Value> =
            (0..101).map(|id| (id.to_string(), json!(1))).collect();
        assert_eq!(read(json!(many)).unwrap_err()[0].1, "too_many");
        let long = json!({"x".repeat(101): 1});
        assert_eq!(read(long).unwrap_err()[0].1, "unknown_detail");
    }
}
