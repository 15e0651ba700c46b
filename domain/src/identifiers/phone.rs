//! Phone numbers in the international form of E.164.

use std::fmt;

use super::{Fault, IdentifierError, all_digits, checked_text};

checked_text! {
    /// A phone number that can be dialled from anywhere: `+33639980123`.
    ///
    /// `Debug` hides it: it is personal data.
    Phone
}

const EXPECTED: &str = "a phone number is written in international form: +, the country code and the number, for instance +33 6 39 98 00 00";
const LENGTH: &str = "an international phone number has 8 to 15 digits";
const FRENCH: &str = "after +33 a French phone number has nine digits, without the leading 0";
const NATIONAL: &str = "this is a national form: write the number with + and its country code, +33 and no leading 0 in France";

impl Phone {
    /// Checks the number and strips the spaces, dots and dashes that people write for legibility.
    ///
    /// A national number (`06 …`) is refused and not completed: overseas numbers are written the
    /// same way and have another country code.
    ///
    /// # Errors
    /// When the number is not in the form of E.164.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let compact: String = text
            .chars()
            .filter(|symbol| !is_separator(*symbol))
            .collect();
        let Some(digits) = compact.strip_prefix('+') else {
            return Err(if compact.starts_with('0') && all_digits(&compact) {
                IdentifierError::new(Fault::NotInternational, NATIONAL)
            } else {
                IdentifierError::format(EXPECTED)
            });
        };
        if !all_digits(digits) || digits.starts_with('0') {
            return Err(IdentifierError::format(EXPECTED));
        }
        if !(8..=15).contains(&digits.len()) {
            return Err(IdentifierError::length(LENGTH));
        }
        if let Some(french) = digits.strip_prefix("33") {
            if french.starts_with('0') {
                return Err(IdentifierError::format(FRENCH));
            }
            if french.len() != 9 {
                return Err(IdentifierError::length(FRENCH));
            }
        }
        Ok(Self(compact))
    }
}

/// French typography puts no-break spaces between groups, and word processors their own dashes.
fn is_separator(symbol: char) -> bool {
    matches!(
        symbol,
        ' ' | '.' | '-' | '\u{a0}' | '\u{202f}' | '\u{2010}' | '\u{2011}' | '\u{2013}'
    )
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_canonical_form() {
        for text in [
            "+33639980123",
            "+33 6 39 98 01 23",
            "+33.6.39.98.01.23",
            "+33-6-39-98-01-23",
            "+33\u{a0}6\u{202f}39 98 01 23",
        ] {
            assert_eq!(Phone::parse(text).unwrap().as_str(), "+33639980123");
        }
        assert!(Phone::parse("+262 639 98 01 23").is_ok());
    }

    #[test]
    fn faults_are_told_apart() {
        for (bad, code) in [
            ("", "bad_format"),
            ("06 39 98 01 23", "not_international"),
            ("0033639980123", "not_international"),
            ("33639980123", "bad_format"),
            ("+33 (0)6 39 98 01 23", "bad_format"),
            ("+33 06 39 98 01 23", "bad_format"),
            ("+33 6 39 98 01 2", "bad_length"),
            ("+0639980123", "bad_format"),
            ("+1234567", "bad_length"),
            ("+1234567890123456", "bad_length"),
            ("+3363998O123", "bad_format"),
            ("119", "bad_format"),
        ] {
            assert_eq!(Phone::parse(bad).unwrap_err().code(), code, "{bad}");
        }
    }
}
