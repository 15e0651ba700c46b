//! Which of several equal partners comes first.
//!
//! The nearest; then whoever speaks the person's language, where one is told; then whoever has most
//! room; then whoever was asked longest ago; then the code. A partner that states no capacity may be
//! full, so it comes after those that say how much room they have, and among its like all are
//! taken to have the same.

use jiff::Timestamp;

use super::Search;
use crate::directory::Card;

/// The place of a partner among its equals: the least comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    breadth: u8,
    foreign: bool,
    /// The less room, the more; the most where nobody knows.
    fullness: u32,
    last_asked: Option<Timestamp>,
    /// Its place in the directory, which is in the order of codes.
    index: u32,
}

impl Search<'_, '_> {
    /// Puts equals in order, each with how wide its area is.
    pub(super) fn order(&self, equals: &mut [(u8, Card)]) {
        if equals.len() < 2 {
            return;
        }
        let place = |(breadth, card): &(u8, Card)| (*breadth, card.index);
        if self.tells_nobody_apart(equals) {
            // They are found in this order, but for landlords among others.
            if !equals.is_sorted_by_key(place) {
                equals.sort_unstable_by_key(place);
            }
        } else {
            equals.sort_by_cached_key(|(breadth, card)| self.rank(*breadth, card));
        }
    }

    /// Whether nothing but their areas and their codes puts one of them before another.
    fn tells_nobody_apart(&self, equals: &[(u8, Card)]) -> bool {
        self.ground.case.language.is_none()
            && self.ground.facts.standing.is_empty()
            && !equals.iter().any(|(_, card)| card.is_particular())
    }

    pub(super) fn rank(&self, breadth: u8, card: &Card) -> Rank {
        let standing = self.ground.facts.standing.told(card.id);
        let partner = || self.directory().whole(card);
        let foreign = |language| partner().is_none_or(|partner| !partner.speaks(language));
        let capacity = if card.is_particular() {
            partner().and_then(|partner| partner.capacity)
        } else {
            None
        };
        let carries = standing.map_or(0, |standing| standing.open);
        Rank {
            breadth,
            foreign: self.ground.case.language.is_some_and(foreign),
            fullness: capacity.map_or(u32::MAX, |most| {
                u32::MAX - most.saturating_sub(carries).max(1)
            }),
            last_asked: standing.and_then(|standing| standing.last_asked),
            index: card.index,
        }
    }
}
