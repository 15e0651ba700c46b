//! The query of a list: every parameter checked, none let pass that nobody knows. A filter with a
//! typing error would otherwise answer with everything.

use std::collections::BTreeMap;

use actix_web::HttpRequest;
use passerelle_domain::{Fault, point_to};

use crate::problems::Problem;

/// How often a parameter may come, as the contract says (`maxItems`).
const MOST_VALUES: usize = 50;

/// The parameters of a request, taken one after the other.
pub struct Query {
    given: BTreeMap<String, Vec<String>>,
    faults: Vec<Fault>,
}

impl Query {
    /// The query of `request`.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        Self::parse(request.query_string())
    }

    fn parse(text: &str) -> Self {
        let mut query = Self {
            given: BTreeMap::new(),
            faults: Vec::new(),
        };
        match actix_web::web::Query::<Vec<(String, String)>>::from_query(text) {
            Ok(pairs) => {
                for (name, value) in pairs.into_inner() {
                    query.given.entry(name).or_default().push(value);
                }
            }
            Err(_) => query
                .faults
                .push(Fault::at("", "bad_query", "the query cannot be read")),
        }
        query
    }

    /// A parameter that may come once.
    pub fn one<T>(&mut self, name: &str, parse: impl Fn(&str) -> Result<T, Refusal>) -> Option<T> {
        let mut values = self.given.remove(name)?.into_iter();
        let value = values.next()?;
        if values.next().is_some() {
            self.refuse(name, Refusal::new("duplicate", "this parameter comes once"));
            return None;
        }
        match parse(&value) {
            Ok(parsed) => Some(parsed),
            Err(refusal) => {
                self.refuse(name, refusal);
                None
            }
        }
    }

    /// A parameter that may come again and again, any of whose values will do.
    pub fn many<T>(
        &mut self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, Refusal>,
    ) -> Option<Vec<T>> {
        let values = self.given.remove(name)?;
        if values.len() > MOST_VALUES {
            let detail = format!("this parameter comes at most {MOST_VALUES} times");
            self.refuse(name, Refusal::new("too_many", detail));
            return None;
        }
        let mut parsed = Vec::with_capacity(values.len());
        for value in values {
            match parse(&value) {
                Ok(value) => parsed.push(value),
                Err(refusal) => self.refuse(name, refusal),
            }
        }
        Some(parsed)
    }

    /// A text that may come once, of at most `longest` characters.
    pub fn text(&mut self, name: &str, longest: usize) -> Option<String> {
        self.one(name, |text| {
            if text.chars().count() > longest {
                return Err(Refusal::new(
                    "too_long",
                    format!("at most {longest} characters"),
                ));
            }
            Ok(text.to_owned())
        })
    }

    /// How many entries a page holds.
    pub fn limit(&mut self) -> usize {
        let limit = self.one("limit", |text| {
            let number: Option<usize> = text.parse().ok();
            number
                .filter(|number| (1..=200).contains(number))
                .ok_or_else(|| Refusal::new("out_of_range", "a whole number from 1 to 200"))
        });
        limit.unwrap_or(50)
    }

    /// The parsed query, unless something was wrong or unknown.
    ///
    /// # Errors
    /// Every fault at once.
    pub fn finish<T>(mut self, parsed: T) -> Result<T, Problem> {
        for name in std::mem::take(&mut self.given).into_keys() {
            self.refuse(
                &name,
                Refusal::new("unknown_parameter", "there is no such parameter"),
            );
        }
        if self.faults.is_empty() {
            Ok(parsed)
        } else {
            Err(Problem::invalid(self.faults))
        }
    }

    fn refuse(&mut self, name: &str, refusal: Refusal) {
        let mut pointer = String::new();
        point_to(&mut pointer, name);
        self.faults
            .push(Fault::at(pointer, refusal.code, refusal.detail));
    }
}

/// Why a value is refused.
pub struct Refusal {
    code: &'static str,
    detail: String,
}

impl Refusal {
    /// A refusal with a stable code and a sentence.
    #[must_use]
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Result<u8, Refusal> {
        text.parse()
            .map_err(|_| Refusal::new("bad_format", "a number"))
    }

    #[test]
    fn values_are_read_once_or_many_times() {
        let mut query = Query::parse("a=1&b=2&b=3&limit=7");
        assert_eq!(query.one("a", number), Some(1));
        assert_eq!(query.many("b", number), Some(vec![2, 3]));
        assert_eq!(query.limit(), 7);
        assert_eq!(query.one("c", number), None);
        assert!(query.finish(()).is_ok());
    }

    #[test]
    fn every_fault_is_told_unknown_names_included() {
        let mut query = Query::parse("a=x&b=1&b=2&limit=0&statu%2Fs=routed");
        query.one("a", number);
        query.one("b", number);
        query.limit();
        let faults = query
            .faults
            .iter()
            .map(|fault| fault.code)
            .collect::<Vec<_>>();
        assert_eq!(faults, ["bad_format", "duplicate", "out_of_range"]);
        assert!(query.given.contains_key("statu/s"));
        assert!(query.finish(()).is_err());
    }

    #[test]
    fn a_text_is_as_long_as_the_contract_says_at_most() {
        let mut query = Query::parse("name=%C3%A9%C3%A9&other=abc");
        assert_eq!(query.text("name", 2).as_deref(), Some("éé"));
        assert_eq!(query.text("other", 2), None);
        assert!(query.finish(()).is_err());
    }
}
