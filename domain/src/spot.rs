//! When two cases come from the same place.

use std::fmt;

use crate::{LandlordRef, Place, Uai, guard::fold};

/// What tells one place from another within a commune: the first known of these, in this order.
///
/// **Two places are the same when they lie in the same commune and have the same spot.** So the same
/// staircase is found again whoever names the landlord beside it. Texts are compared word by word,
/// without capitals, accents and punctuation. A place without a spot is the same as no other: a whole
/// commune or district is not one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// A school.
    School(Uai),
    /// A public facility or a prison, by its folded name.
    Facility(String),
    /// A postal address, folded.
    Address(String),
    /// A public spot such as a square, by its folded name.
    Label(String),
    /// What one landlord lets here; the same landlord may also be named the other way.
    Landlord(LandlordRef),
}

impl Spot {
    /// The spot of a place, where it names one.
    #[must_use]
    pub fn of(place: &Place) -> Option<Self> {
        let text = |text: &Option<String>| folded(text.as_deref()?);
        let school = place.uai.clone().map(Self::School);
        school
            .or_else(|| text(&place.facility).map(Self::Facility))
            .or_else(|| text(&place.address).map(Self::Address))
            .or_else(|| text(&place.label).map(Self::Label))
            .or_else(|| place.landlord.clone().map(Self::Landlord))
    }
}

/// The spot as one text, to be stored and looked up: `address:3 rue du lavoir`. It is as personal as
/// the address that it is made of.
impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::School(uai) => write!(f, "school:{uai}"),
            Self::Facility(text) => write!(f, "facility:{text}"),
            Self::Address(text) => write!(f, "address:{text}"),
            Self::Label(text) => write!(f, "label:{text}"),
            Self::Landlord(LandlordRef::Partner(id)) => write!(f, "partner:{id}"),
            Self::Landlord(LandlordRef::Siren(siren)) => write!(f, "siren:{siren}"),
        }
    }
}

/// The words of a text in one spelling; `None` where it has none.
fn folded(text: &str) -> Option<String> {
    let words: Vec<String> = fold::words(text)
        .into_iter()
        .map(|word| word.folded)
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CommuneCode, PartnerId};

    fn place() -> Place {
        Place::in_commune(CommuneCode::parse("00001").unwrap())
    }

    fn told(place: &Place) -> String {
        Spot::of(place).unwrap().to_string()
    }

    #[test]
    fn a_whole_commune_is_not_one_place() {
        assert_eq!(Spot::of(&place()), None);
        let blank = Place {
            label: Some(" - ".to_owned()),
            ..place()
        };
        assert_eq!(Spot::of(&blank), None);
    }

    #[test]
    fn an_address_is_the_same_however_it_is_typed() {
        let one = Place {
            address: Some("3, rue de l'Église".to_owned()),
            ..place()
        };
        let other = Place {
            address: Some("3 RUE DE L’EGLISE".to_owned()),
            landlord: Some(LandlordRef::Partner(PartnerId::from_uuid(
                Default::default(),
            ))),
            ..place()
        };
        assert_eq!(told(&one), "address:3 rue de l eglise");
        assert_eq!(Spot::of(&one), Spot::of(&other));
    }

    #[test]
    fn the_first_that_is_known_counts() {
        let mut place = Place {
            uai: Some(Uai::parse("0000002C").unwrap()),
            facility: Some("Piscine".to_owned()),
            address: Some("2 quai Haut".to_owned()),
            label: Some("place du Lavoir".to_owned()),
            landlord: Some(LandlordRef::Siren(
                crate::Siren::parse("000000026").unwrap(),
            )),
            ..place()
        };
        let mut seen = vec![told(&place)];
        place.uai = None;
        seen.push(told(&place));
        place.facility = None;
        seen.push(told(&place));
        place.address = None;
        seen.push(told(&place));
        place.label = None;
        seen.push(told(&place));
        let expected = [
            "school:0000002C",
            "facility:piscine",
            "address:2 quai haut",
            "label:place du lavoir",
            "siren:000000026",
        ];
        assert_eq!(seen, expected);
    }
}
