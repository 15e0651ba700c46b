//! What a decision is made from.

use jiff::Timestamp;
use passerelle_domain::{Need, PartnerId};

use crate::{Details, Standings};

/// A case, as the rules look at it. The clock is handed to
/// [`Network::decide`](crate::Network::decide) beside it.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// What somebody asks help for.
    pub need: &'a Need,
    /// The organisation that the case comes from: it is never asked to take it back.
    pub referrer: Option<PartnerId>,
    /// Partners that declined, let the time pass or gave the case back.
    pub already_asked: &'a [PartnerId],
    /// When earlier cases came from the same place, this one left out; a rule set looks back
    /// [`looks_back_days`](crate::RuleSet::looks_back_days), and nobody has to tell more.
    pub earlier_here: &'a [Timestamp],
    /// The answers to the questions that the rule set declares, checked by
    /// [`RuleSet::check_details`](crate::RuleSet::check_details).
    pub details: &'a Details,
    /// How the partners of [`Network::candidates`](crate::Network::candidates) stand; one that is not
    /// told has no open case and was never asked.
    pub standing: &'a Standings,
}

impl<'a> Facts<'a> {
    /// A case that nobody was asked about yet, from a place from which none came before.
    #[must_use]
    pub fn first_time(need: &'a Need, referrer: Option<PartnerId>) -> Self {
        Self {
            need,
            referrer,
            already_asked: &[],
            earlier_here: &[],
            details: Details::NONE,
            standing: Standings::NONE,
        }
    }
}
