//! The code of a link to a person's page: 100 bits that nobody can guess, as twenty letters that
//! can be read aloud and typed from a sheet of paper.
//!
//! It is made from the link's identifier with the service's own key, so that a mail that goes out
//! twice carries one link; the database keeps its digest alone.

use std::fmt;

use sha2::{Digest, Sha256};

/// Crockford's alphabet: no letter that reads as another.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of a code.
const LENGTH: usize = 20;
/// Letters between two hyphens.
const GROUP: usize = 4;
/// Far longer than any way to write a code: what is longer is not worth reading.
const LONGEST: usize = 64;

/// The code of a link. It is a secret: whoever has it opens the page.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonCode(String);

impl PersonCode {
    /// The code that is made of `secret`, which nobody else can know.
    pub(crate) fn derive(secret: &[u8]) -> Self {
        let digest = Sha256::digest(secret);
        let mut letters = String::with_capacity(LENGTH);
        let (mut held, mut bits) = (0_u32, 0_u32);
        for byte in digest {
            held = (held << 8) | u32::from(byte);
            bits += 8;
            while bits >= 5 && letters.len() < LENGTH {
                bits -= 5;
                let place = usize::try_from((held >> bits) & 31).unwrap_or_default();
                letters.extend(ALPHABET.get(place).copied().map(char::from));
            }
            held &= (1 << bits.min(31)) - 1;
            if letters.len() == LENGTH {
                break;
            }
        }
        Self(letters)
    }

    /// A code as somebody typed it: letter case, hyphens and spaces do not count, and the letters
    /// that look like a digit are read as one. `None` for what no code can be.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let mut letters = String::with_capacity(LENGTH);
        for letter in text.chars() {
            let letter = match letter.to_ascii_uppercase() {
                '-' | '‑' | '–' | ' ' | '\u{a0}' => continue,
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let known = u8::try_from(letter).is_ok_and(|byte| ALPHABET.contains(&byte));
            known.then(|| letters.push(letter))?;
        }
        (letters.len() == LENGTH).then_some(Self(letters))
    }

    /// What the database knows it by.
    #[must_use]
    pub(crate) fn digest(&self) -> String {
        let digest = Sha256::digest(self.0.as_bytes());
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The code in groups of four letters, as addresses and sheets show it.
    #[must_use]
    pub fn reveal(&self) -> String {
        let letters: Vec<char> = self.0.chars().collect();
        let groups: Vec<String> = letters
            .chunks(GROUP)
            .map(|group| group.iter().collect())
            .collect();
        groups.join("-")
    }
}

/// A code does not print itself.
impl fmt::Debug for PersonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = PersonCode::derive(b"a secret");
        let shown = code.reveal();
        assert_eq!(shown.len(), 24, "{shown}");
        assert_eq!(shown.matches('-').count(), 4);
        for typed in [
            shown.clone(),
            shown.to_lowercase(),
            shown.replace('-', ""),
            shown.replace('-', " "),
            shown.replace('0', "O").replace('1', "l"),
        ] {
            assert_eq!(PersonCode::parse(&typed), Some(code.clone()), "{typed}");
        }
        assert!(!format!("{code:?}").contains(&shown[..4]));
    }

    #[test]
    fn what_no_code_can_be_is_none() {
        let shown = PersonCode::derive(b"a secret").reveal();
        for wrong in [
            "",
            &shown[1..],
            &format!("{shown}0"),
            &shown.replacen(&shown[..1], "U", 1),
            &"0".repeat(1000),
            "éééééééééééééééééééé",
        ] {
            assert_eq!(PersonCode::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn each_secret_gives_another_code() {
        let one = PersonCode::derive(b"one");
        assert_ne!(one, PersonCode::derive(b"two"));
        assert_ne!(one.digest(), PersonCode::derive(b"two").digest());
        assert_eq!(one.digest().len(), 64);
        // All 100 bits count: no letter is the same in many codes.
        for place in 0..LENGTH {
            let letters: std::collections::BTreeSet<char> = (0..200_u8)
                .filter_map(|n| PersonCode::derive(&[n]).0.chars().nth(place))
                .collect();
            assert!(letters.len() > 25, "{place}: {letters:?}");
        }
    }
}
