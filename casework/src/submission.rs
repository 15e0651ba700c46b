//! What somebody sends in: the need, and who stands behind it.

use passerelle_domain::{Details, Need, PartnerId};

/// A referral as it is sent in.
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    /// What help is asked for.
    pub need: Need,
    /// Nobody said when it was received: that is now. The instant in `need` is when it was read then,
    /// which the clock may have gone back behind since.
    pub received_now: bool,
    /// The answers to the questions that the active rule set declares.
    pub details: Details,
    /// What the sender calls it; unique per sender.
    pub external_reference: Option<String>,
    /// Who asks.
    pub referrer: ReferrerClaim,
    /// Whether the sender has read the warning about the narrative and keeps it.
    pub narrative_confirmed: bool,
}

/// On whose behalf a referral is entered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ReferrerClaim {
    /// The sender's own organisation.
    #[default]
    Own,
    /// Another partner; only the operator's mediators and coordinators may say so.
    Partner(PartnerId),
    /// Somebody outside the network; likewise.
    Outside,
}
