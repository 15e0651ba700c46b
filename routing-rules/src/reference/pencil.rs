//! The plain forms: a scan over all rules, and one over all partners, with each question asked of the
//! partner itself.

use jiff::{SignedDuration, Timestamp};
use passerelle_domain::{
    Availability, Coverage, Partner, PartnerId, PartnerKind, TurnedDownReason, calendar::paris,
};

use crate::{
    Facts, Network, TurnedDown,
    decide::{Clock, Ground, Listing, Search, Sought, inform, route, sift},
    explain::account::{Found, Seen, account, found},
    rules::{Aim, Case, Relation},
};

/// One decision, as somebody would make it with a list of partners and a pencil.
struct Pencil<'g, 'n> {
    ground: &'g Ground<'n>,
    at: Timestamp,
    due: Timestamp,
}

impl<'n> Pencil<'_, 'n> {
    /// The partners of a route, by looking at every partner of each kind.
    fn sifted(&self) -> (Vec<PartnerId>, Vec<TurnedDown>, Vec<PartnerKind>) {
        let (mut eligible, mut vacant) = (Vec::<&Partner>::new(), Vec::new());
        let mut refused: Vec<(Sought, TurnedDown)> = Vec::new();
        for sought in route(self.ground) {
            if self.of_kind(sought.kind).next().is_none() && !vacant.contains(&sought.kind) {
                vacant.push(sought.kind);
            }
            let mut found = Vec::new();
            for partner in self.of_kind(sought.kind) {
                let Some(reason) = self.objection(sought, true, partner) else {
                    found.push(partner);
                    continue;
                };
                let alike =
                    |(other, one): &&(Sought, TurnedDown)| *other == sought && one.reason == reason;
                if refused.iter().filter(alike).count() < 20 {
                    let partner = partner.id;
                    refused.push((sought, TurnedDown { partner, reason }));
                }
            }
            found.sort_by(|one, other| self.order(one).cmp(&self.order(other)));
            found.retain(|one| eligible.iter().all(|other| other.id != one.id));
            eligible.extend(found);
        }
        if self.ground.rule.then.law_enforcement.is_none() {
            eligible.sort_by_key(|partner| partner.kind.is_law_enforcement());
        }
        let mut turned_down: Vec<TurnedDown> = Vec::new();
        for (_, one) in refused {
            let known = turned_down.iter().any(|other| other.partner == one.partner);
            if !known && eligible.iter().all(|other| other.id != one.partner) {
                turned_down.push(one);
            }
        }
        let eligible = eligible.iter().map(|partner| partner.id).collect();
        (eligible, turned_down, vacant)
    }

    /// Who is informed, by looking at every rule and every partner.
    fn informed(&self) -> Vec<PartnerId> {
        let ground = self.ground;
        let mut informed: Vec<PartnerId> = Vec::new();
        for rule in ground.network.rules().rules() {
            let Aim::Inform { steps } = &rule.then.aim else {
                continue;
            };
            if !rule.when.holds(&ground.case) {
                continue;
            }
            for step in steps.iter().filter(|step| step.when.holds(&ground.case)) {
                let sought = Sought {
                    kind: step.kind,
                    relation: step.relation,
                };
                let nearest = self
                    .of_kind(step.kind)
                    .filter(|one| !informed.contains(&one.id))
                    .filter(|one| self.objection(sought, false, one).is_none())
                    .min_by(|one, other| self.order(one).cmp(&self.order(other)));
                informed.extend(nearest.map(|partner| partner.id));
            }
        }
        informed
    }

    fn of_kind(&self, kind: PartnerKind) -> impl Iterator<Item = &'n Partner> {
        let network = self.ground.network;
        network.partners().iter().filter(move |partner| {
            partner.kind == kind && partner.availability != Availability::Archived
        })
    }

    fn objection(
        &self,
        sought: Sought,
        takes: bool,
        partner: &Partner,
    ) -> Option<TurnedDownReason> {
        use TurnedDownReason as Reason;
        let (facts, rule) = (&self.ground.facts, self.ground.rule);
        let (need, place) = (facts.need, &facts.need.place);
        let lets_the_dwelling = place
            .landlord
            .as_ref()
            .is_some_and(|landlord| partner.is_landlord(landlord));
        let parties = self
            .ground
            .row
            .map_or(&[][..], |row| row.parties.as_slice());
        let is_party = parties.contains(&partner.kind)
            || parties.contains(&PartnerKind::SocialLandlord) && lets_the_dwelling;
        let excluded = rule.then.only.as_ref().is_some_and(|only| {
            let allowed_there = only.works_in_prison && partner.works_in_prison();
            !allowed_there && !only.kinds.contains(&partner.kind)
        });
        let territory = self.ground.network.territory();
        let foreign = self
            .ground
            .case
            .language
            .is_some_and(|language| !partner.speaks(language));
        let related = match sought.relation {
            None | Some(Relation::Serves) => true,
            Some(Relation::OfTheDwelling) => lets_the_dwelling,
            Some(Relation::OfThePupil) => place.uai.as_ref().is_some_and(|uai| {
                partner.uai() == Some(uai)
                    || partner.coverage.contains(&Coverage::School(uai.clone()))
            }),
            Some(Relation::OfTheCommune) => partner.coverage.iter().any(|area| {
                matches!(area, Coverage::Commune(_))
                    && partner.reaches(area, need.setting, place, territory)
            }),
        };
        let zone = paris().unwrap();
        let now = zone.to_datetime(self.at);
        let departement = place.commune_code.departement();
        let reasons = [
            (is_party, Reason::PartyToTheCase),
            (
                facts.referrer == Some(partner.id),
                Reason::ReferrerOrganisation,
            ),
            (
                !partner.covers(need.setting, place, territory),
                Reason::OutOfCoverage,
            ),
            (excluded, Reason::ExcludedByRule),
            (
                sought.relation == Some(Relation::Serves) && foreign,
                Reason::LanguageNotSpoken,
            ),
            (!related, Reason::ExcludedByRule),
            (
                partner.availability != Availability::Open,
                Reason::ClosedOrPaused,
            ),
            (
                facts.already_asked.contains(&partner.id),
                Reason::AlreadyDeclined,
            ),
            (!partner.serves(need.situation), Reason::SituationNotServed),
            (
                partner.pauses.iter().any(|pause| pause.covers(now.date())),
                Reason::ClosedOrPaused,
            ),
            (
                takes
                    && partner
                        .capacity
                        .is_some_and(|most| facts.standing.of(partner.id).open >= most),
                Reason::NoCapacity,
            ),
            (
                takes
                    && partner.opening_hours.as_ref().is_some_and(|hours| {
                        !hours.open_between(now, zone.to_datetime(self.due), Some(&departement))
                    }),
                Reason::NotOpenInTime,
            ),
        ];
        reasons
            .into_iter()
            .find(|(holds, _)| *holds)
            .map(|(_, reason)| reason)
    }

    /// The nearest, who speaks the language, who has most room, who was asked longest ago, the code.
    fn order<'p>(
        &self,
        partner: &'p Partner,
    ) -> (u8, bool, bool, i64, Option<Timestamp>, &'p String) {
        let need = self.ground.facts.need;
        let territory = self.ground.network.territory();
        let width = |area: &Coverage| match area {
            Coverage::Qpv(_) => 0,
            Coverage::Epci(_) => 2,
            Coverage::Departement(_) => 3,
            Coverage::Region(_) => 4,
            Coverage::France => 5,
            _ => 1,
        };
        let breadth = partner
            .coverage
            .iter()
            .filter(|area| partner.reaches(area, need.setting, &need.place, territory))
            .map(width)
            .min();
        let language = self.ground.case.language;
        let standing = self.ground.facts.standing.of(partner.id);
        let room = partner.capacity.map_or(0, |most| {
            i64::from(most.saturating_sub(standing.open).max(1))
        });
        (
            breadth.unwrap_or(u8::MAX),
            language.is_some_and(|language| !partner.speaks(language)),
            partner.capacity.is_none(),
            -room,
            standing.last_asked,
            &partner.code,
        )
    }
}

/// Holds what is compiled to the plain forms, in everything that a decision is made of.
///
/// # Panics
/// When they differ; `seed` says in which trial.
pub(crate) fn agree(network: &Network, facts: &Facts<'_>, at: Timestamp, seed: u64) {
    let moment = network.rules().moment(facts, at).unwrap();
    let case = Case::of(facts).at(moment);
    assert_eq!(
        network.verdict(&case),
        network.rules().verdict(&case),
        "seed {seed}"
    );
    let ground = Ground::new(network, *facts, moment);
    let due = at + SignedDuration::from_hours(26);
    let pencil = Pencil {
        ground: &ground,
        at,
        due,
    };
    let search = Search::new(&ground, Clock::new(at, Some(due)).unwrap());
    let sifted = sift(&search, Listing::Elsewhere);
    let eligible: Vec<PartnerId> = sifted.eligible.iter().map(|card| card.id).collect();
    assert_eq!(
        (eligible, sifted.turned_down, sifted.vacant),
        pencil.sifted(),
        "seed {seed}"
    );
    let by_index = inform(&search, None, &[]);
    let by_index: Vec<PartnerId> = by_index.iter().map(|one| one.partner).collect();
    assert_eq!(by_index, pencil.informed(), "seed {seed}");
    let decision = network.decide(facts, at).unwrap();
    let account = account(network, facts, at, &decision);
    let told: Vec<Found<'_>> = account.found().collect();
    let held = account.rules.iter().map(Seen::held);
    let looked_at = told.iter().map(|found| Seen::Found(*found).held());
    assert!(held.eq(looked_at), "seed {seed}: {:?}", account.rules);
    let by_scan = network.rules().rules().iter();
    let by_scan = by_scan.filter_map(|rule| found(rule, &ground.case, &decision));
    assert_eq!(told, by_scan.collect::<Vec<_>>(), "seed {seed}");
}
