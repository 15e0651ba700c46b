//! Directories by chance, to measure with.

use jiff::Timestamp;
use passerelle_domain::{
    Availability, Coverage, DepartementCode, Disclosure, Lang, Partner, PartnerId, PartnerKind,
};

use crate::{Dice, sketch::Field};

impl Dice {
    /// `count` partners over the communes and départements that rules name, a few over all of
    /// France.
    pub fn partners(&mut self, count: usize) -> Vec<Partner> {
        (0..count).map(|number| self.partner(number)).collect()
    }

    fn partner(&mut self, number: usize) -> Partner {
        let mut random = [0; 10];
        random[..8].copy_from_slice(&(number as u64).to_be_bytes());
        let area = match self.below(100) {
            0 => Coverage::France,
            1..=20 => {
                let code = self.one(Field::Departement.codes());
                Coverage::Departement(DepartementCode::parse(code).expect("a département"))
            }
            _ => {
                let code = self.one(Field::Commune.codes());
                Coverage::Commune(code.parse().expect("a commune"))
            }
        };
        Partner {
            id: PartnerId::new(Timestamp::UNIX_EPOCH, random),
            code: format!("p-{number:06}"),
            kind: self.one(PartnerKind::ALL),
            name: format!("Partenaire {number}"),
            key: None,
            coverage: vec![area],
            situations: Vec::new(),
            languages: Vec::new(),
            opening_hours: None,
            capacity: None,
            pauses: Vec::new(),
            entitlement: Disclosure::L2,
            operator: false,
            in_prison_session: false,
            availability: Availability::Open,
            email: None,
            language: Lang::Fr,
        }
    }
}
