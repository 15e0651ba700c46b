//! Regions by their INSEE codes.

use super::{IdentifierError, all_digits, checked_text};

checked_text! {
    /// INSEE code of a region: `53`, `94`, `04`. An overseas collectivity belongs to no region and
    /// stands for itself: `975`, `988`.
    #[derive(Debug)]
    RegionCode
}

const EXPECTED: &str = "a region code is two digits, or 97 or 98 and a third digit";

impl RegionCode {
    /// Checks the form; whether the region exists is for the territory tree to say.
    ///
    /// # Errors
    /// When the text is neither two digits nor the three of an overseas collectivity.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let valid = match text.chars().count() {
            2 => all_digits(text),
            3 => (text.starts_with("97") || text.starts_with("98")) && all_digits(text),
            _ => return Err(IdentifierError::length(EXPECTED)),
        };
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(IdentifierError::format(EXPECTED))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_digits_or_an_overseas_collectivity() {
        for good in ["01", "11", "53", "94", "975", "988"] {
            assert_eq!(RegionCode::parse(good).unwrap().as_str(), good);
        }
        for (bad, code) in [
            ("", "bad_length"),
            ("5", "bad_length"),
            ("9750", "bad_length"),
            ("2A", "bad_format"),
            ("123", "bad_format"),
            ("97A", "bad_format"),
            ("é5", "bad_format"),
        ] {
            assert_eq!(RegionCode::parse(bad).unwrap_err().code(), code, "{bad}");
        }
    }
}
