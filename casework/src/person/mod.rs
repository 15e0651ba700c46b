//! The page of the person concerned: a link without an account, by which a party sees what is being
//! done, corrects their contact, takes their agreement back, and says how it went.
//!
//! - [`code`]: the link itself, short enough to be typed from paper.
//! - `make`: somebody who has a part in the case hands one out.
//! - [`page`]: what its holder may know. It shows no name, no contact and nothing of another party.
//! - `act`: what its holder may do. Opening the page changes nothing.
//!
//! For whom there may be a page at all stands in `passerelle_domain::person_link`.

mod act;
pub mod code;
mod make;
pub mod page;

use passerelle_domain::{NoPage, PersonChannel, Speaker, person_link};
use passerelle_store::referrals::ReferralRecord;

use crate::decision_record::StoredDecision;

pub(crate) use act::month;
pub use act::{ContactChange, Feedback, PersonOutcome};
pub use code::PersonCode;
pub use make::{PersonLink, PersonLinkRequest};
pub use page::{PersonCase, PersonPage, PersonPart, PersonPartner, PersonView};

/// Who speaks on the page of a party, as the case stands.
pub(crate) fn speaker(
    referral: &ReferralRecord,
    decision: Option<&StoredDecision>,
    party: usize,
    channel: PersonChannel,
) -> Result<Speaker, NoPage> {
    let decision = decision.map(|stored| &stored.decision);
    person_link::speaker(
        &referral.need,
        party,
        decision.map(|decision| decision.mediation_mode),
        decision.and_then(|decision| decision.legal_exception),
        channel,
    )
}

/// How speakers are named in events and over the API.
pub(crate) fn speaker_code(speaker: Speaker) -> &'static str {
    match speaker {
        Speaker::Person => "person",
        Speaker::Guardian => "guardian",
    }
}
