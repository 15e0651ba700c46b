//! Referrals: the need, where it takes place, and the persons.
//!
//! One referral is a row in `referrals`, one in `places` and one per person in `parties`; it is
//! always written and read as a whole.

mod counts;
mod earlier;
mod erase;
mod list;
pub(crate) mod load;
pub(crate) mod rows;
mod save;

use jiff::Timestamp;
use passerelle_domain::{
    CommuneCode, Details, Need, PartnerId, Priority, Reference, ReferralId, ReferralState,
    ReferralStatus, Setting, Situation,
};

pub use counts::{CountedBy, counts};
pub use earlier::earlier_here;
pub use erase::{ERASED, erase_personal};
pub(crate) use list::LIVE;
pub use list::list;
pub use load::{by_external_reference, find, find_all};
pub use save::{insert, update};

/// The rule that a sender uses each of its own references once.
pub const EXTERNAL_REFERENCE_TAKEN: &str = "referrals_sender_id_external_reference_key";

/// The rule that two referrals never share a human reference.
pub const REFERENCE_TAKEN: &str = "referrals_reference_key";

/// A referral as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct ReferralRecord {
    /// Identifier.
    pub id: ReferralId,
    /// What people say on the phone.
    pub reference: Reference,
    /// What the sender calls it, unique per sender.
    pub external_reference: Option<String>,
    /// The organisation whose client entered it.
    pub sender: PartnerId,
    /// The client that entered it.
    pub entered_by: String,
    /// The organisation that asks; `None` for somebody outside the network.
    pub referrer: Option<PartnerId>,
    /// What help is asked for.
    pub need: Need,
    /// The answers to the questions that the rule set declared when it was sent.
    pub details: Details,
    /// How urgent it is.
    pub priority: Priority,
    /// Where it stands.
    pub state: ReferralState,
    /// Counts its changes; the entity tag of the resource.
    pub sequence: i64,
    /// What whoever closed it wrote.
    pub outcome_comment: Option<String>,
    /// When it was stored.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// Whose referrals a list shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Visibility {
    /// Those of the whole network.
    #[default]
    All,
    /// Those that the organisation sent, asked for, or has a live assignment of.
    Organisation(PartnerId),
}

/// Which referrals a list shows: all the conditions that are set hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReferralFilter {
    /// Whose.
    pub visible_to: Visibility,
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
