//! The search for the partners of one case: who is looked at, and what stands between each of them
//! and the case.

use passerelle_domain::{Coverage, Partner, PartnerKind, TurnedDownReason};

use super::{Clock, Ground, Sought};
use crate::{
    directory::{Around, Card, Directory},
    rules::{Only, Relation},
};

/// A case with the partners around it.
pub(crate) struct Search<'g, 'n> {
    pub(super) ground: &'g Ground<'n>,
    pub(super) around: Around<'n>,
    clock: Clock,
}

/// What is wanted of a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// That it takes the case.
    ToTake,
    /// That it knows of it: it needs neither room nor time for that.
    ToKnow,
}

impl<'g, 'n> Search<'g, 'n> {
    pub(crate) fn new(ground: &'g Ground<'n>, clock: Clock) -> Self {
        Self {
            ground,
            around: ground.network.directory().around(&ground.facts),
            clock,
        }
    }

    pub(super) fn directory(&self) -> &'n Directory {
        self.ground.network.directory()
    }

    /// Why this partner cannot be what is wanted, if it cannot; `covers` says whether it works at the
    /// place of the case.
    pub(super) fn objection(
        &self,
        sought: Sought,
        wanted: Wanted,
        card: &Card,
        covers: bool,
    ) -> Option<TurnedDownReason> {
        let facts = &self.ground.facts;
        if self.is_party(card) {
            Some(TurnedDownReason::PartyToTheCase)
        } else if self.around.is_referrer(card) {
            Some(TurnedDownReason::ReferrerOrganisation)
        } else if !covers {
            Some(TurnedDownReason::OutOfCoverage)
        } else if let Some(reason) = self.misses_the_step(sought, card) {
            Some(reason)
        } else if !card.is_open() {
            Some(TurnedDownReason::ClosedOrPaused)
        } else if facts.already_asked.contains(&card.id) {
            Some(TurnedDownReason::AlreadyDeclined)
        } else if card.is_particular() {
            self.directory()
                .whole(card)
                .and_then(|partner| self.particular(wanted, partner))
        } else {
            None
        }
    }

    /// Whether nothing but what a partner states of itself can stand between this case and those of the
    /// kind that is sought, who work at its place.
    pub(super) fn asks_nothing_of(&self, sought: Sought) -> bool {
        sought.relation.is_none()
            && self.ground.rule.then.only.is_none()
            && self.ground.facts.already_asked.is_empty()
            && !self.around.names_somebody()
            && !self.are_parties(sought.kind)
    }

    /// Whether the partner is itself a party: where the situation makes its kind one, and so the
    /// landlord of the dwelling too, whatever its kind.
    fn is_party(&self, card: &Card) -> bool {
        self.are_parties(card.kind)
            || (self.are_parties(PartnerKind::SocialLandlord) && self.around.is_landlord(card))
    }

    pub(super) fn are_parties(&self, kind: PartnerKind) -> bool {
        self.ground
            .row
            .is_some_and(|row| row.parties.contains(&kind))
    }

    /// What the rule and the step ask for, and this partner is not.
    fn misses_the_step(&self, sought: Sought, card: &Card) -> Option<TurnedDownReason> {
        let only = self.ground.rule.then.only.as_ref();
        if only.is_none() && sought.relation.is_none() {
            return None;
        }
        let partner = self.directory().whole(card)?;
        if only.is_some_and(|only| !only.allows(partner)) {
            return Some(TurnedDownReason::ExcludedByRule);
        }
        let relation = sought.relation?;
        let place = &self.ground.facts.need.place;
        let related = match relation {
            Relation::OfTheDwelling => self.around.is_landlord(card),
            Relation::OfThePupil => place.uai.as_ref().is_some_and(|uai| {
                let school = |area: &Coverage| matches!(area, Coverage::School(own) if own == uai);
                partner.uai() == Some(uai) || partner.coverage.iter().any(school)
            }),
            Relation::OfTheCommune => partner.coverage.iter().any(|area| {
                matches!(area, Coverage::Commune(_))
                    && area.is_around(&place.commune_code, self.directory().territory())
            }),
            Relation::Serves => {
                let language = self.ground.case.language;
                if language.is_some_and(|language| !partner.speaks(language)) {
                    return Some(TurnedDownReason::LanguageNotSpoken);
                }
                true
            }
        };
        (!related).then_some(TurnedDownReason::ExcludedByRule)
    }

    /// What only few partners state.
    fn particular(&self, wanted: Wanted, partner: &Partner) -> Option<TurnedDownReason> {
        let need = self.ground.facts.need;
        if !partner.serves(need.situation) {
            return Some(TurnedDownReason::SituationNotServed);
        }
        if self.clock.finds_paused(partner) {
            return Some(TurnedDownReason::ClosedOrPaused);
        }
        if wanted == Wanted::ToKnow {
            return None;
        }
        let carries = self.ground.facts.standing.of(partner.id).open;
        if partner.capacity.is_some_and(|most| carries >= most) {
            return Some(TurnedDownReason::NoCapacity);
        }
        let hours = partner.opening_hours.as_ref()?;
        let in_time = self.clock.finds_open(hours, &self.ground.departement);
        (!in_time).then_some(TurnedDownReason::NotOpenInTime)
    }
}

impl Only {
    fn allows(&self, partner: &Partner) -> bool {
        self.kinds.contains(&partner.kind) || (self.works_in_prison && partner.works_in_prison())
    }
}
