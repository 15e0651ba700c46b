//! Schools by their UAI (unité administrative immatriculée), once called RNE.

use super::{IdentifierError, all_digits, checked_text};

checked_text! {
    /// National code of a school: seven digits and a key letter, `0000001B`.
    #[derive(Debug)]
    Uai
}

/// I, O and Q are left out: they read like digits.
const KEYS: &str = "ABCDEFGHJKLMNPRSTUVWXYZ";
const KEY_COUNT: u32 = 23;

const EXPECTED: &str = "a UAI is seven digits and a key letter in capitals";
const WRONG_KEY: &str = "the key letter of the UAI does not agree with its seven digits";

impl Uai {
    /// Checks the form and the key letter.
    ///
    /// # Errors
    /// When the form is wrong, or the key does not agree with the number.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        if text.chars().count() != 8 {
            return Err(IdentifierError::length(EXPECTED));
        }
        let Some((number, key)) = text.split_at_checked(7) else {
            return Err(IdentifierError::format(EXPECTED));
        };
        if !all_digits(number) || !key.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(IdentifierError::format(EXPECTED));
        }
        let number: u32 = number
            .parse()
            .map_err(|_| IdentifierError::format(EXPECTED))?;
        if key.chars().next() == key_of(number) {
            Ok(Self(text.to_owned()))
        } else {
            Err(IdentifierError::check(WRONG_KEY))
        }
    }
}

fn key_of(number: u32) -> Option<char> {
    let index = usize::try_from(number % KEY_COUNT).ok()?;
    KEYS.chars().nth(index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_key_is_checked() {
        for good in ["0000001B", "0000002C", "0000000A", "0000022Z"] {
            assert_eq!(Uai::parse(good).unwrap().as_str(), good);
        }
        for (bad, code) in [
            ("0000001", "bad_length"),
            ("0000001BB", "bad_length"),
            ("00000012", "bad_format"),
            ("000000AB", "bad_format"),
            ("0000001b", "bad_format"),
            ("0000001é", "bad_format"),
            ("00000é1B", "bad_format"),
            ("0000001A", "bad_check"),
            ("0000001I", "bad_check"),
        ] {
            assert_eq!(Uai::parse(bad).unwrap_err().code(), code, "{bad}");
        }
    }

    #[test]
    fn there_are_as_many_keys_as_remainders() {
        assert_eq!(KEYS.len(), KEY_COUNT as usize);
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_caught(number in 0_u32..10_000_000, place in 0_usize..7, shift in 1_u8..10) {
            let key = key_of(number).unwrap();
            let text = format!("{number:07}{key}");
            prop_assert!(Uai::parse(&text).is_ok());

            let mut bytes = text.into_bytes();
            bytes[place] = b'0' + (bytes[place] - b'0' + shift) % 10;
            let wrong = String::from_utf8(bytes).unwrap();
            prop_assert_eq!(Uai::parse(&wrong).unwrap_err().code(), "bad_check");
        }
    }
}
