//! Details of a case: answers to the questions that a rule set declares beyond those of every case.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Detail {
    /// Yes or no.
    YesNo(bool),
    /// A whole number.
    Number(u32),
    /// One of the values of an enumeration.
    Code(String),
}

/// The answers of a case, by the ids of the questions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Details(BTreeMap<String, Detail>);

impl Details {
    /// The most answers of one case.
    pub const MOST: usize = 100;

    /// Whether nothing was answered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// No answer at all.
    pub const NONE: &'static Self = &Self(BTreeMap::new());

    /// The answer to a question.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Detail> {
        self.0.get(id)
    }

    /// Adds an answer, in the place of an earlier one.
    pub fn insert(&mut self, id: impl Into<String>, detail: Detail) {
        self.0.insert(id.into(), detail);
    }

    /// Every answer, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Detail)> {
        self.0.iter().map(|(id, detail)| (id.as_str(), detail))
    }
}

impl<I: Into<String>> FromIterator<(I, Detail)> for Details {
    fn from_iter<T: IntoIterator<Item = (I, Detail)>>(details: T) -> Self {
        Self(
            details
                .into_iter()
                .map(|(id, detail)| (id.into(), detail))
                .collect(),
        )
    }
}
