//! How partners stand: what they carry as leads, and when they were last asked.

use diesel::{QueryableByName, prelude::*, sql_query, sql_types::BigInt};
use jiff::Timestamp;
use passerelle_domain::{AssignmentRole, PartnerId};

use crate::{
    Conn, StoreError,
    conn::{DbUuid, Id, Ts},
    referrals::LIVE,
    schema::assignments,
};

/// A partner whose standing is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weighed {
    /// The partner.
    pub partner: PartnerId,
    /// How many cases it can carry, where there is a limit.
    pub capacity: Option<u32>,
}

/// How one partner stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// The partner.
    pub partner: PartnerId,
    /// How many cases it leads, those that it has not answered included: counted no further than to one
    /// more than it can carry, and not at all where there is no limit.
    pub open: i64,
    /// When it was last asked to lead one.
    pub last_asked: Option<Timestamp>,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    open: i64,
}

/// How these partners stand, in their order. What it costs depends on what they can carry, not on what
/// they carry.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn standing(conn: &mut Conn, partners: &[Weighed]) -> Result<Vec<Load>, StoreError> {
    let load = |weighed: &Weighed| {
        let id = Id::from(weighed.partner);
        Ok(Load {
            partner: weighed.partner,
            open: match weighed.capacity {
                Some(most) => open(conn, id, u64::from(most) + 1)?,
                None => 0,
            },
            last_asked: last_asked(conn, id)?,
        })
    };
    partners.iter().map(load).collect()
}

fn open(conn: &mut Conn, partner: Id, most: u64) -> Result<i64, StoreError> {
    let live = LIVE.map(|status| format!("'{}'", status.code())).join(", ");
    let lead = AssignmentRole::Lead.code();
    let count = sql_query(format!(
        "SELECT count(*) AS open FROM (SELECT 1 FROM assignments WHERE partner_id = $1 \
         AND role = '{lead}' AND status IN ({live}) LIMIT {most}) AS live"
    ));
    let counted: Counted = count.bind::<DbUuid, _>(partner).get_result(conn.db())?;
    Ok(counted.open)
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
