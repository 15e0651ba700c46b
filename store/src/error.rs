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
    #[error(
        "the database has the migration `{version}`, which this version does not know: run the later version"
    )]
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

/// The database is away, or too busy, for a reason that the operator can look at.
pub(crate) fn unavailable(reason: impl Into<String>) -> StoreError {
    StoreError::Unavailable {
        reason: reason.into(),
    }
}

/// The connection ended while it was in use. Whether a transaction that was being committed is kept
/// is not known then.
pub(crate) fn connection_lost() -> StoreError {
    unavailable("the connection to the database was lost")
}

impl From<DieselError> for StoreError {
    fn from(error: DieselError) -> Self {
        if matches!(error, DieselError::BrokenTransactionManager) {
            return connection_lost();
        }
        let DieselError::DatabaseError(kind, information) = &error else {
            return Self::Database(error);
        };
        match kind {
            DatabaseErrorKind::UniqueViolation => Self::Duplicate {
                constraint: match information.constraint_name() {
                    Some(name) => name.to_owned(),
                    None => sqlite_constraint(information.message()),
                },
            },
            DatabaseErrorKind::ForeignKeyViolation => Self::MissingReference,
            DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => {
                connection_lost()
            }
            DatabaseErrorKind::SerializationFailure => {
                unavailable("another transaction was in the way")
            }
            _ => {
                let message = information.message();
                let said = TROUBLES.iter().find(|text| message.starts_with(**text));
                let meant = SERVER_TROUBLES
                    .iter()
                    .find(|(beginnings, _)| beginnings.iter().any(|text| message.starts_with(text)))
                    .map(|(_, meaning)| meaning);
                said.or(meant)
                    .map_or_else(|| Self::Database(error), |text| unavailable(*text))
            }
        }
    }
}

/// What the libraries say when it may succeed later. They are the bundled ones, which speak English
/// wherever they run.
const TROUBLES: &[&str] = &[
    "server closed the connection unexpectedly",
    "database is locked",
    "database table is locked",
    "database or disk is full",
    "unable to open database file",
    "disk I/O error",
];

/// What the PostgreSQL server says when it may succeed later, in the language that it was set up
/// with; Diesel does not tell its codes. The last word is what each means.
const SERVER_TROUBLES: &[(&[&str], &str)] = &[
    (
        &[
            "canceling statement due to statement timeout",
            "annulation de la requête à cause du délai écoulé pour l'exécution",
        ],
        "a statement took too long",
    ),
    (
        &[
            "canceling statement due to lock timeout",
            "annulation de la requête à cause du délai écoulé pour l'obtention",
        ],
        "another transaction was in the way for too long",
    ),
    (
        &[
            "canceling statement due to conflict with recovery",
            "annulation de la requête à cause d'un conflit avec la restauration",
        ],
        "the replica could not hold its snapshot any longer",
    ),
    (
        &["deadlock detected", "interblocage"],
        "another transaction was in the way",
    ),
    (
        &[
            "terminating connection",
            "arrêt des connexions",
            "arrêt de la connexion",
            "the database system is",
            "le système de bases de données",
        ],
        "the server ended the connection",
    ),
    (
        &["could not extend file", "n'a pas pu étendre le fichier"],
        "the disk of the server is full",
    ),
];

/// SQLite names the columns (`UNIQUE constraint failed: partners.code`) where PostgreSQL names the
/// constraint: its name in our migrations, made of the same parts.
fn sqlite_constraint(message: &str) -> String {
    let columns = message.rsplit(": ").next().unwrap_or_default();
    let mut name = String::new();
    for column in columns.split(", ") {
        let (table, column) = column.split_once('.').unwrap_or(("", column));
        if name.is_empty() {
            name.push_str(table);
        }
        name.push('_');
        name.push_str(column);
    }
    name.push_str("_key");
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints_have_one_name_on_both_databases() {
        assert_eq!(
            sqlite_constraint(
                "UNIQUE constraint failed: referrals.sender_id, referrals.external_reference"
            ),
            crate::referrals::EXTERNAL_REFERENCE_TAKEN,
        );
        assert_eq!(
            sqlite_constraint("UNIQUE constraint failed: partners.code"),
            crate::partners::CODE_TAKEN,
        );
    }

    #[test]
    fn a_busy_file_may_be_free_later() {
        let busy = DieselError::DatabaseError(
            DatabaseErrorKind::Unknown,
            Box::new("database is locked".to_owned()),
        );
        assert!(matches!(
            StoreError::from(busy),
            StoreError::Unavailable { .. }
        ));
    }
}
