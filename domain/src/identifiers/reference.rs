//! The reference that people read to one another: `PSL-2026-7K3F9B`.

use super::{IdentifierError, checked_text};

checked_text! {
    /// Human reference of a referral: year, five random symbols and a check symbol.
    ///
    /// Random, because a running number would tell everybody how many referrals there are and
    /// invite guessing. Crockford's base 32 has no I, L, O or U; the check symbol is the value of
    /// the five others modulo 37, which catches any one wrong symbol and any two swapped.
    #[derive(Debug)]
    Reference
}

const SYMBOLS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PREFIX: &str = "PSL";
const RANDOM_SYMBOLS: u32 = 5;
const RANDOM_MASK: u32 = (1 << (5 * RANDOM_SYMBOLS)) - 1;
const CHECK_MODULUS: u32 = 37;

const EXPECTED: &str = "a reference looks like PSL-2026-7K3F9B";
const WRONG_CHECK: &str = "the reference has a typing error: its check symbol does not agree";

impl Reference {
    /// A reference from the lower 25 bits of `random`.
    ///
    /// `None` when the check symbol would be one of the five that Crockford adds to the 32 plain
    /// ones (`*~$=U`: awkward to read aloud and in URLs); the caller draws again. That happens
    /// for 5 draws in 37.
    #[must_use]
    pub fn draw(year: i16, random: u32) -> Option<Self> {
        let value = random & RANDOM_MASK;
        let check = symbol(value % CHECK_MODULUS)?;
        let mut text = format!("{PREFIX}-{:04}-", year.clamp(0, 9999));
        for place in (0..RANDOM_SYMBOLS).rev() {
            text.push(symbol((value >> (5 * place)) & 31)?);
        }
        text.push(check);
        Some(Self(text))
    }

    /// Reads a reference as people write it: in small letters, with O for 0, I or L for 1.
    ///
    /// # Errors
    /// When the form is wrong, or the check symbol does not agree.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let malformed = IdentifierError::format(EXPECTED);
        if text.chars().count() != EXPECTED_LENGTH {
            return Err(IdentifierError::length(EXPECTED));
        }
        let mut parts = text.split('-');
        let (Some(prefix), Some(year), Some(code), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(malformed);
        };
        if !prefix.eq_ignore_ascii_case(PREFIX) || year.len() != 4 {
            return Err(malformed);
        }
        let year: String = year.chars().map(unconfused).collect();
        let code: String = code.chars().map(unconfused).collect();
        if !super::all_digits(&year) || code.len() != 6 {
            return Err(malformed);
        }
        let values: Vec<u32> = code.chars().filter_map(value_of).collect();
        match values.as_slice() {
            [plain @ .., check] if values.len() == 6 => {
                let value = plain.iter().fold(0, |sum, symbol| sum * 32 + symbol);
                if value % CHECK_MODULUS == *check {
                    Ok(Self(format!("{PREFIX}-{year}-{code}")))
                } else {
                    Err(IdentifierError::check(WRONG_CHECK))
                }
            }
            _ => Err(malformed),
        }
    }
}

const EXPECTED_LENGTH: usize = PREFIX.len() + "-2026-".len() + 6;

fn unconfused(symbol: char) -> char {
    match symbol.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    }
}

fn symbol(value: u32) -> Option<char> {
    SYMBOLS.chars().nth(usize::try_from(value).ok()?)
}

fn value_of(symbol: char) -> Option<u32> {
    SYMBOLS
        .find(symbol)
        .and_then(|place| u32::try_from(place).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn draws_what_the_documents_show() {
        let value = 7 * 32_u32.pow(4) + 19 * 32_u32.pow(3) + 3 * 32_u32.pow(2) + 15 * 32 + 9;
        let reference = Reference::draw(2026, value).unwrap();
        assert_eq!(reference.as_str(), "PSL-2026-7K3F9B");
    }

    #[test]
    fn reads_what_people_write() {
        // 00100 is 1024 = 27 × 37 + 25, and symbol 25 is S.
        for text in [
            "PSL-2026-00100S",
            "psl-2026-oo1oos",
            "Psl-2O26-OOIOOs",
            "PSL-2026-0OLO0S",
        ] {
            assert_eq!(Reference::parse(text).unwrap().as_str(), "PSL-2026-00100S");
        }
    }

    #[test]
    fn faults_are_told_apart() {
        for (bad, code) in [
            ("", "bad_length"),
            ("PSL-2026-7K3F9", "bad_length"),
            ("PSL-2026-7K3F9BB", "bad_length"),
            ("ABC-2026-7K3F9B", "bad_format"),
            ("PSL-2026-7K3FUB", "bad_format"),
            ("PSL-2026-7K3F-B", "bad_format"),
            ("PSL-20A6-7K3F9B", "bad_format"),
            ("PSL 2026 7K3F9B", "bad_format"),
            ("PSL-2026-7K3Fé9", "bad_format"),
            ("PSL-2026-7K3F9C", "bad_check"),
            ("PSL-2026-K73F9B", "bad_check"),
        ] {
            assert_eq!(Reference::parse(bad).unwrap_err().code(), code, "{bad}");
        }
    }

    #[test]
    fn five_remainders_of_37_have_no_plain_symbol() {
        let refused = (0..37)
            .filter(|value| Reference::draw(2026, *value).is_none())
            .count();
        assert_eq!(refused, 5);
    }

    proptest! {
        #[test]
        fn what_is_drawn_can_be_read(year in 0_i16..=9999, random: u32) {
            if let Some(reference) = Reference::draw(year, random) {
                prop_assert_eq!(Reference::parse(reference.as_str()), Ok(reference.clone()));
                prop_assert_eq!(Reference::parse(&reference.as_str().to_lowercase()), Ok(reference));
            }
        }

        #[test]
        fn one_wrong_symbol_is_caught(random: u32, place in 0_usize..6, other in 0_u32..32) {
            let drawn = Reference::draw(2026, random);
            prop_assume!(drawn.is_some());
            let right = drawn.unwrap().0;
            let mut bytes = right.clone().into_bytes();
            bytes["PSL-2026-".len() + place] = u8::try_from(symbol(other).unwrap()).unwrap();
            let wrong = String::from_utf8(bytes).unwrap();
            prop_assume!(wrong != right);
            prop_assert_eq!(Reference::parse(&wrong).unwrap_err().code(), "bad_check");
        }
    }
}
