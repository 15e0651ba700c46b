//! Priority districts (quartiers prioritaires de la politique de la Ville).

use super::{IdentifierError, checked_text};

checked_text! {
    /// Code of a priority district: `QP035004` until 2023 (2024 overseas), `QN03502M` since. Both
    /// generations are accepted, so that older referrals stay comparable.
    #[derive(Debug)]
    QpvCode
}

const EXPECTED: &str = "a priority district is QP and six characters, or QN, five characters and a letter, in capitals";

impl QpvCode {
    /// Checks the form; an address, not this code, tells whether a place lies in the district.
    ///
    /// # Errors
    /// When the text is of neither generation.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        if text.chars().count() != 8 {
            return Err(IdentifierError::length(EXPECTED));
        }
        if matches_either_generation(text.as_bytes()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(IdentifierError::format(EXPECTED))
        }
    }
}

/// `^(?:QP\d{2}[0-9AB]\d{3}|QN\d{2}[0-9AB]\d{2}[A-Z])$`; the `A` and `B` are those of Corsica.
fn matches_either_generation(code: &[u8]) -> bool {
    let [b'Q', generation, a, b, c, d, e, last] = code else {
        return false;
    };
    let last_is_good = match generation {
        b'P' => last.is_ascii_digit(),
        b'N' => last.is_ascii_uppercase(),
        _ => false,
    };
    last_is_good
        && [a, b, d, e].iter().all(|digit| digit.is_ascii_digit())
        && matches!(c, b'0'..=b'9' | b'A' | b'B')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_generations() {
        for good in ["QP035004", "QP02A001", "QN00001M", "QN02B01A", "QN97401Z"] {
            assert_eq!(QpvCode::parse(good).unwrap().as_str(), good);
        }
        for (bad, code) in [
            ("QP03500", "bad_length"),
            ("QN00001MM", "bad_length"),
            ("QP03500M", "bad_format"),
            ("QN000011", "bad_format"),
            ("QX000011", "bad_format"),
            ("qn00001m", "bad_format"),
            ("QN00C01M", "bad_format"),
            ("QNA0001M", "bad_format"),
        ] {
            assert_eq!(QpvCode::parse(bad).unwrap_err().code(), code, "{bad}");
        }
    }
}
