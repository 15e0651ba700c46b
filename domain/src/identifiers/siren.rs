//! Organisations by SIREN, and their establishments by SIRET.

use super::{IdentifierError, all_digits, checked_text};

checked_text! {
    /// Number of an organisation: nine digits, the last a Luhn check.
    #[derive(Debug)]
    Siren
}

checked_text! {
    /// Number of an establishment: the SIREN of its organisation and five digits more.
    #[derive(Debug)]
    Siret
}

const SIREN: &str = "a SIREN is nine digits";
const SIREN_CHECK: &str = "the check digit of the SIREN does not agree with the others";
const SIRET: &str = "a SIRET is fourteen digits";
const SIRET_CHECK: &str = "the check digit of the SIRET does not agree with the others";

const LA_POSTE: &str = "356000000";

impl Siren {
    /// Checks the form and the check digit.
    ///
    /// # Errors
    /// When the text is not nine digits, or fails Luhn.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        digits(text, 9, SIREN)?;
        if luhn(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(IdentifierError::check(SIREN_CHECK))
        }
    }
}

impl Siret {
    /// Checks the form and the check digit.
    ///
    /// La Poste has more establishments than Luhn leaves numbers for: most of its SIRETs have a
    /// digit sum that is a multiple of five instead.
    ///
    /// # Errors
    /// When the text is not fourteen digits, or its check fails.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        digits(text, 14, SIRET)?;
        if luhn(text) || (text.starts_with(LA_POSTE) && digit_sum(text).is_multiple_of(5)) {
            Ok(Self(text.to_owned()))
        } else {
            Err(IdentifierError::check(SIRET_CHECK))
        }
    }

    /// The organisation that the establishment belongs to. Its own check is not repeated: the
    /// SIRET was checked as a whole.
    #[must_use]
    pub fn siren(&self) -> Siren {
        Siren(self.0.chars().take(9).collect())
    }
}

fn digits(text: &str, length: usize, expected: &'static str) -> Result<(), IdentifierError> {
    if text.chars().count() != length {
        Err(IdentifierError::length(expected))
    } else if !all_digits(text) {
        Err(IdentifierError::format(expected))
    } else {
        Ok(())
    }
}

fn luhn(text: &str) -> bool {
    let from_the_right = text.chars().rev().filter_map(|symbol| symbol.to_digit(10));
    let sum: u32 = from_the_right
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => digit,
            (_, doubled) if doubled > 9 => doubled - 9,
            (_, doubled) => doubled,
        })
        .sum();
    sum.is_multiple_of(10)
}

fn digit_sum(text: &str) -> u32 {
    text.chars().filter_map(|symbol| symbol.to_digit(10)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The fictitious network of the demo.
    const SIRETS: [&str; 9] = [
        "00000001800010",
        "00000002600013",
        "00000003400017",
        "00000008300014",
        "00000009100017",
        "00000012500013",
        "00000006700017",
        "00000007500010",
        "00000011700010",
    ];

    #[test]
    fn the_fictitious_network_passes() {
        for text in SIRETS {
            let siret = Siret::parse(text).unwrap();
            assert_eq!(siret.siren(), Siren::parse(&text[..9]).unwrap());
        }
    }

    #[test]
    fn faults_are_told_apart() {
        for (bad, code) in [
            ("0000000180001", "bad_length"),
            ("000000018000100", "bad_length"),
            ("0000000180001O", "bad_format"),
            ("00000001800011", "bad_check"),
        ] {
            assert_eq!(Siret::parse(bad).unwrap_err().code(), code, "{bad}");
        }
        assert_eq!(Siren::parse("000000019").unwrap_err().code(), "bad_check");
        assert_eq!(Siren::parse("00000001").unwrap_err().code(), "bad_length");
        assert_eq!(Siren::parse("00000001é").unwrap_err().code(), "bad_format");
    }

    #[test]
    fn la_poste_has_its_own_rule() {
        // The head office passes Luhn; an ordinary post office passes by its digit sum.
        assert!(Siret::parse("35600000000048").is_ok());
        assert!(Siret::parse("35600000000150").is_ok());
        assert!(Siret::parse("35600000000151").is_err());
        // Elsewhere a digit sum proves nothing.
        assert!(Siret::parse("00000001800015").is_err());
    }

    fn with_check_digit(number: u64, digits: usize) -> String {
        (0..10)
            .map(|check| format!("{number:0width$}{check}", width = digits - 1))
            .find(|text| luhn(text))
            .unwrap()
    }

    fn with_one_error(text: &str, place: usize, shift: u8) -> String {
        let mut bytes = text.to_owned().into_bytes();
        bytes[place] = b'0' + (bytes[place] - b'0' + shift) % 10;
        String::from_utf8(bytes).unwrap()
    }

    proptest! {
        #[test]
        fn one_wrong_digit_of_a_siren_is_caught(
            number in 0_u64..100_000_000, place in 0_usize..9, shift in 1_u8..10,
        ) {
            let text = with_check_digit(number, 9);
            prop_assert!(Siren::parse(&text).is_ok());
            prop_assert!(Siren::parse(&with_one_error(&text, place, shift)).is_err());
        }

        #[test]
        fn one_wrong_digit_of_a_siret_is_caught(
            number in 0_u64..10_000_000_000_000, place in 0_usize..14, shift in 1_u8..10,
        ) {
            let wrong = with_one_error(&with_check_digit(number, 14), place, shift);
            prop_assume!(!wrong.starts_with(LA_POSTE));
            prop_assert!(Siret::parse(&wrong).is_err());
        }
    }
}
