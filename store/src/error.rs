//! What can go wrong with the database, in terms that a caller can act on. No text here ever holds
//! a value that was stored or sent.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// Why the database did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// It cannot be reached, or is too busy to answer in time. The same call may succeed later.
    #[error("the database is not available: {reason}")]
    Unavailable {
        /// What the operator can look at.
        reason: String,
    },
    /// Another row has this value already. Inside [`Store::write`](crate::Store::write) the
    /// transaction has to be given up then: PostgreSQL refuses everything that follows.
    #[error("a row that breaks the rule `{constraint}` exists already")]
    Duplicate {
        /// The name of the rule, the same on both databases.
        constraint: String,
    },
    /// The row names another one that does not exist.
    #[error("the row refers to one that does not exist")]
    MissingReference,
    /// What is stored cannot be what this service wrote.
    #[error("the column `{table}.{column}` holds something that this version cannot read")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// The database was migrated by a later version of the service.
    #[error("the database has the migration `{version}`, which this version does not know: run the later version")]
    SchemaNewer {
        /// The newest migration that this version does not know.
        version: String,
    },
    /// The URL does not name a database that can be opened.
    #[error("the database URL cannot be used: {reason}")]
    InvalidUrl {
        /// What is wrong with it; never the URL, which may hold a password.
        reason: &'static str,
    },
    /// A migration failed, and was undone.
    #[error("a migration failed")]
    Migration(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Anything else: a fault of this service.
    #[error("the database refused a query")]
    Database(#[source] DieselError),
}

impl StoreError {
    /// Whether it is a [`StoreError::Duplicate`] of this rule.
    #[must_use]
    pub fn is_duplicate_of(&self, rule: &str) -> bool {
        matches!(self, Self::Duplicate { constraint } if constraint == rule)
    }
}
