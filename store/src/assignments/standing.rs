//! How partners stand: what they carry as leads, and when they were last asked.

use std::collections::HashMap;

use diesel::{dsl::count_star, prelude::*};
use jiff::Timestamp;
use passerelle_domain::{AssignmentRole, AssignmentStatus as Status, PartnerId};

use crate::{
    Conn, StoreError,
    conn::{Id, Ts},
    referrals::LIVE,
    schema::assignments,
};

/// How one partner stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// The partner.
    pub partner: PartnerId,
    /// How many cases it leads, those that it has not answered included.
    pub open: i64,
    /// When it was last asked to lead one.
    pub last_asked: Option<Timestamp>,
}

/// How these partners stand, each once and in their order.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn standing(conn: &mut Conn, partners: &[PartnerId]) -> Result<Vec<Load>, StoreError> {
    if partners.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Id> = partners.iter().copied().map(Into::into).collect();
    let open: HashMap<Id, i64> = assignments::table
        .filter(assignments::partner_id.eq_any(ids))
        .filter(assignments::role.eq(AssignmentRole::Lead.code()))
        .filter(assignments::status.eq_any(LIVE.map(Status::code)))
        .group_by(assignments::partner_id)
        .select((assignments::partner_id, count_star()))
        .load::<(Id, i64)>(conn.db())?
        .into_iter()
        .collect();
    partners
        .iter()
        .map(|partner| {
            let id = Id::from(*partner);
            Ok(Load {
                partner: *partner,
                open: open.get(&id).copied().unwrap_or(0),
                last_asked: last_asked(conn, id)?,
            })
        })
        .collect()
}

/// One step into the index for each partner: a greatest instant over all its years would read them.
fn last_asked(conn: &mut Conn, partner: Id) -> Result<Option<Timestamp>, StoreError> {
    let latest: Option<Ts> = assignments::table
        .filter(assignments::partner_id.eq(partner))
        .filter(assignments::role.eq(AssignmentRole::Lead.code()))
        .order(assignments::created_at.desc())
        .select(assignments::created_at)
        .first(conn.db())
        .optional()?;
    Ok(latest.map(|latest| latest.0))
}
