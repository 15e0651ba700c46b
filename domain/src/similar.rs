//! When a new referral looks like one that is open, so that two people are not sent to one door.
//!
//! **Two referrals look alike when they come from the same place ([`Spot`]), are about the same family
//! of situations, came within [`WITHIN_DAYS`] days of each other, and may be about the same persons.**
//! Whoever knows every person on both sides, and finds none twice, sees two cases; where somebody is
//! not named, the place speaks alone. What one landlord lets is no single place: there, somebody has
//! to be known on both sides.
//!
//! A likeness is shown to people and decides nothing.

use jiff::{SignedDuration, Timestamp};

use crate::{LandlordRef, Need, Party, Spot, guard::fold};

/// How many days apart two referrals may have come.
pub const WITHIN_DAYS: i64 = 30;

/// What two referrals have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// The place, and somebody who is known on both sides.
    SamePeople,
    /// The place alone: not everybody is known.
    SamePlace,
}

/// The time between two referrals that may look alike.
#[must_use]
pub fn window() -> SignedDuration {
    SignedDuration::from_hours(24 * WITHIN_DAYS)
}

/// What two referrals have in common, where they look alike; each with when it came.
#[must_use]
pub fn likeness(one: (&Need, Timestamp), other: (&Need, Timestamp)) -> Option<Likeness> {
    let ((one, came), (other, came_other)) = (one, other);
    let apart = came.duration_since(came_other).abs();
    let spot = Spot::of(&one.place)?;
    let same_place = one.place.commune_code == other.place.commune_code
        && Spot::of(&other.place).as_ref() == Some(&spot);
    let same_family = one.situation == other.situation || one.setting == other.setting;
    if !same_place || !same_family || apart > window() {
        return None;
    }
    let wide = matches!(
        spot,
        Spot::Landlord(LandlordRef::Partner(_) | LandlordRef::Siren(_))
    );
    match overlap(&one.parties, &other.parties) {
        Overlap::Somebody => Some(Likeness::SamePeople),
        Overlap::Perhaps if !wide => Some(Likeness::SamePlace),
        Overlap::Perhaps | Overlap::Nobody => None,
    }
}

enum Overlap {
    Somebody,
    Perhaps,
    Nobody,
}

/// Whoever's part in the case: of two neighbours, each may complain of the other.
fn overlap(one: &[Party], other: &[Party]) -> Overlap {
    let known = |party: &Party| !party.identity.is_empty();
    if one
        .iter()
        .any(|party| other.iter().any(|second| same(party, second)))
    {
        return Overlap::Somebody;
    }
    let all_known = |parties: &[Party]| !parties.is_empty() && parties.iter().all(known);
    if all_known(one) && all_known(other) {
        return Overlap::Nobody;
    }
    Overlap::Perhaps
}

fn same(one: &Party, other: &Party) -> bool {
    let (one, other) = (&one.identity, &other.identity);
    let both = |same: Option<bool>| same.unwrap_or(false);
    both(
        one.phone
            .as_ref()
            .zip(other.phone.as_ref())
            .map(|(a, b)| a == b),
    ) || both(
        one.email
            .as_ref()
            .zip(other.email.as_ref())
            .map(|(a, b)| a == b),
    ) || both(one.name.as_ref().zip(other.name.as_ref()).map(|(a, b)| {
        let (a, b) = (words(a), words(b));
        !a.is_empty() && a == b
    }))
}

/// The words of a name in one spelling and in whatever order they are written.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = fold::words(name)
        .into_iter()
        .map(|word| word.folded)
        .collect();
    words.sort();
    words
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        AgeBand, CaseKind, CommuneCode, Consent, Identity, PartyRole, Phone, Place, SafetyAnswers,
        Setting, Siren, Situation,
    };

    fn party(role: PartyRole, name: Option<&str>, phone: Option<&str>) -> Party {
        Party {
            role,
            age_band: AgeBand::Unknown,
            minor: None,
            enrolled: None,
            language: None,
            identity: Identity {
                name: name.map(str::to_owned),
                phone: phone.map(|phone| Phone::parse(phone).unwrap()),
                email: None,
            },
            consent: Consent::default(),
            guardian_consent: None,
        }
    }

    fn need(situation: Situation, address: Option<&str>, parties: Vec<Party>) -> Need {
        Need {
            setting: situation.setting().unwrap_or(Setting::Housing),
            situation,
            case_kind: CaseKind::Interpersonal,
            received_at: Timestamp::UNIX_EPOCH,
            referrer_role: None,
            safety: SafetyAnswers::default(),
            place: Place {
                address: address.map(str::to_owned),
                ..Place::in_commune(CommuneCode::parse("00001").unwrap())
            },
            parties,
            prior_attempts: Vec::new(),
            deadline_event: None,
            narrative: None,
        }
    }

    fn noise(parties: Vec<Party>) -> Need {
        need(Situation::NeighbourNoise, Some("3, rue du Lavoir"), parties)
    }

    fn days(days: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * days)
    }

    fn alike(one: &Need, other: &Need) -> Option<Likeness> {
        likeness((one, days(3)), (other, days(1)))
    }

    #[test]
    fn the_same_trouble_at_the_same_door() {
        let one = noise(vec![party(PartyRole::Concerned, None, None)]);
        let mut other = noise(vec![party(PartyRole::Concerned, Some("Odette R."), None)]);
        other.place.address = Some("3 RUE DU LAVOIR".to_owned());
        assert_eq!(alike(&one, &other), Some(Likeness::SamePlace));
        other.situation = Situation::NeighbourDispute;
        assert_eq!(alike(&one, &other), Some(Likeness::SamePlace), "one family");
        other.place.address = Some("4 rue du Lavoir".to_owned());
        assert_eq!(alike(&one, &other), None);
    }

    #[test]
    fn two_neighbours_complain_of_each_other() {
        let (odette, basile) = (Some("+33639980001"), Some("+33639980002"));
        let one = noise(vec![
            party(PartyRole::Concerned, None, odette),
            party(PartyRole::OtherParty, None, basile),
        ]);
        let other = noise(vec![
            party(PartyRole::Concerned, None, basile),
            party(PartyRole::OtherParty, None, odette),
        ]);
        assert_eq!(alike(&one, &other), Some(Likeness::SamePeople));
        let by_name = |name| noise(vec![party(PartyRole::Concerned, Some(name), None)]);
        let told = alike(&by_name("Élodie FICTIVE"), &by_name("fictive elodie"));
        assert_eq!(told, Some(Likeness::SamePeople));
    }

    #[test]
    fn other_people_of_one_staircase_are_another_case() {
        let one = noise(vec![party(
            PartyRole::Concerned,
            None,
            Some("+33639980001"),
        )]);
        let other = noise(vec![party(
            PartyRole::Concerned,
            None,
            Some("+33639980002"),
        )]);
        assert_eq!(alike(&one, &other), None);
    }

    #[test]
    fn a_landlords_whole_stock_is_no_place_unless_somebody_is_known() {
        let mut one = noise(vec![party(
            PartyRole::Concerned,
            None,
            Some("+33639980001"),
        )]);
        one.place.address = None;
        one.place.landlord = Some(LandlordRef::Siren(Siren::parse("000000026").unwrap()));
        assert_eq!(alike(&one, &one.clone()), Some(Likeness::SamePeople));
        let mut other = one.clone();
        other.parties.clear();
        assert_eq!(alike(&one, &other), None);
    }

    #[test]
    fn another_setting_or_another_time_or_no_place_is_another_case() {
        let one = noise(vec![]);
        let mut other = need(Situation::SchoolBullying, Some("3, rue du Lavoir"), vec![]);
        other.setting = Setting::School;
        assert_eq!(alike(&one, &other), None);
        let at = |day| likeness((&one, days(0)), (&one, days(day)));
        assert!(at(WITHIN_DAYS).is_some());
        assert!(at(WITHIN_DAYS + 1).is_none());
        let nowhere = need(Situation::NeighbourNoise, None, vec![]);
        assert_eq!(alike(&nowhere, &nowhere), None);
    }

    proptest! {
        #[test]
        fn likeness_has_no_direction_and_holds_of_itself(
            phones in prop::collection::vec((0_u8..4, prop::option::of(0_u8..4)), 2),
            apart in -40_i64..40,
        ) {
            let person = |n: u8| {
                party(PartyRole::Concerned, None, Some(&format!("+3363998000{n}")))
            };
            let need = |(first, second): (u8, Option<u8>)| {
                let mut parties = vec![person(first)];
                parties.extend(second.map(person));
                noise(parties)
            };
            let (one, other) = (need(phones[0]), need(phones[1]));
            let there = likeness((&one, days(0)), (&other, days(apart)));
            let back = likeness((&other, days(apart)), (&one, days(0)));
            prop_assert_eq!(there, back);
            prop_assert_eq!(
                likeness((&one, days(0)), (&one, days(0))),
                Some(Likeness::SamePeople)
            );
        }
    }
}
