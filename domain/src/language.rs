//! French and English: the two languages in which Passerelle speaks to people.
//!
//! [`Label`] is a text of the product, known when it is compiled. [`Text`] is one that comes
//! as data, such as the explanation written in a rule set.

use serde::{Deserialize, Serialize};

use crate::vocabulary::codes;

codes! {
    /// A language of the product's own texts. French is the default.
    ///
    /// The languages people speak are BCP 47 tags, and many more than these two.
    #[derive(Default)]
    pub enum Lang: "lang" {
        #[default]
        Fr = "fr", "français", "French";
        En = "en", "anglais", "English";
    }
}

/// A fixed text of the product in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Label {
    /// French.
    pub fr: &'static str,
    /// English.
    pub en: &'static str,
}

impl Label {
    /// The text in the given language.
    #[must_use]
    pub const fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Fr => self.fr,
            Lang::En => self.en,
        }
    }
}

/// A text that comes as data, in both languages.
///
/// Both are required: a text that one half of the readers cannot read is a fault of the data.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// French.
    pub fr: String,
    /// English.
    pub en: String,
}

impl Text {
    /// The text that `say` gives in each language.
    #[must_use]
    pub fn of(say: impl Fn(Lang) -> String) -> Self {
        Self {
            fr: say(Lang::Fr),
            en: say(Lang::En),
        }
    }

    /// The text in the given language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Fr => &self.fr,
            Lang::En => &self.en,
        }
    }
}

impl From<Label> for Text {
    fn from(label: Label) -> Self {
        Self {
            fr: label.fr.to_owned(),
            en: label.en.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GREETING: Label = Label {
        fr: "bonjour",
        en: "good morning",
    };

    #[test]
    fn each_language_gets_its_own_text() {
        assert_eq!(GREETING.get(Lang::Fr), "bonjour");
        assert_eq!(GREETING.get(Lang::En), "good morning");
        let text = Text::from(GREETING);
        assert_eq!(text.get(Lang::Fr), "bonjour");
        assert_eq!(text.get(Lang::En), "good morning");
    }

    #[test]
    fn french_comes_first() {
        assert_eq!(Lang::default(), Lang::Fr);
        assert_eq!(Lang::ALL, &[Lang::Fr, Lang::En]);
    }

    #[test]
    fn a_text_in_one_language_only_is_refused() {
        assert!(serde_json::from_str::<Text>(r#"{"fr":"bonjour"}"#).is_err());
        let both = r#"{"fr":"bonjour","en":"good morning"}"#;
        assert_eq!(serde_json::from_str::<Text>(both).unwrap(), GREETING.into());
        assert_eq!(serde_json::to_string(&GREETING).unwrap(), both);
    }
}
