//! From the code of a commune to its place in a list, in one step: every decision asks for it, often
//! more than once, so a search by comparison would show.

use crate::CommuneCode;

/// How many values each character of a code can have; the second may be the A or B of Corsica.
const RADICES: [usize; 5] = [10, 12, 10, 10, 10];
const CODES: usize = 120_000;

/// What a code without a commune leads to: beyond the end of every list.
const NOWHERE: u32 = u32::MAX;

/// A table over all codes that there could be.
#[derive(Debug)]
pub(super) struct Addresses(Box<[u32]>);

impl Addresses {
    pub(super) fn new() -> Self {
        Self(vec![NOWHERE; CODES].into_boxed_slice())
    }

    pub(super) fn set(&mut self, code: &CommuneCode, position: usize) {
        if let (Some(slot), Ok(position)) = (self.0.get_mut(number(code)), u32::try_from(position))
        {
            *slot = position;
        }
    }

    /// The position of the commune; past the end of the list where the code has none.
    pub(super) fn get(&self, code: &CommuneCode) -> usize {
        self.0
            .get(number(code))
            .map_or(usize::MAX, |position| *position as usize)
    }
}

fn number(code: &CommuneCode) -> usize {
    code.as_str()
        .bytes()
        .zip(RADICES)
        .fold(0, |number, (symbol, radix)| {
            let digit = match symbol {
                b'A' => 10,
                b'B' => 11,
                _ => symbol.wrapping_sub(b'0'),
            };
            number * radix + usize::from(digit)
        })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_code_has_its_own_number_inside_the_table() {
        let heads = (0..100)
            .map(|head| format!("{head:02}"))
            .chain(["2A".to_owned(), "2B".to_owned()]);
        let numbers: HashSet<usize> = heads
            .flat_map(|head| (0..1000).map(move |tail| format!("{head}{tail:03}")))
            .map(|text| number(&CommuneCode::parse(&text).unwrap()))
            .collect();
        assert_eq!(numbers.len(), 102_000);
        assert!(numbers.iter().all(|number| *number < CODES));
    }

    #[test]
    fn a_code_without_a_commune_leads_past_every_list() {
        let mut addresses = Addresses::new();
        let (ajaccio, other) = ("2A004".parse().unwrap(), "2B004".parse().unwrap());
        addresses.set(&ajaccio, 7);
        assert_eq!(addresses.get(&ajaccio), 7);
        assert_eq!(addresses.get(&other), NOWHERE as usize);
    }
}
