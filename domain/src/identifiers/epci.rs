//! Intercommunal bodies (établissements publics de coopération intercommunale), such as a métropole
//! or a communauté de communes. Their official code is their SIREN.

use super::{IdentifierError, Siren, checked_text};

checked_text! {
    /// Code of an intercommunal body: the SIREN of the body, `243500139` for Rennes Métropole.
    #[derive(Debug)]
    EpciCode
}

impl EpciCode {
    /// Checks the form and the check digit; whether the body exists is for the territory tree to say.
    ///
    /// # Errors
    /// When the text is no SIREN.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        Siren::parse(text).map(|siren| Self(siren.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_a_siren() {
        assert_eq!(EpciCode::parse("243500139").unwrap().as_str(), "243500139");
        for (bad, code) in [
            ("24350013", "bad_length"),
            ("24350013A", "bad_format"),
            ("243500138", "bad_check"),
        ] {
            assert_eq!(EpciCode::parse(bad).unwrap_err().code(), code, "{bad}");
        }
    }
}
