//! Communes and départements by their INSEE codes: never by name (many communes share one), never
//! by postal code (one postal code serves several communes), never as numbers (leading zeros, Corsica).

use super::{IdentifierError, all_digits, checked_text};

checked_text! {
    /// INSEE code of a commune: `00001`, `2A004`, `97411`.
    #[derive(Debug)]
    CommuneCode
}

checked_text! {
    /// INSEE code of a département: `35`, `2A`, `974`; or of an overseas collectivity: `988`.
    #[derive(Debug)]
    DepartementCode
}

const COMMUNE: &str =
    "a commune code is the five characters of INSEE: two digits, 2A or 2B, then three digits";
const DEPARTEMENT: &str = "a département code is two digits, 2A, 2B, or 97 or 98 and a third digit";

impl CommuneCode {
    /// Checks the form; whether the commune exists is for the directory to say.
    ///
    /// # Errors
    /// When the text is not five characters or not of the form of INSEE.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        if text.chars().count() != 5 {
            return Err(IdentifierError::length(COMMUNE));
        }
        match text.split_at_checked(2) {
            Some((head, tail)) if two_character_code(head) && all_digits(tail) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(IdentifierError::format(COMMUNE)),
        }
    }

    /// The département that the code begins with: three digits overseas, else two characters.
    #[must_use]
    pub fn departement(&self) -> DepartementCode {
        let length = if overseas(&self.0) { 3 } else { 2 };
        DepartementCode(self.0.get(..length).unwrap_or(&self.0).to_owned())
    }
}

impl DepartementCode {
    /// Checks the form.
    ///
    /// # Errors
    /// When the text is no département code; `97` alone is none, nor is `98`.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let valid = match text.chars().count() {
            2 => two_character_code(text) && !overseas(text),
            3 => overseas(text) && all_digits(text),
            _ => return Err(IdentifierError::length(DEPARTEMENT)),
        };
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(IdentifierError::format(DEPARTEMENT))
        }
    }
}

fn two_character_code(text: &str) -> bool {
    matches!(text, "2A" | "2B") || all_digits(text)
}

fn overseas(text: &str) -> bool {
    text.starts_with("97") || text.starts_with("98")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn communes() {
        for good in ["00001", "35238", "2A004", "2B033", "97411", "75056"] {
            assert_eq!(CommuneCode::parse(good).unwrap().as_str(), good);
        }
        for (bad, code) in [
            ("", "bad_length"),
            ("1234", "bad_length"),
            ("352380", "bad_length"),
            ("2C004", "bad_format"),
            ("2a004", "bad_format"),
            ("A2004", "bad_format"),
            ("3523é", "bad_format"),
            ("é5238", "bad_format"),
            ("٣٥٢٣٨", "bad_format"),
            ("3523 ", "bad_format"),
        ] {
            assert_eq!(CommuneCode::parse(bad).unwrap_err().code(), code, "{bad}");
        }
    }

    #[test]
    fn a_commune_knows_its_departement() {
        for (commune, departement) in [
            ("00001", "00"),
            ("35238", "35"),
            ("2A004", "2A"),
            ("97411", "974"),
            ("98818", "988"),
        ] {
            let found = CommuneCode::parse(commune).unwrap().departement();
            assert_eq!(found, DepartementCode::parse(departement).unwrap());
        }
    }

    #[test]
    fn departements() {
        for bad in ["", "1", "97", "98", "2C", "123", "97A", "9744", "é"] {
            assert!(DepartementCode::parse(bad).is_err(), "{bad}");
        }
    }
}
