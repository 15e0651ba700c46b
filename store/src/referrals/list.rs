//! Lists of referrals: newest first, page by page. A page starts behind the last row of the one
//! before, so that rows which arrive in between neither repeat nor hide any.

use diesel::{dsl::exists, prelude::*};
use jiff::Timestamp;
use passerelle_domain::{AssignmentStatus as Status, ReferralId};

use super::{
    ReferralFilter, ReferralRecord, Visibility,
    load::complete,
    rows::{PlaceRow, ReferralRow},
};
use crate::{
    Conn, StoreError,
    conn::{Id, Ts},
    schema::{assignments, places, referrals},
};

/// The statuses in which a partner has, or may still take, a part in the case, as
/// [`is_live`](passerelle_domain::AssignmentState::is_live) says.
pub(crate) const LIVE: [Status; 5] = [
    Status::Proposed,
    Status::Accepted,
    Status::InProgress,
    Status::OnHold,
    Status::CancelRequested,
];

/// At most `limit` referrals that pass the filter, newest first, from the one behind `after` on.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn list(
    conn: &mut Conn,
    filter: &ReferralFilter,
    after: Option<(Timestamp, ReferralId)>,
    limit: i64,
) -> Result<Vec<ReferralRecord>, StoreError> {
    let mut query = referrals::table
        .inner_join(places::table)
        .select((ReferralRow::as_select(), PlaceRow::as_select()))
        .order((referrals::created_at.desc(), referrals::id.desc()))
        .limit(limit)
        .into_boxed();
    if let Visibility::Organisation(partner) = filter.visible_to {
        let partner = Id::from(partner);
        let takes_part = assignments::table
            .filter(assignments::referral_id.eq(referrals::id))
            .filter(assignments::partner_id.eq(partner))
            .filter(assignments::status.eq_any(LIVE.map(Status::code)));
        query = query.filter(
            referrals::sender_id
                .eq(partner)
                .or(referrals::referrer_id
                    .is_not_null()
                    .and(referrals::referrer_id.eq(partner)))
                .or(exists(takes_part)),
        );
    }
    if let Some(statuses) = &filter.status {
        let codes: Vec<&str> = statuses.iter().map(|status| status.code()).collect();
        query = query.filter(referrals::status.eq_any(codes));
    }
    if let Some(setting) = filter.setting {
        query = query.filter(referrals::setting.eq(setting.code()));
    }
    if let Some(situation) = filter.situation {
        query = query.filter(referrals::situation.eq(situation.code()));
    }
    if let Some(code) = &filter.commune_code {
        query = query.filter(places::commune_code.eq(code.as_str()));
    }
    if let Some(reference) = &filter.external_reference {
        query = query.filter(referrals::external_reference.eq(reference.as_str()));
    }
    if let Some(at) = filter.updated_since {
        query = query.filter(referrals::updated_at.ge(Ts::from(at)));
    }
    if let Some((at, id)) = after {
        let at = Ts::from(at);
        query = query.filter(
            referrals::created_at.lt(at).or(referrals::created_at
                .eq(at)
                .and(referrals::id.lt(Id::from(id)))),
        );
    }
    let rows = query.load(conn.db())?;
    complete(conn, rows)
}
