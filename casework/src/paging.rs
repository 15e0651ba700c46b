//! Lists in pages: each page tells where the next one begins.

use jiff::Timestamp;
use passerelle_domain::{
    AssignmentId, AssignmentStatus, CommuneCode, PartnerKind, ReferralId, ReferralStatus, Setting,
    Situation,
};

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T, C> {
    /// What stands on it.
    pub items: Vec<T>,
    /// Where the next page begins, where there is one.
    pub next: Option<C>,
}

impl<T, C> Page<T, C> {
    /// A page of at most `limit` entries, out of as many and perhaps one more, which tells that
    /// there is a next page.
    pub(crate) fn cut(mut items: Vec<T>, limit: usize, cursor: impl Fn(&T) -> C) -> Self {
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(cursor);
        Self { items, next }
    }

    /// The same page of something made from each entry.
    pub(crate) fn map<U>(self, make: impl Fn(T) -> U) -> Page<U, C> {
        Page {
            items: self.items.into_iter().map(make).collect(),
            next: self.next,
        }
    }
}

/// The last referral of a page: the next page begins after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReferralCursor {
    /// When it was stored.
    pub created_at: Timestamp,
    /// Which one.
    pub id: ReferralId,
}

/// The last assignment of a page: the next page begins after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AssignmentCursor {
    /// When the partner was asked.
    pub created_at: Timestamp,
    /// Which one.
    pub id: AssignmentId,
}

/// Which referrals a list shows: all conditions that are set hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReferralFilter {
    /// In one of these statuses.
    pub status: Option<Vec<ReferralStatus>>,
    /// In this setting.
    pub setting: Option<Setting>,
    /// Of this situation.
    pub situation: Option<Situation>,
    /// In this commune.
    pub commune_code: Option<CommuneCode>,
    /// With this reference of the sender.
    pub external_reference: Option<String>,
    /// Changed at this instant or later.
    pub updated_since: Option<Timestamp>,
}

/// Which of the actor's assignments a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AssignmentFilter {
    /// In one of these statuses.
    pub status: Option<Vec<AssignmentStatus>>,
}

/// Which partners a list shows: all conditions that are set hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartnerFilter {
    /// Of this kind.
    pub kind: Option<PartnerKind>,
    /// That work in this commune.
    pub commune_code: Option<CommuneCode>,
}
