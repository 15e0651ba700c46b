//! How many referrals there are, by one of their codes.

use diesel::{dsl::count_star, prelude::*};
use jiff::Timestamp;

use crate::{Conn, StoreError, conn::Ts, schema::referrals};

/// A code of referrals to count them by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountedBy {
    /// The setting.
    Setting,
    /// The situation.
    Situation,
    /// Whom they are about.
    CaseKind,
    /// The priority.
    Priority,
    /// Where they stand.
    Status,
}

/// The codes that occur among the referrals entered from `since` on and before `until`, each with
/// how often.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn counts(
    conn: &mut Conn,
    by: CountedBy,
    since: Timestamp,
    until: Timestamp,
) -> Result<Vec<(String, i64)>, StoreError> {
    macro_rules! counted {
        ($column:ident) => {
            referrals::table
                .filter(referrals::created_at.ge(Ts::from(since)))
                .filter(referrals::created_at.lt(Ts::from(until)))
                .group_by(referrals::$column)
                .select((referrals::$column, count_star()))
                .order(referrals::$column)
                .load(conn.db())?
        };
    }
    Ok(match by {
        CountedBy::Setting => counted!(setting),
        CountedBy::Situation => counted!(situation),
        CountedBy::CaseKind => counted!(case_kind),
        CountedBy::Priority => counted!(priority),
        CountedBy::Status => counted!(status),
    })
}
