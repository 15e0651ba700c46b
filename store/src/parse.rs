//! From columns to domain types. What cannot be read is reported by table and column, without the
//! value.

use passerelle_domain::Code;
use serde_json::Value;

use crate::StoreError;

/// Where a value comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    table: &'static str,
    column: &'static str,
}

/// Shorthand for a [`Column`].
pub(crate) const fn column(table: &'static str, column: &'static str) -> Column {
    Column { table, column }
}

impl Column {
    /// The value is not what this service wrote.
    pub(crate) fn corrupt(self) -> StoreError {
        StoreError::Corrupt {
            table: self.table,
            column: self.column,
        }
    }

    /// A code of a vocabulary.
    pub(crate) fn code<C: Code>(self, text: &str) -> Result<C, StoreError> {
        C::parse(text).map_err(|_| self.corrupt())
    }

    /// A code that may be missing.
    pub(crate) fn code_opt<C: Code>(self, text: Option<&str>) -> Result<Option<C>, StoreError> {
        text.map(|text| self.code(text)).transpose()
    }

    /// An identifier, or anything else with a text form.
    pub(crate) fn text<T: TryFrom<String>>(self, text: String) -> Result<T, StoreError> {
        T::try_from(text).map_err(|_| self.corrupt())
    }

    /// One that may be missing.
    pub(crate) fn text_opt<T: TryFrom<String>>(
        self,
        text: Option<String>,
    ) -> Result<Option<T>, StoreError> {
        text.map(|text| self.text(text)).transpose()
    }

    /// A JSON document of a known form.
    pub(crate) fn json<T: serde::de::DeserializeOwned>(
        self,
        document: Value,
    ) -> Result<T, StoreError> {
        serde_json::from_value(document).map_err(|_| self.corrupt())
    }

    /// What has to be there in this state.
    pub(crate) fn present<T>(self, value: Option<T>) -> Result<T, StoreError> {
        value.ok_or_else(|| self.corrupt())
    }
}
