//! Forgetting the persons of a case and keeping the case.

use diesel::prelude::*;
use passerelle_domain::ReferralId;

use crate::{
    Conn, StoreError,
    conn::Id,
    kept_answers,
    schema::{assignments, comments, parties, places, referrals},
};

/// Stands where the text of a reason was: a reason that needs a text is not read without one.
pub const ERASED: &str = "[effacé / erased]";

/// Clears whatever names a person or is free text: every column of a case that `privacy.toml` calls
/// `identity` or `free_text`. Codes, times and events stay. `false` when there is no such referral.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn erase_personal(conn: &mut Conn, id: ReferralId) -> Result<bool, StoreError> {
    kept_answers::silence(conn, id)?;
    let id = Id::from(id);
    let found = diesel::update(referrals::table.find(id))
        .set((
            referrals::narrative.eq(None::<&str>),
            referrals::referrer_role.eq(None::<&str>),
            referrals::outcome_comment.eq(None::<&str>),
        ))
        .execute(conn.db())?;
    if found == 0 {
        return Ok(false);
    }
    diesel::update(
        referrals::table
            .filter(referrals::id.eq(id))
            .filter(referrals::reason_text.is_not_null()),
    )
    .set(referrals::reason_text.eq(Some(ERASED)))
    .execute(conn.db())?;
    diesel::update(places::table.find(id))
        .set((
            places::address.eq(None::<&str>),
            places::label.eq(None::<&str>),
            places::facility.eq(None::<&str>),
            // Made of the others.
            places::spot.eq(None::<&str>),
        ))
        .execute(conn.db())?;
    diesel::update(parties::table.filter(parties::referral_id.eq(id)))
        .set((
            parties::name.eq(None::<&str>),
            parties::phone.eq(None::<&str>),
            parties::email.eq(None::<&str>),
        ))
        .execute(conn.db())?;
    diesel::update(
        assignments::table
            .filter(assignments::referral_id.eq(id))
            .filter(assignments::reason_text.is_not_null()),
    )
    .set(assignments::reason_text.eq(Some(ERASED)))
    .execute(conn.db())?;
    diesel::update(comments::table.filter(comments::referral_id.eq(id)))
        .set(comments::body.eq(ERASED))
        .execute(conn.db())?;
    Ok(true)
}
