//! Languages as BCP 47 tags.

use super::{IdentifierError, checked_text};

checked_text! {
    /// The language that somebody is at ease in: `fr`, `ar`, `pt-BR`, `sr-Latn`.
    ///
    /// The part of BCP 47 that says which language is spoken and read: language, script, region.
    /// Variants and extensions have no use here.
    #[derive(Debug)]
    LanguageTag
}

const EXPECTED: &str = "a language is a BCP 47 tag: language, then script and region if needed, for instance fr, pt-BR or sr-Latn";

impl LanguageTag {
    /// Checks the form and brings it to the usual case, `zh-Hant-TW`.
    ///
    /// # Errors
    /// When the text is not language, script and region, in this order, joined by hyphens.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let malformed = IdentifierError::format(EXPECTED);
        let mut parts = text.split('-').peekable();
        let language = parts.next().filter(|part| is_language(part));
        let mut tag = language.ok_or(malformed)?.to_ascii_lowercase();
        if let Some(script) = parts.next_if(|part| is_script(part)) {
            tag.push('-');
            let (initial, rest) = script.split_at_checked(1).ok_or(malformed)?;
            tag.push_str(&initial.to_ascii_uppercase());
            tag.push_str(&rest.to_ascii_lowercase());
        }
        if let Some(region) = parts.next_if(|part| is_region(part)) {
            tag.push('-');
            tag.push_str(&region.to_ascii_uppercase());
        }
        match parts.next() {
            None => Ok(Self(tag)),
            Some(_) => Err(malformed),
        }
    }

    /// The language alone, without script and region: `pt` of `pt-BR`.
    #[must_use]
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }
}

fn is_language(part: &str) -> bool {
    matches!(part.len(), 2 | 3) && all_letters(part)
}

fn is_script(part: &str) -> bool {
    part.len() == 4 && all_letters(part)
}

fn is_region(part: &str) -> bool {
    (part.len() == 2 && all_letters(part)) || (part.len() == 3 && super::all_digits(part))
}

fn all_letters(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_case() {
        for (text, tag) in [
            ("fr", "fr"),
            ("FR-fr", "fr-FR"),
            ("pt-br", "pt-BR"),
            ("ZH-hANT-tw", "zh-Hant-TW"),
            ("es-419", "es-419"),
            ("rmy", "rmy"),
            ("fsl", "fsl"),
        ] {
            assert_eq!(LanguageTag::parse(text).unwrap().as_str(), tag);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for bad in [
            "",
            "f",
            "français",
            "fr_FR",
            "fr-",
            "-fr",
            "fr-FR-Latn",
            "fr-FR-FR",
            "1a",
            "fr FR",
            "abcd",
            "en-x-private",
            "é",
            "fr-ééé",
        ] {
            assert_eq!(
                LanguageTag::parse(bad).unwrap_err().code(),
                "bad_format",
                "{bad}"
            );
        }
    }
}
