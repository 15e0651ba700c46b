//! The stored cases, decided twice.
//!
//! Each is decided as it was submitted: by the clock of its submission, with the consents, answers and
//! earlier cases from the same place that the database holds, and with the partners standing as its
//! first decision remembers. Of partners that were not compared then, nobody knows any more how they
//! stood: they count as free. Who is named in a case, how they can be
//! reached and what was written about them is not read.

use std::collections::HashMap;

use jiff::Timestamp;
use passerelle_domain::ReferralId;
use passerelle_routing_rules::{
    Facts, Network, Rehearsal, Replay, Standing, Standings, compare::CaseId,
};
use passerelle_store::{
    Conn,
    replays::{self, EarlierHere, ReplayCursor, ReplayRecord},
};
use rayon::prelude::*;

use super::Rehearsed;
use crate::{Casework, CaseworkError};

/// How many cases are read, and held in memory, at a time.
const PAGE: usize = 2_000;

/// How many cases one thread decides before it looks for more.
const PART: usize = 250;

impl Casework {
    /// Decides every case submitted since an instant by `old` and by `new`, the latest first; all of
    /// them where none is given.
    ///
    /// Before each page, `go_on` hears how many are done and how many there are, and may stop.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn rehearse(
        &self,
        old: &Network,
        new: &Network,
        since: Option<Timestamp>,
        mut go_on: impl FnMut(u64, u64) -> bool,
    ) -> Result<Rehearsed, CaseworkError> {
        let since = since.unwrap_or(Timestamp::UNIX_EPOCH);
        let until = self.now();
        let all = self.read(|conn| Ok(replays::count(conn, since, until)?))?;
        // Rules that count earlier cases are told of them; for others nothing is read.
        let days = [old, new].map(|side| side.rules().looks_back_days());
        let days = days.into_iter().flatten().max();
        let mut whole = Rehearsal::new(old, new);
        let mut after: Option<ReplayCursor> = None;
        while go_on(whole.cases(), all) {
            // A transaction for each page: a long one would keep the database from tidying up.
            let page = self.read(|conn| Page::read(conn, (since, until), after, days))?;
            for part in page.played(old, new) {
                whole.join(part);
            }
            let last = page.cases.last();
            let Some(last) = last.filter(|_| page.cases.len() >= PAGE) else {
                let comparison = whole.finish();
                return Ok(Rehearsed {
                    comparison,
                    complete: true,
                });
            };
            after = Some((last.submitted_at, last.id));
        }
        let comparison = whole.finish();
        Ok(Rehearsed {
            comparison,
            complete: false,
        })
    }
}

/// Some cases, with what the database knows beside them.
struct Page {
    cases: Vec<ReplayRecord>,
    earlier: EarlierHere,
    standing: HashMap<ReferralId, Standings>,
}

impl Page {
    fn read(
        conn: &mut Conn,
        (since, until): (Timestamp, Timestamp),
        after: Option<ReplayCursor>,
        days: Option<u32>,
    ) -> Result<Self, CaseworkError> {
        let limit = i64::try_from(PAGE).unwrap_or(i64::MAX);
        let cases = replays::page(conn, since, until, after, limit)?;
        let earlier = match days {
            Some(days) => replays::earlier_here(conn, &cases, days)?,
            None => EarlierHere::default(),
        };
        let mut standing = HashMap::new();
        for (case, told) in replays::standing(conn, &cases)? {
            let told: Vec<Standing> = serde_json::from_value(told)
                .map_err(|error| CaseworkError::because("reading a decision", error))?;
            standing.insert(case, Standings::new(told));
        }
        Ok(Self {
            cases,
            earlier,
            standing,
        })
    }

    /// The parts of the page, in its order, each decided by one thread.
    fn played<'n>(&self, old: &'n Network, new: &'n Network) -> Vec<Rehearsal<'n>> {
        let parts = self.cases.par_chunks(PART).map(|cases| {
            let mut part = Rehearsal::new(old, new);
            for case in cases {
                let id = CaseId::Referral {
                    id: case.id,
                    reference: case.reference.clone(),
                };
                part.play(&Replay {
                    case: &id,
                    facts: self.facts(case),
                    at: case.submitted_at,
                });
            }
            part
        });
        parts.collect()
    }

    fn facts<'a>(&'a self, case: &'a ReplayRecord) -> Facts<'a> {
        Facts {
            details: &case.details,
            earlier_here: self.earlier.of(case.id),
            standing: self.standing.get(&case.id).unwrap_or(Standings::NONE),
            ..Facts::first_time(&case.need, case.referrer)
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use passerelle_domain::{Consent, ConsentState, PartnerKind};
    use passerelle_routing_rules::{DEFAULT_RULE_SET, OverlaySource, RuleSet};

    use super::*;
    use crate::{
        ConsentChange, ConsentGiver,
        testing::{World, cases},
    };

    /// What decides in this world, and the same with an overlay of these rules.
    fn sides(world: &World, rules: &str) -> (Network, Network) {
        let overlay = format!(
            "name = \"local\"\noverlay_of = \"default\"\ntitle = {{ fr = \"Ici\", en = \"Here\" }}\n\
             territory = [\"commune:00001\"]\n{rules}"
        );
        let overlay = OverlaySource {
            file: "local.toml",
            text: &overlay,
        };
        let old = RuleSet::from_toml("default.toml", DEFAULT_RULE_SET).unwrap();
        let new = old.clone().with_overlays(&[overlay]).unwrap();
        let known = world.casework.read(|conn| world.casework.network(conn));
        let partners = known.unwrap().partners().to_vec();
        (
            Network::new(old, 1, partners.clone()),
            Network::new(new, 2, partners),
        )
    }

    /// Noise goes to the conciliator wherever `when` holds too.
    fn conciliator(when: &str) -> String {
        format!(
            "[[rules]]\nid = \"L1\"\nstage = \"orientation\"\norder = 1\n\
             label = {{ fr = \"essai\", en = \"trial\" }}\nbecause = {{ fr = \"essai\", en = \"trial\" }}\n\
             when.situation = [\"neighbour_noise\"]\n{when}\nthen.lead = [\"justice_conciliator\"]\nthen.max = \"L1\"\n"
        )
    }

    fn rehearsed(world: &World, rules: &str, since: Option<Timestamp>) -> Rehearsed {
        world.clock.pass(SignedDuration::from_secs(1));
        let (old, new) = sides(world, rules);
        world
            .casework
            .rehearse(&old, &new, since, |_, _| true)
            .unwrap()
    }

    #[test]
    fn stored_cases_move_as_they_would_have_when_they_were_submitted() {
        let world = World::new();
        let start = world.casework.now();
        // By night the shipped rules alone would not look at the clock; this overlay does.
        world.clock.pass(SignedDuration::from_hours(13));
        let at_night = world.submit(&cases::a01());
        world.clock.pass(SignedDuration::from_hours(12));
        world.submit(&cases::a01());
        world.submit(&cases::a01());
        let night = conciliator("when.hour = [{ from = 22 }, { before = 7 }]");
        let found = rehearsed(&world, &night, None);
        assert!(found.complete);
        let comparison = found.comparison;
        assert_eq!((comparison.cases, comparison.changed), (3, 1));
        let moved = &comparison.moves[0];
        let kind = |side: &Option<passerelle_routing_rules::compare::comparison::PartnerBrief>| {
            side.as_ref().unwrap().kind
        };
        assert_eq!(kind(&moved.from), Some(PartnerKind::MediationTeam));
        assert_eq!(kind(&moved.to), Some(PartnerKind::JusticeConciliator));
        let reference = at_night.reference.clone();
        let id = CaseId::Referral {
            id: at_night.id,
            reference,
        };
        assert_eq!(moved.group.examples[0].case, id);

        let since = start.checked_add(SignedDuration::from_hours(20)).unwrap();
        let later = rehearsed(&world, &night, Some(since)).comparison;
        assert_eq!((later.cases, later.changed), (2, 0));
    }

    #[test]
    fn cases_from_the_same_place_are_counted_as_they_were_then() {
        let world = World::new();
        for _ in 0..4 {
            let mut case = cases::a01();
            case.need.place.address = Some("3 rue du Lavoir".to_owned());
            world.submit(&case);
            world.clock.pass(SignedDuration::from_hours(1));
        }
        let often = conciliator("when.prior_referrals = { days = 30, from = 2 }");
        let comparison = rehearsed(&world, &often, None).comparison;
        // The third and the fourth had two before them.
        assert_eq!((comparison.cases, comparison.changed), (4, 2));
    }

    #[test]
    fn consent_counts_as_it_is_stored() {
        let world = World::new();
        let stored = world.submit(&cases::a01());
        world.clock.pass(SignedDuration::from_mins(1));
        let refused = ConsentChange {
            party: 0,
            giver: ConsentGiver::Person,
            consent: Consent::of(ConsentState::Refused),
        };
        let landlord = world.landlord();
        world
            .casework
            .consent(&landlord, stored.id, &refused, None)
            .unwrap();
        let rules = conciliator("when.consent = [\"refused\"]");
        assert_eq!(rehearsed(&world, &rules, None).comparison.changed, 1);
    }

    #[test]
    fn whoever_is_in_a_hurry_gets_the_latest_cases() {
        let world = World::new();
        world.submit(&cases::a01());
        let (old, new) = sides(&world, &conciliator(""));
        world.clock.pass(SignedDuration::from_secs(1));
        let told = std::cell::Cell::new((9, 9));
        let stopped = world.casework.rehearse(&old, &new, None, |done, all| {
            told.set((done, all));
            false
        });
        let stopped = stopped.unwrap();
        assert_eq!(told.get(), (0, 1));
        assert!(!stopped.complete);
        assert_eq!(stopped.comparison.cases, 0);
    }
}
